-- How far the carrier's list of a number's SMS was read, for what no webhook brought.
-- Not folded: a list cannot be replayed. A number is rented once, whosever it is.

-- +goose Up

-- at is when the list was read last, Unix ms: whatever came before it is kept here.
CREATE TABLE sms_listed (
	carrier TEXT   NOT NULL,
	phone   TEXT   NOT NULL,
	org     TEXT   NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (carrier, phone)
) WITHOUT ROWID;

-- +goose Down

DROP TABLE sms_listed;
