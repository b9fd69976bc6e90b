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
	has, want, err := p.GetVersions(ctx)
	if err != nil {
		return storageError("read database version", err)
	}
	if has > want {
		return notOurs("newer", fmt.Errorf("version %d, this program knows %d", has, want))
	}
	if _, err := p.Up(ctx); err != nil {
		return storageError("migrate database", err)
	}
	return nil
}
