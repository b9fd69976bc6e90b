-- Sessions and one-time codes get a place in the record: the number of the entry
-- that made them. What ends a person's power ends what came before it, by that
-- order and not by a clock, and does the same again at a rebuild.

-- +goose Up

ALTER TABLE session ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
-- The public key of the device, Ed25519 in base64; '' = the device has told none yet.
ALTER TABLE session ADD COLUMN device_key TEXT NOT NULL DEFAULT '';
ALTER TABLE invite ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

UPDATE session SET seq = coalesce((SELECT h.seq FROM org_head h WHERE h.org = session.org), 0);
UPDATE invite SET seq = coalesce((SELECT h.seq FROM org_head h WHERE h.org = invite.org), 0);

-- Whoever is switched off now is signed out for good.
UPDATE session SET revoked_at = max(last_seen_at, 1) WHERE revoked_at = 0 AND EXISTS (
	SELECT 1 FROM user_account u WHERE u.org = session.org AND u.id = session.user_id AND json_extract(u.doc, '$.active') = 0);

CREATE INDEX invite_made_by ON invite (org, created_by);

-- +goose Down

DROP INDEX invite_made_by;
ALTER TABLE invite DROP COLUMN seq;
ALTER TABLE session DROP COLUMN device_key;
ALTER TABLE session DROP COLUMN seq;
