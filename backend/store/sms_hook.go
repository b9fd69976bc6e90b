package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// A number is rented from a carrier once, whichever organization sets it up, so these
// rows are found by carrier and number. The organization is whose account it is.
const (
	sqlSMSHook     = `SELECT doc FROM sms_hook WHERE carrier = $1 AND phone = $2`
	sqlSMSHooks    = `SELECT doc FROM sms_hook ORDER BY carrier, phone`
	sqlPutSMSHook  = `INSERT INTO sms_hook (carrier, phone, org, doc) VALUES ($1, $2, $3, $4) ON CONFLICT (carrier, phone) DO UPDATE SET org = excluded.org, doc = excluded.doc`
	sqlDropSMSHook = `DELETE FROM sms_hook WHERE carrier = $1 AND phone = $2`
)

// SMSHook gives the document about a number's SMS address at a carrier. CodeNotFound
// when the address was not changed.
func (db *DB) SMSHook(ctx context.Context, carrier string, phone desk.PhoneNumber) ([]byte, error) {
	return one(ctx, db.q, "sms address", scanDoc, sqlSMSHook, carrier, string(phone))
}

// SMSHooks gives those of every organization.
func (db *DB) SMSHooks(ctx context.Context) ([][]byte, error) {
	return collect(ctx, db.q, scanDoc, sqlSMSHooks)
}

// PutSMSHook keeps a document in place of an earlier one.
func (db *DB) PutSMSHook(ctx context.Context, org desk.OrgID, carrier string, phone desk.PhoneNumber, doc []byte) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		return tx.exec(ctx, sqlPutSMSHook, carrier, string(phone), string(org), string(doc))
	})
}

// DeleteSMSHook forgets a document. One that is not there is fine.
func (db *DB) DeleteSMSHook(ctx context.Context, carrier string, phone desk.PhoneNumber) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlDropSMSHook, carrier, string(phone)) })
}
