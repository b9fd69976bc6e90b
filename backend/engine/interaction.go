package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
)

// openOf gives the thread's open interaction, nil if it has none.
func (w *work) openOf(t *desk.Thread) (*desk.Interaction, error) {
	if !t.Open {
		return nil, nil // none is an answer here
	}
	it, err := w.interaction(t.InteractionID)
	return it, desk.Wrap("read interaction", err)
}

// start begins an interaction in the thread. The caller says in which state. Of a number
// that is switched off it waits, as that of one that is mapped to nothing.
func (w *work) start(t *desk.Thread, n *desk.Number) (*desk.Interaction, error) {
	box, branched, err := w.leadsTo(n, t.ContactID)
	if err != nil {
		return nil, err
	}
	plan := n.PlanID
	if n.Off {
		plan, box, branched = "", "", nil
	}
	it := &desk.Interaction{
		ID: desk.InteractionID(w.id("int")), ThreadID: t.ID, NumberID: t.NumberID, ContactID: t.ContactID,
		PlanID: plan, InboxID: box, Branched: branched, StartedAt: w.e.At, FirstSeq: w.e.Seq,
		Attempts: []desk.Attempt{}, Handlers: []desk.UserID{}, DataSource: slices.Clone(n.DataSource),
		ServiceName: firstOf(n.ServiceName, n.Name),
	}
	t.InteractionID, t.Open = it.ID, true
	w.put(it, t)
	return it, nil
}

// assign makes the person the owner. What was sent under the former epoch and has
// not left yet is refused.
func (w *work) assign(it *desk.Interaction, to desk.UserID, how desk.SpanBegin) error {
	switch it.State {
	case desk.InteractionOpen:
		lost := desk.SpanTransferred
		switch how {
		case desk.SpanTook:
			lost = desk.SpanTaken
		case desk.SpanTookBack:
			lost = desk.SpanTakenBack
		default: // it was given away
		}
		if err := w.leaveOwner(it, lost, w.e.At); err != nil {
			return err
		}
	case desk.InteractionOffered:
		if err := w.withdraw(it, to); err != nil {
			return err
		}
	case desk.InteractionInFlow:
		if err := w.leaveFlow(it); err != nil {
			return err
		}
	default: // it is nobody's
	}
	it.State, it.Owner, it.Excluded = desk.InteractionOpen, to, ""
	it.Epoch++
	if !slices.Contains(it.Handlers, to) {
		it.Handlers = append(slices.Clone(it.Handlers), to)
	}
	w.put(it)
	w.beginSpan(it, how)
	w.assigned(it.ThreadID)
	set(&w.routes.freed, to, true) // they hold one offer less, perhaps
	if err := w.markKindsRead(to, ofLoss, it.ThreadID); err != nil {
		return err
	}
	if err := w.idleFrom(to, w.e.At); err != nil {
		return err
	}
	if err := w.watchIfGone(it); err != nil {
		return err
	}
	return w.lastAgent(it.ContactID, to)
}

// idleFrom begins anew the time for which the person had nothing to do.
func (w *work) idleFrom(id desk.UserID, at int64) error {
	u, err := w.user(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read user", err)
	}
	if at > u.IdleSince {
		u.IdleSince = at
		w.putQuiet(u)
	}
	return nil
}

// lastAgent notes who had the customer last.
func (w *work) lastAgent(id desk.ContactID, agent desk.UserID) error {
	c, err := w.contact(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read contact", err)
	}
	if c.LastAgent != agent {
		c.LastAgent = agent
		w.putQuiet(c)
	}
	return nil
}

// leaveOwner notes that whoever owns the interaction owns it no longer.
func (w *work) leaveOwner(it *desk.Interaction, how desk.SpanEnd, at int64) error {
	set(&w.routes.freed, it.Owner, true)
	if err := w.markKindsRead(it.Owner, ofOwner, it.ThreadID); err != nil {
		return err
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if err := w.askAgain(t); err != nil { // what waits in it comes back to its author now
		return err
	}
	return w.endSpan(it, how, at)
}

// withdraw takes back the open offer of an interaction. For the one who
// accepts, it is accepted instead.
func (w *work) withdraw(it *desk.Interaction, to desk.UserID) error {
	o, err := w.openOffer(it.ID)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read offer", err)
	}
	state := desk.OfferWithdrawn
	if o.UserID == to {
		state = desk.OfferAccepted
	}
	return w.settle(o, state)
}

// requeue returns an interaction to the queue and starts the round anew. With
// the number deleted nobody could answer it, so it ends instead.
func (w *work) requeue(it *desk.Interaction, from desk.UserID, how desk.SpanEnd) error {
	n, err := w.number(it.NumberID)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	if n.Deleted {
		return w.end(it, lifecycle.EndClosed, from, w.e.At)
	}
	if it.State == desk.InteractionOpen {
		if err := w.leaveOwner(it, how, w.e.At); err != nil {
			return err
		}
	}
	it.State, it.Owner, it.Excluded = desk.InteractionWaiting, "", from
	it.Epoch++
	it.WaitingSince, it.Escalated = w.e.At, false
	it.NextRound()
	w.put(it)
	w.assigned(it.ThreadID)
	return w.ask(it, routing.TriggerReturned)
}

