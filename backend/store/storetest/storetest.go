// Package storetest is the behaviour that every database of the relay must show,
// as a suite: Run it with a way to open one. It is for tests only and ships in
// nothing; it belongs to step 2 of the flow, remember.
package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Engine is a kind of database under test. Databases go by paths in the test's own
// folder; what stands there is the engine's business.
type Engine struct {
	// Open opens a database, making it when it is not there.
	Open func(tb testing.TB, path string) DB
	// Backup copies one that may be in use, as an operator would.
	Backup func(tb testing.TB, from, to string)
	// Crash copies one that is in use as it would be found after a loss of power.
	Crash func(tb testing.TB, from, to string)
	// NoRoom leaves a database no room for more, until again is called.
	NoRoom func(tb testing.TB, db DB) (again func())
	// Held has somebody else write to a database until release is called, and the
	// database wait for its turn only a moment.
	Held func(tb testing.TB, db DB) (release func())
	// Class names what an error of the database means: Busy, Full, Conflict, or "".
	Class func(err error) string
	// Index has searches use the engine's index, filled up to now, until stop.
	Index func(tb testing.TB, db DB) (stop func())
}

// The names of classes of errors.
const (
	Busy     = "busy"
	Full     = "full"
	Conflict = "conflict"
)

// org and other are the organizations of the suite.
const (
	org   desk.OrgID = "org_a"
	other desk.OrgID = "org_b"
)

// Run runs the suite. A database is opened more than once by the same path, to see
// what a restart finds.
func Run(t *testing.T, open Engine) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, open Engine)
	}{
		{"rows", testRows},
		{"numbers", testNumbers},
		{"removed rows", testRemoved},
		{"model", testModel},
		{"ledger", testLedger},
		{"feed", testFeed},
		{"due", testDue},
		{"timers", testTimers},
		{"pages", testPages},
		{"declared lists", testDeclaredLists},
		{"byte order", testByteOrder},
		{"NUL", testNUL},
		{"search", testWords},
		{"readers beside a writer", testReaders},
		{"failures", testFailures},
		{"erased", testErased},
		{"restart", testRestart},
		{"upkeep", testUpkeep},
		{"events", testEvents},
		{"turns", testTurns},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open)
		})
	}
}

// fresh opens a new database and closes it with the test.
func fresh(t *testing.T, open Engine) DB {
	t.Helper()
	return at(t, open, filepath.Join(t.TempDir(), "relay.db"))
}

func at(t *testing.T, open Engine, path string) DB {
	t.Helper()
	db := open.Open(t, path)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// write runs f in a transaction that must commit.
func write(t *testing.T, db DB, f func(ctx context.Context, tx Tx) error) {
	t.Helper()
	if err := db.WriteTx(t.Context(), func(tx Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// apply commits a batch as the fold of entry seq.
func apply(t *testing.T, db DB, o desk.OrgID, seq int64, b desk.Batch) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx Tx) error { return tx.Apply(ctx, o, seq, b) })
}

// put commits rows.
func put(t *testing.T, db DB, o desk.OrgID, rows ...desk.Row) {
	t.Helper()
	apply(t, db, o, 1, desk.Batch{Rows: rows})
}

// appendEntry appends the organization's next entry.
func appendEntry(ctx context.Context, tx Tx, e desk.Entry) (int64, error) {
	seq, _, _, err := tx.Head(ctx, e.Org)
	if err != nil {
		return 0, err
	}
	e.Seq = seq + 1
	if e.Hash == nil {
		e.Hash = []byte{byte(e.Seq)}
	}
	return e.Seq, tx.PutEntry(ctx, e)
}

// dump gives the organization's state as text.
func dump(t *testing.T, db DB, o desk.OrgID) string {
	t.Helper()
	var b bytes.Buffer
	if err := db.DumpRows(t.Context(), o, &b); err != nil {
		t.Fatalf("dump: %v", err)
	}
	return b.String()
}

// text gives v as JSON, the form in which rows are compared.
func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return string(b)
}

// same reports a difference between two things, as JSON.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := text(t, got), text(t, want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

// must gives a value or ends the test.
func must[T any](v T, err error) func(t *testing.T, what string) T {
	return func(t *testing.T, what string) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return v
	}
}

// code checks the code of an error.
func code(t *testing.T, what string, err error, want desk.Code) {
	t.Helper()
	if desk.CodeOf(err) != want {
		t.Errorf("%s: %v, want code %q", what, err, want)
	}
}

// errPlanned is a failure that a test makes.
var errPlanned = errors.New("planned")
