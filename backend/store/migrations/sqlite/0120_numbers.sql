-- Organizations have numbers in the tables of the ledger and of the state: their
-- ids are long and stood in every key and every index. Accounts, set-ups, secrets
-- and events keep the ids. An entry's place is its organization's number and its
-- sequence in one (number << 40 | sequence), so that it needs no second tree.
--
-- Rows with short documents lie in the tree of their key. Those with long ones
-- (threads, interactions, decisions, messages), and offers and templates, which
-- are mostly found by something else than their key, lie in the order in which they
-- came, with the key beside them: a tree of long rows is deep.
--
-- Texts are compared and ordered byte by byte (BINARY, SQLite's own order): rows
-- are looked for by halving in memory, and a rebuild gives the same rows in the
-- same order.
--
-- Everything is copied; ids, documents and sequences stay as they are.

-- +goose Up

CREATE TABLE org_key (
	num INTEGER PRIMARY KEY,
	org TEXT NOT NULL UNIQUE
);
INSERT INTO org_key (org) SELECT org FROM (
	SELECT org FROM intake UNION
	SELECT org FROM entry UNION
	SELECT org FROM entry_key UNION
	SELECT org FROM org_head UNION
	SELECT org FROM feed UNION
	SELECT org FROM timer UNION
	SELECT org FROM job UNION
	SELECT org FROM organization UNION
	SELECT org FROM user_account UNION
	SELECT org FROM app UNION
	SELECT org FROM waba UNION
	SELECT org FROM number UNION
	SELECT org FROM inbox UNION
	SELECT org FROM template UNION
	SELECT org FROM contact UNION
	SELECT org FROM contact_alias UNION
	SELECT org FROM thread UNION
	SELECT org FROM interaction UNION
	SELECT org FROM handled UNION
	SELECT org FROM offer UNION
	SELECT org FROM decision UNION
	SELECT org FROM message UNION
	SELECT org FROM span UNION
	SELECT org FROM read_mark UNION
	SELECT org FROM notice UNION
	SELECT org FROM unhandled UNION
	SELECT org FROM upload
) ORDER BY org;

ALTER TABLE intake RENAME TO old_intake;
CREATE TABLE intake (
	id INTEGER PRIMARY KEY,
	org BIGINT NOT NULL,
	provider TEXT NOT NULL,
	account TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	body BLOB
);
INSERT INTO intake (id, org, provider, account, received_at, body)
SELECT o.id, k.num, o.provider, o.account, o.received_at, o.body FROM old_intake o JOIN org_key k ON k.org = o.org ORDER BY o.id;
DROP TABLE old_intake;

ALTER TABLE entry RENAME TO old_entry;
CREATE TABLE entry (
	place INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	at BIGINT NOT NULL,
	intake BIGINT NOT NULL,
	hash BLOB NOT NULL,
	payload_hash BLOB NOT NULL,
	quarantined TEXT NOT NULL,
	payload BLOB
);
INSERT INTO entry (place, kind, key, at, intake, hash, payload_hash, quarantined, payload)
SELECT k.num << 40 | o.seq, o.kind, o.key, o.at, o.intake, o.hash, o.payload_hash, o.quarantined, o.payload FROM old_entry o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.seq;
DROP TABLE old_entry;

ALTER TABLE entry_key RENAME TO old_entry_key;
CREATE TABLE entry_key (
	org BIGINT NOT NULL,
	key TEXT NOT NULL,
	seq BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	answer BLOB,
	PRIMARY KEY (org, key)
) WITHOUT ROWID;
INSERT INTO entry_key (org, key, seq, expires_at, answer)
SELECT k.num, o.key, o.seq, o.expires_at, o.answer FROM old_entry_key o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.key;
DROP TABLE old_entry_key;
CREATE INDEX entry_key_expiring ON entry_key (expires_at) WHERE expires_at > 0;

ALTER TABLE org_head RENAME TO old_org_head;
CREATE TABLE org_head (
	org BIGINT NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash BLOB NOT NULL,
	at BIGINT NOT NULL,
	feed_floor BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO org_head (org, seq, hash, at, feed_floor)
SELECT k.num, o.seq, o.hash, o.at, o.feed_floor FROM old_org_head o JOIN org_key k ON k.org = o.org;
DROP TABLE old_org_head;

ALTER TABLE feed RENAME TO old_feed;
CREATE TABLE feed (
	org BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	PRIMARY KEY (org, seq, kind, id)
) WITHOUT ROWID;
INSERT INTO feed (org, seq, kind, id)
SELECT k.num, o.seq, o.kind, o.id FROM old_feed o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.seq, o.kind, o.id;
DROP TABLE old_feed;

ALTER TABLE timer RENAME TO old_timer;
CREATE TABLE timer (
	org BIGINT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	due_at BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
INSERT INTO timer (org, kind, subject, due_at)
SELECT k.num, o.kind, o.subject, o.due_at FROM old_timer o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.kind, o.subject;
DROP TABLE old_timer;
CREATE INDEX timer_by_due ON timer (due_at, org, kind, subject);

ALTER TABLE job RENAME TO old_job;
CREATE TABLE job (
	org BIGINT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	ord BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
INSERT INTO job (org, kind, subject, thread_id, ord, due_at, attempts)
SELECT k.num, o.kind, o.subject, o.thread_id, o.ord, o.due_at, o.attempts FROM old_job o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.kind, o.subject;
DROP TABLE old_job;
CREATE INDEX job_by_due ON job (kind, due_at, org, ord, subject);
CREATE INDEX job_by_thread ON job (org, kind, thread_id, ord, subject);

ALTER TABLE organization RENAME TO old_organization;
CREATE TABLE organization (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO organization (org, id, doc)
SELECT k.num, o.id, o.doc FROM old_organization o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_organization;

ALTER TABLE user_account RENAME TO old_user_account;
CREATE TABLE user_account (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO user_account (org, id, doc)
SELECT k.num, o.id, o.doc FROM old_user_account o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_user_account;

ALTER TABLE app RENAME TO old_app;
CREATE TABLE app (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO app (org, id, doc)
SELECT k.num, o.id, o.doc FROM old_app o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_app;

ALTER TABLE waba RENAME TO old_waba;
CREATE TABLE waba (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	app_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO waba (org, id, app_id, doc)
SELECT k.num, o.id, o.app_id, o.doc FROM old_waba o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_waba;

ALTER TABLE number RENAME TO old_number;
CREATE TABLE number (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	provider TEXT NOT NULL,
	phone_id TEXT NOT NULL,
	state TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO number (org, id, provider, phone_id, state, doc)
SELECT k.num, o.id, o.provider, o.phone_id, o.state, o.doc FROM old_number o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_number;
-- A business number belongs to one organization at a time.
CREATE UNIQUE INDEX number_owner ON number (provider, phone_id) WHERE phone_id <> '' AND state <> 'gone';

ALTER TABLE inbox RENAME TO old_inbox;
CREATE TABLE inbox (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO inbox (org, id, doc)
SELECT k.num, o.id, o.doc FROM old_inbox o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_inbox;

ALTER TABLE template RENAME TO old_template;
CREATE TABLE template (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	waba_id TEXT NOT NULL,
	meta_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO template (org, id, waba_id, meta_id, doc)
SELECT k.num, o.id, o.waba_id, o.meta_id, o.doc FROM old_template o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_template;
CREATE INDEX template_by_meta ON template (org, waba_id, meta_id, id);

ALTER TABLE contact RENAME TO old_contact;
CREATE TABLE contact (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO contact (org, id, doc)
SELECT k.num, o.id, o.doc FROM old_contact o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_contact;

ALTER TABLE contact_alias RENAME TO old_contact_alias;
CREATE TABLE contact_alias (
	org BIGINT NOT NULL,
	alias TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	PRIMARY KEY (org, alias)
) WITHOUT ROWID;
INSERT INTO contact_alias (org, alias, contact_id)
SELECT k.num, o.alias, o.contact_id FROM old_contact_alias o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.alias;
DROP TABLE old_contact_alias;

ALTER TABLE thread RENAME TO old_thread;
CREATE TABLE thread (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	number_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	last_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO thread (org, id, number_id, contact_id, last_at, doc)
SELECT k.num, o.id, o.number_id, o.contact_id, o.last_at, o.doc FROM old_thread o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_thread;
CREATE INDEX thread_of ON thread (org, contact_id, number_id, id);
CREATE INDEX thread_by_last ON thread (org, last_at, id);

ALTER TABLE interaction RENAME TO old_interaction;
CREATE TABLE interaction (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	state TEXT NOT NULL,
	owner TEXT NOT NULL,
	waiting_since BIGINT NOT NULL,
	first_seq BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO interaction (org, id, thread_id, inbox_id, state, owner, waiting_since, first_seq, ended_at, doc)
SELECT k.num, o.id, o.thread_id, o.inbox_id, o.state, o.owner, o.waiting_since, o.first_seq, o.ended_at, o.doc FROM old_interaction o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_interaction;
CREATE INDEX interaction_of_thread ON interaction (org, thread_id, first_seq, id);
CREATE INDEX interaction_waiting ON interaction (org, inbox_id, waiting_since, first_seq, id) WHERE state = 'waiting';
CREATE INDEX interaction_owned ON interaction (org, owner, first_seq, id) WHERE state = 'open';
CREATE INDEX interaction_unended ON interaction (org, inbox_id, first_seq, id) WHERE state <> 'ended';
CREATE INDEX interaction_ended ON interaction (org, ended_at, id) WHERE state = 'ended';

ALTER TABLE handled RENAME TO old_handled;
CREATE TABLE handled (
	org BIGINT NOT NULL,
	user_id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id)
) WITHOUT ROWID;
INSERT INTO handled (org, user_id, thread_id)
SELECT k.num, o.user_id, o.thread_id FROM old_handled o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.user_id, o.thread_id;
DROP TABLE old_handled;

ALTER TABLE offer RENAME TO old_offer;
CREATE TABLE offer (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	state TEXT NOT NULL,
	offered_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO offer (org, id, interaction_id, user_id, state, offered_at, doc)
SELECT k.num, o.id, o.interaction_id, o.user_id, o.state, o.offered_at, o.doc FROM old_offer o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_offer;
CREATE INDEX offer_open_of ON offer (org, interaction_id, id) WHERE state = 'open';
CREATE INDEX offer_open_to ON offer (org, user_id, offered_at, id) WHERE state = 'open';

ALTER TABLE decision RENAME TO old_decision;
CREATE TABLE decision (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO decision (org, id, thread_id, at, doc)
SELECT k.num, o.id, o.thread_id, o.at, o.doc FROM old_decision o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_decision;
CREATE INDEX decision_of_thread ON decision (org, thread_id, at, id);

ALTER TABLE message RENAME TO old_message;
CREATE TABLE message (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	search TEXT NOT NULL,
	media_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO message (org, id, thread_id, interaction_id, provider_id, at, seq, search, media_id, doc)
SELECT k.num, o.id, o.thread_id, o.interaction_id, o.provider_id, o.at, o.seq, o.search, o.media_id, o.doc FROM old_message o JOIN org_key k ON k.org = o.org ORDER BY o.rowid;
DROP TABLE old_message;
CREATE INDEX message_of_thread ON message (org, thread_id, at, seq, id);
CREATE INDEX message_by_seq ON message (org, seq, id);
CREATE INDEX message_by_provider ON message (org, provider_id, id) WHERE provider_id <> '';
CREATE INDEX message_by_media ON message (org, media_id, seq, id) WHERE media_id <> '';

ALTER TABLE span RENAME TO old_span;
CREATE TABLE span (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	from_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO span (org, id, thread_id, interaction_id, from_at, doc)
SELECT k.num, o.id, o.thread_id, o.interaction_id, o.from_at, o.doc FROM old_span o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_span;
CREATE INDEX span_of_thread ON span (org, thread_id, from_at, id);
CREATE INDEX span_of_interaction ON span (org, interaction_id, from_at, id);

ALTER TABLE read_mark RENAME TO old_read_mark;
CREATE TABLE read_mark (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO read_mark (org, id, user_id, thread_id, doc)
SELECT k.num, o.id, o.user_id, o.thread_id, o.doc FROM old_read_mark o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_read_mark;
CREATE INDEX read_mark_of ON read_mark (org, user_id, thread_id, id);

ALTER TABLE notice RENAME TO old_notice;
CREATE TABLE notice (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	at BIGINT NOT NULL,
	is_read BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO notice (org, id, user_id, kind, about, at, is_read, doc)
SELECT k.num, o.id, o.user_id, o.kind, o.about, o.at, o.is_read, o.doc FROM old_notice o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_notice;
CREATE INDEX notice_of ON notice (org, user_id, at, id);
CREATE INDEX notice_unread ON notice (org, user_id, at, id) WHERE is_read = 0;
CREATE INDEX notice_unread_about ON notice (org, user_id, kind, about, at, id) WHERE is_read = 0;

ALTER TABLE unhandled RENAME TO old_unhandled;
CREATE TABLE unhandled (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO unhandled (org, id, seq, doc)
SELECT k.num, o.id, o.seq, o.doc FROM old_unhandled o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_unhandled;
CREATE INDEX unhandled_by_seq ON unhandled (org, seq, id);

ALTER TABLE upload RENAME TO old_upload;
CREATE TABLE upload (
	org BIGINT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	message_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
) WITHOUT ROWID;
INSERT INTO upload (org, id, user_id, message_id, at, doc)
SELECT k.num, o.id, o.user_id, o.message_id, o.at, o.doc FROM old_upload o JOIN org_key k ON k.org = o.org ORDER BY k.num, o.id;
DROP TABLE old_upload;
-- Those that no message has taken.
CREATE INDEX upload_unclaimed ON upload (org, user_id, at, id) WHERE message_id = '';

-- +goose Down

ALTER TABLE intake RENAME TO new_intake;
CREATE TABLE intake (
	id INTEGER PRIMARY KEY,
	org TEXT NOT NULL,
	provider TEXT NOT NULL,
	account TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	body BLOB
);
INSERT INTO intake (id, org, provider, account, received_at, body)
SELECT n.id, k.org, n.provider, n.account, n.received_at, n.body FROM new_intake n JOIN org_key k ON k.num = n.org;
DROP TABLE new_intake;

ALTER TABLE entry RENAME TO new_entry;
CREATE TABLE entry (
	org TEXT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	at BIGINT NOT NULL,
	intake BIGINT NOT NULL,
	hash BLOB NOT NULL,
	payload_hash BLOB NOT NULL,
	quarantined TEXT NOT NULL,
	payload BLOB,
	PRIMARY KEY (org, seq)
);
INSERT INTO entry (org, seq, kind, key, at, intake, hash, payload_hash, quarantined, payload)
SELECT k.org, n.place & 1099511627775, n.kind, n.key, n.at, n.intake, n.hash, n.payload_hash, n.quarantined, n.payload FROM new_entry n JOIN org_key k ON k.num = n.place >> 40;
DROP TABLE new_entry;

ALTER TABLE entry_key RENAME TO new_entry_key;
CREATE TABLE entry_key (
	org TEXT NOT NULL,
	key TEXT NOT NULL,
	seq BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	answer BLOB,
	PRIMARY KEY (org, key)
) WITHOUT ROWID;
INSERT INTO entry_key (org, key, seq, expires_at, answer)
SELECT k.org, n.key, n.seq, n.expires_at, n.answer FROM new_entry_key n JOIN org_key k ON k.num = n.org;
DROP TABLE new_entry_key;
CREATE INDEX entry_key_expiring ON entry_key (expires_at) WHERE expires_at > 0;

ALTER TABLE org_head RENAME TO new_org_head;
CREATE TABLE org_head (
	org TEXT NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash BLOB NOT NULL,
	at BIGINT NOT NULL,
	feed_floor BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO org_head (org, seq, hash, at, feed_floor)
SELECT k.org, n.seq, n.hash, n.at, n.feed_floor FROM new_org_head n JOIN org_key k ON k.num = n.org;
DROP TABLE new_org_head;

ALTER TABLE feed RENAME TO new_feed;
CREATE TABLE feed (
	org TEXT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	PRIMARY KEY (org, seq, kind, id)
) WITHOUT ROWID;
INSERT INTO feed (org, seq, kind, id)
SELECT k.org, n.seq, n.kind, n.id FROM new_feed n JOIN org_key k ON k.num = n.org;
DROP TABLE new_feed;

ALTER TABLE timer RENAME TO new_timer;
CREATE TABLE timer (
	org TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	due_at BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
INSERT INTO timer (org, kind, subject, due_at)
SELECT k.org, n.kind, n.subject, n.due_at FROM new_timer n JOIN org_key k ON k.num = n.org;
DROP TABLE new_timer;
CREATE INDEX timer_by_due ON timer (due_at, org, kind, subject);

ALTER TABLE job RENAME TO new_job;
CREATE TABLE job (
	org TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	ord BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	PRIMARY KEY (org, kind, subject)
) WITHOUT ROWID;
INSERT INTO job (org, kind, subject, thread_id, ord, due_at, attempts)
SELECT k.org, n.kind, n.subject, n.thread_id, n.ord, n.due_at, n.attempts FROM new_job n JOIN org_key k ON k.num = n.org;
DROP TABLE new_job;
CREATE INDEX job_by_due ON job (kind, due_at, org, ord, subject);
CREATE INDEX job_by_thread ON job (org, kind, thread_id, ord, subject);

ALTER TABLE organization RENAME TO new_organization;
CREATE TABLE organization (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO organization (org, id, doc)
SELECT k.org, n.id, n.doc FROM new_organization n JOIN org_key k ON k.num = n.org;
DROP TABLE new_organization;

ALTER TABLE user_account RENAME TO new_user_account;
CREATE TABLE user_account (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO user_account (org, id, doc)
SELECT k.org, n.id, n.doc FROM new_user_account n JOIN org_key k ON k.num = n.org;
DROP TABLE new_user_account;

ALTER TABLE app RENAME TO new_app;
CREATE TABLE app (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO app (org, id, doc)
SELECT k.org, n.id, n.doc FROM new_app n JOIN org_key k ON k.num = n.org;
DROP TABLE new_app;

ALTER TABLE waba RENAME TO new_waba;
CREATE TABLE waba (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	app_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO waba (org, id, app_id, doc)
SELECT k.org, n.id, n.app_id, n.doc FROM new_waba n JOIN org_key k ON k.num = n.org;
DROP TABLE new_waba;

ALTER TABLE number RENAME TO new_number;
CREATE TABLE number (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	provider TEXT NOT NULL,
	phone_id TEXT NOT NULL,
	state TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO number (org, id, provider, phone_id, state, doc)
SELECT k.org, n.id, n.provider, n.phone_id, n.state, n.doc FROM new_number n JOIN org_key k ON k.num = n.org;
DROP TABLE new_number;
-- A business number belongs to one organization at a time.
CREATE UNIQUE INDEX number_owner ON number (provider, phone_id) WHERE phone_id <> '' AND state <> 'gone';

ALTER TABLE inbox RENAME TO new_inbox;
CREATE TABLE inbox (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO inbox (org, id, doc)
SELECT k.org, n.id, n.doc FROM new_inbox n JOIN org_key k ON k.num = n.org;
DROP TABLE new_inbox;

ALTER TABLE template RENAME TO new_template;
CREATE TABLE template (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	waba_id TEXT NOT NULL,
	meta_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO template (org, id, waba_id, meta_id, doc)
SELECT k.org, n.id, n.waba_id, n.meta_id, n.doc FROM new_template n JOIN org_key k ON k.num = n.org;
DROP TABLE new_template;
CREATE INDEX template_by_meta ON template (org, waba_id, meta_id, id);

ALTER TABLE contact RENAME TO new_contact;
CREATE TABLE contact (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO contact (org, id, doc)
SELECT k.org, n.id, n.doc FROM new_contact n JOIN org_key k ON k.num = n.org;
DROP TABLE new_contact;

ALTER TABLE contact_alias RENAME TO new_contact_alias;
CREATE TABLE contact_alias (
	org TEXT NOT NULL,
	alias TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	PRIMARY KEY (org, alias)
) WITHOUT ROWID;
INSERT INTO contact_alias (org, alias, contact_id)
SELECT k.org, n.alias, n.contact_id FROM new_contact_alias n JOIN org_key k ON k.num = n.org;
DROP TABLE new_contact_alias;

ALTER TABLE thread RENAME TO new_thread;
CREATE TABLE thread (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	number_id TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	last_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO thread (org, id, number_id, contact_id, last_at, doc)
SELECT k.org, n.id, n.number_id, n.contact_id, n.last_at, n.doc FROM new_thread n JOIN org_key k ON k.num = n.org;
DROP TABLE new_thread;
CREATE INDEX thread_of ON thread (org, contact_id, number_id, id);
CREATE INDEX thread_by_last ON thread (org, last_at, id);

ALTER TABLE interaction RENAME TO new_interaction;
CREATE TABLE interaction (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	state TEXT NOT NULL,
	owner TEXT NOT NULL,
	waiting_since BIGINT NOT NULL,
	first_seq BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO interaction (org, id, thread_id, inbox_id, state, owner, waiting_since, first_seq, ended_at, doc)
SELECT k.org, n.id, n.thread_id, n.inbox_id, n.state, n.owner, n.waiting_since, n.first_seq, n.ended_at, n.doc FROM new_interaction n JOIN org_key k ON k.num = n.org;
DROP TABLE new_interaction;
CREATE INDEX interaction_of_thread ON interaction (org, thread_id, first_seq, id);
CREATE INDEX interaction_waiting ON interaction (org, inbox_id, waiting_since, first_seq, id) WHERE state = 'waiting';
CREATE INDEX interaction_owned ON interaction (org, owner, first_seq, id) WHERE state = 'open';
CREATE INDEX interaction_unended ON interaction (org, inbox_id, first_seq, id) WHERE state <> 'ended';
CREATE INDEX interaction_ended ON interaction (org, ended_at, id) WHERE state = 'ended';

ALTER TABLE handled RENAME TO new_handled;
CREATE TABLE handled (
	org TEXT NOT NULL,
	user_id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	PRIMARY KEY (org, user_id, thread_id)
) WITHOUT ROWID;
INSERT INTO handled (org, user_id, thread_id)
SELECT k.org, n.user_id, n.thread_id FROM new_handled n JOIN org_key k ON k.num = n.org;
DROP TABLE new_handled;

ALTER TABLE offer RENAME TO new_offer;
CREATE TABLE offer (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	state TEXT NOT NULL,
	offered_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO offer (org, id, interaction_id, user_id, state, offered_at, doc)
SELECT k.org, n.id, n.interaction_id, n.user_id, n.state, n.offered_at, n.doc FROM new_offer n JOIN org_key k ON k.num = n.org;
DROP TABLE new_offer;
CREATE INDEX offer_open_of ON offer (org, interaction_id, id) WHERE state = 'open';
CREATE INDEX offer_open_to ON offer (org, user_id, offered_at, id) WHERE state = 'open';

ALTER TABLE decision RENAME TO new_decision;
CREATE TABLE decision (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO decision (org, id, thread_id, at, doc)
SELECT k.org, n.id, n.thread_id, n.at, n.doc FROM new_decision n JOIN org_key k ON k.num = n.org;
DROP TABLE new_decision;
CREATE INDEX decision_of_thread ON decision (org, thread_id, at, id);

ALTER TABLE message RENAME TO new_message;
CREATE TABLE message (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	provider_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	search TEXT NOT NULL,
	media_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO message (org, id, thread_id, interaction_id, provider_id, at, seq, search, media_id, doc)
SELECT k.org, n.id, n.thread_id, n.interaction_id, n.provider_id, n.at, n.seq, n.search, n.media_id, n.doc FROM new_message n JOIN org_key k ON k.num = n.org;
DROP TABLE new_message;
CREATE INDEX message_of_thread ON message (org, thread_id, at, seq, id);
CREATE INDEX message_by_seq ON message (org, seq, id);
CREATE INDEX message_by_provider ON message (org, provider_id, id) WHERE provider_id <> '';
CREATE INDEX message_by_media ON message (org, media_id, seq, id) WHERE media_id <> '';

ALTER TABLE span RENAME TO new_span;
CREATE TABLE span (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	interaction_id TEXT NOT NULL,
	from_at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO span (org, id, thread_id, interaction_id, from_at, doc)
SELECT k.org, n.id, n.thread_id, n.interaction_id, n.from_at, n.doc FROM new_span n JOIN org_key k ON k.num = n.org;
DROP TABLE new_span;
CREATE INDEX span_of_thread ON span (org, thread_id, from_at, id);
CREATE INDEX span_of_interaction ON span (org, interaction_id, from_at, id);

ALTER TABLE read_mark RENAME TO new_read_mark;
CREATE TABLE read_mark (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	thread_id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO read_mark (org, id, user_id, thread_id, doc)
SELECT k.org, n.id, n.user_id, n.thread_id, n.doc FROM new_read_mark n JOIN org_key k ON k.num = n.org;
DROP TABLE new_read_mark;
CREATE INDEX read_mark_of ON read_mark (org, user_id, thread_id, id);

ALTER TABLE notice RENAME TO new_notice;
CREATE TABLE notice (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	at BIGINT NOT NULL,
	is_read BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO notice (org, id, user_id, kind, about, at, is_read, doc)
SELECT k.org, n.id, n.user_id, n.kind, n.about, n.at, n.is_read, n.doc FROM new_notice n JOIN org_key k ON k.num = n.org;
DROP TABLE new_notice;
CREATE INDEX notice_of ON notice (org, user_id, at, id);
CREATE INDEX notice_unread ON notice (org, user_id, at, id) WHERE is_read = 0;
CREATE INDEX notice_unread_about ON notice (org, user_id, kind, about, at, id) WHERE is_read = 0;

ALTER TABLE unhandled RENAME TO new_unhandled;
CREATE TABLE unhandled (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO unhandled (org, id, seq, doc)
SELECT k.org, n.id, n.seq, n.doc FROM new_unhandled n JOIN org_key k ON k.num = n.org;
DROP TABLE new_unhandled;
CREATE INDEX unhandled_by_seq ON unhandled (org, seq, id);

ALTER TABLE upload RENAME TO new_upload;
CREATE TABLE upload (
	org TEXT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	message_id TEXT NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (org, id)
);
INSERT INTO upload (org, id, user_id, message_id, at, doc)
SELECT k.org, n.id, n.user_id, n.message_id, n.at, n.doc FROM new_upload n JOIN org_key k ON k.num = n.org;
DROP TABLE new_upload;
-- Those that no message has taken.
CREATE INDEX upload_unclaimed ON upload (org, user_id, at, id) WHERE message_id = '';

DROP TABLE org_key;
