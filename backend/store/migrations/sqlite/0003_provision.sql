-- Numbers being set up, and secrets. Neither is folded from the ledger: a
-- set-up is a state machine around calls that cannot be replayed, and secrets
-- must never be in the record.

-- +goose Up

-- doc is provision's own. open is 1 until the number is connected.
CREATE TABLE setup (
	org        TEXT   NOT NULL,
	id         TEXT   NOT NULL,
	phone      TEXT   NOT NULL,
	open       BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	doc        TEXT   NOT NULL,
	PRIMARY KEY (org, id)
);
-- A number is set up once at a time, by one organization.
CREATE UNIQUE INDEX setup_open ON setup (phone) WHERE open = 1;

-- box is encrypted with a key that is not in the database, bound to org and name.
CREATE TABLE secret (
	org        TEXT   NOT NULL,
	name       TEXT   NOT NULL,
	updated_at BIGINT NOT NULL,
	box        BLOB   NOT NULL,
	PRIMARY KEY (org, name)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE secret;
DROP TABLE setup;
