-- Interaction plans: where the interactions of a number go. The fold that makes
-- them is newer than the state of any database without this table, so they come
-- with the rebuild.

-- +goose Up

CREATE TABLE plan (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE plan;
