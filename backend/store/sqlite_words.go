package store

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
