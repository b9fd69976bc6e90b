-- Canned replies: of one person, or of everybody, whose user_id is empty.

-- +goose Up

CREATE TABLE canned_reply (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	shortcut TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX canned_reply_of ON canned_reply (org, user_id, shortcut, id);

-- +goose Down

DROP TABLE canned_reply;
