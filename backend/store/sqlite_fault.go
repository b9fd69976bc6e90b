package store

import (
	"errors"

	"modernc.org/sqlite"
)

// SQLite's primary result codes, in the low byte of what the driver reports.
const (
	sqliteIOErr   = 10
	sqliteCorrupt = 11
	sqliteNotADB  = 26
)

// Two input/output errors are not about the disk's word: no memory, and no room
// for the shared index beside the write-ahead log.
const (
	sqliteIOErrNoMem   = sqliteIOErr | 12<<8
	sqliteIOErrShmSize = sqliteIOErr | 19<<8
)

// classify says what the driver's error means: the file or the disk cannot be
// trusted any more, and that a page of the file is damaged.
func classify(err error) (fatal, damaged bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false, false
	}
	switch e.Code() & 0xff {
	case sqliteIOErr:
		return e.Code() != sqliteIOErrNoMem && e.Code() != sqliteIOErrShmSize, false
	case sqliteCorrupt, sqliteNotADB:
		return true, e.Code()&0xff == sqliteCorrupt
	}
	return false, false
}
