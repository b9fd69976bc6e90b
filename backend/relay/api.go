package relay

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// transferTime is how long a file may take: 100 MB at 2 Mbit/s.
const transferTime = 7 * time.Minute

// state tells a desktop whether it can talk to this relay.
func (r *Relay) state(w http.ResponseWriter, req *http.Request) {
	name, fresh, err := r.shown(req.Context())
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	httpd.WriteJSON(w, wire.RelayState{
		Name: name, Version: r.opts.Version, MinVersion: wire.MinVersion, MaxVersion: wire.Version,
		Practice: r.opts.Config.Sandbox, Fresh: fresh,
	})
}

// shown gives what somebody who has not signed in may know of the organizations:
// the name of the only one, and whether nobody is here yet. Of several, none is named.
func (r *Relay) shown(ctx context.Context) (name string, fresh bool, err error) {
	orgs, err := r.db.Orgs(ctx)
	if err != nil || len(orgs) != 1 {
		return "", false, desk.Wrap("list organizations", err)
	}
	if fresh, err = r.people.Fresh(ctx, orgs[0]); err != nil {
		return "", false, err
	}
	org, err := desk.Get[*desk.Organization](ctx, r.db, orgs[0], desk.RowOrg, orgs[0])
	if err != nil {
		return "", false, desk.Wrap("read organization", err)
	}
	return org.Name, fresh, nil
}

// nonce gives what the next request that carries a token is proven with.
func (r *Relay) nonce(w http.ResponseWriter, _ *http.Request) { httpd.WriteJSON(w, r.people.Nonce()) }

func (r *Relay) signIn(w http.ResponseWriter, req *http.Request) {
	in, err := httpd.ReadJSON[wire.SignIn](w, req)
	if err == nil {
		var s wire.Session
		if s, err = r.people.SignIn(req.Context(), in, httpd.ClientIP(req.Context()).String()); err == nil {
			httpd.WriteJSON(w, s)
			return
		}
	}
	httpd.WriteError(w, err)
}

func (r *Relay) claim(w http.ResponseWriter, req *http.Request) {
	in, err := httpd.ReadJSON[wire.Claim](w, req)
	if err == nil {
		var s wire.Session
		if s, err = r.people.Claim(req.Context(), in); err == nil {
			httpd.WriteJSON(w, s)
			return
		}
	}
	httpd.WriteError(w, err)
}

// signOut ends the sign-in that asks for it: that of an organization which the
// desktop has left for another, and to which it has no socket.
func (r *Relay) signOut(w http.ResponseWriter, req *http.Request, id people.Identity) {
	user, err := desk.Get[*desk.User](req.Context(), r.db, id.Org, desk.RowUser, id.UserID)
	if err == nil {
		err = r.people.RevokeDevice(req.Context(), id.Org, user, id.DeviceID)
	}
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	httpd.WriteJSON(w, wire.None{})
}

// join is what somebody sees who opens an invitation in a browser. The code is
// behind the #, which browsers keep to themselves.
func (r *Relay) join(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	what, todo := words.Sentence(words.Alerts+":join.what", nil), words.Sentence(words.Alerts+":join.todo", nil)
	io.WriteString(w, what+"\n\n"+todo+"\n") //nolint:errcheck,gosec // the reader may be gone
}

// upload keeps an attached file until a message takes it.
func (r *Relay) upload(w http.ResponseWriter, req *http.Request, id people.Identity) {
	if err := httpd.ExtendDeadlines(w, transferTime); err != nil {
		httpd.WriteError(w, desk.Wrap("extend deadlines", err))
		return
	}
	limit := int64(r.opts.Config.Limits.Media)
	size := req.ContentLength
	if size < 0 {
		size = limit // it may become as large
	}
	done, err := r.mayUpload(req.Context(), id.Org, id.UserID, size)
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	defer done()
	if req.ContentLength > limit {
		httpd.WriteError(w, desk.Refuse(desk.CodeInvalid, httpd.SubcodeTooLarge, desk.Params{"most": limit >> 20}))
		return
	}
	m, err := r.files.PutChecked(req.Context(), desk.MediaID(desk.NewID("med")), req.Body, limit, sendable)
	if err == nil { // whose it is goes into the record: commands are judged by it
		err = r.recordIn(req.Context(), id.Org, desk.EntryUploaded, desk.Upload{UserID: id.UserID, Media: m})
	}
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	httpd.WriteJSON(w, wire.Uploaded{MediaID: string(m.ID), MIME: m.MIME, Size: m.Size, Width: m.Width, Height: m.Height})
}

// sendable refuses what WhatsApp would refuse, or what must not be sent: whoever
// uploads need not be our desktop.
func sendable(is filetype.Facts) error {
	return wire.CheckFile(wire.Measured{MIME: is.MIME, Size: is.Size, Runs: is.Runs})
}

// download gives a message's file to somebody who may see the message, or an
// upload that no message has taken to whose it is.
func (r *Relay) download(w http.ResponseWriter, req *http.Request, id people.Identity) {
	m, err := r.hub.FileFor(req.Context(), hub.Identity{Org: id.Org, UserID: id.UserID, DeviceID: id.DeviceID},
		desk.MediaID(req.PathValue("id")), desk.MessageID(req.URL.Query().Get("message")))
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	if err := r.shares.Take(share.Downloads, string(id.UserID), 1); err != nil {
		httpd.WriteError(w, err)
		return
	}
	f, err := r.files.Get(m.ID)
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	if err := httpd.ExtendDeadlines(w, transferTime); err != nil {
		httpd.WriteError(w, desk.Wrap("extend deadlines", err))
		return
	}
	w.Header().Set("Content-Type", m.MIME)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", "attachment")
	http.ServeContent(w, req, "", time.Time{}, f)
}

// door lets the hub ask people who somebody is.
type door struct{ *people.Service }

// Authenticate is people's, in hub's words.
func (d door) Authenticate(ctx context.Context, p wire.Presented) (hub.Identity, error) {
	id, err := d.Service.Authenticate(ctx, p)
	return hub.Identity{Org: id.Org, UserID: id.UserID, DeviceID: id.DeviceID, Session: id.Session, Seq: id.Seq, EndsAt: id.EndsAt}, err
}

// Judge is people's, in hub's words.
func (d door) Judge(ctx context.Context, id hub.Identity) error {
	return d.Service.Judge(ctx, identityOf(id))
}

// CopyRefused is people's, in hub's words.
func (d door) CopyRefused(ctx context.Context, id hub.Identity) error {
	return d.Service.CopyRefused(ctx, identityOf(id))
}

func identityOf(id hub.Identity) people.Identity {
	return people.Identity{Org: id.Org, UserID: id.UserID, DeviceID: id.DeviceID, Session: id.Session, Seq: id.Seq, EndsAt: id.EndsAt}
}
