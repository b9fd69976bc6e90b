package engine

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// handing is a conversation that goes to somebody, or to the queue of an inbox.
type handing struct {
	by       *desk.User
	it       *desk.Interaction
	to       *desk.User  // nil = to the inbox
	box      *desk.Inbox // nil = to somebody
	note     string
	draft    string // what its owner had begun to write
	shiftEnd bool
}

// cmdTransfer hands the interaction to another agent or to an inbox, at once.
func (w *work) cmdTransfer(r request, c wire.Transfer) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	if err := mayMind(r.by, it, c.Epoch); err != nil {
		return nil, err
	}
	h := handing{by: r.by, it: it}
	if h.note, err = handedNote(c.Note); err != nil {
		return nil, err
	}
	if c.InboxID != "" {
		if c.To != "" {
			return nil, refusal{errBadBody()}
		}
		if h.box, err = w.handsTo(it, desk.InboxID(c.InboxID)); err != nil {
			return nil, err
		}
		return nil, w.handToInbox(h)
	}
	if h.to, err = named(w.user(desk.UserID(c.To)))(wire.AskUser); err != nil {
		return nil, err
	}
	return nil, w.handTo(h)
}

// handedNote gives a note as it is kept, "" for one of which nothing is seen.
func handedNote(s string) (string, error) {
	switch {
	case desk.Blank(s):
		return "", nil
	case !utf8.ValidString(s):
		return "", refuse(desk.CodeInvalid, "notText")
	case utf8.RuneCountInString(s) > desk.LongestNote:
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": "note", "most": desk.LongestNote})
	}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n")
	for i, line := range lines {
		lines[i] = desk.PlainLine(line) // marks that turn the direction round would turn what stands beside it
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), nil
}

// handsTo gives the inbox to which an interaction can go: of the same channel, because
// its people see no other.
func (w *work) handsTo(it *desk.Interaction, id desk.InboxID) (*desk.Inbox, error) {
	box, err := w.liveInbox(id)
	if err != nil {
		return nil, err
	}
	n, err := w.number(it.NumberID)
	switch {
	case err != nil:
		return nil, desk.Wrap("read number", err)
	case n.Deleted:
		return nil, refuse(desk.CodeConflict, "numberGone")
	case n.Channel.Named() != box.Channel.Named():
		return nil, refuse(desk.CodeConflict, "otherChannel", desk.Params{"inbox": box.Name})
	case it.State == desk.InteractionWaiting && it.InboxID == box.ID:
		return nil, refuse(desk.CodeConflict, "waiting")
	}
	return box, nil
}

// handTo makes somebody the owner.
func (w *work) handTo(h handing) error {
	it, to := h.it, h.to
	if err := w.permits(h.by, desk.ActAssign, to); err != nil {
		return err
	}
	if err := w.leaveFlow(it); err != nil { // it goes to somebody of the inbox that it would have come to
		return err
	}
	if it.State == desk.InteractionOpen && it.Owner == to.ID {
		return refuse(desk.CodeConflict, "sameOwner", desk.Params{"who": to.Name})
	}
	if err := w.mayReceive(to, it); err != nil {
		return err
	}
	from, how := it.Owner, desk.SpanGot
	if it.State != desk.InteractionOpen {
		how = desk.SpanAssigned
	}
	if err := w.assign(it, to.ID, how); err != nil {
		return err
	}
	w.keepNote(h)
	if from != h.by.ID {
		if err := w.tellFormer(from, it); err != nil {
			return err
		}
	}
	if to.ID == h.by.ID {
		return nil
	}
	return w.notify(to.ID, desk.NoticeTransfer, it.ThreadID, string(it.ID))
}

