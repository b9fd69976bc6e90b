-- The ledger (intake, entry, entry_key, org_head), the state that folds write
-- (one table per kind of row: the columns that are searched, and doc, the row
-- itself as canonical JSON), and what follows from them (feed, timer, job).
-- Times are Unix milliseconds, ids are text, the organization leads every key.

-- +goose Up

CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

-- Raw bodies as they came. They are not looked for by their content: a body of
-- which every item is known (entry_key) is not kept again. Can be erased.
CREATE TABLE intake (
	id          INTEGER PRIMARY KEY,
	org         TEXT   NOT NULL,
	provider    TEXT   NOT NULL,
	account     TEXT   NOT NULL,
	received_at BIGINT NOT NULL,
	body        BLOB
);

-- quarantined is the reason why folding failed, '' when it did not.
CREATE TABLE entry (
	org          TEXT   NOT NULL,
	seq          BIGINT NOT NULL,
	kind         TEXT   NOT NULL,
	key          TEXT   NOT NULL,
	at           BIGINT NOT NULL,
	intake       BIGINT NOT NULL,
	hash         BLOB   NOT NULL,
	payload_hash BLOB   NOT NULL,
	quarantined  TEXT   NOT NULL,
	payload      BLOB,
	PRIMARY KEY (org, seq)
);

-- expires_at 0 = never.
CREATE TABLE entry_key (
	org        TEXT   NOT NULL,
	key        TEXT   NOT NULL,
	seq        BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	answer     BLOB,
	PRIMARY KEY (org, key)
) WITHOUT ROWID;
CREATE INDEX entry_key_expiring ON entry_key (expires_at) WHERE expires_at > 0;

