package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// BackupTo writes a consistent copy of the database to a new file while the
// relay goes on working. The copy has no erased text in it. It fails when the
// file exists.
func (db *DB) BackupTo(ctx context.Context, path string) error {
	pool, err := openPool(db.path, commonPragmas, 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(ctx, sqlVacuumInto, path)
	return readError(ctx, "back up database", err)
}

// Check reads the whole database and reports what is damaged.
func (db *DB) Check(ctx context.Context) error {
	lines, err := collect(ctx, db.q, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, sqlIntegrity)
	if err != nil {
		return err
	}
	if len(lines) == 1 && lines[0] == "ok" {
		return nil
	}
	return notOurs("The database file is damaged. Restore a backup, and keep the damaged file.", fmt.Errorf("%s", strings.Join(lines, "; ")))
}