// handToInbox puts the interaction into the queue of an inbox, which may be its own.
func (w *work) handToInbox(h handing) error {
	it, from := h.it, h.it.Owner
	if err := w.leaveFlow(it); err != nil {
		return err
	}
	how := desk.SpanTransferred
	if it.InboxID == h.box.ID {
		how = desk.SpanReturned
	}
	if it.State == desk.InteractionOffered {
		if err := w.withdraw(it, ""); err != nil {
			return err
		}
	}
	it.InboxID = h.box.ID
	if err := w.requeue(it, from, how); err != nil {
		return err
	}
	w.keepNote(h)
	if from != "" && from != h.by.ID {
		return w.tellFormer(from, it)
	}
	return nil
}

// keepNote puts what the colleague wrote into the thread. What was erased since leaves a
// line that says so.
func (w *work) keepNote(h handing) {
	where := desk.Handover{ShiftEnd: h.shiftEnd}
	if h.to != nil {
		where.To = h.to.ID
	} else {
		where.InboxID = h.box.ID
	}
	if h.note != "" || w.erased {
		w.putNote(h, h.note, where)
	}
	if h.draft != "" {
		where.Draft = true
		w.putNote(h, h.draft, where)
	}
}

func (w *work) putNote(h handing, text string, where desk.Handover) {
	w.put(&desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: h.it.ThreadID, InteractionID: h.it.ID, Direction: desk.Out,
		Author: h.by.ID, AuthorKind: desk.AuthorPerson, Seq: w.e.Seq, At: w.second(), Kind: desk.KindNote, Text: text,
		Handover: &where, Erased: w.erased,
	})
}

// cmdTakeBack takes back what the person has just handed over.
func (w *work) cmdTakeBack(r request, c wire.InteractionRef) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	if it.Epoch != c.Epoch {
		return nil, refuse(desk.CodeConflict, "changedHands")
	}
	return nil, w.takeBack(r.by, it)
}

// takeBack gives an interaction back to who had it before it was handed over, while
// nobody has touched it since.
func (w *work) takeBack(by *desk.User, it *desk.Interaction) error {
	former, err := w.handedOver(it)
	switch {
	case err != nil:
		return err
	case it.State == desk.InteractionEnded:
		return refuse(desk.CodeConflict, "ended")
	case former == nil:
		return refuse(desk.CodeConflict, "notTakenBack", desk.Params{desk.ParamContext: "touched"})
	case former.UserID != by.ID && !by.Role.Supervisor():
		return refuse(desk.CodeForbidden, "notOwner")
	case w.e.At > former.To+desk.TakeBackFor:
		return refuse(desk.CodeConflict, "notTakenBack", desk.Params{desk.ParamContext: "late"})
	case it.LastPersonAt > former.To:
		return refuse(desk.CodeConflict, "notTakenBack", desk.Params{desk.ParamContext: "touched"})
	}
	u, err := named(w.user(former.UserID))(wire.AskUser)
	if err != nil {
		return err
	}
	if err := mayHold(u); err != nil {
		return err
	}
	if err := w.backToInbox(it, former.InboxID); err != nil {
		return err
	}
	return w.assign(it, u.ID, desk.SpanTookBack)
}

// handedOver gives the span that ended when the interaction was handed over last, nil if
// something else happened to it last.
func (w *work) handedOver(it *desk.Interaction) (former *desk.Span, err error) {
	spans, err := list[desk.Span](w, desk.SpansOfInteraction.With(string(it.ID)))
	if err != nil {
		return nil, desk.Wrap("read ownership spans", err)
	}
	gone := func(s *desk.Span) bool { return s.Ended == desk.SpanTransferred || s.Ended == desk.SpanReturned }
	switch it.State {
	case desk.InteractionWaiting, desk.InteractionOffered:
		// A span that ended before it began to wait ended at an earlier handing over.
		if len(spans) > 0 && gone(spans[0]) && spans[0].To == it.WaitingSince {
			return spans[0], nil
		}
	case desk.InteractionOpen:
		// A transfer ends one span and begins the next at the same moment: which of the two
		// a list by time names first is open.
		at := slices.IndexFunc(spans, func(s *desk.Span) bool { return s.To == 0 })
		if at < 0 || spans[at].Began != desk.SpanGot {
			return nil, nil
		}
		for _, s := range spans {
			if s.Ended == desk.SpanTransferred && s.To == spans[at].From {
				return s, nil
			}
		}
	default: // it was not handed over
	}
	return nil, nil
}

