package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// Whoever is offline for longer than an inbox allows gives up what they hold in it:
// what the customer waits for an answer to at once, the rest when the customer writes
// again. Being away keeps everything, also while the screen is locked, and so does a short
// loss of the connection.

// graceOf gives how long the owner may be offline, 0 = for ever. Milliseconds.
func (w *work) graceOf(it *desk.Interaction) (int64, error) {
	p, err := w.policy()
	if err != nil || p.OfflineGrace == 0 || it.InboxID == "" {
		return p.OfflineGrace, err
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return 0, desk.Wrap("read inbox", err)
	}
	if box.GraceMinutes > 0 {
		return int64(box.GraceMinutes) * 60_000, nil
	}
	return p.OfflineGrace, nil
}

// watchHeld has each interaction looked at that the person holds, who is offline now.
func (w *work) watchHeld(u *desk.User) error {
	p, err := w.policy()
	if err != nil || p.OfflineGrace == 0 {
		return err
	}
	held, err := w.ownedBy(u.ID)
	if err != nil {
		return desk.Wrap("read threads", err)
	}
	for _, it := range held {
		if err := w.watch(it); err != nil {
			return err
		}
	}
	return nil
}

// watchAbsent does so for everybody who is offline. Their time begins anew: before
// this entry nobody looked.
func (w *work) watchAbsent() error {
	p, err := w.policy()
	if err != nil || p.OfflineGrace == 0 {
		return err
	}
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if !u.Presence.Absent() {
			continue
		}
		if err := w.watchHeld(u); err != nil {
			return err
		}
	}
	return nil
}

// watch has an interaction looked at when its owner has been offline for its grace.
func (w *work) watch(it *desk.Interaction) error {
	grace, err := w.graceOf(it)
	if err == nil && grace > 0 {
		w.setTimer(desk.TimerOwnerGone, string(it.ID), w.e.At+grace)
	}
	return err
}

// watchIfGone does so for one that comes to somebody who is offline, such as a
// supervisor who takes it and shows nobody that they are there.
func (w *work) watchIfGone(it *desk.Interaction) error {
	u, err := w.user(it.Owner)
	if missing(err) || err == nil && !u.Presence.Absent() {
		return nil
	}
	if err != nil {
		return desk.Wrap("read owner", err)
	}
	return w.watch(it)
}

// ownerGoneDue looks at an interaction whose owner went offline a grace ago.
func (w *work) ownerGoneDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil {
		return err
	}
	return w.leaveIfGone(it)
}

// leaveIfGone takes an interaction from an owner who has been offline for too long,
// if the customer waits for an answer. While the time runs it is looked at again.
func (w *work) leaveIfGone(it *desk.Interaction) error {
	if it.State != desk.InteractionOpen || !waitsForAnswer(it) {
		return nil
	}
	u, err := w.user(it.Owner)
	if missing(err) || err == nil && !u.Presence.Absent() {
		return nil
	}
	if err != nil {
		return desk.Wrap("read owner", err)
	}
	grace, err := w.graceOf(it)
	if err != nil || grace == 0 {
		return err
	}
	// Whoever writes is there, whatever their presence says.
	if due := max(u.Presence.AbsentSince(), it.LastPersonAt) + grace; due > w.e.At {
		w.setTimer(desk.TimerOwnerGone, string(it.ID), due)
		return nil
	}
	if err := w.requeue(it, u.ID, desk.SpanAbsent); err != nil {
		return err
	}
	return w.notify(u.ID, desk.NoticeReturned, it.ThreadID, string(it.ID))
}

// waitsForAnswer says whether the customer wrote after the last person of ours did.
func waitsForAnswer(it *desk.Interaction) bool { return it.LastCustomerAt > it.LastPersonAt }
