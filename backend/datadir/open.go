package datadir

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// DatabaseFile is the name of the database in a data directory.
const DatabaseFile = "parley.db"

// Open opens the database of a data directory whose lock is held. The file
// is for this account only, wherever the directory came from: customers' words
// are in it, and SQLite gives its log the rights of the file.
func Open(ctx context.Context, dir string, o store.Options) (*store.DB, error) {
	path := filepath.Join(dir, DatabaseFile)
	if err := makePrivate(path); err != nil {
		return nil, &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "dataDir", Op: "open database file", Err: err,
		}
	}
	return store.Open(ctx, path, o)
}

// makePrivate makes an empty file that only this account can read, or takes the
// others' rights away from the one that is there.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // the operator names the directory
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	st, err := os.Stat(path)
	if err != nil || !st.Mode().IsRegular() || st.Mode().Perm()&0o077 == 0 || runtime.GOOS == "windows" {
		return err // what is no file is store's to refuse
	}
	for _, suffix := range []string{"", "-wal", "-shm"} { // the log's files stay after a crash
		if err := os.Chmod(path+suffix, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
