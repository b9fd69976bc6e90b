package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// The key is the carrier's and found without the organization: several may have linked
// the account by which an SMS comes.
const (
	sqlOnwardKnown  = `SELECT COUNT(*) FROM sms_onward WHERE key = $1`
	sqlOnwardWaits  = `SELECT COUNT(*) FROM sms_onward WHERE phone = $1 AND next_at > 0`
	sqlAddOnward    = `INSERT INTO sms_onward (key, org, phone, at, next_at, tries) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (key) DO NOTHING`
	sqlDuePhones    = `SELECT DISTINCT phone FROM sms_onward WHERE next_at > 0 AND next_at <= $1`
	sqlDueOnward    = `SELECT key, org, phone, at, next_at, tries FROM sms_onward WHERE phone = $1 AND next_at > 0 AND next_at <= $2 ORDER BY next_at, at, key LIMIT $3`
	sqlTriedOnward  = `UPDATE sms_onward SET next_at = $2, tries = tries + 1 WHERE key = $1 AND next_at > 0`
	sqlDoneOnward   = `UPDATE sms_onward SET next_at = 0, at = $2 WHERE key = $1`
	sqlOldOnward    = `SELECT COUNT(*) FROM sms_onward WHERE next_at = 0 AND at < $1`
	sqlForgetOnward = `DELETE FROM sms_onward WHERE next_at = 0 AND at < $1`
)

func scanOnward(rows *sql.Rows) (o desk.Onward, err error) {
	var org, phone string
	err = rows.Scan(&o.Key, &org, &phone, &o.At, &o.NextAt, &o.Tries)
	o.Org, o.Phone = desk.OrgID(org), desk.PhoneNumber(phone)
	return o, err
}

// OnwardKnown says whether an SMS is being passed on, or was.
func (db *DB) OnwardKnown(ctx context.Context, key string) (bool, error) {
	n, err := db.int64(ctx, sqlOnwardKnown, key)
	return n > 0, err
}

// OnwardWaiting counts what of a number is still to be passed on.
func (db *DB) OnwardWaiting(ctx context.Context, phone desk.PhoneNumber) (int64, error) {
	return db.int64(ctx, sqlOnwardWaits, string(phone))
}

// KeepOnward keeps SMS, each with what is to be sent of it, all or none of them. One
// that is known already stays as it is.
func (db *DB) KeepOnward(ctx context.Context, list []desk.Onward) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		for _, o := range list {
			known, err := tx.int64(ctx, sqlOnwardKnown, o.Key)
			if err != nil {
				return err
			}
			if known > 0 {
				continue
			}
			if err := tx.exec(ctx, sqlAddOnward, o.Key, string(o.Org), string(o.Phone), o.At, o.NextAt); err != nil {
				return err
			}
			if o.Done() {
				continue
			}
			if err := tx.exec(ctx, sqlPutSecret, string(o.Org), o.SecretName(), o.At, o.Box); err != nil {
				return err
			}
		}
		return nil
	})
}

// DueOnwardPhones gives the numbers of which something may be sent now.
func (db *DB) DueOnwardPhones(ctx context.Context, now int64) ([]desk.PhoneNumber, error) {
	scan := func(rows *sql.Rows) (p desk.PhoneNumber, err error) { return p, rows.Scan((*string)(&p)) }
	return collect(ctx, db.q, scan, sqlDuePhones, now)
}

// DueOnward gives what of a number may be sent now, the longest due first, without its
// content.
func (db *DB) DueOnward(ctx context.Context, phone desk.PhoneNumber, now int64, limit int) ([]desk.Onward, error) {
	return collect(ctx, db.q, scanOnward, sqlDueOnward, string(phone), now, int64(limit))
}

// TriedOnward notes a try in vain, and when the next one may be.
func (db *DB) TriedOnward(ctx context.Context, key string, next int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlTriedOnward, key, next) })
}

// EndOnward notes that nothing is left to do, and forgets what was to be sent.
func (db *DB) EndOnward(ctx context.Context, o desk.Onward, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		if err := tx.exec(ctx, sqlDoneOnward, o.Key, at); err != nil {
			return err
		}
		return tx.exec(ctx, sqlDropSecret, string(o.Org), o.SecretName())
	})
}

// ForgetOnward forgets the keys of those that were done before a moment. It writes
// nothing when there are none.
func (db *DB) ForgetOnward(ctx context.Context, before int64) error {
	if n, err := db.int64(ctx, sqlOldOnward, before); err != nil || n == 0 {
		return err
	}
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlForgetOnward, before) })
}
