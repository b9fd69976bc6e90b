package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// maxFollow bounds the decisions that one entry may lead to. What is left over
// is asked about when the next offer is settled.
const maxFollow = 64

// routes gathers what routing does in one fold. Its decisions are entries that
// are folded after this one, so what they will change is remembered here.
type routes struct {
	decided map[desk.InteractionID]bool
	offers  map[desk.UserID]int                  // offers that the decisions will make
	cursors map[desk.InboxID]desk.UserID         // where they will leave the turn
	freed   map[desk.UserID]bool                 // who may have become able to take a thread
	spared  map[desk.UserID]bool                 // the same, by letting an offer run out: see drainInbox
	opened  map[desk.InboxID]bool                // queues to look at in any case
	open    map[desk.UserID]int                  // threads held, as the state says; nil = not read
	pending map[desk.UserID]int                  // offers open, as the state says
	openIn  map[desk.InboxID]map[desk.UserID]int // threads held of an inbox, as the state says
}

// set puts a value into a map that is made when it gets its first: most folds need
// none of them.
func set[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

// ask has routing decide about a waiting interaction. One whose number is not
// mapped waits until it is.
func (w *work) ask(it *desk.Interaction, why routing.Trigger) error {
	if it.State != desk.InteractionWaiting || w.routes.decided[it.ID] || len(w.follow) >= maxFollow {
		return nil
	}
	if it.InboxID == "" {
		return w.unrouted(it)
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("route: read inbox", err)
	}
	if box.Deleted || box.Opening.Closed {
		return nil
	}
	if moved, err := w.overflow(it, box); moved || err != nil {
		return err
	}
	people, err := w.candidates(box)
	if err != nil {
		return err
	}
	question, err := w.question(it, box, why)
	if err != nil {
		return err
	}
	in := routing.Input{Interaction: question, Inbox: w.queue(box), Candidates: people}
	return w.decide(in, routing.Decide(in))
}

// unrouted tells the supervisors of an interaction whose number no inbox has: nobody
// else sees it. Under the first policy they heard of an SMS only.
func (w *work) unrouted(it *desk.Interaction) error {
	if it.Escalated {
		return nil
	}
	p, err := w.policy()
	if err != nil {
		return err
	}
	if p.TellAll {
		return w.escalateAs(desk.NoticeUnrouted, it)
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if t.Channel.Named() != desk.SMS {
		return nil
	}
	return w.escalate(it)
}

// decide appends the decision as an entry of its own: on rebuild it is there
// already and is applied, not made again.
func (w *work) decide(in routing.Input, d routing.Decision) error {
	it, err := w.interaction(in.Interaction.ID)
	if err != nil {
		return desk.Wrap("route: read interaction", err)
	}
	input, err := routing.EncodeInput(in)
	if err != nil {
		return err
	}
	output, err := routing.EncodeDecision(d)
	if err != nil {
		return err
	}
	set(&w.routes.decided, it.ID, true)
	if d.Outcome == routing.OutcomeOffer {
		set(&w.routes.offers, d.Winner, w.routes.offers[d.Winner]+1)
		set(&w.routes.cursors, in.Inbox.ID, d.NewCursor)
	}
	return w.then(desk.EntryDecision, desk.DecisionEntry{
		ID: desk.DecisionID(w.id("dec")), InteractionID: it.ID, ThreadID: it.ThreadID,
		At: w.e.At, Version: d.Version, Input: string(input), Output: string(output),
	})
}

// foldDecision does what was decided. A decision that came too late (somebody
// took the interaction, or it ended) is only kept.
func (w *work) foldDecision() error {
	e, err := payload[desk.DecisionEntry](w)
	if err != nil {
		return err
	}
	d, err := routing.DecodeDecision([]byte(e.Output))
	if err != nil {
		return desk.Refuse(desk.CodeInvalid, "decision")
	}
	w.put(&desk.Decision{
		ID: e.ID, InteractionID: e.InteractionID, ThreadID: e.ThreadID, At: e.At, Version: e.Version, Seq: w.e.Seq,
	})
	it, err := w.interaction(e.InteractionID)
	if err != nil {
		return desk.Wrap("apply decision: read interaction", err)
	}
	if it.State != desk.InteractionWaiting {
		return nil
	}
	it.DecisionID = e.ID
	w.put(it)
	w.assigned(it.ThreadID)
	if d.Outcome == routing.OutcomeOffer {
		free, err := w.isStillFree(d.Winner, it)
		switch {
		case err != nil:
			return err
		case !free:
			return w.ask(it, routing.TriggerReturned)
		}
		return w.offerTo(it, d)
	}
	switch {
	case it.Escalated:
		return nil
	case d.Escalate:
		return w.escalate(it)
	}
	return w.escalateLater(it)
}

// escalateLater has the supervisors told if nobody takes it in time.
func (w *work) escalateLater(it *desk.Interaction) error {
	at, _, err := w.untakenAt(it)
	if err == nil {
		w.setTimer(desk.TimerUntaken, string(it.ID), at)
	}
	return err
}

// untakenAt gives when supervisors are told that nobody has taken it, and whether its
// inbox is closed. What waited while it was is late only after it has been open as long.
func (w *work) untakenAt(it *desk.Interaction) (at int64, closed bool, err error) {
	p, err := w.policy()
	if err != nil {
		return 0, false, err
	}
	since := it.WaitingSince
	if it.InboxID != "" {
		box, err := w.inbox(it.InboxID)
		if err != nil {
			return 0, false, desk.Wrap("read inbox", err)
		}
		since, closed = max(since, box.Opening.Since), box.Opening.Closed
	}
	return since + p.EscalateAfter, closed, nil
}

// escalate tells the supervisors, once per round, that nobody has taken it.
// From then on the agents of its inbox may: see ForTaking.
func (w *work) escalate(it *desk.Interaction) error {
	return w.escalateAs(desk.NoticeEscalation, it)
}

func (w *work) escalateAs(notice desk.NoticeKind, it *desk.Interaction) error {
	it.Escalated = true
	w.put(it)
	w.assigned(it.ThreadID)
	return w.notifySupervisors(notice, it.ThreadID, string(it.ID))
}

func (w *work) offerTo(it *desk.Interaction, d routing.Decision) error {
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("apply decision: read inbox", err)
	}
	if box.Cursor != d.NewCursor {
		box.Cursor = d.NewCursor
		w.putQuiet(box)
	}
	o := &desk.Offer{
		ID: desk.OfferID(w.id("off")), InteractionID: it.ID, ThreadID: it.ThreadID, InboxID: it.InboxID,
		UserID: d.Winner, DecisionID: it.DecisionID, State: desk.OfferOpen,
		OfferedAt: w.e.At, ExpiresAt: w.e.At + int64(d.OfferSeconds)*1000,
	}
	it.State = desk.InteractionOffered
	w.put(o)
	w.setTimer(desk.TimerOfferExpires, string(o.ID), o.ExpiresAt)
	u, err := w.user(o.UserID)
	if err != nil {
		return desk.Wrap("apply decision: read user", err)
	}
	if u.AutoAccept {
		if err := w.assign(it, u.ID, desk.SpanAccepted); err != nil {
			return err
		}
		return w.notify(u.ID, desk.NoticeAssigned, o.ThreadID, string(it.ID))
	}
	return w.notify(o.UserID, desk.NoticeOffer, o.ThreadID, string(o.ID))
}

// settle ends an offer that found no owner. The caller routes again.
func (w *work) settle(o *desk.Offer, to desk.OfferState) error {
	o.State = to
	w.put(o)
	w.stopTimer(desk.TimerOfferExpires, string(o.ID))
	w.assigned(o.ThreadID)
	if to == desk.OfferMissed {
		set(&w.routes.spared, o.UserID, true)
		return nil // the notice stays: it says what was missed
	}
	set(&w.routes.freed, o.UserID, true)
	return w.markNoticeRead(o.UserID, desk.NoticeOffer, o.ThreadID)
}

// passOn puts an interaction whose offer was declined, missed or withdrawn back
// and asks the next one.
func (w *work) passOn(o *desk.Offer, to desk.OfferState) error {
	return w.passOnAs(o, to, desk.Attempt{})
}

// passOnAs does so with what the person who was asked said of it.
func (w *work) passOnAs(o *desk.Offer, to desk.OfferState, said desk.Attempt) error {
	if err := w.settle(o, to); err != nil {
		return err
	}
	it, err := w.interaction(o.InteractionID)
	if err != nil {
		return desk.Wrap("pass offer on: read interaction", err)
	}
	if it.State != desk.InteractionOffered {
		return nil
	}
	outcome, why := "", routing.TriggerReturned
	switch to {
	case desk.OfferDeclined:
		outcome, why = routing.OutcomeDeclined, routing.TriggerDeclined
	case desk.OfferMissed:
		outcome, why = routing.OutcomeMissed, routing.TriggerMissed
	default: // nobody was asked in vain
	}
	it.State = desk.InteractionWaiting
	if outcome != "" {
		it.Attempts = append(slices.Clone(it.Attempts), desk.Attempt{
			UserID: o.UserID, Outcome: outcome, At: w.e.At, Reason: said.Reason, Note: said.Note,
		})
	}
	w.put(it)
	return w.ask(it, why)
}
