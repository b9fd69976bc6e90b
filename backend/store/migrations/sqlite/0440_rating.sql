-- How customers rated conversations, as reports count it.

-- +goose Up

ALTER TABLE interaction ADD COLUMN rating TEXT NOT NULL DEFAULT '';
CREATE INDEX interaction_of_ratings ON interaction (org, rating) WHERE rating <> '';

-- +goose Down

DROP INDEX interaction_of_ratings;
ALTER TABLE interaction DROP COLUMN rating;