// end ends an interaction, by whatever.
func (w *work) end(it *desk.Interaction, reason lifecycle.EndReason, by desk.UserID, at int64) error {
	switch it.State {
	case desk.InteractionEnded:
		return nil
	case desk.InteractionOpen:
		if err := w.leaveOwner(it, desk.SpanEnd(reason), at); err != nil {
			return err
		}
		if err := w.idleFrom(it.Owner, at); err != nil {
			return err
		}
	case desk.InteractionOffered:
		if err := w.withdraw(it, ""); err != nil {
			return err
		}
	default: // it is nobody's
	}
	if err := w.endWarnings(it); err != nil {
		return err
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if _, err := w.noteLost(t, it, at); err != nil {
		return err
	}
	it.State, it.EndedAt, it.EndReason, it.EndedBy = desk.InteractionEnded, at, string(reason), by
	w.put(it)
	w.setDeadlines(it)
	w.assigned(it.ThreadID)
	if t.InteractionID == it.ID {
		t.Open = false
		w.put(t)
	}
	return w.askAgain(t) // what waits in it comes back to its author now
}

// stampReply stamps a message of ours. What a person wrote answers the customer.
func (w *work) stampReply(t *desk.Thread, it *desk.Interaction, m *desk.Message) error {
	it.LastBusinessAt = max(it.LastBusinessAt, m.At)
	if m.AuthorKind.Answers() {
		if err := w.windowAnswered(t, it, m.At); err != nil {
			return err
		}
		it.LastPersonAt = max(it.LastPersonAt, m.At)
		stampAnswer(it, m)
	}
	w.put(it)
	w.setDeadlines(it)
	return nil
}

// stampAnswer notes a person's message as the first answer, if it is.
func stampAnswer(it *desk.Interaction, m *desk.Message) {
	if it.FirstCustomerAt > 0 && it.HumanReplyAt == 0 {
		it.HumanReplyAt, it.HumanReplyID = m.At, m.ID
	}
	if again := &it.Reopened; again.CustomerAt > 0 && again.ReplyAt == 0 {
		again.ReplyAt, again.ReplyID = m.At, m.ID
	}
}

// clockKinds are the timers that follow from an interaction's stamps.
var clockKinds = []desk.TimerKind{desk.TimerWindowMissed, desk.TimerArchive, desk.TimerExpire}

// setDeadlines brings the interaction's timers in line with its stamps. What the
// timers were is known from the row as it was before this fold.
func (w *work) setDeadlines(it *desk.Interaction) {
	var room [2][2]lifecycle.Deadline // as many as there are at most
	had := room[0][:0]
	if h := w.rows.get(it.RowKey()); h != nil {
		if before, ok := h.base.(*desk.Interaction); ok {
			had = lifecycle.AppendDeadlines(had, lifecycle.FactsOf(before))
		}
	}
	want := lifecycle.AppendDeadlines(room[1][:0], lifecycle.FactsOf(it))
	for _, kind := range clockKinds {
		w.timers = drop(w.timers, kind, string(it.ID))
		w.untimers = drop(w.untimers, kind, string(it.ID))
		is, was := due(want, kind), due(had, kind)
		switch is {
		case was:
		case 0:
			w.stopTimer(kind, string(it.ID))
		default:
			w.setTimer(kind, string(it.ID), is)
		}
	}
}

func due(list []lifecycle.Deadline, kind desk.TimerKind) int64 {
	for _, d := range list {
		if d.Kind == kind {
			return d.At
		}
	}
	return 0
}

// endedBy gives the deadline by which the interaction has ended at the moment.
func endedBy(it *desk.Interaction, at int64) (lifecycle.Deadline, bool) {
	var room [2]lifecycle.Deadline
	for _, d := range lifecycle.AppendDeadlines(room[:0], lifecycle.FactsOf(it)) {
		if d.Reason != "" && d.At <= at {
			return d, true
		}
	}
	return lifecycle.Deadline{}, false
}

func (w *work) overdue(it *desk.Interaction, at int64) bool {
	_, over := endedBy(it, at)
	return over
}

// expire ends an interaction whose time has run out, and tells who should have
// seen to it that it did not.
func (w *work) expire(it *desk.Interaction, at int64) error {
	d, over := endedBy(it, at)
	if !over {
		return nil
	}
	facts := lifecycle.FactsOf(it)
	closes, was, holder := lifecycle.OwedUntil(facts), it.LostAt, whoHas(it)
	// A notice that was due before has been given by its timer.
	missed := d.Kind == desk.TimerExpire && lifecycle.TemplateMissedAt(facts) >= d.At
	if err := w.end(it, d.Reason, "", min(d.At, w.e.At)); err != nil {
		return err
	}
	p, err := w.policy()
	switch {
	case err != nil:
		return err
	case p.Room && it.LostAt > was: // its window's timer may be due at this very moment, and finds it ended
		return w.tellLost(it, holder)
	case d.Reason != lifecycle.EndExpiredUnanswered && !missed:
		return nil
	case p.Room && !missed && was != 0 && was == closes: // they were told when it closed
		return nil
	case holder != "":
		return w.notify(holder, desk.NoticeWindow, it.ThreadID, string(it.ID))
	}
	return w.notifySupervisors(desk.NoticeWindow, it.ThreadID, string(it.ID))
}
