package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// rows counts what grow writes: SQLite writes nothing for a row that stays as it is.
var rows atomic.Int64

// grow writes n new rows of 64 KiB.
func grow(t *testing.T, db *DB, n int) {
	t.Helper()
	text := strings.Repeat("x", 64<<10)
	for range n {
		id := desk.MessageID(fmt.Sprint(rows.Add(1)))
		err := db.WriteTx(t.Context(), func(tx *Tx) error {
			return tx.Apply(t.Context(), "o", 1, desk.Batch{Rows: []desk.Row{&desk.Message{ID: id, Text: text}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// unhurried is longer than any look takes that waits for nobody.
func unhurried(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// The log begins anew once it has grown too far, however fast commits come.
func TestCheckpoints_keepTheLogBounded(t *testing.T) {
	t.Parallel()
	const limit = 512 << 10
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{CheckpointBytes: limit / 4, LogBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var largest int64
	for range 60 {
		grow(t, db, 1)
		// What the checkpointer does when nudged, in step with the test.
		if _, err := checkpointsOf(db).look(t.Context()); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, checkpointsOf(db).logSize())
	}
	if largest > 4*limit { // 8 MiB of pages are written; a beginning may be missed
		t.Errorf("the log grew to %d bytes, with %d as its limit", largest, limit)
	}
}

// The log begins anew by itself with a commit that began when all of it was copied.
// When commits come so fast that none does, finish has to see to it.
func TestCheckpoints_keepTheLogBoundedWhenCommitsNeverPause(t *testing.T) {
	t.Parallel()
	const limit = 512 << 10
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{CheckpointBytes: 8 * pageSize, LogBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c := checkpointsOf(db)
	c.stop() // the test looks itself
	<-c.done
	var largest int64
	for n := range 60 {
		grow(t, db, 1)
		tx, err := db.Begin(t.Context()) // when what grow wrote is not copied yet
		if err != nil {
			t.Fatal(err)
		}
		c.stepped = sync.OnceFunc(func() {
			m := &desk.Message{ID: desk.MessageID(fmt.Sprint("never pauses ", n)), Text: strings.Repeat("x", 64<<10)}
			if err := errors.Join(tx.Apply(t.Context(), "o", 1, desk.Batch{Rows: []desk.Row{m}}), tx.Commit()); err != nil {
				t.Error(err)
			}
		})
		if copied, err := c.look(t.Context()); err != nil || !copied {
			t.Fatal(n, copied, err, tx.Rollback())
		}
		largest = max(largest, c.logSize())
	}
	if largest > 4*limit { // 8 MiB are written, and making the tables took 1.4
		t.Errorf("the log grew to %d bytes, with %d as its limit", largest, limit)
	}
}

// Guards against a log that was emptied while everybody waited for the writer:
// half a second with 534 MB of it.
func TestCheckpoints_copyBesideTheWriter(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{CheckpointBytes: 256 << 10})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	grow(t, db, 20)
	tx, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	ctx := unhurried(t)
	if _, err := checkpointsOf(db).look(ctx); err != nil {
		t.Error("with a writer at work:", err)
	}
	if l, err := checkpointsOf(db).log(ctx, sqlLookAtLog); err != nil || l.pages == 0 || l.left() >= checkpointsOf(db).step {
		t.Errorf("%d of %d pages are copied, %v", l.copied, l.pages, err)
	}
}

// A backup that reads for minutes keeps the log from being copied. Nobody waits
// for that, and the writer's turn is not taken in vain.
func TestCheckpoints_doNotWaitForAReader(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{CheckpointBytes: limit / 4, LogBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	grow(t, db, 1)
	old, err := OpenSnapshot(t.Context(), db.Path())
	if err != nil {
		t.Fatal(err)
	}
	grow(t, db, 20)
	tx, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx := unhurried(t)
	for range 2 { // the first may copy what the reader has seen
		if _, err := checkpointsOf(db).look(ctx); err != nil {
			t.Error("beside a reader:", err)
		}
	}
	if l, err := checkpointsOf(db).log(ctx, sqlLookAtLog); err != nil || l.left() < limit/pageSize {
		t.Errorf("%d of %d pages are copied, %v: the reader was to hold them", l.copied, l.pages, err)
	}
	_ = tx.Rollback()
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := checkpointsOf(db).look(ctx); err != nil {
		t.Error(err)
	}
	if l, err := checkpointsOf(db).log(ctx, sqlLookAtLog); err != nil || l.left() > 0 {
		t.Errorf("%d of %d pages are copied once the reader is gone, %v", l.copied, l.pages, err)
	}
}

// However fast commits come, one finds the whole log copied and begins it anew.
func TestCheckpoints_finishLetsTheLogBeginAnew(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	grow(t, db, 20)
	if err := checkpointsOf(db).finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	grow(t, db, 1)
	if l, err := checkpointsOf(db).log(t.Context(), sqlLookAtLog); err != nil || l.pages > 100 {
		t.Errorf("the log has %d pages after a small commit, %v", l.pages, err)
	}
	if len(db.w.turn) > 0 {
		t.Error("the writer's turn was not given back")
	}
}

func checkpointsOf(db *DB) *checkpointer { return db.engine.(*sqliteEngine).checkpoints }
