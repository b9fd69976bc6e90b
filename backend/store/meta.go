package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

const metaLife = "life"

// Life names this feed. A cursor of another life is worth nothing.
func (db *DB) Life(ctx context.Context) (string, error) {
	list, err := collect(ctx, db.q, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, sqlMeta, metaLife)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", notFound(metaLife)
	}
	return list[0], nil
}

// RenewLife gives the feed a new name, so that every desktop starts over. To be
// called after a backup was put in place of what was there: sequences go on from
// an earlier number and would be taken for known ones.
func (db *DB) RenewLife(ctx context.Context) (string, error) {
	life := desk.NewID("life")
	err := db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlSetMeta, metaLife, life) })
	return life, err
}
