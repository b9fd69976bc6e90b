package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

//nolint:gosec // statements with names of columns, no secrets
const (
	sqlSecret      = `SELECT box FROM secret WHERE org = $1 AND name = $2`
	sqlPutSecret   = `INSERT INTO secret (org, name, updated_at, box) VALUES ($1, $2, $3, $4) ON CONFLICT (org, name) DO UPDATE SET updated_at = excluded.updated_at, box = excluded.box`
	sqlDropSecret  = `DELETE FROM secret WHERE org = $1 AND name = $2`
	sqlSecretNames = `SELECT org, name FROM secret ORDER BY org, name`
)

func scanBox(rows *sql.Rows) (box []byte, err error) { return box, rows.Scan(&box) }

// Secret gives an encrypted secret.
func (db *DB) Secret(ctx context.Context, org desk.OrgID, name string) ([]byte, error) {
	return one(ctx, db.q, "secret", scanBox, sqlSecret, string(org), name)
}

// PutSecret keeps an encrypted secret.
func (db *DB) PutSecret(ctx context.Context, org desk.OrgID, name string, box []byte, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlPutSecret, string(org), name, at, box) })
}

// DeleteSecret forgets a secret. One that is not there is fine.
func (db *DB) DeleteSecret(ctx context.Context, org desk.OrgID, name string) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlDropSecret, string(org), name) })
}

// EachSecret calls f for every secret of every organization, for a change of
// the master key. f may write.
func (db *DB) EachSecret(ctx context.Context, f func(org desk.OrgID, name string) error) error {
	type row struct {
		org  desk.OrgID
		name string
	}
	scan := func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.org, &r.name) }
	list, err := collect(ctx, db.q, scan, sqlSecretNames)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := f(r.org, r.name); err != nil {
			return err
		}
	}
	return nil
}
