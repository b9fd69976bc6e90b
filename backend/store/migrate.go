package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
)

// migrate brings the tables up to date by the engine's migrations, each all or
// nothing, and refuses a database that a newer program made.
func migrate(ctx context.Context, db *sql.DB, by func(*sql.DB) (*goose.Provider, error)) error {
	p, err := by(db)
	if err != nil {
		return err
	}
	has, want, err := versions(ctx, p)
	if err != nil {
		return err
	}
	if has > want {
		return otherVersion("newer", has, want)
	}
	if _, err := p.Up(ctx); err != nil {
		return storageError("migrate database", err)
	}
	return nil
}

// upToDate refuses a database whose tables are not those of this program, for
// whoever only looks at it and so brings nothing up to date.
func upToDate(ctx context.Context, db *sql.DB, by func(*sql.DB) (*goose.Provider, error)) error {
	p, err := by(db)
	if err != nil {
		return err
	}
	has, want, err := versions(ctx, p)
	switch {
	case err != nil:
		return err
	case has > want:
		return otherVersion("newer", has, want)
	case has < want:
		return otherVersion("older", has, want)
	}
	return nil
}

func versions(ctx context.Context, p *goose.Provider) (has, want int64, err error) {
	has, want, err = p.GetVersions(ctx)
	return has, want, storageError("read database version", err)
}

func otherVersion(context string, has, want int64) error {
	return notOurs(context, fmt.Errorf("version %d, this program knows %d", has, want))
}
