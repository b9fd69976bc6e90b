package store_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

func TestMain(m *testing.M) {
	desktest.Cases(15)
	goleak.VerifyTestMain(m)
}

func TestSQLite_behavesAsTheSuiteSays(t *testing.T) {
	t.Parallel()
	storetest.Run(t, engineWith(store.Options{}))
}

// A cache that holds next to nothing must give the same answers.
func TestSQLite_behavesTheSameWithoutRoomToCache(t *testing.T) {
	t.Parallel()
	storetest.Run(t, engineWith(store.Options{CacheRows: 2, Readers: 1, CheckpointBytes: 1, LogBytes: 64 << 10}))
}

// Another implementation of the engine must give the same answers: see
// PlainSQLite.
func TestPlainSQLite_behavesAsTheSuiteSays(t *testing.T) {
	t.Parallel()
	storetest.Run(t, engineWith(store.Options{Dialect: store.PlainSQLite, Readers: 2}))
}
