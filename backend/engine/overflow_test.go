package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// overflowing gives the world a second inbox of ben's, and lets the first one, of ana
// alone, hand on to it after two minutes.
func overflowing(t *testing.T, mode desk.Mode) *world {
	t.Helper()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}})
	w.inMode(mode, func(c *wire.PutInbox) {
		c.Members = []string{"ana"}
		c.Overflow = &wire.Overflow{Minutes: 2, InboxID: string(w.inboxNamed("Second").ID)}
	})
	return w
}

func TestOverflow_anotherInboxIsAskedWhenNobodyTakesIt(t *testing.T) {
	t.Parallel()
	for _, mode := range []desk.Mode{desk.ModeRoundRobin, desk.ModeManual} {
		w := overflowing(t, mode)
		w.says("wamid.1", "hello?")
		w.pass(2*minute - 1)
		if it := w.interaction(); it.InboxID != w.inboxNamed("Support").ID || w.offer().UserID == "ben" {
			t.Fatalf("%s, too early: %+v", mode, it)
		}
		w.pass(minute)
		it := w.interaction()
		if it.InboxID != w.inboxNamed("Second").ID || it.Overflowed.From != w.inboxNamed("Support").ID || it.Overflowed.At < start0+2*minute {
			t.Fatalf("%s: %+v", mode, it)
		}
		if asked := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.UserID == "ben" }); len(asked) == 0 {
			t.Fatalf("%s: ben is not asked", mode)
		}
		if it.WaitingSince != start0 {
			t.Errorf("%s: the customer waits since %d", mode, it.WaitingSince)
		}
		w.sameAgain()
	}
}

// Whoever is being asked may still answer, and what somebody has stays where it is.
func TestOverflow_leavesWhatIsOfferedOrTaken(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeRoundRobin)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Members, c.ReassignSeconds = []string{"ana"}, 300 })
	w.says("wamid.1", "hello?")
	w.pass(3 * minute)
	if w.offer().UserID != "ana" {
		t.Fatalf("the offer was taken back: %+v", w.interaction())
	}
	w.accept()
	w.pass(hour)
	if it := w.interaction(); it.InboxID != w.inboxNamed("Support").ID || it.Owner != "ana" {
		t.Fatalf("%+v", it)
	}
	// One that is missed after the time moves at once.
	w.wrote("wamid.2", "16505550002", w.now, `"type":"text","text":{"body":"hi"}`)
	w.pass(5*minute + 1)
	if o := w.offerOf("16505550002"); o == nil || o.UserID != "ben" {
		t.Fatalf("missed, and then: %+v", o)
	}
	w.sameAgain()
}

// The night does not count, nor does an inbox that is closed take anything.
func TestOverflow_minutesCountWhileItIsOpen(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeRoundRobin)
	w.offline("ana", "ben")
	second := w.inboxNamed("Second").ID
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) {
		c.Members = []string{"ana"}
		c.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)}
	})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(second), Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"},
		Hours: &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 10 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)},
	})
	w.says("wamid.1", "hello?")
	w.pass(toMidnight + 9*hour + 30*minute)
	if it := w.interaction(); it.InboxID == second {
		t.Fatalf("moved into an inbox that is closed: %+v", it)
	}
	w.pass(31 * minute)
	if it := w.interaction(); it.InboxID != second {
		t.Fatalf("when both are open: %+v", it)
	}
	w.sameAgain()
}

// It goes on from inbox to inbox by the time that it was in each.
func TestOverflow_onAndOn(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeManual)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Third", Mode: string(desk.ModeManual), ReassignSeconds: 30})
	second := w.inboxNamed("Second")
	put := wire.PutInbox{
		ID: string(second.ID), Name: "Second", Mode: string(desk.ModeManual), ReassignSeconds: 30, Members: []string{"ben"},
		Overflow: &wire.Overflow{Minutes: 3, InboxID: string(w.inboxNamed("Third").ID)},
	}
	w.ok("olga", wire.CmdPutInbox.Name, put)
	w.says("wamid.1", "hello?")
	w.pass(5*minute - 1)
	if it := w.interaction(); it.InboxID != second.ID {
		t.Fatalf("before its time there is over: %+v", it)
	}
	w.pass(2)
	if it := w.interaction(); it.InboxID != w.inboxNamed("Third").ID || it.Overflowed.From != second.ID {
		t.Fatalf("%+v", it)
	}
	w.sameAgain()
}

