-- Who owned an interaction from when to when. For what was folded before, a
-- rebuild of the state fills it.

-- +goose Up

CREATE TABLE span (
	org TEXT NOT NULL, id TEXT NOT NULL,
	thread_id TEXT NOT NULL, interaction_id TEXT NOT NULL, from_at BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX span_of_thread ON span (org, thread_id, from_at, id);
CREATE INDEX span_of_interaction ON span (org, interaction_id, from_at, id);

-- +goose Down

DROP TABLE span;
