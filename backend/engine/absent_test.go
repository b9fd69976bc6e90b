package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// held is a world in which the customer wrote and ana has the conversation.
func held(t *testing.T) *world {
	w := manned(t, desk.ModeRoundRobin)
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceAway)})
	w.says("wamid.1", "hello")
	if who := w.accept(); who != "ana" {
		t.Fatalf("%s has it", who)
	}
	return w
}

func (w *world) isHeldBy(want desk.UserID) {
	w.t.Helper()
	if it := w.interaction(); it.Owner != want || (it.State == desk.InteractionOpen) != (want != "") {
		w.t.Fatalf("it is %s, of %q; want %q", it.State, it.Owner, want)
	}
}

const grace = 10 * minute

// What a customer waits for does not stay with somebody who is gone: after the grace it
// is in the queue again, others are asked first, and the one who had it is told.
func TestAbsent_unanswered_goesBackAfterTheGrace(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.offline("ana")
	w.pass(grace - 1)
	w.isHeldBy("ana")
	w.pass(1)
	w.isHeldBy("")
	w.hears(desk.NoticeReturned, map[desk.UserID]int{"ana": 1})
	n := every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.Kind == desk.NoticeReturned })[0]
	if it := w.interaction(); n.Subject != string(it.ID) || it.Excluded != "ana" {
		t.Errorf("the notice is about %s, excluded is %q", n.Subject, it.Excluded)
	}
	spans := every(w.m, desk.RowSpan, func(s *desk.Span) bool { return s.Ended == desk.SpanAbsent })
	if len(spans) != 1 || spans[0].UserID != "ana" {
		t.Errorf("spans: %+v", spans)
	}
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceOnline)})
	if o := w.offer(); o.UserID != "ben" {
		t.Errorf("%q is asked next", o.UserID)
	}
	w.sameAgain()
}

func TestAbsent_answered_goesWhenTheCustomerWritesAgain(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.now += 2000
	w.send("ana", w.text("here you are"))
	w.offline("ana")
	w.pass(3 * grace)
	w.isHeldBy("ana")
	w.hears(desk.NoticeReturned, nil)
	w.says("wamid.2", "one more thing")
	w.isHeldBy("")
	w.hears(desk.NoticeReturned, map[desk.UserID]int{"ana": 1})
	w.sameAgain()
}

// Within the grace a customer who writes again waits for its end only.
func TestAbsent_customerWritesWithinTheGrace(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.now += 2000
	w.send("ana", w.text("here you are"))
	w.offline("ana")
	w.pass(grace / 2)
	w.says("wamid.2", "one more thing")
	w.isHeldBy("ana")
	w.pass(grace / 2)
	w.isHeldBy("")
}

// A lost connection that comes back, and being away, change nothing of who has what, nor
// what the person chose.
func TestAbsent_shortLossAndAway_keepEverything(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.offline("ana")
	w.pass(grace - 1000)
	w.online("ana")
	w.pass(grace)
	w.isHeldBy("ana")
	if u := every(w.m, desk.RowUser, func(u *desk.User) bool { return u.ID == "ana" })[0]; u.Presence.Chosen != "" || u.Presence.State != desk.PresenceOnline {
		t.Errorf("presence: %+v", u.Presence)
	}
	w.ok("ana", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceAway), Reason: "lunch"})
	w.pass(3 * grace)
	w.isHeldBy("ana")
	w.offline("ana")
	w.online("ana")
	if u := every(w.m, desk.RowUser, func(u *desk.User) bool { return u.ID == "ana" })[0]; u.Presence.Chosen != desk.PresenceAway || u.Presence.Reason != "lunch" {
		t.Errorf("presence after a lost connection: %+v", u.Presence)
	}
}

// locks has the person's desktop stay connected with a locked screen.
func (w *world) locks(id desk.UserID) {
	w.t.Helper()
	w.must(desk.EntryPresence, desk.PresenceEntry{UserID: id, Locked: true})
}

func (w *world) isAway(id desk.UserID) {
	w.t.Helper()
	w.ok(id, wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceAway), Reason: "lunch"})
}

