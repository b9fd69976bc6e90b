package store_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

func TestMain(m *testing.M) {
	// Forty histories find what a hundred find, in seconds under the race
	// detector too; -rapid.checks on the command line asks for more.
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

func open(tb testing.TB, path string) *store.DB {
	tb.Helper()
	db, err := store.Open(tb.Context(), path, store.Options{})
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	return db
}

func TestSQLite_behavesAsTheSuiteSays(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}

// A cache that holds next to nothing must give the same answers.
func TestSQLite_behavesTheSameWithoutRoomToCache(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(tb testing.TB, path string) *store.DB {
		tb.Helper()
		db, err := store.Open(tb.Context(), path, store.Options{CacheRows: 2, Readers: 1, CheckpointBytes: 1, TruncateBytes: 64 << 10})
		if err != nil {
			tb.Fatalf("open: %v", err)
		}
		return db
	})
}
