package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// manned is a world under today's policy whose only inbox has the mode.
func manned(t fataler, mode desk.Mode) *world {
	w := newWorld(t)
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(w.box()), Name: "Support", Mode: string(mode), ReassignSeconds: 30, Members: []string{"ana", "ben"},
	})
	return w
}

// box is the inbox of the number.
func (w *world) box() desk.InboxID {
	w.t.Helper()
	return every[desk.Inbox](w.m, desk.RowInbox, nil)[0].ID
}

func (w *world) hears(kind desk.NoticeKind, want map[desk.UserID]int) {
	w.t.Helper()
	for _, who := range people {
		if got := w.notices(who, kind); got != want[who] {
			w.t.Errorf("%s has %d unread notices of kind %s, want %d", who, got, kind, want[who])
		}
	}
}

// A queue from which agents take says nothing by itself: each of them who is there, or
// only lost the connection, is told, and word of it is taken back once somebody has it.
func TestSilence_manualInbox_tellsItsAgents(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeManual)
	w.offline("ben")
	w.says("wamid.1", "hello")
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ana": 1, "ben": 1})
	w.says("wamid.2", "anybody?")
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ana": 1, "ben": 1})
	w.ok("ana", wire.CmdTake.Name, w.ref())
	w.hears(desk.NoticeQueued, nil)

	w.ok("ana", wire.CmdRequeue.Name, w.ref()) // ana knows
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ben": 1})
	w.ok("olga", wire.CmdClose.Name, w.ref())
	w.hears(desk.NoticeQueued, nil)
}

func TestSilence_whoChoseToBeOffline_isNotTold(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeManual)
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceOffline)})
	w.says("wamid.1", "hello")
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ana": 1})
}

func TestSilence_automaticInbox_asksAndTellsNobodyElse(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.says("wamid.1", "hello")
	w.hears(desk.NoticeQueued, nil)
	if w.offer().ID == "" {
		t.Fatal("nobody is asked")
	}
}

// What comes for a number that leads nowhere is seen by supervisors only: they hear of it
// at once, and no more once the number has an inbox.
func TestSilence_numberWithoutInbox_tellsTheSupervisorsAtOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		leave func(w *world)
	}{
		{"not mapped", func(w *world) { w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"}) }},
		{"switched off", func(w *world) { w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"}) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := manned(t, desk.ModeRoundRobin)
			tc.leave(w)
			w.says("wamid.1", "hello")
			w.hears(desk.NoticeUnrouted, map[desk.UserID]int{"olga": 1})
			w.hears(desk.NoticeEscalation, nil)
			w.says("wamid.2", "hello?")
			w.hears(desk.NoticeUnrouted, map[desk.UserID]int{"olga": 1})
		})
	}
	w := manned(t, desk.ModeRoundRobin)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "hello")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(w.box())})
	w.hears(desk.NoticeUnrouted, nil)
}

// Records of earlier builds have no such policy: on an upgrade nobody hears of what was.
func TestSilence_underTheFirstPolicy_nobodyIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "hello")
	w.hears(desk.NoticeUnrouted, nil)
	w.hears(desk.NoticeEscalation, nil)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(w.box()), Name: "Support", Mode: string(desk.ModeManual), NumberID: "num1", Members: []string{"ana", "ben"},
	})
	w.hears(desk.NoticeQueued, nil)
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	w.hears(desk.NoticeQueued, nil)
	w.hears(desk.NoticeUnrouted, nil)
}

// Whoever loses a conversation to somebody else is told so, not that it came to them.
func TestSilence_transfer_tellsBothOfThem(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.says("wamid.1", "hello")
	from := w.accept()
	to := map[desk.UserID]desk.UserID{"ana": "ben", "ben": "ana"}[from]
	ref := w.ref()
	w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: string(to)})
	w.hears(desk.NoticeTransfer, map[desk.UserID]int{to: 1})
	w.hears(desk.NoticeTaken, map[desk.UserID]int{from: 1})
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.hears(desk.NoticeTaken, map[desk.UserID]int{from: 1, to: 1})
}

