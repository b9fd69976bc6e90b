package relay

import (
	"net/http"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/wire"
)

// tableTime is how long a table may take: some million rows over a slow line.
const tableTime = 30 * time.Minute

// exportRecords writes the records that match as a table. It may be long: the session
// is judged anew all along, and an end that comes too early is one for whoever reads.
func (r *Relay) exportRecords(w http.ResponseWriter, req *http.Request, id people.Identity) {
	in, err := httpd.ReadJSON[wire.RecordsExport](w, req)
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	done, err := r.shares.Enter(share.Tables, string(id.UserID))
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	defer done()
	who := hub.Identity{Org: id.Org, UserID: id.UserID, DeviceID: id.DeviceID}
	viewer, err := r.hub.Viewer(req.Context(), who)
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	table, err := r.records.Export(req.Context(), viewer, in)
	if err == nil {
		err = httpd.ExtendDeadlines(w, tableTime)
	}
	if err != nil {
		httpd.WriteError(w, desk.Wrap("export records", err))
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set(wire.HeaderRows, strconv.FormatInt(table.Rows, 10))
	err = table.Write(req.Context(), w, func() error { return r.mayExport(req, id, viewer.HideNumbers) })
	if err != nil {
		if req.Context().Err() == nil {
			r.log.WarnContext(req.Context(), "a table of records broke off", "org", id.Org, "err", err)
		}
		panic(http.ErrAbortHandler) // an end without an end, which nobody takes for a whole table
	}
}

// mayExport says whether a person may have more of a table: they are who they were, and
// see numbers as they did.
func (r *Relay) mayExport(req *http.Request, id people.Identity, hidden bool) error {
	if err := r.people.Judge(req.Context(), id); err != nil {
		return err
	}
	viewer, err := r.hub.Viewer(req.Context(), hub.Identity{Org: id.Org, UserID: id.UserID, DeviceID: id.DeviceID})
	if err != nil {
		return err
	}
	if !viewer.Role.Supervisor() || viewer.HideNumbers != hidden {
		return desk.Refuse(desk.CodeForbidden, "")
	}
	return nil
}
