-- Whose a file is: files that people sent to the relay, and which messages carry
-- a file.

-- +goose Up

CREATE TABLE upload (
	org TEXT NOT NULL, id TEXT NOT NULL,
	user_id TEXT NOT NULL, message_id TEXT NOT NULL, at BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
-- Those that no message has taken.
CREATE INDEX upload_unclaimed ON upload (org, user_id, at, id) WHERE message_id = '';

ALTER TABLE message ADD COLUMN media_id TEXT NOT NULL DEFAULT '';
UPDATE message SET media_id = coalesce(json_extract(doc, '$.media.id'), '') WHERE doc LIKE '%"media":{%';
CREATE INDEX message_by_media ON message (org, media_id, seq, id) WHERE media_id <> '';

-- +goose Down

DROP INDEX message_by_media;
ALTER TABLE message DROP COLUMN media_id;
DROP TABLE upload;
