-- A customer's message postpones a timer of its interaction, and each time the timer
-- moved within the index by which due timers are found. The index now holds when a
-- timer has to be looked at, which is no later than it is due: what only postpones
-- leaves it.

-- +goose Up

ALTER TABLE timer ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
UPDATE timer SET look_at = due_at;
DROP INDEX timer_by_due;
CREATE INDEX timer_by_look ON timer (look_at, org, kind, subject);

-- +goose Down

DROP INDEX timer_by_look;
ALTER TABLE timer DROP COLUMN look_at;
CREATE INDEX timer_by_due ON timer (due_at, org, kind, subject);
