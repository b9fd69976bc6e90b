package store

import (
	"context"
	"os"

	"github.com/parleydesk/parley/backend/desk"
)

// BackupFile writes a consistent copy of a database file that another process
// may have open: a backup needs no pause of the relay.
func BackupFile(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return &desk.Error{
			Code: desk.CodeNotFound, Subcode: "noDatabase", Op: "back up database", Err: err,
			Message: "There is no database in this data directory. Check its path.",
		}
	}
	if err := checkHeader(from); err != nil {
		return err
	}
	db := &DB{path: from}
	return db.BackupTo(ctx, to)
}
