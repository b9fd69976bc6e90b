package store

import (
	"embed"

	"github.com/pressly/goose/v3"
)

// The words of SQL that are SQLite's alone. Everything of SQLite's stands in the
// files sqlite_*.go, and in checkpoint.go and snapshot.go, which are about its log
// and its file; a second engine has files of its own in their place.

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

const (
	migrationsIn  = "migrations/sqlite"
	migrationsFor = goose.DialectSQLite3
)

// placeholder gives the n-th parameter of a generated statement. To SQLite $1 is
// a name, which the driver looks up for each value in a list as long as the
// statement has parameters; without names that costs nothing.
func placeholder(int) string { return "?" }
