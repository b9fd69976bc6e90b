package store

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// What was changed since a savepoint is taken back: the values, which keys were
// changed at all, and in which order.
func TestPending_backGivesWhatWasBefore(t *testing.T) {
	t.Parallel()
	p := newPending[string, int]()
	p.put("b", 1, true)
	p.put("a", 2, true)
	outer := len(p.past)
	p.put("b", 3, true)
	p.put("c", 4, true)
	inner := len(p.past)
	p.put("c", 5, true)
	p.put("b", 6, true)
	for _, step := range []struct {
		to   int
		set  map[string]int
		keys []string
	}{
		{inner, map[string]int{"a": 2, "b": 3, "c": 4}, []string{"b", "a", "c"}},
		{outer, map[string]int{"a": 2, "b": 1}, []string{"b", "a"}},
		{0, map[string]int{}, []string{}},
	} {
		if p.back(step.to); !maps.Equal(p.set, step.set) || !slices.Equal(p.order, step.keys) || len(p.past) != step.to {
			t.Errorf("back to %d: %v in the order %v, want %v in the order %v", step.to, p.set, p.order, step.set, step.keys)
		}
	}
}

// Without an open savepoint there is nothing to take back, and nothing is kept for it.
func TestPending_notesNothingWithoutASavepoint(t *testing.T) {
	t.Parallel()
	p := newPending[string, int]()
	p.put("a", 1, false)
	p.put("a", 2, false)
	if p.set["a"] != 2 || !slices.Equal(p.order, []string{"a"}) || len(p.past) != 0 {
		t.Errorf("holds %v in the order %v and notes %v", p.set, p.order, p.past)
	}
	if p.reset(); len(p.set)+len(p.order)+len(p.past) != 0 {
		t.Error("something is left after a reset")
	}
}

// opened gives a store in a directory of the test's own.
func opened(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Rolled back to an outer savepoint, a transaction holds nothing of what came after
// it, of whatever sort; a released inner one changes nothing of that.
func TestSavepoint_takesBackEachSort(t *testing.T) {
	t.Parallel()
	db, ctx := opened(t), t.Context()
	err := db.WriteTx(ctx, func(tx *Tx) error {
		before := desk.Batch{
			Rows:   []desk.Row{&desk.Contact{ID: "con_1", Aliases: []string{"wa:1"}}},
			Feed:   []desk.Ref{{Kind: desk.RowContact, ID: "con_1"}},
			Timers: []desk.Timer{{Kind: desk.TimerExpire, Subject: "int_1", DueAt: 10}},
			Jobs:   []desk.Job{{Kind: desk.JobSend, Subject: "msg_1", DueAt: 10}},
		}
		after := desk.Batch{
			Rows:     []desk.Row{&desk.Contact{ID: "con_2", Aliases: []string{"wa:1", "wa:2"}}},
			Feed:     []desk.Ref{{Kind: desk.RowContact, ID: "con_2"}},
			Timers:   []desk.Timer{{Kind: desk.TimerExpire, Subject: "int_1", DueAt: 20}, {Kind: desk.TimerExpire, Subject: "int_2", DueAt: 20}},
			Unjobs:   []desk.Job{{Kind: desk.JobSend, Subject: "msg_1"}},
			Untimers: []desk.Timer{{Kind: desk.TimerArchive, Subject: "int_3"}},
		}
		for _, step := range []func() error{
			func() error { return tx.Apply(ctx, "org_a", 1, before) },
			func() error { return tx.Savepoint(ctx) },
			func() error { return tx.Savepoint(ctx) },
			func() error { return tx.Apply(ctx, "org_a", 2, after) },
			func() error { return tx.Release(ctx) },
			func() error { return tx.RollbackTo(ctx) },
			func() error { return tx.Release(ctx) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		o := tx.over
		if n := len(o.undo) + len(o.lookups.past) + len(o.timers.past) + len(o.jobs.past); n != 0 {
			t.Errorf("without a savepoint %d changes can still be taken back", n)
		}
		if len(o.feed) != 1 || len(o.lookups.set) != 1 || len(o.timers.set) != 1 || len(o.jobs.set) != 1 || len(o.order[desk.RowContact]) != 1 {
			t.Errorf("left: feed %v, names %v, timers %v, jobs %v, contacts %v", o.feed, o.lookups.set, o.timers.set, o.jobs.set, o.order[desk.RowContact])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := db.ContactByAlias(ctx, "org_a", "wa:1"); err != nil || c.ID != "con_1" {
		t.Errorf("the alias names %v: %v", c, err)
	}
	due, err := db.DueTimers(ctx, 100, 10)
	if err != nil || len(due) != 1 || due[0].DueAt != 10 {
		t.Errorf("timers %v: %v", due, err)
	}
	jobs, err := db.DueJobs(ctx, desk.JobSend, 100, 10)
	if err != nil || len(jobs) != 1 {
		t.Errorf("jobs %v: %v", jobs, err)
	}
}

// A row that is given is kept as it is; of any other a copy is kept, so that its
// owner may go on changing it.
func TestApply_copiesRowsThatAreNotGiven(t *testing.T) {
	t.Parallel()
	db, ctx := opened(t), t.Context()
	for _, given := range []bool{false, true} {
		m := &desk.Message{ID: "msg_1", ThreadID: "thr_1", Text: "as it was"}
		err := db.WriteTx(ctx, func(tx *Tx) error {
			if err := tx.Apply(ctx, "org_a", 1, desk.Batch{Rows: []desk.Row{m}, Given: given}); err != nil {
				return err
			}
			if kept := tx.over.rows[refKey{"org_a", desk.RowMessage, "msg_1"}]; (kept == desk.Row(m)) != given {
				t.Errorf("given %v: the very row is kept: %v", given, !given)
			}
			read, err := desk.Get[*desk.Message](ctx, tx, "org_a", desk.RowMessage, "msg_1")
			if err != nil {
				return err
			}
			read.Text = "changed by its reader"
			if !given {
				m.Text = "changed by its owner"
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if read, err := desk.Get[*desk.Message](ctx, db, "org_a", desk.RowMessage, "msg_1"); err != nil || read.Text != "as it was" {
			t.Errorf("given %v: the row holds %q: %v", given, read.Text, err)
		}
	}
}
