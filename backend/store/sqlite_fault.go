package store

import (
	"errors"

	"modernc.org/sqlite"
)

// SQLite's primary result codes, in the low byte of what the driver reports.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteConstraint = 19
	sqliteNotADB     = 26
)

// Two input/output errors do not mean that the disk failed: no memory, and no space for
// the shared index beside the write-ahead log.
const (
	sqliteIOErrNoMem   = sqliteIOErr | 12<<8
	sqliteIOErrShmSize = sqliteIOErr | 19<<8
)

// Classify implements Dialect.
func (sqliteDialect) Classify(err error) Class {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return ClassPassing
	}
	switch e.Code() & 0xff {
	case sqliteBusy, sqliteLocked:
		return ClassBusy
	case sqliteFull:
		return ClassFull
	case sqliteConstraint:
		return ClassConflict
	case sqliteIOErr:
		switch e.Code() {
		case sqliteIOErrNoMem:
			return ClassPassing
		case sqliteIOErrShmSize:
			return ClassFull
		}
		return ClassFatal
	case sqliteCorrupt:
		return ClassDamaged
	case sqliteNotADB:
		return ClassFatal
	}
	return ClassPassing
}
