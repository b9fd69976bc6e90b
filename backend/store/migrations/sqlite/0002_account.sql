-- People at the door: how they sign in, on which devices, and one-time codes.
-- None of it is folded from the ledger: passwords and tokens must never be in
-- the record. Only hashes are here.

-- +goose Up

CREATE TABLE credential (
	org        TEXT   NOT NULL,
	user_id    TEXT   NOT NULL,
	email      TEXT   NOT NULL,
	hash       TEXT   NOT NULL,
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (org, user_id)
) WITHOUT ROWID;
-- One address is one person in the whole relay.
CREATE UNIQUE INDEX credential_email ON credential (email);

-- revoked_at 0 = good. Ended sessions stay, so that a device stays known.
CREATE TABLE session (
	org          TEXT   NOT NULL,
	device_id    TEXT   NOT NULL,
	user_id      TEXT   NOT NULL,
	token_hash   TEXT   NOT NULL,
	device_name  TEXT   NOT NULL,
	platform     TEXT   NOT NULL,
	created_at   BIGINT NOT NULL,
	last_seen_at BIGINT NOT NULL,
	revoked_at   BIGINT NOT NULL,
	PRIMARY KEY (org, device_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_of ON session (org, user_id);

CREATE TABLE invite (
	org        TEXT   NOT NULL,
	id         TEXT   NOT NULL,
	kind       TEXT   NOT NULL,
	code_hash  TEXT   NOT NULL,
	name       TEXT   NOT NULL,
	email      TEXT   NOT NULL,
	role       TEXT   NOT NULL,
	user_id    TEXT   NOT NULL,
	created_by TEXT   NOT NULL,
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX invite_code ON invite (code_hash);

-- +goose Down

DROP TABLE invite;
DROP TABLE session;
DROP TABLE credential;
