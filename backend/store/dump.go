package store

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// DumpRows writes everything that folds have made of an organization, one line
// per row in a stable order: two states are the same when their dumps are,
// however this build and earlier ones store a row.
func (db *DB) DumpRows(ctx context.Context, org desk.OrgID, w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, spec := range specs {
		if err := db.dumpKind(ctx, out, spec, org); err != nil {
			return err
		}
	}
	for _, d := range []struct {
		name, query string
		columns     int
	}{{"alias", sqlDumpAliases, 2}, {"handled", sqlDumpHandled, 2}, {"timer", sqlDumpTimers, 3}, {"job", sqlDumpJobs, 6}} {
		if err := db.dump(ctx, out, d.name, d.columns, d.query, org); err != nil {
			return err
		}
	}
	return desk.Wrap("write dump", out.Flush())
}

func (db *DB) dumpKind(ctx context.Context, out io.Writer, spec *rowSpec, org desk.OrgID) error {
	lines, err := collect(ctx, db.q, func(rows *sql.Rows) (string, error) {
		var id string
		var doc []byte
		if err := rows.Scan(&id, &doc); err != nil {
			return "", err
		}
		r, err := spec.decode(doc)
		if err != nil {
			return "", err
		}
		text, err := canonical(r)
		return fmt.Sprintf("%s\t%s\t%s\n", spec.Kind, id, text), err
	}, spec.selectAll, org)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, strings.Join(lines, ""))
	return desk.Wrap("write dump", err)
}

func (db *DB) dump(ctx context.Context, out io.Writer, name string, columns int, query string, org desk.OrgID) error {
	values, into := make([]string, columns), make([]any, columns)
	for i := range values {
		into[i] = &values[i]
	}
	lines, err := collect(ctx, db.q, func(rows *sql.Rows) (line string, err error) {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		line = name
		for _, v := range values {
			line += "\t" + v
		}
		return line, nil
	}, query, org)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return desk.Wrap("write dump", err)
		}
	}
	return nil
}

// WipeState removes everything that folds have made of an organization, for a
// rebuild from the ledger. Entries, keys, raw bodies and the feed stay.
func (db *DB) WipeState(ctx context.Context, org desk.OrgID) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		for _, spec := range specs {
			if err := tx.exec(ctx, spec.wipe, org); err != nil {
				return err
			}
		}
		for _, query := range []string{sqlWipeAliases, sqlWipeHandled, sqlWipeTimers, sqlWipeJobs} {
			if err := tx.exec(ctx, query, org); err != nil {
				return err
			}
		}
		tx.dropCache()
		return nil
	})
}

// dropCache forgets every cached row, after the state was changed without the cache.
func (t *Tx) dropCache() {
	t.emptied = true
	t.w.forget()
	t.cache = t.w.cache
}
