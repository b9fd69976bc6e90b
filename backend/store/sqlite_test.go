package store_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"testing"

	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

// sqlite is the database with transactions as the suite calls them.
type sqlite struct{ *store.DB }

func (s sqlite) WriteTx(ctx context.Context, f func(storetest.Tx) error) error {
	return s.DB.WriteTx(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (s sqlite) Begin(ctx context.Context) (storetest.Tx, error) {
	tx, err := s.DB.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return tx, nil
}

// engineWith is SQLite with these options.
func engineWith(opt store.Options) storetest.Engine {
	return storetest.Engine{
		Open: func(tb testing.TB, path string) storetest.DB {
			tb.Helper()
			db, err := store.Open(tb.Context(), path, opt)
			if err != nil {
				tb.Fatalf("open: %v", err)
			}
			return sqlite{db}
		},
		Backup: func(tb testing.TB, from, to string) { backUp(tb, opt.Dialect, from, to) },
		Crash:  copyFiles,
		NoRoom: func(tb testing.TB, db storetest.DB) (again func()) { return store.WithoutRoom(tb, of(db)) },
		Held:   func(tb testing.TB, db storetest.DB) (release func()) { return store.HeldByAnother(tb, of(db)) },
		Class:  func(err error) string { return classNames[store.ClassOf(err)] },
		Index:  openIndex,
	}
}

func of(db storetest.DB) *store.DB { return db.(sqlite).DB }

var classNames = map[store.Class]string{
	store.ClassBusy: storetest.Busy, store.ClassFull: storetest.Full, store.ClassConflict: storetest.Conflict,
}

// openIndex has searches use the engine's index, filled up to now.
func openIndex(tb testing.TB, db storetest.DB) (stop func()) {
	tb.Helper()
	if err := store.FillIndex(tb.Context(), of(db)); err != nil {
		tb.Fatal(err)
	}
	x, err := store.OpenIndex(tb.Context(), of(db), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return func() {
		if err := x.Close(); err != nil {
			tb.Error(err)
		}
	}
}

// backUp copies through a snapshot, and checks that.
func backUp(tb testing.TB, d store.Dialect, from, to string) {
	tb.Helper()
	snapshot, err := store.OpenSnapshotOf(tb.Context(), cmp.Or(d, store.SQLite), from)
	if err != nil {
		tb.Fatal(err)
	}
	if err := snapshot.Check(tb.Context()); err != nil {
		tb.Error(err)
	}
	err = snapshot.Copy(func(suffix string, size int64, content io.Reader) error {
		b, err := io.ReadAll(content)
		if err == nil && int64(len(b)) != size {
			err = io.ErrUnexpectedEOF
		}
		return errors.Join(err, os.WriteFile(to+suffix, b, 0o600))
	})
	if err := errors.Join(err, snapshot.Close()); err != nil {
		tb.Fatal(err)
	}
}

// copyFiles copies a database's files as they are on disk at this moment.
func copyFiles(tb testing.TB, from, to string) {
	tb.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(from + suffix) //nolint:gosec // the test's own file
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, b, 0o600) //nolint:gosec // the test's own folder
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}