CREATE TABLE org_head (
	org        TEXT   NOT NULL PRIMARY KEY,
	seq        BIGINT NOT NULL,
	hash       BLOB   NOT NULL,
	at         BIGINT NOT NULL,
	feed_floor BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE feed (
	org  TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	kind TEXT   NOT NULL,
	id   TEXT   NOT NULL,
	PRIMARY KEY (org, seq, kind, id)
) WITHOUT ROWID;

CREATE TABLE timer (
	org     TEXT   NOT NULL,
	kind    TEXT   NOT NULL,
	subject TEXT   NOT NULL,
	due_at  BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
CREATE INDEX timer_by_due ON timer (due_at, org, kind, subject);

CREATE TABLE job (
	org       TEXT   NOT NULL,
	kind      TEXT   NOT NULL,
	subject   TEXT   NOT NULL,
	thread_id TEXT   NOT NULL,
	ord       BIGINT NOT NULL,
	due_at    BIGINT NOT NULL,
	attempts  BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
CREATE INDEX job_by_due ON job (kind, due_at, org, ord, subject);
CREATE INDEX job_by_thread ON job (org, kind, thread_id, ord, subject);

-- The state. doc holds the whole row.

CREATE TABLE organization (
	org TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);

CREATE TABLE user_account (
	org TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);

CREATE TABLE app (
	org TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);

CREATE TABLE waba (
	org TEXT NOT NULL, id TEXT NOT NULL, app_id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);

CREATE TABLE number (
	org TEXT NOT NULL, id TEXT NOT NULL,
	provider TEXT NOT NULL, phone_id TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
-- A business number belongs to one organization at a time.
CREATE UNIQUE INDEX number_owner ON number (provider, phone_id) WHERE phone_id <> '' AND state <> 'gone';

CREATE TABLE inbox (
	org TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);

CREATE TABLE template (
	org TEXT NOT NULL, id TEXT NOT NULL, waba_id TEXT NOT NULL, meta_id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX template_by_meta ON template (org, waba_id, meta_id, id);

CREATE TABLE contact (
	org TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE TABLE contact_alias (
	org TEXT NOT NULL, alias TEXT NOT NULL, contact_id TEXT NOT NULL,
	PRIMARY KEY (org, alias)
) WITHOUT ROWID;

CREATE TABLE thread (
	org TEXT NOT NULL, id TEXT NOT NULL,
	number_id TEXT NOT NULL, contact_id TEXT NOT NULL, last_at BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX thread_of ON thread (org, contact_id, number_id, id);
CREATE INDEX thread_by_last ON thread (org, last_at, id);

CREATE TABLE interaction (
	org TEXT NOT NULL, id TEXT NOT NULL,
	thread_id TEXT NOT NULL, inbox_id TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,
	waiting_since BIGINT NOT NULL, first_seq BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX interaction_of_thread ON interaction (org, thread_id, first_seq, id);
CREATE INDEX interaction_waiting ON interaction (org, inbox_id, waiting_since, first_seq, id) WHERE state = 'waiting';
CREATE INDEX interaction_owned ON interaction (org, owner, first_seq, id) WHERE state = 'open';
CREATE INDEX interaction_unended ON interaction (org, inbox_id, first_seq, id) WHERE state <> 'ended';

-- Who has ever owned an interaction of which thread: the threads that an agent
-- goes on seeing.
CREATE TABLE handled (
	org TEXT NOT NULL, user_id TEXT NOT NULL, thread_id TEXT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id)
) WITHOUT ROWID;

CREATE TABLE offer (
	org TEXT NOT NULL, id TEXT NOT NULL,
	interaction_id TEXT NOT NULL, user_id TEXT NOT NULL, state TEXT NOT NULL, offered_at BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX offer_open_of ON offer (org, interaction_id, id) WHERE state = 'open';
CREATE INDEX offer_open_to ON offer (org, user_id, offered_at, id) WHERE state = 'open';

CREATE TABLE decision (
	org TEXT NOT NULL, id TEXT NOT NULL, thread_id TEXT NOT NULL, at BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX decision_of_thread ON decision (org, thread_id, at, id);

-- search is the lower-cased text that can be searched for.
CREATE TABLE message (
	org TEXT NOT NULL, id TEXT NOT NULL,
	thread_id TEXT NOT NULL, interaction_id TEXT NOT NULL, provider_id TEXT NOT NULL,
	at BIGINT NOT NULL, seq BIGINT NOT NULL, search TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX message_of_thread ON message (org, thread_id, at, seq, id);
CREATE INDEX message_by_seq ON message (org, seq, id);
CREATE INDEX message_by_provider ON message (org, provider_id, id) WHERE provider_id <> '';

CREATE TABLE read_mark (
	org TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, thread_id TEXT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX read_mark_of ON read_mark (org, user_id, thread_id, id);

CREATE TABLE notice (
	org TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
	at BIGINT NOT NULL, is_read BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX notice_of ON notice (org, user_id, at, id);
CREATE INDEX notice_unread ON notice (org, user_id, at, id) WHERE is_read = 0;
CREATE INDEX notice_unread_about ON notice (org, user_id, kind, about, at, id) WHERE is_read = 0;

CREATE TABLE unhandled (
	org TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
CREATE INDEX unhandled_by_seq ON unhandled (org, seq, id);

-- +goose Down

DROP TABLE unhandled;
DROP TABLE notice;
DROP TABLE read_mark;
DROP TABLE message;
DROP TABLE decision;
DROP TABLE offer;
DROP TABLE handled;
DROP TABLE interaction;
DROP TABLE thread;
DROP TABLE contact_alias;
DROP TABLE contact;
DROP TABLE template;
DROP TABLE inbox;
DROP TABLE number;
DROP TABLE waba;
DROP TABLE app;
DROP TABLE user_account;
DROP TABLE organization;
DROP TABLE job;
DROP TABLE timer;
DROP TABLE feed;
DROP TABLE org_head;
DROP TABLE entry_key;
DROP TABLE entry;
DROP TABLE intake;
DROP TABLE meta;
