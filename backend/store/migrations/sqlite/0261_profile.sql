-- Business profiles of the organization: what customers see of the numbers that
-- use them.

-- +goose Up

CREATE TABLE profile (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE profile;
