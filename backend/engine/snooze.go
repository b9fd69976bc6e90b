package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdSnooze lets a conversation sleep until a time, or until its customer writes. Who has
// it goes on having it: it counts for their capacity, and word of a window that closes
// reaches them all the same.
func (w *work) cmdSnooze(r request, c wire.SnoozeInteraction) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	if err := mayMind(r.by, it, c.Epoch); err != nil {
		return nil, err
	}
	switch {
	case it.State != desk.InteractionOpen:
		return nil, refuse(desk.CodeConflict, "snoozeNobody")
	case c.Until == 0:
		return nil, w.wake(it, desk.SnoozePerson)
	case c.Until <= w.e.At:
		return nil, refuse(desk.CodeInvalid, "snoozePast")
	case c.Until > w.e.At+desk.LongestSnooze:
		return nil, refuse(desk.CodeInvalid, "snoozeFar", desk.Params{"most": desk.LongestSnooze / (24 * 3_600_000)})
	}
	if s := it.Sleeps(); s != nil { // another time for the same sleep
		s.Until, s.By = c.Until, r.by.ID
	} else {
		it.Snoozes = append(slices.Clone(it.Snoozes), desk.Snooze{At: w.e.At, By: r.by.ID, Until: c.Until})
		it.Snoozes = it.Snoozes[max(0, len(it.Snoozes)-desk.MostSnoozes):]
	}
	if err := w.showSleep(it); err != nil {
		return nil, err
	}
	w.setTimer(desk.TimerSnooze, string(it.ID), c.Until)
	return nil, w.markNoticeRead(it.Owner, desk.NoticeWoken, it.ThreadID)
}

// showSleep tells viewers of the conversation and of its row in the list.
func (w *work) showSleep(it *desk.Interaction) error {
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	w.put(it, t)
	return nil
}

// wake ends the sleep of a conversation that sleeps.
func (w *work) wake(it *desk.Interaction, why desk.SnoozeEnd) error {
	s := it.Sleeps()
	if s == nil {
		return nil
	}
	s.WokeAt, s.Woke = w.e.At, why
	w.stopTimer(desk.TimerSnooze, string(it.ID))
	return w.showSleep(it)
}

// snoozeDue wakes what slept until now and tells who has it.
func (w *work) snoozeDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil {
		return err
	}
	s := it.Sleeps()
	switch {
	case s == nil:
		return nil
	case s.Until > w.e.At:
		w.setTimer(desk.TimerSnooze, string(it.ID), s.Until)
		return nil
	}
	if err := w.wake(it, desk.SnoozeTime); err != nil {
		return err
	}
	return w.notify(it.Owner, desk.NoticeWoken, it.ThreadID, string(it.ID))
}

// wakeMoved wakes what ended in this fold, or what somebody else has now: nobody is to look
// for a conversation that another person put to sleep.
func (w *work) wakeMoved() error {
	var moved []*desk.Interaction
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if now.Sleeps() != nil && (now.State != desk.InteractionOpen || before != nil && before.Owner != now.Owner) {
			moved = append(moved, now)
		}
	})
	for _, it := range moved {
		if err := w.wake(it, desk.SnoozeMoved); err != nil {
			return err
		}
	}
	return nil
}
