package hub

import (
	"context"
	"regexp"

	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// plainID is what kinds and ids of rows look like. A desktop is not believed:
// what it names goes into the log only if it can be nothing else.
var plainID = regexp.MustCompile(`^[A-Za-z0-9_./-]{0,120}$`)

func loggable(s string) string {
	if plainID.MatchString(s) {
		return s
	}
	return "(no id)"
}

// skipped logs what a desktop could not keep, so that an operator hears of a row
// that nobody can see.
func (h *Hub) skipped(ctx context.Context, c Caller, req wire.SkippedRows) (view.Body, error) {
	for _, r := range req.Rows {
		h.cfg.Log.WarnContext(ctx, "row skipped by a desktop", "kind", loggable(r.Kind), "id", loggable(r.ID),
			"seq", r.Seq, "why", loggable(r.Why), "device_id", c.DeviceID)
	}
	return view.Own(struct{}{})
}
