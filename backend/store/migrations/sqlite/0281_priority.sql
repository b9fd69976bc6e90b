-- The priority of what waits: the queue is read by it first. What is there has the usual one.

-- +goose Up

ALTER TABLE interaction ADD COLUMN behind BIGINT NOT NULL DEFAULT 0;
DROP INDEX interaction_waiting;
CREATE INDEX interaction_waiting ON interaction (org, inbox_id, behind, waiting_since, first_seq, id) WHERE state = 'waiting';

-- +goose Down

DROP INDEX interaction_waiting;
CREATE INDEX interaction_waiting ON interaction (org, inbox_id, waiting_since, first_seq, id) WHERE state = 'waiting';
ALTER TABLE interaction DROP COLUMN behind;
