-- The licences that open invitations hold. There is none of an invitation from
-- before this table.

-- +goose Up

CREATE TABLE reservation (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE reservation;
