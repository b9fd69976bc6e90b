package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// Success and failure are written by themselves, so that neither takes back the other.
const (
	sqlUses      = `SELECT name, used_at, failed_at, said FROM credential_use WHERE org = $1 ORDER BY name`
	sqlPutUsed   = `INSERT INTO credential_use (org, name, used_at, failed_at, said) VALUES ($1, $2, $3, 0, '') ON CONFLICT (org, name) DO UPDATE SET used_at = excluded.used_at`
	sqlPutFailed = `INSERT INTO credential_use (org, name, used_at, failed_at, said) VALUES ($1, $2, 0, $3, $4) ON CONFLICT (org, name) DO UPDATE SET failed_at = excluded.failed_at, said = excluded.said`
	sqlDropUse   = `DELETE FROM credential_use WHERE org = $1 AND name = $2`
)

// Uses lists when the organization's credentials were last used, by their names.
func (db *DB) Uses(ctx context.Context, org desk.OrgID) ([]desk.Use, error) {
	return collect(ctx, db.q, scanUse, sqlUses, string(org))
}

func scanUse(rows *sql.Rows) (desk.Use, error) {
	var u desk.Use
	var said string
	if err := rows.Scan(&u.Name, &u.UsedAt, &u.FailedAt, &said); err != nil || said == "" {
		return u, err
	}
	err := json.Unmarshal([]byte(said), &u.Said)
	return u, desk.Wrap("read the use of a credential", err)
}

// PutUsed notes that a credential was used with success.
func (db *DB) PutUsed(ctx context.Context, org desk.OrgID, name string, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlPutUsed, string(org), name, at) })
}

// PutFailed notes that a call failed with a credential, and why.
func (db *DB) PutFailed(ctx context.Context, org desk.OrgID, name string, at int64, why *desk.Said) error {
	raw, err := json.Marshal(why)
	if err != nil {
		return desk.Wrap("encode a refusal", err)
	}
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlPutFailed, string(org), name, at, string(raw)) })
}

// DropUse forgets a credential's. One that there is none of is fine.
func (db *DB) DropUse(ctx context.Context, org desk.OrgID, name string) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlDropUse, string(org), name) })
}
