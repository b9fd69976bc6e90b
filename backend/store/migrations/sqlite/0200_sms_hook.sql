-- Numbers whose SMS address at the carrier is ours for a while, with what it was
-- before. Not folded: calls to a carrier cannot be replayed. It outlives the set-up
-- that it was for.

-- +goose Up

-- doc is provision's own.
CREATE TABLE sms_hook (
	carrier TEXT NOT NULL,
	phone   TEXT NOT NULL,
	org     TEXT NOT NULL,
	doc     TEXT NOT NULL,
	PRIMARY KEY (carrier, phone)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE sms_hook;
