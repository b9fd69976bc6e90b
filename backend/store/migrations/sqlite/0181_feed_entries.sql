-- The lines of the feed that belong to one entry stand in one row (each "kind id",
-- with a line break behind it), at the entry's place: every message had three rows
-- in a tree of texts.

-- +goose Up

ALTER TABLE feed RENAME TO old_feed;
CREATE TABLE feed (
	place INTEGER PRIMARY KEY,
	lines TEXT NOT NULL
);
INSERT INTO feed (place, lines)
SELECT org << 40 | seq, group_concat(kind || ' ' || replace(replace(id, '\', '\\'), char(10), '\n') || char(10), '')
FROM (SELECT org, seq, kind, id FROM old_feed ORDER BY org, seq, kind, id) GROUP BY org, seq;
DROP TABLE old_feed;

-- +goose Down

ALTER TABLE feed RENAME TO new_feed;
CREATE TABLE feed (
	org BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	PRIMARY KEY (org, seq, kind, id)
) WITHOUT ROWID;
INSERT INTO feed (org, seq, kind, id)
WITH RECURSIVE line (place, text, rest) AS (
	SELECT place, '', lines FROM new_feed
	UNION ALL
	SELECT place, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1) FROM line WHERE rest <> ''
)
SELECT DISTINCT place >> 40, place & 1099511627775, substr(text, 1, instr(text, ' ') - 1),
	replace(replace(replace(substr(text, instr(text, ' ') + 1), '\\', char(1)), '\n', char(10)), char(1), '\')
FROM line WHERE text <> '';
DROP TABLE new_feed;