// Nobody is called to a queue outside of its hours; when it opens they hear of all of it.
func TestSilence_closedManualInbox_tellsWhenItOpens(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeManual)
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) {
		c.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)}
	})
	w.says("wamid.1", "hello?")
	w.wrote("wamid.2", "16505550002", w.now, `"type":"text","text":{"body":"hi"}`)
	w.pass(toMidnight)
	w.hears(desk.NoticeQueued, nil)
	w.ok("olga", wire.CmdClose.Name, w.refOf("16505550002"))
	w.pass(9*hour + 1000)
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ana": 1, "ben": 1})
	w.wrote("wamid.3", "16505550003", w.now, `"type":"text","text":{"body":"hi"}`)
	w.hears(desk.NoticeQueued, map[desk.UserID]int{"ana": 2, "ben": 2})
	w.sameAgain()
}

// What waited for its number is not forgotten once it leads somewhere: nobody takes it, so
// the supervisors hear of it as of everything else.
func TestSilence_numberLeadsSomewhereAgain_nobodyTakesIt(t *testing.T) {
	t.Parallel()
	off, on := wire.SwitchNumber{NumberID: "num1"}, wire.SwitchNumber{NumberID: "num1", Active: true}
	for _, tc := range []struct {
		name       string
		mode       desk.Mode
		leave, end func(w *world)
	}{
		{
			"off and on", desk.ModeRoundRobin,
			func(w *world) { w.ok("olga", wire.CmdSwitchNumber.Name, off) },
			func(w *world) { w.ok("olga", wire.CmdSwitchNumber.Name, on) },
		},
		{
			"off and on, manual", desk.ModeManual,
			func(w *world) { w.ok("olga", wire.CmdSwitchNumber.Name, off) },
			func(w *world) { w.ok("olga", wire.CmdSwitchNumber.Name, on) },
		},
		{
			"not mapped and mapped", desk.ModeSticky,
			func(w *world) { w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"}) },
			func(w *world) {
				w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(w.box())})
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := manned(t, tc.mode)
			w.offline("ana", "ben")
			tc.leave(w)
			w.says("wamid.1", "hello")
			w.pass(minute)
			tc.end(w)
			came := w.now
			w.hears(desk.NoticeUnrouted, nil)
			w.hears(desk.NoticeEscalation, nil)
			w.pass(10 * minute)
			w.hears(desk.NoticeEscalation, map[desk.UserID]int{"olga": 1})
			if it := w.interaction(); it.CameAt != came || it.WaitingSince != start0 {
				t.Errorf("it came at %d and waits since %d, want %d and %d", it.CameAt, it.WaitingSince, came, start0)
			}
			w.sameAgain()
		})
	}
}

// More waited for the number than one entry asks about: the supervisors hear of all of it.
func TestSilence_manyWaitForTheNumber_supervisorsHearOfEach(t *testing.T) {
	t.Parallel()
	const many = 70
	w := manned(t, desk.ModeRoundRobin)
	w.offline("ana", "ben")
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	for n := range many {
		w.wrote(fmt.Sprintf("wamid.%d", n), fmt.Sprintf("165055501%02d", n), w.now, `"type":"text","text":{"body":"hi"}`)
	}
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true})
	w.pass(10 * minute)
	w.hears(desk.NoticeEscalation, map[desk.UserID]int{"olga": many})
}

