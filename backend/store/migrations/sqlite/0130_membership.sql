-- One address may be a person in several organizations, once in each.

-- +goose Up

DROP INDEX credential_email;
CREATE UNIQUE INDEX credential_email ON credential (email, org);

-- +goose Down

DROP INDEX credential_email;
CREATE UNIQUE INDEX credential_email ON credential (email);
