-- Ids are derived with a secret of the database from now on ("id_key" in meta,
-- made by the program at the next start). What was made before keeps its ids:
-- seq is the first one for which the key counts, 1 for an organization that is
-- not listed.

-- +goose Up

CREATE TABLE id_key_since (
	org TEXT   NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO id_key_since (org, seq) SELECT org, seq + 1 FROM org_head;

-- +goose Down

DROP TABLE id_key_since;
DELETE FROM meta WHERE name = 'id_key';
