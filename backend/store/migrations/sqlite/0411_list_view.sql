-- Views of the list of conversations that are kept: of one person, or of everybody, whose
-- user_id is empty.

-- +goose Up

CREATE TABLE list_view (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	name TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX list_view_of ON list_view (org, user_id, name, id);

-- +goose Down

DROP TABLE list_view;
