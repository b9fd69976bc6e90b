-- The entry by which a payload was erased, 0 = it was not: the payload is then what
-- stays of it.

-- +goose Up

ALTER TABLE entry ADD COLUMN erased BIGINT NOT NULL DEFAULT 0;

-- +goose Down

ALTER TABLE entry DROP COLUMN erased;
