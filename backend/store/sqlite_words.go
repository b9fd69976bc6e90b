package store

import (
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/parleydesk/parley/backend/desk"
)

// The words of SQL that are SQLite's alone. Everything of SQLite's stands in the
// files sqlite_*.go; a second engine has files of its own in their place.

const (
	sqlBegin    = `BEGIN IMMEDIATE`
	sqlCommit   = `COMMIT`
	sqlRollback = `ROLLBACK`

	sqlVersion    = `SELECT sqlite_version()`
	sqlTables     = `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'`
	sqlAppID      = `PRAGMA application_id`
	sqlSetAppID   = `PRAGMA application_id = 1347570777`
	sqlLookAtLog  = `PRAGMA wal_checkpoint(NOOP)`
	sqlCopyLog    = `PRAGMA wal_checkpoint(PASSIVE)`
	sqlFinishLog  = `PRAGMA wal_checkpoint(RESTART)`
	sqlEmptyLog   = `PRAGMA wal_checkpoint(TRUNCATE)`
	sqlBeginRead  = `BEGIN DEFERRED`
	sqlIntegrity  = `PRAGMA integrity_check(20)`
	sqlQuickCheck = `PRAGMA quick_check(20)`
)

// logSuffix is what the write-ahead log's name has more than the file's.
const logSuffix = "-wal"

// pageSize is the size of a page of the file, and of the log.
const pageSize = 4096

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

func sqliteProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, desk.Wrap("read migrations", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	return p, desk.Wrap("read migrations", err)
}
