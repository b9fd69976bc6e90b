-- The records: a line of each interaction that has ended, in the order in which
-- they ended, and where they end. For what was folded before, a rebuild fills them.

-- +goose Up

CREATE TABLE record (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	n BIGINT NOT NULL,
	facts TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX record_in_order ON record (org, n, id);

CREATE TABLE record_head (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE record_head;
DROP TABLE record;