// What waited for its number comes to a closed inbox like what arrives there: it is sent
// on, or the customer is told. Whoever has an answer already is not told.
func TestSilence_numberLeadsToAClosedInbox(t *testing.T) {
	t.Parallel()
	unmapped := func(t *testing.T, outside func(w *world, h *wire.Hours)) *world {
		w := manned(t, desk.ModeRoundRobin)
		w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { outside(w, h) })
		w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
		w.says("wamid.1", "hello")
		return w
	}
	mapped := func(w *world) {
		w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(w.inboxNamed("Support").ID)})
	}
	told := func(w *world) int {
		return len(every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.AuthorKind == desk.AuthorRule }))
	}
	t.Run("another inbox", func(t *testing.T) {
		t.Parallel()
		w := unmapped(t, func(w *world, h *wire.Hours) {
			w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Night", Mode: "roundRobin", Members: []string{"ben"}})
			h.Outside, h.InboxID = string(desk.OutsideInbox), string(w.inboxNamed("Night").ID)
		})
		mapped(w)
		if in := w.interaction().InboxID; in != w.inboxNamed("Night").ID || w.offer().UserID != "ben" {
			t.Errorf("it is in %s, offered to %q", in, w.offer().UserID)
		}
		w.sameAgain()
	})
	message := func(_ *world, h *wire.Hours) { h.Outside, h.Message = string(desk.OutsideMessage), "We are closed." }
	t.Run("message", func(t *testing.T) {
		t.Parallel()
		w := unmapped(t, message)
		mapped(w)
		if told(w) != 1 || w.interaction().State != desk.InteractionWaiting {
			t.Errorf("told %d times, it is %s", told(w), w.interaction().State)
		}
		w.sameAgain()
	})
	t.Run("answered already", func(t *testing.T) {
		t.Parallel()
		w := unmapped(t, message)
		w.ok("olga", wire.CmdTake.Name, w.ref())
		w.pass(1000)
		w.send("olga", w.text("In a moment."))
		w.ok("olga", wire.CmdRequeue.Name, w.ref())
		mapped(w)
		if told(w) != 0 {
			t.Error("told that it is closed, after an answer")
		}
	})
}

// What waits already concerns those, too, who begin to take from its queue, and those no
// longer who cease to.
func TestSilence_whoTakesFromTheQueueChanges(t *testing.T) {
	t.Parallel()
	both, ana := map[desk.UserID]int{"ana": 1, "ben": 1}, map[desk.UserID]int{"ana": 1}
	members := func(ids ...string) func(c *wire.PutInbox) {
		return func(c *wire.PutInbox) { c.Members = ids }
	}
	t.Run("becomes manual and automatic again", func(t *testing.T) {
		t.Parallel()
		w := manned(t, desk.ModeRoundRobin)
		w.offline("ana", "ben")
		w.says("wamid.1", "hello")
		w.hears(desk.NoticeQueued, nil)
		w.inMode(desk.ModeManual, nil)
		w.hears(desk.NoticeQueued, both)
		w.inMode(desk.ModeLeastBusy, nil)
		w.hears(desk.NoticeQueued, nil)
		w.sameAgain()
	})
	t.Run("an agent joins and leaves", func(t *testing.T) {
		t.Parallel()
		w := manned(t, desk.ModeManual)
		w.inMode(desk.ModeManual, members("ana"))
		w.says("wamid.1", "hello")
		w.hears(desk.NoticeQueued, ana)
		w.inMode(desk.ModeManual, members("ana", "ben"))
		w.hears(desk.NoticeQueued, both)
		w.inMode(desk.ModeManual, members("ana"))
		w.hears(desk.NoticeQueued, ana)
		w.ok("ana", wire.CmdTake.Name, w.ref())
		w.hears(desk.NoticeQueued, nil)
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		w := manned(t, desk.ModeRoundRobin)
		w.inHours(desk.ModeRoundRobin, nil)
		w.says("wamid.1", "hello")
		w.inMode(desk.ModeManual, nil)
		w.hears(desk.NoticeQueued, nil)
		w.pass(toMidnight + 9*hour + 1000)
		w.hears(desk.NoticeQueued, both)
	})
	for _, mode := range []desk.Mode{desk.ModeRoundRobin, desk.ModeManual} {
		t.Run("deleted, its chats go to one that is "+string(mode), func(t *testing.T) {
			t.Parallel()
			w := manned(t, desk.ModeManual)
			w.says("wamid.1", "hello")
			w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Second", Mode: string(mode), Members: []string{"ana"}})
			w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{
				ID: string(w.inboxNamed("Support").ID), MoveTo: string(w.inboxNamed("Second").ID),
			})
			if mode == desk.ModeManual {
				w.hears(desk.NoticeQueued, ana)
			} else {
				w.hears(desk.NoticeQueued, nil)
			}
			w.sameAgain()
		})
	}
}
