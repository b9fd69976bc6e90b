-- Notes that people have begun lie beside their replies, in the same conversation.

-- +goose Up

CREATE TABLE draft_of_kind (
	org       TEXT   NOT NULL,
	user_id   TEXT   NOT NULL,
	thread_id TEXT   NOT NULL,
	note      BIGINT NOT NULL DEFAULT 0, -- 1 = it is a note for colleagues
	body      TEXT   NOT NULL,
	reply_to  TEXT   NOT NULL,
	at        BIGINT NOT NULL,
	base      BIGINT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id, note)
) WITHOUT ROWID;
INSERT INTO draft_of_kind (org, user_id, thread_id, note, body, reply_to, at, base)
	SELECT org, user_id, thread_id, 0, body, reply_to, at, base FROM draft;
DROP TABLE draft;
ALTER TABLE draft_of_kind RENAME TO draft;

-- +goose Down

CREATE TABLE draft_of_reply (
	org       TEXT   NOT NULL,
	user_id   TEXT   NOT NULL,
	thread_id TEXT   NOT NULL,
	body      TEXT   NOT NULL,
	reply_to  TEXT   NOT NULL,
	at        BIGINT NOT NULL,
	base      BIGINT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id)
) WITHOUT ROWID;
INSERT INTO draft_of_reply (org, user_id, thread_id, body, reply_to, at, base)
	SELECT org, user_id, thread_id, body, reply_to, at, base FROM draft WHERE note = 0;
DROP TABLE draft;
ALTER TABLE draft_of_reply RENAME TO draft;
