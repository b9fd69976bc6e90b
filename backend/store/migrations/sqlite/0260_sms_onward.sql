-- SMS that are passed on to where they went before. What is to be sent is a secret
-- (table secret, "onward/" and the key), so that it is sealed, and sealed anew with
-- the others when the master key changes.

-- +goose Up

-- next_at is 0 when it is done: then only the key is remembered, for the carrier may
-- send it again. at is when it came, or when it was done.
CREATE TABLE sms_onward (
	key     TEXT   NOT NULL,
	org     TEXT   NOT NULL,
	phone   TEXT   NOT NULL,
	at      BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	tries   BIGINT NOT NULL,
	PRIMARY KEY (key)
) WITHOUT ROWID;
CREATE INDEX sms_onward_due ON sms_onward (phone, next_at, at) WHERE next_at > 0;
CREATE INDEX sms_onward_done ON sms_onward (at) WHERE next_at = 0;

-- +goose Down

DROP TABLE sms_onward;
