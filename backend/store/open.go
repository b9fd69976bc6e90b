package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"

	"github.com/parleydesk/parley/backend/desk"
)

// DB is the relay's database. Its getters and pages read committed state and may
// be used by many goroutines; Begin and WriteTx write, one at a time.
type DB struct {
	reader
	dialect    Dialect
	engine     Engine
	w          *writer
	readers    readers
	path       string
	numbers    numbers
	epochs     epochs
	closed     atomic.Bool
	broken     atomic.Pointer[error] // the first failure after which nothing can be trusted
	failing    atomic.Bool           // the last write failed
	reserve    int64                 // bytes
	onFatal    func(error)
	onSessions func(desk.OrgID, desk.UserID)
	index      atomic.Pointer[Index] // nil until OpenIndex: searches look through everything
	tail       tail                  // what it lacks
}

// Open opens the database, makes it if there is none, and brings its tables up to
// date. It refuses, with a message for the operator, a folder on a network file
// system, a file that is no database, one of another program or of a newer Parley,
// and settings that would not survive a power cut. The caller holds the data
// directory's lock.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, desk.Wrap("open database", err)
	}
	o = o.withDefaults()
	db := &DB{path: path, dialect: o.Dialect, onFatal: o.OnFatal, onSessions: o.OnSessions, reserve: o.Reserve}
	if err := db.open(ctx, o); err != nil {
		_ = db.Close()
		return nil, unreadable(err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, o Options) error {
	orgs := &orgNumbers{}
	db.w = newWriter(o, orgs)
	var err error
	if db.engine, err = o.Dialect.Open(ctx, db.path, o, Host{Hold: db.w.hold, Noticed: db.noticed, Logger: o.Logger}); err != nil {
		return err
	}
	db.w.conn = db.engine.Writer()
	if db.readers, err = openReadersOf(ctx, db.engine, o, orgs); err != nil {
		return err
	}
	if err := orgs.load(ctx, db.readers); err != nil {
		return err
	}
	db.reader = reader{q: db.readers, orgs: orgs, ids: &idKeys{since: map[desk.OrgID]int64{}}}
	if err := db.openIDKeys(ctx); err != nil {
		return err
	}
	_, err = db.Life(ctx)
	if desk.CodeOf(err) == desk.CodeNotFound {
		_, err = db.RenewLife(ctx)
	}
	return err
}

// Close waits for the running transaction, then closes every connection. Closing
// twice does nothing.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	errs := []error{db.readers.close()}
	if db.engine != nil {
		_ = db.w.take(context.Background())
		db.w.closeStatements()
		db.w.give()
		errs = append(errs, db.engine.Close())
	}
	return storageError("close database", errors.Join(errs...))
}

// noticed looks at a failure of writing or checkpointing: if it is fatal, no
// write is accepted any more and the process is told to end. After a failed
// fsync the system may call pages clean that never reached the disk, so that
// trying again would seem to work.
func (db *DB) noticed(err error) error {
	if isFatal(err) && db.broken.CompareAndSwap(nil, &err) {
		db.onFatal(err)
	}
	return err
}

var errClosed = &desk.Error{
	Code: desk.CodeUnavailable, Op: "use database", Err: errors.New("it is closed"),
	Subcode: "stopping",
}

func notOurs(context string, cause error) error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: "databaseFile", Op: "open database", Params: desk.Params{desk.ParamContext: context}, Err: cause}
}

// unreadable makes a database that the engine calls broken an error that says so.
func unreadable(err error) error {
	if isFatal(err) {
		return notOurs("damaged", err)
	}
	return err
}
