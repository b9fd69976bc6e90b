package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// Facts are counts about an organization's record and what follows from it.
type Facts struct {
	Head        int64 // the last entry, as the head says
	Entries     int64 // how many there are
	Quarantined int64 // whose fold failed
	Keys        int64 // keys of entries
	KeysAhead   int64 // keys of entries that are not there
	FeedFloor   int64 // the feed begins behind this entry
	FeedFirst   int64 // the first and last entry with lines, 0 = it has none
	FeedLast    int64
	FeedEntries int64 // that have lines
}

const (
	sqlFacts = `SELECT h.seq, h.feed_floor,
(SELECT COUNT(*) FROM entry e WHERE e.place > h.org << 40 AND e.place < (h.org + 1) << 40),
(SELECT COUNT(*) FROM entry e WHERE e.place > h.org << 40 AND e.place < (h.org + 1) << 40 AND e.quarantined <> ''),
(SELECT COUNT(*) FROM entry_key k WHERE k.org = h.org),
(SELECT COUNT(*) FROM entry_key k WHERE k.org = h.org AND (k.seq < 1 OR k.seq > h.seq)),
(SELECT COUNT(*) FROM feed f WHERE f.place > h.org << 40 AND f.place < (h.org + 1) << 40),
(SELECT COALESCE(MIN(f.place) & 1099511627775, 0) FROM feed f WHERE f.place > h.org << 40 AND f.place < (h.org + 1) << 40),
(SELECT COALESCE(MAX(f.place) & 1099511627775, 0) FROM feed f WHERE f.place > h.org << 40 AND f.place < (h.org + 1) << 40)
FROM org_head h WHERE h.org = $1`
	sqlSecretBoxes = `SELECT org, name, box FROM secret ORDER BY org, name` //nolint:gosec // names of columns, no secrets
)

// Facts counts what there is of an organization.
func (s *Snapshot) Facts(ctx context.Context, org desk.OrgID) (Facts, error) {
	return one(ctx, s.q, "head", func(rows *sql.Rows) (f Facts, err error) {
		return f, rows.Scan(&f.Head, &f.FeedFloor, &f.Entries, &f.Quarantined, &f.Keys, &f.KeysAhead, &f.FeedEntries, &f.FeedFirst, &f.FeedLast)
	}, sqlFacts, org)
}

// EachRow reads every row of a kind, by id.
func (s *Snapshot) EachRow(ctx context.Context, org desk.OrgID, kind desk.Kind, each func(id string, r desk.Row) error) error {
	spec := specOf[kind]
	return s.each(ctx, func(rows *sql.Rows) error {
		var id string
		var doc []byte
		if err := rows.Scan(&id, &doc); err != nil {
			return readError(ctx, "read rows", err)
		}
		r, err := spec.decode(doc)
		if err != nil {
			return err
		}
		return each(id, r)
	}, spec.selectAll, org)
}

// EachTimer reads every timer.
func (s *Snapshot) EachTimer(ctx context.Context, org desk.OrgID, each func(desk.Timer) error) error {
	return s.each(ctx, func(rows *sql.Rows) error {
		var t desk.Timer
		if err := rows.Scan(&t.Kind, &t.Subject, &t.DueAt); err != nil {
			return readError(ctx, "read timers", err)
		}
		return each(t)
	}, sqlDumpTimers, org)
}

// EachJob reads every job.
func (s *Snapshot) EachJob(ctx context.Context, org desk.OrgID, each func(desk.Job) error) error {
	return s.each(ctx, func(rows *sql.Rows) error {
		var j desk.Job
		if err := rows.Scan(&j.Kind, &j.Subject, &j.ThreadID, &j.Order, &j.DueAt, &j.Attempts); err != nil {
			return readError(ctx, "read jobs", err)
		}
		return each(j)
	}, sqlDumpJobs, org)
}

// EachSecret reads every encrypted secret.
func (s *Snapshot) EachSecret(ctx context.Context, each func(org desk.OrgID, name string, box []byte) error) error {
	return s.each(ctx, func(rows *sql.Rows) error {
		var org desk.OrgID
		var name string
		var box []byte
		if err := rows.Scan(&org, &name, &box); err != nil {
			return readError(ctx, "read secrets", err)
		}
		return each(org, name, box)
	}, sqlSecretBoxes)
}

// Unfinished says whether a rebuild of the state has not come to its end.
func (s *Snapshot) Unfinished(ctx context.Context) (bool, error) {
	found := false
	err := s.each(ctx, func(*sql.Rows) error { found = true; return nil }, sqlMeta, metaRebuild)
	return found, err
}

func (s *Snapshot) each(ctx context.Context, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return readError(ctx, "read", rows.Err())
}
