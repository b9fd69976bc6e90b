package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// snoozes lets the conversation sleep for so long.
func (w *world) snoozes(by desk.UserID, ms int64) {
	w.t.Helper()
	w.ok(by, wire.CmdSnooze.Name, w.until(w.now+ms))
}

func (w *world) until(at int64) wire.SnoozeInteraction {
	ref := w.ref()
	return wire.SnoozeInteraction{InteractionID: ref.InteractionID, Epoch: ref.Epoch, Until: at}
}

func (w *world) woke(want desk.SnoozeEnd) {
	w.t.Helper()
	it := w.interaction()
	if it.Sleeps() != nil {
		w.t.Fatalf("it sleeps until %d, and should have woken by %q", it.Sleeps().Until, want)
	}
	if got := it.Snoozes[len(it.Snoozes)-1].Woke; got != want {
		w.t.Errorf("it woke by %q, want %q", got, want)
	}
	for _, timer := range w.m.timers {
		if timer.Kind == desk.TimerSnooze {
			w.t.Error("a timer is left to wake it")
		}
	}
}

func TestSnooze_wakesAtItsTimeAndTellsWhoHasIt(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.snoozes(who, 2*hour)
	w.pass(hour)
	if w.interaction().Sleeps() == nil || w.notices(who, desk.NoticeWoken) != 0 {
		t.Fatal("it woke before its time")
	}
	w.pass(hour)
	w.woke(desk.SnoozeTime)
	w.hears(desk.NoticeWoken, map[desk.UserID]int{who: 1})
	if it := w.interaction(); it.WokenAt() == 0 || it.State != desk.InteractionOpen || it.Owner != who {
		t.Errorf("it woke as %+v", it)
	}
}

func TestSnooze_endsWithWhatComesFirst(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		does func(w *world, who desk.UserID)
		want desk.SnoozeEnd
	}{
		"the customer writes": {writesAgain, desk.SnoozeCustomer},
		"somebody wakes it":   {func(w *world, who desk.UserID) { w.ok(who, wire.CmdSnooze.Name, w.until(0)) }, desk.SnoozePerson},
		"it is closed":        {closes, desk.SnoozeMoved},
		"it is handed over":   {gives, desk.SnoozeMoved},
		"it goes to the queue": {func(w *world, who desk.UserID) { w.ok(who, wire.CmdRequeue.Name, w.ref()) },
			desk.SnoozeMoved},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, who := taken(t)
			w.snoozes(who, hour)
			tt.does(w, who)
			w.woke(tt.want)
			w.pass(hour)
			w.hears(desk.NoticeWoken, nil)
		})
	}
}

// A sleeping conversation is still its owner's: it takes their room, what they answer does
// not wake it, and another time is the same sleep.
func TestSnooze_staysWithWhoHasIt(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.snoozes(who, hour)
	answers(w, who)
	w.snoozes(who, 3*hour)
	w.pass(2 * hour)
	it := w.interaction()
	if it.Sleeps() == nil || len(it.Snoozes) != 1 || it.Owner != who || it.State != desk.InteractionOpen {
		t.Errorf("it is %+v", it)
	}
}

func TestSnooze_refusesTimesAndPeopleThatAreNone(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.says("wamid.1", "hello")
	w.refused("olga", wire.CmdSnooze.Name, w.until(w.now+hour), "snoozeNobody")
	who := w.accept()
	w.refused(who, wire.CmdSnooze.Name, w.until(w.now-1), "snoozePast")
	w.refused(who, wire.CmdSnooze.Name, w.until(w.now+desk.LongestSnooze+hour), "snoozeFar")
	w.refused(other(who), wire.CmdSnooze.Name, w.until(w.now+hour), "notYours")
	w.ok("olga", wire.CmdSnooze.Name, w.until(w.now+hour))
}
