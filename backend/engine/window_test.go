package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const hello = `"type":"text","text":{"body":"hello"}`

// watching is a world in which windows are watched.
func watching(t fataler) *world {
	w := newWorld(t)
	p := desk.FirstPolicy()
	p.Windows = true
	w.must(desk.EntryPolicyPut, p)
	return w
}

// Of a customer's second message the window closes at the very moment at which the
// conversation expires. In whichever order the two timers come, its agent and the
// supervisors are told once.
func TestWindow_closesAsTheConversationExpires(t *testing.T) {
	t.Parallel()
	for _, answered := range []bool{true, false} {
		for _, order := range [][]desk.TimerKind{{desk.TimerExpire, desk.TimerWindow}, {desk.TimerWindow, desk.TimerExpire}} {
			w := manned(t, desk.ModeRoundRobin)
			w.says("wamid.1", "hello")
			who := w.accept()
			w.pass(minute)
			if answered {
				w.deliver(w.send(who, w.text("hi")), "wamid.out1")
			}
			w.pass(hour)
			w.says("wamid.2", "and?")
			closes := w.interaction().LastCustomerAt + 24*hour
			w.pass(closes - 1 - w.now)
			w.now = closes
			for _, kind := range order {
				w.must(desk.EntryTimer, desk.Timer{Kind: kind, Subject: string(w.interaction().ID), DueAt: closes})
			}
			if it := w.interaction(); it.State != desk.InteractionEnded || it.LostAt != closes {
				t.Errorf("%v, answered %v: it is %s, lost at %d", order, answered, it.State, it.LostAt)
			}
			w.hears(desk.NoticeWindow, map[desk.UserID]int{who: 1, "olga": 1})
			w.hears(desk.NoticeClosing, nil)
			w.sameAgain()
		}
	}
}

