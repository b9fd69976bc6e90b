package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/parleydesk/parley/backend/desk"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

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
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, desk.Wrap("read migrations", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	return p, desk.Wrap("read migrations", err)
}

// claimFile marks a new file as ours and refuses another program's.
func claimFile(ctx context.Context, db *sql.DB) error {
	var id, tables int64
	if err := db.QueryRowContext(ctx, sqlAppID).Scan(&id); err != nil {
		return storageError("open database", err)
	}
	if id == applicationID {
		return nil
	}
	if err := db.QueryRowContext(ctx, sqlTables).Scan(&tables); err != nil {
		return storageError("open database", err)
	}
	if id != 0 || tables != 0 {
		return notOurs("program", fmt.Errorf("application id %d, %d tables", id, tables))
	}
	_, err := db.ExecContext(ctx, sqlSetAppID)
	return storageError("mark database", err)
}
