package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/store"
)

// empty is the file of a database that was made and closed.
var empty struct {
	once sync.Once
	file []byte
	err  error
}

// Empty puts an empty database into a folder of its own and gives its path.
// It is a copy of one that was made before: bringing an empty file up to date
// takes all migrations, and most of the time of a test that does little else.
// Copies have one life and one key for ids: whoever compares two databases
// makes them with store.Open.
func Empty(tb testing.TB) string {
	tb.Helper()
	empty.once.Do(func() { empty.file, empty.err = makeEmpty() })
	if empty.err != nil {
		tb.Fatal(empty.err)
	}
	path := filepath.Join(tb.TempDir(), "parley.db")
	if err := os.WriteFile(path, empty.file, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func makeEmpty() ([]byte, error) {
	dir, err := os.MkdirTemp("", "parley-empty-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "parley.db")
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // takes the log into the file
		return nil, err
	}
	return os.ReadFile(path)
}
