-- What folds say has happened, for readers outside the fold: one row per entry
-- that said something, doc is a JSON array of its events in order. Only kept
-- while the organization has a reader.

-- +goose Up

CREATE TABLE event (
	org TEXT   NOT NULL,
	seq BIGINT NOT NULL,
	at  BIGINT NOT NULL,
	doc TEXT   NOT NULL,
	PRIMARY KEY (org, seq)
) WITHOUT ROWID;

-- How far each reader has read: everything up to and with the entry seq. lost
-- is how many entries with events were removed by age before it had read them.
CREATE TABLE event_reader (
	org  TEXT   NOT NULL,
	name TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	lost BIGINT NOT NULL,
	PRIMARY KEY (org, name)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE event_reader;
DROP TABLE event;
