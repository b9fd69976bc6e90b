package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// foldTimer does what is due. A timer is only a reminder: what holds is the row
// that it is about, and one that no longer applies does nothing. One that comes
// early (its row moved on while it was on its way) is set anew.
func (w *work) foldTimer() error {
	t, err := payload[desk.Timer](w)
	if err != nil {
		return err
	}
	w.stopTimer(t.Kind, t.Subject)
	switch t.Kind {
	case desk.TimerOfferExpires:
		err = w.offerDue(desk.OfferID(t.Subject))
	case desk.TimerWindowMissed, desk.TimerArchive, desk.TimerExpire:
		err = w.clockDue(t.Kind, desk.InteractionID(t.Subject))
	case desk.TimerOverflow:
		err = w.overflowDue(desk.InteractionID(t.Subject))
	case desk.TimerHours:
		err = w.hoursDue(desk.InboxID(t.Subject))
	case desk.TimerWindow:
		err = w.windowDue(desk.InteractionID(t.Subject))
	case desk.TimerSnooze:
		err = w.snoozeDue(desk.InteractionID(t.Subject))
	case desk.TimerService:
		err = w.serviceDue(desk.InteractionID(t.Subject))
	case desk.TimerRating:
		err = w.ratingDue(desk.InteractionID(t.Subject))
	case desk.TimerUntaken:
		err = w.untakenDue(desk.InteractionID(t.Subject))
	case desk.TimerOwnerGone:
		err = w.ownerGoneDue(desk.InteractionID(t.Subject))
	case desk.TimerUnknownSettle:
		err = w.unknownDue(desk.MessageID(t.Subject))
	case desk.TimerRestriction:
		err = w.restrictionsDue(desk.WabaID(t.Subject))
	default:
		return desk.Refuse(desk.CodeInvalid, "unknownTimer", desk.Params{"kind": t.Kind})
	}
	if missing(err) {
		return nil
	}
	return err
}

func (w *work) offerDue(id desk.OfferID) error {
	o, err := w.offer(id)
	if err != nil || o.State != desk.OfferOpen {
		return err
	}
	if o.ExpiresAt > w.e.At {
		w.setTimer(desk.TimerOfferExpires, string(o.ID), o.ExpiresAt)
		return nil
	}
	return w.passOn(o, desk.OfferMissed)
}

// untakenDue escalates what still waits. One that is on offer escalates by
// routing, when everybody has been asked.
func (w *work) untakenDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.State != desk.InteractionWaiting || it.Escalated {
		return err
	}
	at, closed, err := w.untakenAt(it)
	switch {
	case err != nil || closed: // it begins to wait when the inbox opens
		return err
	case at > w.e.At:
		return w.escalateLater(it)
	}
	return w.escalate(it)
}

func (w *work) clockDue(kind desk.TimerKind, id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.State == desk.InteractionEnded {
		return err
	}
	at := due(lifecycle.Deadlines(lifecycle.FactsOf(it)), kind)
	switch {
	case at == 0:
		return nil
	case at > w.e.At:
		w.setTimer(kind, string(it.ID), at)
		return nil
	case kind != desk.TimerWindowMissed:
		return w.expire(it, w.e.At)
	}
	t, err := w.thread(it.ThreadID)
	switch {
	case err != nil:
		return desk.Wrap("read thread", err)
	case channel.RulesOf(t.Channel).Window == 0:
		return nil // nothing was missed
	case it.State == desk.InteractionOpen:
		return w.notify(it.Owner, desk.NoticeWindow, it.ThreadID, string(it.ID))
	}
	return w.notifySupervisors(desk.NoticeWindow, it.ThreadID, string(it.ID))
}

// unknownDue ends the wait for the outcome of a send. The thread goes on by itself; a
// person decides about the message.
func (w *work) unknownDue(id desk.MessageID) error {
	m, err := w.message(id)
	if err != nil || m.Status != desk.StatusUnknown {
		return err
	}
	if at := m.StatusAt + holdFor; at > w.e.At {
		w.setTimer(desk.TimerUnknownSettle, string(m.ID), at)
		return nil
	}
	t, err := w.thread(m.ThreadID)
	if err != nil {
		return err
	}
	if err := w.release(t, m); err != nil {
		return err
	}
	return w.tellFailed(m)
}
