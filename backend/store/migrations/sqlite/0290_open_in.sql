-- How many open conversations of an inbox each agent has: an inbox may limit it.

-- +goose Up

CREATE INDEX interaction_open_in ON interaction (org, inbox_id, owner) WHERE state = 'open';

-- +goose Down

DROP INDEX interaction_open_in;
