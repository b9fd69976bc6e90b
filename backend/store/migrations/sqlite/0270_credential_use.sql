-- When each credential was last used with success, and when a call last failed with it.
-- Not folded: it is no part of the record, and is written at most once a minute.

-- +goose Up

-- Times are Unix ms, 0 = never; said is why it failed, as JSON, '' = it did not.
CREATE TABLE credential_use (
	org       TEXT   NOT NULL,
	name      TEXT   NOT NULL,
	used_at   BIGINT NOT NULL,
	failed_at BIGINT NOT NULL,
	said      TEXT   NOT NULL,
	PRIMARY KEY (org, name)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE credential_use;
