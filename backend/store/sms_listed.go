package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// Found without the organization, as the addresses in sms_hook.
const (
	sqlSMSListed    = `SELECT at FROM sms_listed WHERE carrier = $1 AND phone = $2`
	sqlPutSMSListed = `INSERT INTO sms_listed (carrier, phone, org, at) VALUES ($1, $2, $3, $4) ON CONFLICT (carrier, phone) DO UPDATE SET org = excluded.org, at = excluded.at`
)

// SMSListed gives when a carrier's list of a number's SMS was read last, Unix ms; 0 =
// never.
func (db *DB) SMSListed(ctx context.Context, carrier string, phone desk.PhoneNumber) (int64, error) {
	at, err := collect(ctx, db.q, func(rows *sql.Rows) (at int64, err error) { return at, rows.Scan(&at) }, sqlSMSListed, carrier, string(phone))
	if err != nil || len(at) == 0 {
		return 0, err
	}
	return at[0], nil
}

// PutSMSListed notes that a list was read, for an organization's number.
func (db *DB) PutSMSListed(ctx context.Context, org desk.OrgID, carrier string, phone desk.PhoneNumber, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		return tx.exec(ctx, sqlPutSMSListed, carrier, string(phone), string(org), at)
	})
}
