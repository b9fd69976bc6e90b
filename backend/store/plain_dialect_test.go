package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// plainDialect is a second implementation of Dialect, for the suite: SQLite as it
// comes, without what Parley does to it. It copies its log back by itself, takes
// parameters by name, has small pages, copies a database by VACUUM INTO, and looks
// for words by going through the messages, as an engine without an index of ours
// would. It shares the tables, and the driver whose errors are classified.
type plainDialect struct{ sqliteDialect }

// PlainSQLite is that for store_test.
var PlainSQLite Dialect = plainDialect{}

var plainPragmas = append([]pragma{{"page_size", "1024", "1024"}}, commonPragmas...)

type plainEngine struct {
	path string
	pool *sql.DB
	conn *sql.Conn
}

func (plainDialect) Statement(text string) string { return text }

func (plainDialect) Open(ctx context.Context, source string, _ Options, _ Host) (Engine, error) {
	e := &plainEngine{path: source}
	err := e.open(ctx)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *plainEngine) open(ctx context.Context) error {
	if err := addTextKey(); err != nil { // for the migrations
		return err
	}
	var err error
	if e.pool, err = openPool(e.path, plainPragmas, 1); err != nil {
		return err
	}
	if err := claimFile(ctx, e.pool); err != nil {
		return err
	}
	if err := migrate(ctx, e.pool, sqliteProvider); err != nil {
		return err
	}
	e.conn, err = e.pool.Conn(ctx)
	return err
}

func (e *plainEngine) Writer() *sql.Conn { return e.conn }

func (e *plainEngine) exec(text string) error {
	_, err := e.conn.ExecContext(context.Background(), text)
	return storageError("plain", err)
}

func (e *plainEngine) Begin(context.Context) error    { return e.exec("BEGIN EXCLUSIVE") }
func (e *plainEngine) Commit(context.Context) error   { return e.exec("END") }
func (e *plainEngine) Rollback(context.Context) error { _ = e.exec("ROLLBACK"); return nil }
func (e *plainEngine) Committed()                     {}
func (e *plainEngine) Free() (int64, error)           { return math.MaxInt64, nil }

func (e *plainEngine) Readers(ctx context.Context, size int) (*sql.DB, error) {
	return openReaders(ctx, e.path, readerPragmas, size)
}

func (e *plainEngine) Check(ctx context.Context, quick bool) ([]string, error) {
	return (&sqliteEngine{path: e.path}).Check(ctx, quick)
}

func (e *plainEngine) OpenFinder(_ context.Context, db *DB, _ *slog.Logger, _ bool) (Finder, error) {
	return throughAll{db}, nil
}

func (e *plainEngine) Close() error {
	var err error
	if e.conn != nil {
		err = e.conn.Close()
	}
	if e.pool != nil {
		err = errors.Join(err, e.pool.Close())
	}
	return err
}

// throughAll finds messages by going through them.
type throughAll struct{ db *DB }

func (f throughAll) Covers(ctx context.Context, org desk.OrgID) (from, to int64, err error) {
	to, err = f.db.Head(ctx, org)
	return 0, to, err
}

func (f throughAll) Find(ctx context.Context, org desk.OrgID, w Wanted, from, to int64, each func(Candidate) (bool, error)) error {
	for to > from {
		list, next, err := f.db.textPage(ctx, org, from, to, true)
		if err != nil {
			return err
		}
		for _, t := range list {
			if !w.Query.Matches(t.search) {
				continue
			}
			if more, err := each(Candidate{desk.MessageID(t.id), t.seq}); err != nil || !more {
				return err
			}
		}
		to = next
	}
	return nil
}

func (throughAll) CatchUp(context.Context) error { return nil }
func (throughAll) Nudge()                        {}
func (throughAll) Progress() int                 { return 100 }
func (throughAll) Close() error                  { return nil }

// copiedMoment is a database's copy, made at the moment that it shows.
type copiedMoment struct {
	Moment
	dir string
}

func (d plainDialect) OpenMoment(ctx context.Context, source string) (Moment, error) {
	if err := checkHeader(source); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(source), "moment-")
	if err != nil {
		return nil, err
	}
	copied := filepath.Join(dir, "copy.db")
	pool, err := openPool(source, commonPragmas, 1)
	if err != nil {
		return nil, err
	}
	_, err = pool.ExecContext(ctx, "VACUUM INTO $1", copied)
	if err = errors.Join(err, pool.Close()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	m, err := d.sqliteDialect.OpenMoment(ctx, copied)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return copiedMoment{m, dir}, nil
}

func (m copiedMoment) Copy(each func(suffix string, size int64, content io.Reader) error) error {
	b, err := os.ReadFile(filepath.Join(m.dir, "copy.db"))
	if err != nil {
		return err
	}
	return each("", int64(len(b)), bytes.NewReader(b))
}

func (m copiedMoment) Close() error { return errors.Join(m.Moment.Close(), os.RemoveAll(m.dir)) }

func (plainDialect) Settle(context.Context, string) error { return nil }

// WithoutRoom has the database's file grow no more until the test gives it room.
func WithoutRoom(tb testing.TB, db *DB) (again func()) {
	tb.Helper()
	ctx := context.Background()
	set := func(pragma string) {
		if err := db.w.take(ctx); err != nil {
			tb.Fatal(err)
		}
		defer db.w.give()
		var n int64
		if err := db.w.conn.QueryRowContext(ctx, pragma).Scan(&n); err != nil {
			tb.Fatal(err)
		}
	}
	set("PRAGMA max_page_count = 1") // no less than there are
	return func() { set("PRAGMA max_page_count = 1073741823") }
}

// HeldByAnother has another connection write, and the database wait no longer
// than a moment for it.
func HeldByAnother(tb testing.TB, db *DB) (release func()) {
	tb.Helper()
	ctx := context.Background()
	if _, err := db.w.conn.ExecContext(ctx, "PRAGMA busy_timeout = 1"); err != nil {
		tb.Fatal(err)
	}
	pool, err := openPool(db.path, commonPragmas, 1)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := pool.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		tb.Fatal(err)
	}
	return func() {
		if err := pool.Close(); err != nil {
			tb.Error(err)
		}
	}
}
