package engine

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdShiftEnd hands over what the person has and has them be offline: first that, so that
// nothing of it is offered to themselves.
func (w *work) cmdShiftEnd(r request, c wire.EndShift) (*wire.ShiftFates, error) {
	if len(c.Items) > desk.MostHandedOver {
		return nil, refuse(desk.CodeInvalid, "tooManyHandedOver", desk.Params{"most": desk.MostHandedOver})
	}
	p := r.by.Presence
	p.Chosen, p.Reason = desk.PresenceOffline, ""
	if err := w.choosePresence(r.by, r.by, p); err != nil {
		return nil, err
	}
	out := &wire.ShiftFates{Items: make([]wire.ShiftFate, 0, len(c.Items))}
	for _, item := range c.Items {
		fate, err := w.fate(item.InteractionID, func(it *desk.Interaction) error { return w.leaveBehind(r, it, item) })
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, fate)
	}
	return out, nil
}

// fate does something to an interaction and says what became of it. What is refused is
// part of the answer: each refusal comes before anything is changed.
func (w *work) fate(id string, do func(*desk.Interaction) error) (wire.ShiftFate, error) {
	out := wire.ShiftFate{InteractionID: id}
	it, err := named(w.interaction(desk.InteractionID(id)))(wire.AskInteraction)
	if err == nil {
		err = do(it)
		out.Epoch = it.Epoch
	}
	var said refusal
	if errors.As(err, &said) {
		out.Said = wire.ErrorOf(said.err)
		return out, nil
	}
	return out, err
}

// leaveBehind does with one interaction what its owner wants of it.
func (w *work) leaveBehind(r request, it *desk.Interaction, item wire.ShiftItem) error {
	if err := mayMind(r.by, it, item.Epoch); err != nil {
		return err
	}
	if it.Owner != r.by.ID || it.State != desk.InteractionOpen {
		return refuse(desk.CodeForbidden, "notOwner")
	}
	h := handing{by: r.by, it: it, shiftEnd: true}
	var err error
	if h.note, err = handedNote(item.Note); err != nil {
		return err
	}
	if h.draft, err = handedDraft(item.Draft); err != nil {
		return err
	}
	switch desk.ShiftDeed(item.Do) {
	case desk.ShiftKeep:
		return nil
	case desk.ShiftClose:
		return w.end(it, lifecycle.EndClosed, r.by.ID, w.e.At)
	case desk.ShiftQueue:
		return w.queueAtShiftEnd(h)
	case desk.ShiftHand:
		if h.to, err = named(w.user(desk.UserID(item.To)))(wire.AskUser); err != nil {
			return err
		}
		return w.handTo(h)
	default:
		return refuse(desk.CodeInvalid, "badDeed")
	}
}

// queueAtShiftEnd returns an interaction to its queue. One whose number leads to no inbox
// waits for the supervisors.
func (w *work) queueAtShiftEnd(h handing) error {
	if h.it.InboxID == "" {
		return w.requeue(h.it, h.it.Owner, desk.SpanReturned)
	}
	box, err := w.handsTo(h.it, h.it.InboxID)
	if err != nil {
		return err
	}
	h.box = box
	return w.handToInbox(h)
}

// handedDraft gives what somebody had begun to write, as it is: it is to be sent.
func handedDraft(s string) (string, error) {
	switch {
	case desk.Blank(s):
		return "", nil
	case !utf8.ValidString(s):
		return "", refuse(desk.CodeInvalid, "notText")
	}
	return s, nil
}

// cmdShiftUndo takes the end of a shift back. Conversations come first: once the person is
// back, new ones may be offered to them.
func (w *work) cmdShiftUndo(r request, c wire.UndoShift) (*wire.ShiftFates, error) {
	if len(c.Items) > desk.MostHandedOver {
		return nil, refuse(desk.CodeInvalid, "tooManyHandedOver", desk.Params{"most": desk.MostHandedOver})
	}
	p, err := chosenPresence(r.by.Presence, c.State, c.Reason)
	if err != nil {
		return nil, err
	}
	out := &wire.ShiftFates{Items: make([]wire.ShiftFate, 0, len(c.Items))}
	for _, ref := range c.Items {
		fate, err := w.fate(ref.InteractionID, func(it *desk.Interaction) error { return w.bringBack(r, it, ref.Epoch) })
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, fate)
	}
	return out, w.choosePresence(r.by, r.by, p)
}

// bringBack takes back what happened to one interaction. One that was closed begins anew.
func (w *work) bringBack(r request, it *desk.Interaction, epoch int64) error {
	switch {
	case it.State == desk.InteractionOpen && it.Owner == r.by.ID:
		return nil // it was kept
	case it.Epoch != epoch:
		return refuse(desk.CodeConflict, "changedHands")
	case it.State != desk.InteractionEnded:
		return w.takeBack(r.by, it)
	case it.EndedBy != r.by.ID:
		return refuse(desk.CodeConflict, "ended")
	case w.e.At > it.EndedAt+desk.TakeBackFor:
		return refuse(desk.CodeConflict, "notTakenBack", desk.Params{desk.ParamContext: "late"})
	}
	_, err := w.cmdReopen(r, wire.ThreadRef{ThreadID: string(it.ThreadID)})
	return err
}

// Packet says whom routing would ask, as the rows are at a time, for each conversation
// that a person has. It records nothing.
func (g *Engine) Packet(ctx context.Context, st State, org desk.OrgID, of desk.UserID, at int64) (wire.ShiftPacket, error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	out := wire.ShiftPacket{Items: []wire.ShiftProposal{}}
	held, err := w.ownedBy(of)
	if err != nil {
		return out, desk.Wrap("read threads", err)
	}
	for _, it := range held {
		p := wire.ShiftProposal{InteractionID: string(it.ID)}
		if it.InboxID != "" {
			d, mode, err := w.propose(it)
			if err != nil {
				return out, err
			}
			p.Manual = mode == desk.ModeManual
			p.Cause = string(d.Cause)
			if d.Outcome == routing.OutcomeOffer {
				p.To, p.Reason, p.Cause = string(d.Winner), string(d.WinnerReason), ""
				// Each has as many more as they were proposed for, and the turn goes on.
				w.gave(d.Winner)
				set(&w.routes.cursors, it.InboxID, d.NewCursor)
			}
		}
		out.Items = append(out.Items, p)
	}
	return out, nil
}

// gave counts a conversation that somebody would have, for the next proposal.
func (w *work) gave(to desk.UserID) {
	if w.routes.open != nil {
		w.routes.open[to]++
	}
}