// Whoever has read that a window was lost is not told again when the conversation expires.
func TestWindow_lostIsToldOnce(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.wrote("wamid.1", customer, w.now-2_000, hello) // so that it expires two seconds after its window has closed
	who := w.accept()
	w.pass(w.interaction().LastCustomerAt + 24*hour - w.now)
	w.hears(desk.NoticeWindow, map[desk.UserID]int{who: 1, "olga": 1})
	for _, reader := range []desk.UserID{who, "olga"} {
		w.ok(reader, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	}
	w.pass(minute)
	if it := w.interaction(); it.State != desk.InteractionEnded {
		t.Fatalf("it is %s", it.State)
	}
	w.hears(desk.NoticeWindow, nil)
}

// Of a window that runs out on a customer who waits, first their agent hears, then the
// supervisors, and when it has closed it counts as lost.
func TestWindow_warnsTheAgentThenTheSupervisorsThenIsLost(t *testing.T) {
	t.Parallel()
	w := watching(t)
	w.wrote("wamid.1", customer, w.now-2_000, hello) // on its way for two seconds
	ana := w.accept()
	closes := w.interaction().LastCustomerAt + 24*hour
	for _, step := range []struct {
		at                      int64
		agent, supervisor       int // warnings that are unread
		agentMissed, olgaMissed int
		lost                    int64
	}{
		{closes - hour - 1, 0, 0, 0, 0, 0},
		{closes - hour, 1, 0, 0, 0, 0},
		{closes - 15*minute - 1, 1, 0, 0, 0, 0},
		{closes - 15*minute, 1, 1, 0, 0, 0},
		{closes - 1, 1, 1, 0, 0, 0},
		{closes, 0, 0, 1, 1, closes},
	} {
		w.pass(step.at - w.now)
		got := []int{w.notices(ana, desk.NoticeClosing), w.notices("olga", desk.NoticeClosing), w.notices(ana, desk.NoticeWindow), w.notices("olga", desk.NoticeWindow)}
		want := []int{step.agent, step.supervisor, step.agentMissed, step.olgaMissed}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%d min before it closes: notices %v, want %v", (closes-w.now)/minute, got, want)
				break
			}
		}
		if it := w.interaction(); it.LostAt != step.lost {
			t.Errorf("%d min before it closes: lost at %d", (closes-w.now)/minute, it.LostAt)
		}
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

// An answer, and another message of the customer, take the warning back. What a rule
// sends is no answer.
func TestWindow_warningEndsWithWhatItAskedFor(t *testing.T) {
	t.Parallel()
	warned := func(t *testing.T) *world {
		t.Helper()
		w := watching(t)
		w.says("wamid.1", "hello")
		w.accept()
		w.pass(23*hour + 50*minute)
		if w.notices("ana", desk.NoticeClosing) != 1 || w.notices("olga", desk.NoticeClosing) != 1 {
			t.Fatal("nobody was warned")
		}
		return w
	}
	none := func(t *testing.T, w *world) {
		t.Helper()
		if n := w.notices("ana", desk.NoticeClosing) + w.notices("olga", desk.NoticeClosing); n != 0 || w.interaction().Warned {
			t.Errorf("%d warnings are left", n)
		}
	}
	t.Run("answered", func(t *testing.T) {
		t.Parallel()
		w := warned(t)
		w.send("ana", w.text("here it is"))
		none(t, w)
		w.pass(11 * minute)
		if it := w.interaction(); it.LostAt != 0 || w.notices("olga", desk.NoticeWindow) != 0 {
			t.Errorf("an answered window counts as lost: %+v", it)
		}
	})
	t.Run("they wrote again", func(t *testing.T) {
		t.Parallel()
		w := warned(t)
		w.says("wamid.2", "hello?")
		none(t, w)
		w.pass(23 * hour)
		if w.notices("ana", desk.NoticeClosing) != 1 || w.interaction().LostAt != 0 {
			t.Error("the renewed window is not watched")
		}
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		w := warned(t)
		w.ok("ana", wire.CmdClose.Name, w.ref())
		none(t, w)
		w.pass(11 * minute)
		if it := w.interaction(); it.LostAt != 0 {
			t.Errorf("what an agent closed in time counts as lost: %+v", it)
		}
	})
	t.Run("nobody has it", func(t *testing.T) {
		t.Parallel()
		w := watching(t)
		w.offline("ana", "ben")
		w.says("wamid.1", "hello")
		w.pass(23 * hour)
		if w.notices("olga", desk.NoticeClosing) != 1 || w.notices("ana", desk.NoticeClosing) != 0 {
			t.Error("the supervisors were not told at once")
		}
	})
}

// In a record of an earlier build nothing follows from a window that closes. From the
// policy on, those that are open are watched; nobody hears of what was.
func TestWindow_isWatchedFromThePolicyOn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.wrote("wamid.b", "16505550002", w.now, hello)
	w.pass(22 * hour)
	w.wrote("wamid.c", "16505550003", w.now-30*hour, hello) // closed when it came
	if len(every(w.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.LostAt != 0 || i.Warned })) != 0 {
		t.Fatal("windows are watched without the policy")
	}
	for _, timer := range w.m.timers {
		if timer.Kind == desk.TimerWindow {
			t.Fatalf("a timer without the policy: %+v", timer)
		}
	}
	p := desk.FirstPolicy()
	p.Windows = true
	w.must(desk.EntryPolicyPut, p)
	w.fire()
	if n := w.notices("olga", desk.NoticeClosing) + w.notices("olga", desk.NoticeWindow); n != 0 {
		t.Fatalf("%d notices of what was", n)
	}
	w.pass(hour)
	if n := w.notices("ana", desk.NoticeClosing) + w.notices("ben", desk.NoticeClosing) + w.notices("olga", desk.NoticeClosing); n == 0 {
		t.Error("what was open is not watched")
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

// Archive ends a conversation as Close does, with a reason of its own, and is nobody
// else's to do. Both can be taken back.
func TestArchive_endsWithItsReason(t *testing.T) {
	t.Parallel()
	w := talking(t)
	ref := w.ref()
	w.refused("ben", wire.CmdArchive.Name, ref, "notYours")
	stale := ref
	stale.Epoch--
	w.refused("ana", wire.CmdArchive.Name, stale, "changedHands")
	w.ok("ana", wire.CmdArchive.Name, ref)
	it := w.interaction()
	if it.State != desk.InteractionEnded || it.EndReason != "archived" || it.EndedBy != "ana" || w.thread().Open {
		t.Fatalf("archived: %+v", it)
	}
	spans := every[desk.Span](w.m, desk.RowSpan, nil)
	if last := spans[len(spans)-1]; last.Ended != desk.SpanArchived {
		t.Errorf("the span ended %q", last.Ended)
	}
	w.refused("ana", wire.CmdArchive.Name, ref, "ended")
	w.ok("ana", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	if it := w.interaction(); it.State != desk.InteractionOpen || it.Owner != "ana" {
		t.Fatalf("taken back: %+v", it)
	}
}

// backTo has somebody write to the thread's customer by template so that it goes back to
// who had it.
func (w *world) backTo(by desk.UserID) *desk.Interaction {
	w.t.Helper()
	tpl := w.hello("").Template
	w.send(by, wire.Send{ThreadID: string(w.thread().ID), Back: true, Content: wire.SendContent{Kind: "template", Template: &tpl}})
	return w.interaction()
}

// Writing back to a customer after the end begins an interaction of whoever had the last
// one, as long as they can have it.
func TestBack_goesToTheSameAgent(t *testing.T) {
	t.Parallel()
	expired := func(t *testing.T) *world {
		t.Helper()
		w := talking(t)
		w.send("ana", w.text("hi"))
		w.pass(25 * hour)
		if w.interaction().EndReason != "expired" {
			t.Fatal("it has not expired")
		}
		return w
	}
	t.Run("by a supervisor", func(t *testing.T) {
		t.Parallel()
		w := expired(t)
		w.offline("ana") // the customer has yet to answer
		it := w.backTo("olga")
		if it.Owner != "ana" || !it.BusinessStarted || it.TemplateAt != w.now || w.notices("ana", desk.NoticeTransfer) != 1 {
			t.Fatalf("written back: %+v", it)
		}
		spans := every(w.m, desk.RowSpan, func(s *desk.Span) bool { return s.InteractionID == it.ID })
		if len(spans) != 1 || spans[0].Began != desk.SpanBack || spans[0].UserID != "ana" {
			t.Errorf("spans: %+v", spans)
		}
		w.deliver(string(w.thread().LastMessageID), "wamid.t") // under the epoch of the new owner
		w.refused("olga", wire.CmdSend.Name, w.text("and"), "notOwner")
		if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
			t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
		}
	})
	t.Run("by the agent", func(t *testing.T) {
		t.Parallel()
		w := expired(t)
		if it := w.backTo("ana"); it.Owner != "ana" || w.notices("ana", desk.NoticeTransfer) != 0 {
			t.Fatalf("written back: %+v", it)
		}
	})
	t.Run("who sends keeps it where that is not asked for", func(t *testing.T) {
		t.Parallel()
		w := expired(t)
		tpl := w.hello("").Template
		w.send("olga", wire.Send{ThreadID: string(w.thread().ID), Content: wire.SendContent{Kind: "template", Template: &tpl}})
		if it := w.interaction(); it.Owner != "olga" {
			t.Fatalf("written: %+v", it)
		}
	})
	for name, gone := range map[string]func(*world){
		"left the inbox": func(w *world) {
			box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
			w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), ReassignSeconds: 30, Members: []string{"ben"}})
		},
		"was switched off": func(w *world) {
			w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", WhatsApp: true, Capacity: 2})
		},
		"has WhatsApp no longer": func(w *world) {
			w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, Capacity: 2})
		},
	} {
		t.Run("the agent "+name, func(t *testing.T) {
			t.Parallel()
			w := expired(t)
			gone(w)
			if it := w.backTo("olga"); it.Owner != "olga" {
				t.Fatalf("written back: %+v", it)
			}
		})
	}
	t.Run("nobody ever had it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.offline("ana", "ben")
		w.says("wamid.1", "hello")
		w.pass(25 * hour)
		if it := w.backTo("olga"); it.Owner != "olga" {
			t.Fatalf("written back: %+v", it)
		}
	})
}

func TestPreferences_endOfTheWorkingDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ends := func() int {
		u, err := w.m.User(t.Context(), orgID, "ana")
		if err != nil {
			t.Fatal(err)
		}
		return u.DayEnds
	}
	for _, bad := range []int{-2, 24*60 + 1, 1 << 40} {
		w.refused("ana", wire.CmdPreferences.Name, wire.Preferences{DayEnds: bad}, "badDayEnd")
	}
	for _, step := range []struct{ set, want int }{{18 * 60, 18 * 60}, {0, 18 * 60}, {24 * 60, 24 * 60}, {wire.NoDayEnd, 0}, {1, 1}} {
		w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true, DayEnds: step.set})
		if ends() != step.want {
			t.Errorf("after %d: %d, want %d", step.set, ends(), step.want)
		}
	}
	raw, err := json.Marshal(wire.Preferences{})
	if err != nil || string(raw) != `{"readReceipts":false}` {
		t.Errorf("an earlier desktop's body: %s, %v", raw, err)
	}
}
