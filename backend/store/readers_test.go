package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Each class of work in turn has every one of its readers taken. The others
// still read at once, and the class itself waits until one is given back. What
// is looked at is whose readers are in use, not how long anything takes.
func TestRule3_readersOfOneClassLeaveTheOthersAlone(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, busy := range desk.Works {
		t.Run(string(busy), func(t *testing.T) { // one class is saturated at a time
			give := takeAll(t, db, busy)
			for _, other := range desk.Works {
				if other == busy {
					continue
				}
				if err := tryLife(t, db, other); err != nil {
					t.Errorf("%s cannot read: %v", other, err)
				}
				if n := db.ReadersInUse()[other]; n != 0 {
					t.Errorf("%s has %d readers in use", other, n)
				}
			}
			asked, cancel := context.WithCancel(desk.WithWork(t.Context(), busy))
			got := make(chan error, 1)
			go func() { _, err := db.Life(asked); got <- err }()
			waitFor(t, func() bool { return db.readers[busy].db.Stats().WaitCount > 0 })
			cancel()
			if err := <-got; desk.CodeOf(err) != desk.CodeUnavailable {
				t.Errorf("a reader beyond the last: %v", err)
			}
			give()
			if err := tryLife(t, db, busy); err != nil {
				t.Errorf("after they were given back: %v", err)
			}
		})
	}
}

// patience is when a read is given up; it is never waited for when things work.
const patience = 10 * time.Second

func tryLife(t *testing.T, db *DB, w desk.Work) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(desk.WithWork(t.Context(), w), patience)
	defer cancel()
	_, err := db.Life(ctx)
	return err
}

// takeAll keeps every reader of a class busy until give is called.
func takeAll(t *testing.T, db *DB, w desk.Work) (give func()) {
	t.Helper()
	ctx := desk.WithWork(context.Background(), w)
	var open []interface{ Close() error }
	for range readerSizes(Options{}.withDefaults())[w] {
		rows, err := db.q.query(ctx, sqlMeta, metaLife) //nolint:sqlclosecheck,rowserrcheck // give closes them
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, rows)
	}
	give = func() {
		for _, r := range open {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if got, want := db.ReadersInUse()[w], len(open); got != want {
		give()
		t.Fatalf("%s has %d readers in use, want %d", w, got, want)
	}
	return give
}

// waitFor yields until cond holds; it fails the test when the test's time is up.
func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	for !cond() {
		select {
		case <-t.Context().Done():
			t.Fatal("it never came to it")
		default:
		}
	}
}
