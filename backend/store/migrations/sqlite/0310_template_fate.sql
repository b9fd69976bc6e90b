-- What became of templates that were sent, as reports count it. A rebuild fills it for
-- what was sent before.

-- +goose Up

ALTER TABLE message ADD COLUMN template TEXT NOT NULL DEFAULT '';
CREATE INDEX message_of_templates ON message (org, template) WHERE template <> '';

-- +goose Down

DROP INDEX message_of_templates;
ALTER TABLE message DROP COLUMN template;