// Whoever is away and only locks the screen keeps everything. A lock alone does not, and
// neither does being away when the connection is lost.
func TestAbsent_awayAndLocked(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		goes  func(w *world)
		keeps bool
	}{
		{"away, then locked", func(w *world) { w.isAway("ana"); w.locks("ana") }, true},
		{"online and locked", func(w *world) { w.locks("ana") }, false},
		{"away, then gone", func(w *world) { w.isAway("ana"); w.offline("ana") }, false},
		{"locked, set away by a supervisor", func(w *world) {
			w.locks("ana")
			w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceAway)})
		}, true},
		{"back with a locked screen after a lost connection", func(w *world) { w.isAway("ana"); w.offline("ana"); w.locks("ana") }, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := held(t)
			tc.goes(w)
			w.pass(grace - 1)
			w.says("wamid.2", "are you there?")
			w.isHeldBy("ana")
			w.pass(1)
			if tc.keeps {
				w.pass(3 * grace)
				w.says("wamid.3", "hello?")
				w.isHeldBy("ana")
			} else {
				w.isHeldBy("")
			}
			w.sameAgain()
		})
	}
}

// When more than the lock keeps them from being reached, the whole grace begins.
func TestAbsent_lockedThenMore(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(w *world){
		"connection lost": func(w *world) { w.offline("ana") },
		"relay restarted": func(w *world) { w.must(desk.EntryRelayStarted, struct{}{}) },
		"set offline": func(w *world) {
			w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceOffline)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := held(t)
			w.isAway("ana")
			w.locks("ana")
			w.pass(3 * grace)
			then(w)
			w.pass(grace - 1)
			w.says("wamid.2", "are you there?")
			w.isHeldBy("ana")
			w.pass(1)
			w.isHeldBy("")
			w.sameAgain()
		})
	}
}

// Whoever writes is there, whatever they show to others.
func TestAbsent_whoWritesWhileShownOffline_keepsIt(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.ok("ana", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceOffline)})
	w.pass(grace - minute)
	w.send("ana", w.text("I am here"))
	w.pass(2 * minute)
	w.says("wamid.2", "thanks")
	w.isHeldBy("ana")
	w.pass(grace)
	w.isHeldBy("")
}

func TestAbsent_inboxSaysHowLong(t *testing.T) {
	t.Parallel()
	w := held(t)
	put := wire.PutInbox{ID: string(w.box()), Name: "Support", Mode: string(desk.ModeRoundRobin), Members: []string{"ana", "ben"}}
	for _, minutes := range []int{-1, 1441} {
		put.GraceMinutes = minutes
		w.refused("olga", wire.CmdPutInbox.Name, put, "badGrace")
	}
	put.GraceMinutes = 1
	w.ok("olga", wire.CmdPutInbox.Name, put)
	put.GraceMinutes = 0 // a desktop that knows nothing of it leaves it as it is
	w.ok("olga", wire.CmdPutInbox.Name, put)
	w.offline("ana")
	w.pass(minute)
	w.isHeldBy("")
}

// A supervisor who takes one while shown offline has the same time for it.
func TestAbsent_takenWhileOffline(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.pass(grace) // olga has been offline all along
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.isHeldBy("olga")
	w.pass(grace)
	w.isHeldBy("")
}

// A relay that starts knows nobody to be there: everybody has the grace from then on to
// come back. So have those who were gone when this rule came.
func TestAbsent_startOfTheRelay_givesTheGraceToEverybody(t *testing.T) {
	t.Parallel()
	w := held(t)
	w.must(desk.EntryRelayStarted, struct{}{})
	w.pass(grace - 1)
	w.isHeldBy("ana")
	w.pass(1)
	w.isHeldBy("")

	old := newWorld(t)
	old.says("wamid.1", "hello")
	who := old.accept()
	old.offline(who)
	old.pass(5 * hour)
	old.isHeldBy(who)
	old.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	old.isHeldBy(who)
	old.pass(grace)
	old.isHeldBy("")
}
