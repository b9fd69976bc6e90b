package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// Subcodes of a database that cannot be written to now, or trusted.
const (
	SubcodeFull    = "diskFull" // there is no room: reads go on
	SubcodeWrite   = "lastWriteFailed"
	SubcodeDamaged = "databaseDamaged"
)

// probed is the row of meta that Writable writes.
const probed = "probed"

// Writable says whether a write would succeed now: there is room, and the last
// write went through. After one that failed it tries a small one itself, so
// that a quiet relay notices when there is room again. CodeUnavailable, with
// SubcodeFull or SubcodeWrite, when not.
func (db *DB) Writable(ctx context.Context) error {
	if broken := db.broken.Load(); broken != nil {
		return cannotWrite(SubcodeDamaged, *broken)
	}
	free, err := freeSpace(filepath.Dir(db.path))
	if err == nil && free < db.reserve {
		return cannotWrite(SubcodeFull, fmt.Errorf("%d bytes free, %d wanted", free, db.reserve))
	}
	if !db.failing.Load() {
		return nil
	}
	// Another value each time: SQLite writes nothing for a row that stays the same.
	err = db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlSetMeta, probed, rand.Text()) })
	if err != nil {
		return cannotWrite(SubcodeWrite, err)
	}
	return nil
}

func cannotWrite(subcode string, cause error) error {
	return &desk.Error{Code: desk.CodeUnavailable, Subcode: subcode, Op: "look whether the database can be written to", Err: cause}
}

// QuickCheck reads the whole database, beside everybody else, and reports what
// is damaged: SubcodeDamaged. It does not compare indexes with their tables, as
// Check does.
func (db *DB) QuickCheck(ctx context.Context) error { return checkWith(ctx, db.path, sqlQuickCheck) }

// Check reads the whole database, beside everybody else, and reports what is
// damaged: SubcodeDamaged.
func (db *DB) Check(ctx context.Context) error { return checkWith(ctx, db.path, sqlIntegrity) }

// checkWith asks on a connection of its own: the others keep their turn.
func checkWith(ctx context.Context, path, query string) error {
	pool, err := openPool(path, readerPragmas, 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return storageError("open database", err)
	}
	defer func() { _ = conn.Close() }()
	return checked(ctx, &connection{conn: conn}, query)
}

// checked runs one of SQLite's checks.
func checked(ctx context.Context, q querier, query string) error {
	lines, err := collect(ctx, q, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, query)
	if err == nil && len(lines) == 1 && lines[0] == "ok" {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%s", strings.Join(lines, "; "))
	} else if ctx.Err() != nil || !isFatal(err) {
		return err
	}
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: SubcodeDamaged, Op: "check database", Err: err,
	}
}
