package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

const sqlRecordFacts = `SELECT n, facts FROM record WHERE org = $1 AND n > $2 ORDER BY n LIMIT $3`

// RecordFacts gives what the lines of an organization's records are searched by, those
// behind a number, in their order and at most limit. The text is each's to keep.
func (db *DB) RecordFacts(ctx context.Context, org desk.OrgID, after int64, limit int, each func(n int64, facts string) error) error {
	rows, err := db.q.query(ctx, sqlRecordFacts, org, after, limit)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var facts sql.RawBytes
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n, &facts); err != nil {
			return readError(ctx, "read records", err)
		}
		if err := each(n, string(facts)); err != nil {
			return err
		}
	}
	return readError(ctx, "read records", rows.Err())
}

// RecordsAfter gives the lines of an organization's records behind a number, in their
// order, at most limit.
func (s *Snapshot) RecordsAfter(ctx context.Context, org desk.OrgID, after int64, limit int) ([]*desk.RecordLine, error) {
	return collect(ctx, s.q, func(rows *sql.Rows) (*desk.RecordLine, error) {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			return nil, err
		}
		r, err := specOf[desk.RowRecord].decode(doc)
		if err != nil {
			return nil, err
		}
		return as[*desk.RecordLine](r), nil
	}, statements[desk.RecordsAfter].first, org, after, limit)
}
