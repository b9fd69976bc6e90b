-- Labels of the organization.

-- +goose Up

CREATE TABLE label (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE label;
