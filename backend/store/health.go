package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
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
	free, err := db.engine.Free()
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
func (db *DB) QuickCheck(ctx context.Context) error { return checked(ctx)(db.engine.Check(ctx, true)) }

// Check reads the whole database, beside everybody else, and reports what is
// damaged: SubcodeDamaged.
func (db *DB) Check(ctx context.Context) error { return checked(ctx)(db.engine.Check(ctx, false)) }

// checked puts into words what a check came to. A check that fails because the
// database cannot be trusted has found that.
func checked(ctx context.Context) func(damages []string, err error) error {
	return func(damages []string, err error) error {
		switch {
		case err == nil && len(damages) == 0:
			return nil
		case err == nil:
			err = errors.New(strings.Join(damages, "; "))
		case ctx.Err() != nil || !isFatal(err):
			return err
		}
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: SubcodeDamaged, Op: "check database", Err: err,
		}
	}
}