func TestOverflow_setChangedAndTakenAway(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeManual)
	w.inMode(desk.ModeManual, nil) // by a desktop that knows of none
	if o := w.inboxNamed("Support").Overflow; o.Minutes != 2 {
		t.Fatalf("%+v", o)
	}
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) { c.Overflow = &wire.Overflow{} })
	w.says("wamid.1", "hello?")
	w.pass(hour)
	if it := w.interaction(); it.InboxID != w.inboxNamed("Support").ID {
		t.Fatalf("with none: %+v", it)
	}
	// Set again, it counts for what waits.
	second := string(w.inboxNamed("Second").ID)
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) { c.Overflow = &wire.Overflow{Minutes: 90, InboxID: second} })
	w.pass(31 * minute)
	if it := w.interaction(); string(it.InboxID) != second {
		t.Fatalf("%+v", it)
	}
	back := wire.PutInbox{ID: second, Name: "Second", Mode: string(desk.ModeManual), ReassignSeconds: 30, Overflow: &wire.Overflow{Minutes: 1, InboxID: string(w.inboxNamed("Support").ID)}}
	w.refused("olga", wire.CmdPutInbox.Name, back, "badOverflow")
	for _, minutes := range []int{0, -1, 1441} {
		back.Overflow = &wire.Overflow{Minutes: minutes, InboxID: second}
		w.refused("olga", wire.CmdPutInbox.Name, back, "badOverflow")
	}
	back.Overflow = &wire.Overflow{Minutes: 1, InboxID: second} // to itself
	w.refused("olga", wire.CmdPutInbox.Name, back, "badOverflow")
	w.sameAgain()
}

// More than one entry can ask about may have waited for the inbox to open.
func TestOverflow_ofALongQueueThatWaitedForTheInboxToOpen(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeRoundRobin)
	w.once = true
	w.offline("ana", "ben")
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) {
		c.Members = []string{"ana"}
		c.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)}
	})
	for n := range 80 {
		w.wrote(fmt.Sprintf("wamid.%d", n), fmt.Sprintf("165055500%02d", n), w.now, `"type":"text","text":{"body":"hi"}`)
	}
	w.pass(toMidnight + 9*hour + 3*minute)
	second := w.inboxNamed("Second").ID
	if left := every(w.m, desk.RowInteraction, func(it *desk.Interaction) bool { return it.InboxID != second }); len(left) != 0 {
		t.Fatalf("%d of 80 did not go on", len(left))
	}
}

// What a deletion moves has the new inbox's whole time before another one is asked; the
// customer's own wait goes on, and so does their place in the queue.
func TestOverflow_countsFromWhenADeletionMovedItThere(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeManual)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Doomed", Mode: string(desk.ModeManual), ReassignSeconds: 30, Members: []string{"ana"}})
	doomed := string(w.inboxNamed("Doomed").ID)
	w.says("wamid.1", "hello?")
	ref := w.ref()
	w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, InboxID: doomed})
	w.pass(hour)
	support := w.inboxNamed("Support").ID
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: doomed, MoveTo: string(support)})
	moved := w.now
	w.pass(2*minute - 1000)
	it := w.interaction()
	if it.InboxID != support || it.WaitingSince != start0 || it.CameAt != moved {
		t.Fatalf("within the new inbox's time: %+v", it)
	}
	w.pass(2000)
	if it := w.interaction(); it.InboxID != w.inboxNamed("Second").ID || it.WaitingSince != start0 {
		t.Fatalf("after it: %+v", it)
	}
	w.sameAgain()
}
