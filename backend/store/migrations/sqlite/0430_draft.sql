-- Replies that people have begun, for their other computers.
-- Not folded: a draft is no fact that stays, and typing must not fill the record.

-- +goose Up

-- Times are Unix ms. body is '' when it was sent or taken away: the other computers have to hear of that too.
CREATE TABLE draft (
	org       TEXT   NOT NULL,
	user_id   TEXT   NOT NULL,
	thread_id TEXT   NOT NULL,
	body      TEXT   NOT NULL,
	reply_to  TEXT   NOT NULL,
	at        BIGINT NOT NULL,
	base      BIGINT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE draft;
