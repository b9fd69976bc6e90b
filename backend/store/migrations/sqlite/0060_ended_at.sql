-- When an interaction ended: those that a clock that ran ahead ended are found
-- by it, since their end has not come yet.

-- +goose Up

ALTER TABLE interaction ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
UPDATE interaction SET ended_at = coalesce(json_extract(doc, '$.endedAt'), 0) WHERE state = 'ended';
CREATE INDEX interaction_ended ON interaction (org, ended_at, id) WHERE state = 'ended';

-- +goose Down

DROP INDEX interaction_ended;
ALTER TABLE interaction DROP COLUMN ended_at;
