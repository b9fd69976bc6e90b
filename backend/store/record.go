package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

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

// The second condition names the index.
const sqlTemplateFacts = `SELECT template FROM message WHERE org = $1 AND template >= $2 AND template <> '' ORDER BY template`

// TemplateFacts gives what there is to count about an organization's templates that were
// sent from a time on, in their order. The text is each's to keep.
func (db *DB) TemplateFacts(ctx context.Context, org desk.OrgID, from int64, each func(fact string) error) error {
	return db.facts(ctx, sqlTemplateFacts, "read templates that were sent", org, from, each)
}

const sqlRatingFacts = `SELECT rating FROM interaction WHERE org = $1 AND rating >= $2 AND rating <> '' ORDER BY rating`

// RatingFacts gives what there is to count about questions for a rating that went out from a
// time on, in their order. The text is each's to keep.
func (db *DB) RatingFacts(ctx context.Context, org desk.OrgID, from int64, each func(fact string) error) error {
	return db.facts(ctx, sqlRatingFacts, "read ratings", org, from, each)
}

func (db *DB) facts(ctx context.Context, query, what string, org desk.OrgID, from int64, each func(fact string) error) error {
	rows, err := db.q.query(ctx, query, org, desk.TemplateFactFrom(from))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var fact sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&fact); err != nil {
			return readError(ctx, what, err)
		}
		if err := each(string(fact)); err != nil {
			return err
		}
	}
	return readError(ctx, what, rows.Err())
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

// RecordLines gives the lines of those numbers, which are in order, in their order.
func (db *DB) RecordLines(ctx context.Context, org desk.OrgID, ns []int64) ([]*desk.RecordLine, error) {
	if len(ns) == 0 {
		return nil, nil
	}
	first, last := ns[0], ns[len(ns)-1]
	if span := last - first + 1; span <= 2*int64(len(ns)) { // reading past some is quicker than finding each
		all, err := list[*desk.RecordLine](ctx, db.reader, org, desk.RecordsAfter.With(first-1).First(int(span)))
		return slices.DeleteFunc(all, func(r *desk.RecordLine) bool { _, wanted := slices.BinarySearch(ns, r.N); return !wanted }), err
	}
	ids := make([]desk.RecordID, len(ns))
	for i, n := range ns {
		ids[i] = desk.RecordIDOf(n)
	}
	lines, err := among[*desk.RecordLine](ctx, db, desk.RowRecord, specOf[desk.RowRecord].selectMany, org, ids)
	slices.SortFunc(lines, func(a, b *desk.RecordLine) int { return cmp.Compare(a.N, b.N) })
	return lines, err
}

// Contacts gives those of the customers that there are, in no order.
func (db *DB) Contacts(ctx context.Context, org desk.OrgID, ids []desk.ContactID) ([]*desk.Contact, error) {
	return among[*desk.Contact](ctx, db, desk.RowContact, specOf[desk.RowContact].selectMany, org, ids)
}
