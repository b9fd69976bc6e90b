package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync/atomic"

	"github.com/parleydesk/parley/backend/desk"
)

// DB is the relay's database. Its getters and pages read committed state and may
// be used by many goroutines; Begin and WriteTx write, one at a time.
type DB struct {
	reader
	w           *writer
	writePool   *sql.DB
	readers     readers
	checkpoints *checkpointer
	path        string
	numbers     numbers
	epochs      epochs
	closed      atomic.Bool
	broken      atomic.Pointer[error] // the first failure after which nothing can be trusted
	failing     atomic.Bool           // the last write failed
	reserve     int64                 // bytes
	onFatal     func(error)
	onSessions  func(desk.OrgID, desk.UserID)
	index       atomic.Pointer[Index] // nil until OpenIndex: searches look through everything
}

// Open opens the database file, makes it if there is none, and brings its tables
// up to date. It refuses, with a message for the operator, a folder on a network
// file system, a file that is no database, one of another program or of a newer
// Parley, and settings that would not survive a power cut. The caller holds the
// data directory's lock.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, desk.Wrap("open database", err)
	}
	o = o.withDefaults()
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	db := &DB{path: path, onFatal: o.OnFatal, onSessions: o.OnSessions, reserve: o.Reserve}
	if err := db.open(ctx, o); err != nil {
		_ = db.Close()
		return nil, unreadable(err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, o Options) error {
	var err error
	if db.writePool, err = openPool(db.path, writerPragmas, 1); err != nil {
		return err
	}
	if err := migrate(ctx, db.writePool); err != nil {
		return err
	}
	orgs := &orgNumbers{}
	if err := db.openWriter(ctx, o, orgs); err != nil {
		return err
	}
	if db.readers, err = openReaders(ctx, db.path, o, orgs); err != nil {
		return err
	}
	if err := orgs.load(ctx, db.readers); err != nil {
		return err
	}
	db.reader = reader{q: db.readers, orgs: orgs, ids: &idKeys{since: map[desk.OrgID]int64{}}}
	if db.checkpoints, err = openCheckpointer(ctx, db, o); err != nil {
		return err
	}
	if err := db.openIDKeys(ctx); err != nil {
		return err
	}
	_, err = db.Life(ctx)
	if desk.CodeOf(err) == desk.CodeNotFound {
		_, err = db.RenewLife(ctx)
	}
	return err
}

func (db *DB) openWriter(ctx context.Context, o Options, orgs *orgNumbers) error {
	conn, err := db.writePool.Conn(ctx)
	if err != nil {
		return storageError("open the writer", err)
	}
	// One slot: whoever fills it is the writer.
	db.w = &writer{
		conn: conn, stmts: map[string]*sql.Stmt{}, upserts: map[upsertKey]*bulk{},
		rows: o.CacheRows, turn: make(chan struct{}, 1), orgs: orgs, newOrgs: map[desk.OrgID]int64{},
	}
	db.w.forget()
	if err := checkVersion(ctx, conn); err != nil {
		return err
	}
	return checkPragmas(ctx, conn, writerPragmas)
}

// Close waits for the running transaction, then closes every connection; the
// last one copies the log back into the file. Closing twice does nothing.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	var errs []error
	if db.checkpoints != nil {
		errs = append(errs, db.checkpoints.close())
	}
	errs = append(errs, db.readers.close())
	if db.w != nil {
		_ = db.w.take(context.Background())
		for _, s := range db.w.stmts {
			_ = s.Close()
		}
		clear(db.w.stmts)
		errs = append(errs, db.w.conn.Close())
		db.w.give()
	}
	if db.writePool != nil {
		errs = append(errs, db.writePool.Close())
	}
	return storageError("close database", errors.Join(errs...))
}

// noticed looks at a failure of writing or checkpointing: if it is fatal, no
// write is accepted any more and the process is told to end. After a failed
// fsync the system may call pages clean that never reached the disk, so that
// trying again would seem to work.
func (db *DB) noticed(err error) error {
	var f *fault
	if errors.As(err, &f) && f.fatal && db.broken.CompareAndSwap(nil, &err) {
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

// unreadable makes a database that SQLite calls broken an error that says so.
func unreadable(err error) error {
	var f *fault
	if errors.As(err, &f) && f.fatal {
		return notOurs("damaged", err)
	}
	return err
}
