package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/parleydesk/parley/backend/desk"
)

// migrate brings the tables up to date, each migration all or nothing.
func migrate(ctx context.Context, db *sql.DB) error {
	if err := claimFile(ctx, db); err != nil {
		return err
	}
	p, err := provider(db)
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

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, migrationsIn)
	if err != nil {
		return nil, desk.Wrap("read migrations", err)
	}
	p, err := goose.NewProvider(migrationsFor, db, files, goose.WithDisableGlobalRegistry(true))
	return p, desk.Wrap("read migrations", err)
}
