package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// Rows of meta about the state.
const (
	metaFold    = "fold"    // the version of the fold that made the state
	metaRebuild = "rebuild" // how far a rebuild has come; not there when none is under way
)

// Rebuilding says how far a rebuild of the whole state has come. While it is
// there the state is not whole, and nobody may fold on it.
type Rebuilding struct {
	Fold int                  `json:"fold"` // the version that folds
	Done map[desk.OrgID]int64 `json:"done"` // the last entry of each organization that was folded
}

// FoldVersion gives the version of the fold that made the state, 0 when that was
// never noted: in a new database, and in one from before folds had versions.
func (db *DB) FoldVersion(ctx context.Context) (int, error) {
	text, err := db.meta(ctx, metaFold)
	if err != nil || text == "" {
		return 0, err
	}
	v, err := strconv.Atoi(text)
	return v, desk.Wrap("read the version of the fold", err)
}

// SetFoldVersion notes which fold makes the state from now on.
func (db *DB) SetFoldVersion(ctx context.Context, v int) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlSetMeta, metaFold, strconv.Itoa(v)) })
}

// Rebuilding gives the rebuild that is under way, nil when there is none.
func (db *DB) Rebuilding(ctx context.Context) (*Rebuilding, error) {
	text, err := db.meta(ctx, metaRebuild)
	if err != nil || text == "" {
		return nil, err
	}
	var r Rebuilding
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, desk.Wrap("read how far the rebuild is", err)
	}
	return &r, nil
}

// meta gives a row of meta, "" when it is not there.
func (db *DB) meta(ctx context.Context, name string) (string, error) {
	list, err := collect(ctx, db.q, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, sqlMeta, name)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// BeginRebuild empties the state of every organization, for a fold of that
// version, and notes that it is not whole. Entries, keys, raw bodies, sign-ins
// and secrets stay; the feed goes, since its lines speak of other rows. One that
// was begun for the same version and did not come to its end goes on where it
// was.
func (db *DB) BeginRebuild(ctx context.Context, fold int) (*Rebuilding, error) {
	r, err := db.Rebuilding(ctx)
	if err != nil || r != nil && r.Fold == fold {
		return r, err
	}
	r = &Rebuilding{Fold: fold, Done: map[desk.OrgID]int64{}}
	return r, db.WriteTx(ctx, func(tx *Tx) error {
		for _, spec := range specs {
			if err := tx.exec(ctx, spec.wipeAll); err != nil {
				return err
			}
		}
		for _, query := range sqlWipeBeside {
			if err := tx.exec(ctx, query); err != nil {
				return err
			}
		}
		tx.dropCache()
		return tx.markRebuilt(ctx, r)
	})
}

// BeginRebuilding opens a transaction that writes rows and no feed. Numbers may
// pass from one organization to another in it in any order: EndRebuild looks
// whether each has one owner.
func (db *DB) BeginRebuilding(ctx context.Context) (*Tx, error) {
	tx, err := db.Begin(ctx)
	if err == nil {
		tx.rebuilding = true
	}
	return tx, err
}

// MarkRebuilt notes in the transaction how far the rebuild is with it.
func (t *Tx) MarkRebuilt(ctx context.Context, r *Rebuilding) error {
	if !t.rebuilding {
		return &desk.Error{Code: desk.CodeInternal, Op: "mark rebuild", Err: errors.New("the transaction is no rebuild's")}
	}
	return t.markRebuilt(ctx, r)
}

func (t *Tx) markRebuilt(ctx context.Context, r *Rebuilding) error {
	b, err := json.Marshal(r)
	if err != nil {
		return desk.Wrap("note how far the rebuild is", err)
	}
	return t.exec(ctx, sqlSetMeta, metaRebuild, string(b))
}

// EndRebuild makes the state whole, of the version that it was begun for: the
// feed begins a new life behind the last entry, so that every desktop starts
// over.
func (db *DB) EndRebuild(ctx context.Context, r *Rebuilding) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		for _, step := range []struct {
			query string
			args  []any
		}{
			{sqlNumberOwner, nil},
			{sqlFloorsToHead, nil},
			{sqlSetMeta, []any{metaLife, desk.NewID("life")}},
			{sqlSetMeta, []any{metaFold, strconv.Itoa(r.Fold)}},
			{sqlDropMeta, []any{metaRebuild}},
		} {
			if err := tx.exec(ctx, step.query, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// What a rebuild empties beside the rows, and what it puts right at its end.
var sqlWipeBeside = []string{
	`DELETE FROM contact_alias`, `DELETE FROM handled`, `DELETE FROM timer`, `DELETE FROM job`, `DELETE FROM feed`,
	`DROP INDEX IF EXISTS number_owner`,
}

const (
	sqlNumberOwner  = `CREATE UNIQUE INDEX IF NOT EXISTS number_owner ON number (provider, phone_id) WHERE phone_id <> '' AND state <> 'gone'`
	sqlFloorsToHead = `UPDATE org_head SET feed_floor = seq`
	sqlDropMeta     = `DELETE FROM meta WHERE name = $1`
)
