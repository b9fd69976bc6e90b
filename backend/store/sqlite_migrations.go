package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"

	"github.com/parleydesk/parley/backend/desk"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

const (
	markUp   = "-- +goose Up\n"
	markDown = "-- +goose Down\n"
)

// script is one migration: the number that its file's name begins with, and the
// statements that make it and take it back.
type script struct {
	version  int64
	up, down string
}

// sqliteProvider gives the migrations to goose, which keeps which of them a
// database has. Their text is cut here and not by goose: SQLite takes several
// statements at once, and goose looks at each line with four megabytes of memory
// of its own, which was a quarter of the time of a test that opens databases.
func sqliteProvider(db *sql.DB) (*goose.Provider, error) {
	scripts, err := sqliteScripts()
	if err != nil {
		return nil, desk.Wrap("read migrations", err)
	}
	steps := make([]*goose.Migration, len(scripts))
	for i, s := range scripts {
		steps[i] = goose.NewGoMigration(s.version, running(s.up), running(s.down))
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, nil, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...))
	return p, desk.Wrap("read migrations", err)
}

// running runs statements in the transaction that also notes the version.
func running(statements string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statements)
		return err
	}}
}

// sqliteScripts reads the files of this program once.
var sqliteScripts = sync.OnceValues(func() ([]script, error) { return readScripts(migrations, "migrations/sqlite") })

// readScripts reads the migrations of a folder in the order of their numbers. A
// file without a number or without both marks is a fault of the program.
func readScripts(files fs.FS, dir string) ([]script, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.sql"))
	if err != nil {
		return nil, err
	}
	scripts := make([]script, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if scripts[i], err = cut(path.Base(name), string(text)); err != nil {
			return nil, err
		}
	}
	return scripts, nil
}

func cut(name, text string) (script, error) {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil || version <= 0 {
		return script{}, fmt.Errorf("migration %s has no number", name)
	}
	_, both, hasUp := strings.Cut(text, markUp)
	up, down, hasDown := strings.Cut(both, markDown)
	// A mark of any other kind would be taken for a comment, and what it asks for left undone.
	if !hasUp || !hasDown || strings.Count(text, "-- +goose") != 2 {
		return script{}, fmt.Errorf("migration %s does not have one up and one down part", name)
	}
	return script{version: version, up: up, down: down}, nil
}
