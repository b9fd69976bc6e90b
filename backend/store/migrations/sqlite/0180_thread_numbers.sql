-- Messages name their thread by a number, and are found by what a provider calls
-- them through a number that is made of it (text_key): both stood as long texts in
-- the indexes that every message writes to. Ids, documents and sequences stay.

-- +goose Up

CREATE TABLE thread_key (
	num INTEGER PRIMARY KEY,
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	UNIQUE (org, id)
);
INSERT INTO thread_key (org, id)
SELECT org, id FROM (SELECT org, id FROM thread UNION SELECT org, thread_id AS id FROM message) ORDER BY org, id;

ALTER TABLE message RENAME TO old_message;
CREATE TABLE message (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread BIGINT NOT NULL,
	interaction_id TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	provider_key BIGINT NOT NULL,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	search TEXT NOT NULL,
	media_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO message (org, id, thread, interaction_id, provider_id, provider_key, at, seq, search, media_id, doc)
SELECT o.org, o.id, k.num, o.interaction_id, o.provider_id, text_key(o.provider_id), o.at, o.seq, o.search, o.media_id, o.doc
FROM old_message o JOIN thread_key k ON k.org = o.org AND k.id = o.thread_id ORDER BY o.rowid;
DROP TABLE old_message;
CREATE INDEX message_of_thread ON message (thread, at, seq);
CREATE INDEX message_by_seq ON message (org, seq);
CREATE INDEX message_by_provider ON message (org, provider_key) WHERE provider_key <> 0;
CREATE INDEX message_by_media ON message (org, media_id, seq, id) WHERE media_id <> '';

-- +goose Down

ALTER TABLE message RENAME TO new_message;
CREATE TABLE message (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	search TEXT NOT NULL,
	media_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO message (org, id, thread_id, interaction_id, provider_id, at, seq, search, media_id, doc)
SELECT n.org, n.id, k.id, n.interaction_id, n.provider_id, n.at, n.seq, n.search, n.media_id, n.doc
FROM new_message n JOIN thread_key k ON k.num = n.thread ORDER BY n.rowid;
DROP TABLE new_message;
CREATE INDEX message_of_thread ON message (org, thread_id, at, seq, id);
CREATE INDEX message_by_seq ON message (org, seq, id);
CREATE INDEX message_by_provider ON message (org, provider_id, id) WHERE provider_id <> '';
CREATE INDEX message_by_media ON message (org, media_id, seq, id) WHERE media_id <> '';
DROP TABLE thread_key;
