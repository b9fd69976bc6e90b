package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// asked judges, before a call is answered, whether it is for this person at all
// and whether they may have the conversations, people and entries that it names.
// The other things (devices, set-ups, accounts) are judged by the service that
// holds them. What is not there and what is not theirs are refused alike.
func (h *Hub) asked(ctx context.Context, user *desk.User, v view.Viewer, c *wire.Call) error {
	r, declared := wire.Calls[c.Name]
	if !declared { // the sandbox's panel, which is there in practice only
		return nil
	}
	if !r.Who.May(user.Role) {
		return desk.Refuse(desk.CodeForbidden, "role")
	}
	if err := r.Unlicensed(user); err != nil {
		return err
	}
	named, err := r.AsksIn(c.Body)
	if err != nil {
		return err
	}
	for _, a := range named {
		may, err := h.may(ctx, v, a)
		if err != nil {
			return desk.Wrap("may the person have this "+string(a.What), err)
		}
		if !may {
			return a.What.Refusal()
		}
	}
	return nil
}

func (h *Hub) may(ctx context.Context, v view.Viewer, a wire.Asked) (bool, error) {
	var err error
	switch a.What {
	case wire.AskThread:
		var s *view.Subject
		if s, err = h.projector(v).subject(ctx, desk.ThreadID(a.ID)); err == nil {
			return v.Access(*s) != "", nil
		}
	case wire.AskMessage:
		var m *desk.Message
		var s *view.Subject
		if m, err = desk.Get[*desk.Message](ctx, h.cfg.Rows, v.OrgID, desk.RowMessage, a.ID); err == nil {
			s, err = h.projector(v).subject(ctx, m.ThreadID)
		}
		if err == nil {
			return v.SeesInteraction(*s, m.InteractionID), nil
		}
	case wire.AskDecision:
		var d *desk.Decision
		var s *view.Subject
		if d, err = desk.Get[*desk.Decision](ctx, h.cfg.Rows, v.OrgID, desk.RowDecision, a.ID); err == nil {
			s, err = h.projector(v).subject(ctx, d.ThreadID)
		}
		if err == nil {
			return v.KnowsOf(*s, d.InteractionID), nil
		}
	case wire.AskInteraction: // as engine judges it for commands
		var i *desk.Interaction
		var s *view.Subject
		if i, err = desk.Get[*desk.Interaction](ctx, h.cfg.Rows, v.OrgID, desk.RowInteraction, a.ID); err == nil {
			s, err = h.projector(v).subject(ctx, i.ThreadID)
		}
		if err == nil {
			current := s.Current != nil && s.Current.ID == i.ID
			return v.SeesInteraction(*s, i.ID) || v.Access(*s) == wire.AccessSummary && current, nil
		}
	case wire.AskContact:
		return h.mayContact(ctx, v, desk.ContactID(a.ID))
	case wire.AskUser:
		_, err = desk.Get[*desk.User](ctx, h.cfg.Rows, v.OrgID, desk.RowUser, a.ID)
	case wire.AskUnhandled:
		_, err = desk.Get[*desk.Unhandled](ctx, h.cfg.Rows, v.OrgID, desk.RowUnhandled, a.ID)
	default: // judged by whoever holds it
	}
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	return err == nil, err
}
