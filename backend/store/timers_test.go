package store

import (
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A timer that is postponed stays where it is in the index until it is looked at.
func TestTimers_postponingLeavesTheIndex(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	apply := func(b desk.Batch) {
		t.Helper()
		if err := db.WriteTx(t.Context(), func(tx *Tx) error { return tx.Apply(t.Context(), testOrg, 1, b) }); err != nil {
			t.Fatal(err)
		}
	}
	timer := desk.Timer{Kind: desk.TimerExpire, Subject: "i"}
	set := func(due int64) {
		t.Helper()
		timer.DueAt = due
		apply(desk.Batch{Timers: []desk.Timer{timer}})
	}
	looked := func(now int64, want int64) {
		t.Helper()
		if now > 0 {
			if due, err := db.DueTimers(t.Context(), now, 10); err != nil || len(due) > 0 {
				t.Fatalf("due at %d: %v, %v", now, due, err)
			}
		}
		if got, err := db.NextTimer(t.Context()); err != nil || got != want {
			t.Errorf("the next look is at %d, %v, want %d", got, err, want)
		}
	}
	set(10)
	set(20)
	set(30)
	looked(0, 10)
	looked(9, 10)
	looked(10, 30)
	set(25) // earlier than where it is now
	looked(0, 25)
	db.w.forget() // as after a restart: nothing is known of it
	set(40)
	looked(0, 40)

	apply(desk.Batch{Untimers: []desk.Timer{timer}}) // where it was counts no more
	set(60)
	set(50)
	if due, err := db.DueTimers(t.Context(), 55, 10); err != nil || len(due) != 1 {
		t.Errorf("due at 55: %v, %v", due, err)
	}
}
