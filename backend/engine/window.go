package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// While a customer waits for a person, their window runs out: first whoever has the
// conversation is told, then the supervisors, and when it has closed it counts as lost.
// One timer goes from step to step.

// windowDue does the step that is due, and sets the timer to the next.
func (w *work) windowDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil {
		return err
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	closes := lifecycle.OwedUntil(lifecycle.FactsOf(it))
	if closes == 0 || channel.RulesOf(t.Channel).Window == 0 {
		return nil
	}
	step, next := lifecycle.WindowStepAt(closes, w.e.At)
	if next != 0 {
		w.setTimer(desk.TimerWindow, string(it.ID), next)
	}
	switch step {
	case lifecycle.WindowSoon:
		return w.warn(it, it.State != desk.InteractionOpen)
	case lifecycle.WindowUrgent:
		return w.warn(it, true)
	case lifecycle.WindowLost:
		return w.lose(t, it)
	default:
		return nil
	}
}

// warn tells whoever has the conversation, and the supervisors where they are to know
// or nobody has it, that its window closes soon.
func (w *work) warn(it *desk.Interaction, supervisors bool) error {
	it.Warned = true
	w.putQuiet(it)
	if it.State == desk.InteractionOpen {
		if err := w.notify(it.Owner, desk.NoticeClosing, it.ThreadID, string(it.ID)); err != nil {
			return err
		}
	}
	if !supervisors {
		return nil
	}
	return w.notifySupervisors(desk.NoticeClosing, it.ThreadID, string(it.ID))
}

// lose counts the window as lost and tells those who were warned.
func (w *work) lose(t *desk.Thread, it *desk.Interaction) error {
	if err := w.endWarnings(it); err != nil {
		return err
	}
	if lost, err := w.noteLost(t, it, w.e.At); err != nil || !lost {
		return err
	}
	return w.tellLost(it, whoHas(it))
}

// tellLost tells of a window that closed on a customer who waited: whoever had the
// conversation then, if anybody, and the supervisors.
func (w *work) tellLost(it *desk.Interaction, holder desk.UserID) error {
	if err := w.notify(holder, desk.NoticeWindow, it.ThreadID, string(it.ID)); err != nil {
		return err
	}
	return w.notifySupervisors(desk.NoticeWindow, it.ThreadID, string(it.ID))
}

// whoHas gives who has the interaction, "" = nobody.
func whoHas(it *desk.Interaction) desk.UserID {
	if it.State != desk.InteractionOpen {
		return ""
	}
	return it.Owner
}

// watchWindows sets the timers of what this fold changed: to the first step of a window
// that opened on a customer who waits, and to nothing once nobody waits.
func (w *work) watchWindows() error {
	type change struct {
		id     desk.InteractionID
		closes int64
	}
	var list []change
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		closes, was := lifecycle.OwedUntil(lifecycle.FactsOf(now)), int64(0)
		if before != nil {
			was = lifecycle.OwedUntil(lifecycle.FactsOf(before))
		}
		if closes != was {
			list = append(list, change{now.ID, closes})
		}
	})
	if len(list) == 0 {
		return nil
	}
	p, err := w.policy()
	if err != nil || !p.Windows {
		return err
	}
	for _, c := range list {
		if c.closes == 0 {
			w.stopTimer(desk.TimerWindow, string(c.id))
			continue
		}
		w.setTimer(desk.TimerWindow, string(c.id), c.closes-lifecycle.WarnAgent)
	}
	return nil
}

// watchOpen begins to watch a window that is open when the policy comes to want it.
func (w *work) watchOpen(it *desk.Interaction) error {
	if closes := lifecycle.OwedUntil(lifecycle.FactsOf(it)); closes > w.e.At {
		w.setTimer(desk.TimerWindow, string(it.ID), closes-lifecycle.WarnAgent)
	}
	return nil
}

// noteLost notes that a window has closed by then on a customer who waits, if it
// has and that is not noted yet. It says whether it did.
func (w *work) noteLost(t *desk.Thread, it *desk.Interaction, by int64) (bool, error) {
	closes := lifecycle.OwedUntil(lifecycle.FactsOf(it))
	if closes == 0 || closes > by || closes <= it.LostAt || channel.RulesOf(t.Channel).Window == 0 {
		return false, nil
	}
	p, err := w.policy()
	if err != nil || !p.Windows {
		return false, err
	}
	it.LostAt = closes
	w.put(it)
	return true, nil
}

// windowAnswered is for a person's message of that time, windowRenewed for the
// customer's. What comes late, as an echo from the phone or a webhook that was held up,
// takes back that the window closed meanwhile if it was written before.
func (w *work) windowAnswered(t *desk.Thread, it *desk.Interaction, at int64) error {
	if _, err := w.noteLost(t, it, at); err != nil {
		return err
	}
	w.notLost(it, at)
	return w.endWarnings(it)
}

// wasAnswered is for a person's message that is told of after the interaction ended.
func (w *work) wasAnswered(it *desk.Interaction, m *desk.Message) {
	if m.AuthorKind.Answers() {
		w.notLost(it, m.At)
	}
}

// notLost takes back that a window closed unanswered that was answered at that time.
func (w *work) notLost(it *desk.Interaction, at int64) {
	if at < it.LostAt && at >= it.LostAt-lifecycle.Day {
		it.LostAt = 0
		w.put(it)
	}
}

func (w *work) windowRenewed(t *desk.Thread, it *desk.Interaction, at int64) error {
	if _, err := w.noteLost(t, it, at); err != nil {
		return err
	}
	if at < it.LostAt && at > it.LostAt-lifecycle.Day {
		it.LostAt = 0
	}
	if at <= it.LastCustomerAt {
		return nil
	}
	return w.endWarnings(it)
}

// endWarnings marks the warnings read that no longer call for anything.
func (w *work) endWarnings(it *desk.Interaction) error {
	if !it.Warned {
		return nil
	}
	it.Warned = false
	w.putQuiet(it)
	return w.markReadByAll(it, desk.NoticeClosing)
}
