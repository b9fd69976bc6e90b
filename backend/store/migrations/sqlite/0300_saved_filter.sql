-- Filters of the records that people keep under a name.

-- +goose Up

CREATE TABLE saved_filter (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	name TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX saved_filter_of ON saved_filter (org, user_id, name, id);

-- +goose Down

DROP TABLE saved_filter;
