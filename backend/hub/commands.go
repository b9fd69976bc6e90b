package hub

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// command appends a person's command and gives its fold's answer. The same
// client id again gets the first answer, for ever.
func (h *Hub) command(ctx context.Context, id Identity, c *wire.Command) *wire.Result {
	res := &wire.Result{ID: c.ClientID}
	if c.ClientID == "" || len(c.ClientID) > 100 || c.Name == "" {
		res.Error = wire.ErrorOf(desk.Refuse(desk.CodeInvalid, "badCommand", desk.Params{"context": "name"}))
		return res
	}
	if err := h.cfg.Check(c.Name, c.Version, c.Body); err != nil {
		res.Error = wire.ErrorOf(err)
		return res
	}
	if wire.Commands[c.Name].Timed && !h.cfg.Time.Wait(timePatience) {
		res.Error = wire.ErrorOf(desk.Refuse(desk.CodeUnavailable, "clock"))
		return res
	}
	payload, err := json.Marshal(desk.CommandEntry{
		UserID: id.UserID, DeviceID: id.DeviceID, ClientID: c.ClientID, Name: c.Name, Version: max(1, c.Version), Body: c.Body,
	})
	if err != nil {
		res.Error = wire.ErrorOf(desk.Refuse(desk.CodeInvalid, "badCommand"))
		return res
	}
	ctx, cancel := context.WithTimeout(ctx, submitDeadline)
	defer cancel()
	out, err := h.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{{
		Org: id.Org, Kind: desk.EntryCommand, Payload: payload,
		Key: "command/" + string(id.UserID) + "/" + c.ClientID,
	}}})
	if err != nil {
		h.logFailure("record command", c.Name, id, err)
		res.Error = wire.ErrorOf(err)
		return res
	}
	return h.answered(res, out[0], c.Name, id)
}

// answered reads what the fold said: its answer's JSON has the body or the
// error of a wire.Result.
func (h *Hub) answered(res *wire.Result, o desk.Outcome, name string, id Identity) *wire.Result {
	res.Seq = o.Seq
	if o.Quarantined {
		h.cfg.Log.Error("command quarantined", "command", name, "seq", o.Seq, "device_id", id.DeviceID)
		res.Error = wire.ErrorOf(&desk.Error{Code: desk.CodeInternal, Subcode: "quarantined"})
		return res
	}
	if len(o.Answer) == 0 {
		return res
	}
	var said wire.Result
	if err := json.Unmarshal(o.Answer, &said); err != nil {
		h.cfg.Log.Error("read answer", "command", name, "seq", o.Seq, "err", err)
		res.Error = wire.ErrorOf(&desk.Error{Code: desk.CodeInternal})
		return res
	}
	res.Body, res.Error = said.Body, said.Error
	return res
}

// call answers a call: one of the hub's own or one that relay wired. order is its place among
// the frames of its socket.
func (h *Hub) call(ctx context.Context, s *socket, order int, c *wire.Call) *wire.Result {
	res := &wire.Result{ID: c.ID}
	body, err := h.dispatch(ctx, s, order, c)
	if err != nil {
		h.logFailure("answer call", c.Name, s.id, err)
		res.Error = wire.ErrorOf(err)
		return res
	}
	res.Body = body.Raw()
	if len(res.Body) > wire.MaxFrame-1024 {
		res.Body, res.Error = nil, wire.ErrorOf(errTooLarge())
	}
	return res
}

func (h *Hub) dispatch(ctx context.Context, s *socket, order int, c *wire.Call) (view.Body, error) {
	f := h.own[c.Name]
	if f == nil {
		f = h.cfg.Calls[c.Name]
	}
	if f == nil {
		return view.Body{}, desk.Refuse(desk.CodeInvalid, "unknownCall")
	}
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	user, viewer, err := h.viewer(ctx, s.identity())
	if err != nil {
		return view.Body{}, err
	}
	if !user.Active {
		return view.Body{}, desk.Refuse(desk.CodeForbidden, "suspended")
	}
	if err := h.asked(ctx, user, viewer, c); err != nil {
		return view.Body{}, err
	}
	caller := Caller{User: user, Viewer: viewer, DeviceID: s.id.DeviceID, Session: s.identity(), SealKey: s.sealKey(), Adopt: s.adopt, Reach: s.here.set}
	caller.Look = func(thread desk.ThreadID, isTyping bool) { s.look(order, thread, isTyping) }
	return f(ctx, caller, c.Body)
}

// refused answers a frame that is beyond its person's share, nil when it is not.
// A search is a call, and counts as both.
func (h *Hub) refused(user desk.UserID, f wire.Frame) *wire.Frame {
	var err error
	switch {
	case f.Command != nil:
		if err = h.cfg.Shares.Take(share.Commands, string(user), 1); err != nil {
			return &wire.Frame{Kind: wire.FrameResult, Result: &wire.Result{ID: f.Command.ClientID, Error: wire.ErrorOf(err)}}
		}
	case f.Call != nil:
		err = h.cfg.Shares.Take(share.Calls, string(user), 1)
		if err == nil && f.Call.Name == wire.CallSearch.Name {
			err = h.cfg.Shares.Take(share.Searches, string(user), 1)
		}
		if err != nil {
			return &wire.Frame{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: f.Call.ID, Error: wire.ErrorOf(err)}}
		}
	}
	return nil
}

// logFailure logs what an operator should see: not the mistakes of people.
func (h *Hub) logFailure(op, name string, id Identity, err error) {
	if c := desk.CodeOf(err); c == desk.CodeInternal || c == desk.CodeUnavailable {
		h.cfg.Log.Warn("request failed", "op", op, "name", name, "device_id", id.DeviceID, "err", err)
	}
}

// viewer reads a person and their rights as they are now.
func (h *Hub) viewer(ctx context.Context, id Identity) (*desk.User, view.Viewer, error) {
	u, err := desk.Get[*desk.User](ctx, h.cfg.Rows, id.Org, desk.RowUser, id.UserID)
	if err != nil {
		return nil, view.Viewer{}, desk.Wrap("read user", err)
	}
	v := view.Viewer{OrgID: id.Org, UserID: id.UserID, Role: u.Role, Inboxes: map[desk.InboxID]bool{}}
	inboxes, err := desk.Find[*desk.Inbox](ctx, h.cfg.Rows, id.Org, desk.Inboxes.With())
	if err != nil {
		return nil, view.Viewer{}, desk.Wrap("read inboxes", err)
	}
	for _, in := range inboxes {
		for _, m := range in.Members {
			if m == id.UserID && !in.Deleted {
				v.Inboxes[in.ID] = true
			}
		}
	}
	return u, v, nil
}
