package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	sqlSetup       = `SELECT doc FROM setup WHERE org = $1 AND id = $2`
	sqlOpenSetups  = `SELECT doc FROM setup WHERE org = $1 AND open = 1 ORDER BY id`
	sqlOpenOfPhone = `SELECT org, id FROM setup WHERE phone = $1 AND open = 1`
	sqlPastOfPhone = `SELECT doc FROM setup WHERE phone = $1 AND open = 0`
	sqlAddSetup    = `INSERT INTO setup (org, id, phone, open, updated_at, doc) VALUES ($1, $2, $3, 1, $4, $5)`
	sqlSetSetup    = `UPDATE setup SET open = $3, updated_at = $4, doc = $5 WHERE org = $1 AND id = $2`
	sqlDropSetup   = `DELETE FROM setup WHERE org = $1 AND id = $2`
)

func scanDoc(rows *sql.Rows) (doc []byte, err error) { return doc, rows.Scan(&doc) }

// Setup gives a set-up's document, of a finished one too.
func (db *DB) Setup(ctx context.Context, org desk.OrgID, id desk.SetupID) ([]byte, error) {
	return one(ctx, db.q, "set-up", scanDoc, sqlSetup, string(org), string(id))
}

// OpenSetups gives the documents of the set-ups that are not finished, oldest
// first.
func (db *DB) OpenSetups(ctx context.Context, org desk.OrgID) ([][]byte, error) {
	return collect(ctx, db.q, scanDoc, sqlOpenSetups, string(org))
}

// PastSetups gives the documents of a number's set-ups that are not open any more, in
// whatever organization, in no order.
func (db *DB) PastSetups(ctx context.Context, phone desk.PhoneNumber) ([][]byte, error) {
	return collect(ctx, db.q, scanDoc, sqlPastOfPhone, string(phone))
}

// CreateSetup keeps a new set-up. CodeConflict when the number is being set up
// already, by whomever: nothing is said about another organization.
func (db *DB) CreateSetup(ctx context.Context, org desk.OrgID, id desk.SetupID, phone desk.PhoneNumber, doc []byte, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		taken, err := collect(ctx, tx.q, func(rows *sql.Rows) (r [2]string, err error) { return r, rows.Scan(&r[0], &r[1]) },
			sqlOpenOfPhone, string(phone))
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return desk.Refuse(desk.CodeConflict, "setupOpen")
		}
		return tx.exec(ctx, sqlAddSetup, string(org), string(id), string(phone), at, string(doc))
	})
}

// ChangeSetup reads a set-up's document, has it changed, and keeps the result,
// with nothing in between. change must not wait for anything; its error is
// given back and nothing is kept. CodeNotFound when there is no such set-up.
func (db *DB) ChangeSetup(
	ctx context.Context, org desk.OrgID, id desk.SetupID, at int64, change func(doc []byte) (changed []byte, open bool, err error),
) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		doc, err := one(ctx, tx.q, "set-up", scanDoc, sqlSetup, string(org), string(id))
		if err != nil {
			return err
		}
		changed, open, err := change(doc)
		if err != nil {
			return err
		}
		return tx.exec(ctx, sqlSetSetup, string(org), string(id), flag(open), at, string(changed))
	})
}

// DeleteSetup discards a set-up. One that is not there is fine.
func (db *DB) DeleteSetup(ctx context.Context, org desk.OrgID, id desk.SetupID) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlDropSetup, string(org), string(id)) })
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
