package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	sqlSignUp       = sqlSignUps + `org = $1 AND id = $2`
	sqlSignUpByKey  = sqlSignUps + `key = $1`
	sqlSignUpsOf    = sqlSignUps + `org = $1 ORDER BY id`
	sqlSignUpsAll   = sqlSignUps + `org <> '' ORDER BY org, id`
	sqlSignUpsUntil = sqlSignUps + `until <= $1 ORDER BY until LIMIT 100`
	sqlSignUps      = `SELECT org, id, key, until, doc FROM signup WHERE `
	sqlAddSignUp    = `INSERT INTO signup (org, id, key, until, doc) VALUES ($1, $2, $3, $4, $5)`
	sqlSetSignUp    = `UPDATE signup SET key = $3, until = $4, doc = $5 WHERE org = $1 AND id = $2`
	sqlDropSignUp   = `DELETE FROM signup WHERE org = $1 AND id = $2`
)

func scanSignUp(rows *sql.Rows) (s desk.SignUp, err error) {
	return s, rows.Scan(&s.Org, &s.ID, &s.Key, &s.Until, &s.Doc)
}

// SignUp gives an organization's sign-up. CodeNotFound when there is no such one.
func (db *DB) SignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID) (desk.SignUp, error) {
	return one(ctx, db.q, "sign-up", scanSignUp, sqlSignUp, string(org), string(id))
}

// SignUpByKey gives the sign-up that a key opens, of whatever organization: a browser
// knows no more than its key. CodeNotFound when it opens none.
func (db *DB) SignUpByKey(ctx context.Context, key string) (desk.SignUp, error) {
	return one(ctx, db.q, "sign-up", scanSignUp, sqlSignUpByKey, key)
}

// SignUps lists an organization's sign-ups.
func (db *DB) SignUps(ctx context.Context, org desk.OrgID) ([]desk.SignUp, error) {
	return collect(ctx, db.q, scanSignUp, sqlSignUpsOf, string(org))
}

// AllSignUps lists the sign-ups of all organizations. They are few: each lives a day.
func (db *DB) AllSignUps(ctx context.Context) ([]desk.SignUp, error) {
	return collect(ctx, db.q, scanSignUp, sqlSignUpsAll)
}

// SignUpsUntil lists up to 100 sign-ups of all organizations whose time is over.
func (db *DB) SignUpsUntil(ctx context.Context, at int64) ([]desk.SignUp, error) {
	return collect(ctx, db.q, scanSignUp, sqlSignUpsUntil, at)
}

// AddSignUp keeps a new sign-up.
func (db *DB) AddSignUp(ctx context.Context, s desk.SignUp) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		return tx.exec(ctx, sqlAddSignUp, string(s.Org), string(s.ID), s.Key, s.Until, string(s.Doc))
	})
}

// ChangeSignUp reads a sign-up, has its key, time and document changed, and keeps the
// result, with nothing in between. change must not wait for anything; its error is
// given back and nothing is kept. CodeNotFound when there is no such sign-up.
func (db *DB) ChangeSignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID, change func(*desk.SignUp) error) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		s, err := one(ctx, tx.q, "sign-up", scanSignUp, sqlSignUp, string(org), string(id))
		if err != nil {
			return err
		}
		if err := change(&s); err != nil {
			return err
		}
		return tx.exec(ctx, sqlSetSignUp, string(org), string(id), s.Key, s.Until, string(s.Doc))
	})
}

// DeleteSignUp forgets a sign-up. One that is not there is fine.
func (db *DB) DeleteSignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlDropSignUp, string(org), string(id)) })
}
