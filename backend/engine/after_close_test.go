package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Each switch is one's own: who sets another one does not switch the blue ticks.
func TestPreferences_leaveWhatTheyDoNotName(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	receipts := func() bool {
		return w.m.rows[desk.Ref{Kind: desk.RowUser, ID: "ana"}].(*desk.User).ReadReceipts //nolint:errcheck // it is one
	}
	for _, on := range []bool{false, true} {
		w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: on})
		for _, other := range []wire.Preferences{{AfterClose: "next"}, {AutoAccept: new(true)}, {DayEnds: 60}, {}} {
			other.ReadReceipts, other.KeepReceipts = !on, true
			if w.ok("ana", wire.CmdPreferences.Name, other); receipts() != on {
				t.Errorf("%+v makes the blue ticks %v", other, receipts())
			}
		}
	}
	w.sameAgain()
}

// What follows on closing is the person's, on whatever computer, and nobody else's business.
func TestAfterClose_isThePersons(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	chosen := func() desk.AfterClose {
		return w.m.rows[desk.Ref{Kind: desk.RowUser, ID: "ana"}].(*desk.User).AfterClose //nolint:errcheck // it is one
	}
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true, AfterClose: "oldest"})
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true}) // another switch, or a desktop that knows nothing of it
	w.refused("ana", wire.CmdPreferences.Name, wire.Preferences{AfterClose: "anything"}, "badBody")
	if got := chosen(); got != desk.AfterCloseOldest {
		t.Errorf("after Close %q", got)
	}
	u := w.m.rows[desk.Ref{Kind: desk.RowUser, ID: "ana"}].(*desk.User) //nolint:errcheck // it is one
	for who, want := range map[desk.UserID]string{"ana": "oldest", "olga": ""} {
		var seen wire.User
		if err := (view.Viewer{UserID: who, Role: desk.RoleOwner}).User(u).Change().Into(&seen); err != nil {
			t.Fatal(err)
		}
		if seen.AfterClose != want {
			t.Errorf("%s sees %q, want %q", who, seen.AfterClose, want)
		}
	}
	w.sameAgain()
}
