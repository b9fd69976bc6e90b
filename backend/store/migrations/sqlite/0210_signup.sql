-- Sign-ups in a provider's own window. Like a set-up, one is a state machine around
-- calls that cannot be replayed: nothing of it is folded.

-- +goose Up

-- doc is signup's own. key is the hash of what opens it from a browser: the state of
-- its address until the page was opened, the page's own key from then on.
CREATE TABLE signup (
	org   TEXT   NOT NULL,
	id    TEXT   NOT NULL,
	key   TEXT   NOT NULL,
	until BIGINT NOT NULL,
	doc   TEXT   NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE UNIQUE INDEX signup_by_key ON signup (key);
CREATE INDEX signup_by_until ON signup (until);

-- +goose Down

DROP TABLE signup;
