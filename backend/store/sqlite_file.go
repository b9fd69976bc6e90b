package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/parleydesk/parley/backend/desk"
)

// applicationID marks our files in their header: "PRLY".
const applicationID = 0x50524c59

// headerSize is how long the header of a SQLite file is, and headerText how it
// begins.
const (
	headerSize = 100
	headerText = "SQLite format 3\x00"
)

// checkHeader refuses a file that is no SQLite database before SQLite touches it.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "databaseFile", Op: "open database", Params: desk.Params{"context": "read"}, Err: err}
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	if n == 0 && errors.Is(err, io.EOF) {
		return nil // a new file, made but not yet written
	}
	if err != nil || string(header[:len(headerText)]) != headerText {
		return notOurs("header", fmt.Errorf("header of %d bytes", n))
	}
	return nil
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
