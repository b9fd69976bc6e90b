package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

//nolint:gosec // statements with names of columns, no secrets
const (
	sqlCredentialsByEmail = `SELECT org, user_id, email, hash, changed_at FROM credential WHERE email = $1 ORDER BY org`
	sqlCredentialOf       = `SELECT org, user_id, email, hash, changed_at FROM credential WHERE org = $1 AND user_id = $2`
	sqlPutCredential      = `INSERT INTO credential (org, user_id, email, hash, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org, user_id) DO UPDATE SET email = excluded.email, hash = excluded.hash, changed_at = excluded.changed_at`
	sqlDropCredential = `DELETE FROM credential WHERE org = $1 AND user_id = $2`

	sqlSessionByToken  = `SELECT org, device_id, user_id, token_hash, device_name, platform, created_at, last_seen_at, revoked_at, seq, device_key FROM session WHERE token_hash = $1`
	sqlSessionByDevice = `SELECT org, device_id, user_id, token_hash, device_name, platform, created_at, last_seen_at, revoked_at, seq, device_key FROM session WHERE org = $1 AND device_id = $2`
	sqlSessionsOf      = `SELECT org, device_id, user_id, token_hash, device_name, platform, created_at, last_seen_at, revoked_at, seq, device_key FROM session
WHERE org = $1 AND user_id = $2 ORDER BY created_at, device_id`
	sqlPutSession = `INSERT INTO session (org, device_id, user_id, token_hash, device_name, platform, created_at, last_seen_at, revoked_at, seq, device_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (org, device_id) DO UPDATE SET user_id = excluded.user_id, token_hash = excluded.token_hash, device_name = excluded.device_name,
platform = excluded.platform, created_at = excluded.created_at, last_seen_at = excluded.last_seen_at, revoked_at = excluded.revoked_at,
seq = excluded.seq, device_key = excluded.device_key`
	sqlSeeSession    = `UPDATE session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2`
	sqlRevokeSession = `UPDATE session SET revoked_at = $3 WHERE org = $1 AND device_id = $2 AND revoked_at = 0`

	sqlInviteByCode = `SELECT org, id, kind, code_hash, name, email, role, user_id, created_by, expires_at, seq FROM invite WHERE code_hash = $1`
	sqlInvitesOf    = `SELECT org, id, kind, code_hash, name, email, role, user_id, created_by, expires_at, seq FROM invite WHERE org = $1 ORDER BY expires_at, id`
	sqlPutInvite    = `INSERT INTO invite (org, id, kind, code_hash, name, email, role, user_id, created_by, expires_at, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (org, id) DO UPDATE SET kind = excluded.kind, code_hash = excluded.code_hash, name = excluded.name, email = excluded.email,
role = excluded.role, user_id = excluded.user_id, created_by = excluded.created_by, expires_at = excluded.expires_at, seq = excluded.seq`
	sqlDropInvite = `DELETE FROM invite WHERE org = $1 AND id = $2`
)

// noSuch says that there is no such credential, session, code, set-up or secret. What
// was asked for may be an address or a code, so it is not named.
func noSuch(what string) error {
	return &desk.Error{Code: desk.CodeNotFound, Op: "read " + what}
}

// one gives the first row of a query.
func one[T any](ctx context.Context, q querier, what string, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	list, err := collect(ctx, q, scan, query, args...)
	if err != nil || len(list) == 0 {
		var none T
		if err == nil {
			err = noSuch(what)
		}
		return none, err
	}
	return list[0], nil
}

func scanCredential(rows *sql.Rows) (c desk.Credential, err error) {
	return c, rows.Scan(&c.Org, &c.UserID, &c.Email, &c.Hash, &c.ChangedAt)
}

// CredentialsByEmail finds how somebody signs in, in every organization.
func (db *DB) CredentialsByEmail(ctx context.Context, email string) ([]desk.Credential, error) {
	return collect(ctx, db.q, scanCredential, sqlCredentialsByEmail, email)
}

// CredentialOf gives how a person signs in.
func (db *DB) CredentialOf(ctx context.Context, org desk.OrgID, user desk.UserID) (desk.Credential, error) {
	return one(ctx, db.q, "credential", scanCredential, sqlCredentialOf, string(org), string(user))
}

func scanSession(rows *sql.Rows) (s desk.Session, err error) {
	return s, rows.Scan(&s.Org, &s.DeviceID, &s.UserID, &s.TokenHash, &s.DeviceName, &s.Platform, &s.CreatedAt, &s.LastSeenAt, &s.RevokedAt,
		&s.Seq, &s.DeviceKey)
}

// SessionByToken finds a session by the hash of its token.
func (db *DB) SessionByToken(ctx context.Context, tokenHash string) (desk.Session, error) {
	return one(ctx, db.q, "session", scanSession, sqlSessionByToken, tokenHash)
}

// SessionByDevice finds the session of a device, ended or not.
func (db *DB) SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error) {
	return one(ctx, db.q, "session", scanSession, sqlSessionByDevice, string(org), string(device))
}

// SessionsOf lists a person's sessions, ended ones too, oldest first.
func (db *DB) SessionsOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]desk.Session, error) {
	return collect(ctx, db.q, scanSession, sqlSessionsOf, string(org), string(user))
}

// SeeSession notes when a session was last used, and touches nothing else: a
// revocation or a new token that comes between reading and noting stays.
func (db *DB) SeeSession(ctx context.Context, tokenHash string, at int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlSeeSession, tokenHash, at) })
}

func scanInvite(rows *sql.Rows) (i desk.Invite, err error) {
	return i, rows.Scan(&i.Org, &i.ID, &i.Kind, &i.CodeHash, &i.Name, &i.Email, &i.Role, &i.UserID, &i.CreatedBy, &i.ExpiresAt, &i.Seq)
}

// InviteByCode finds a one-time code by its hash.
func (db *DB) InviteByCode(ctx context.Context, codeHash string) (desk.Invite, error) {
	return one(ctx, db.q, "invitation", scanInvite, sqlInviteByCode, codeHash)
}

// InvitesOf lists an organization's one-time codes, those that expire first
// before the others.
func (db *DB) InvitesOf(ctx context.Context, org desk.OrgID) ([]desk.Invite, error) {
	return collect(ctx, db.q, scanInvite, sqlInvitesOf, string(org))
}