// backToInbox has an interaction be of the inbox again of which it was, if there still is one.
func (w *work) backToInbox(it *desk.Interaction, id desk.InboxID) error {
	if id == it.InboxID {
		return nil
	}
	box, err := orZero(w.inbox(id))
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	if box.ID != "" && !box.Deleted {
		it.InboxID = id
	}
	return nil
}

// Takers says to whom an interaction could be given, as the rows are at a time, and who
// cannot have it and why. It leaves out its owner and who asks, and records nothing.
func (g *Engine) Takers(ctx context.Context, st State, org desk.OrgID, by desk.UserID, id desk.InteractionID, at int64) (wire.Takers, error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	out := wire.Takers{People: []wire.Taker{}}
	it, err := w.interaction(id)
	if err != nil {
		return out, desk.Wrap("read interaction", err)
	}
	people, err := w.users()
	if err != nil {
		return out, desk.Wrap("read users", err)
	}
	open, _, err := w.loads()
	if err != nil {
		return out, err
	}
	for _, u := range people {
		if u.ID == by || it.State == desk.InteractionOpen && u.ID == it.Owner {
			continue
		}
		why, err := w.whyNot(u, it)
		if err != nil {
			return out, err
		}
		out.People = append(out.People, wire.Taker{UserID: string(u.ID), Open: open[u.ID], Capacity: u.Capacity, Why: string(why)})
	}
	return out, nil
}

// whyNot gives why somebody cannot be given an interaction, as mayReceive refuses it.
func (w *work) whyNot(u *desk.User, it *desk.Interaction) (desk.CannotHold, error) {
	reason, err := w.cannotHold(u, it)
	if err != nil {
		return "", err
	}
	switch reason {
	case "Suspended":
		return desk.HoldSuspended, nil
	case "NoChannel":
		return desk.HoldNoChannel, nil
	case "NoLicence":
		return desk.HoldNoLicence, nil
	}
	// Who is no agent of its inbox will not be one when they are back, either.
	if !u.Role.Supervisor() && it.InboxID != "" {
		box, err := w.inbox(it.InboxID)
		if err != nil {
			return "", desk.Wrap("read inbox", err)
		}
		if !slices.Contains(box.Members, u.ID) {
			return desk.HoldNotMember, nil
		}
	}
	switch reason {
	case "Away":
		return desk.HoldAway, nil
	case "Offline":
		return desk.HoldOffline, nil
	case "Full":
		return desk.HoldFull, nil
	case "FullHere":
		return desk.HoldFullHere, nil
	}
	return "", nil
}

// propose gives what routing would decide about an interaction if its owner returned it.
func (w *work) propose(it *desk.Interaction) (routing.Decision, desk.Mode, error) {
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return routing.Decision{}, "", desk.Wrap("propose: read inbox", err)
	}
	if box.Opening.Closed || box.Mode == desk.ModeManual {
		return routing.Decision{}, box.Mode, nil
	}
	people, err := w.candidates(box)
	if err != nil {
		return routing.Decision{}, "", err
	}
	people = slices.DeleteFunc(people, func(c routing.Candidate) bool { return c.UserID == it.Owner })
	copied := *it
	copied.Attempts, copied.Excluded, copied.WaitingSince = nil, "", w.e.At
	question, err := w.question(&copied, box, routing.TriggerReturned)
	if err != nil {
		return routing.Decision{}, "", err
	}
	queue := w.queue(box)
	queue.Members = slices.DeleteFunc(queue.Members, func(id desk.UserID) bool { return id == it.Owner })
	return routing.Decide(routing.Input{Interaction: question, Inbox: queue, Candidates: people}), box.Mode, nil
}
