package store_test

import (
	"os"
	"testing"

	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

// The copies that other packages' tests begin with are up to date, whole, and
// nobody else's.
func TestEmpty_isAsOpenMakesADatabase(t *testing.T) {
	t.Parallel()
	paths := [2]string{storetest.Empty(t), storetest.Empty(t)}
	if paths[0] == paths[1] {
		t.Fatal("two tests share one database")
	}
	for _, path := range paths {
		if _, err := os.Stat(path + "-wal"); err == nil {
			t.Error("a log lies beside the copy")
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(t.Context(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		orgs, err := db.Orgs(t.Context())
		if err != nil || len(orgs) != 0 {
			t.Errorf("%d organizations, %v", len(orgs), err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if after, err := os.ReadFile(path); err != nil || len(after) != len(before) {
			t.Errorf("opening made %d bytes of %d, %v: something was left to migrate", len(after), len(before), err)
		}
	}
}
