package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Head gives the sequence of the organization's last entry, 0 when there is none.
func (db *DB) Head(ctx context.Context, org desk.OrgID) (int64, error) {
	h, err := db.readHead(ctx, org)
	return h.seq, err
}

// LastStamp gives the stamp of the newest entry of any organization, 0 when
// there is none.
func (db *DB) LastStamp(ctx context.Context) (int64, error) {
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return 0, err
	}
	var last int64
	for _, org := range orgs {
		h, err := db.readHead(ctx, org)
		if err != nil {
			return 0, err
		}
		last = max(last, h.at)
	}
	return last, nil
}

// FeedFloor gives the oldest cursor that FeedSince still serves; whoever is
// behind it needs a snapshot.
func (db *DB) FeedFloor(ctx context.Context, org desk.OrgID) (int64, error) {
	floor, err := db.int64(ctx, sqlFloor, org)
	if isNoRows(err) {
		return 0, nil
	}
	return floor, err
}

// FeedSince gives what changed after from: for each row its last line only, in
// the order of those lines. It covers (from, to] completely, reading at most
// limit lines unless one entry alone has more; to is the head when there is
// nothing further.
func (db *DB) FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) (changes []desk.Change, to int64, err error) {
	// The head is read first: lines that are committed after it wait for the next call.
	head, err := db.Head(ctx, org)
	if err != nil || from >= head {
		return []desk.Change{}, max(from, head), err
	}
	limit = max(limit, 1)
	entries, err := collect(ctx, db.q, scanFeed, sqlFeed, place{org, from}, place{org, head}, limit+1)
	if err != nil {
		return nil, 0, err
	}
	changes, to = []desk.Change{}, head
	for _, lines := range entries {
		seq := lines[0].Seq
		// What does not fit is left, unless it is the very next entry.
		if len(changes)+len(lines) > limit && seq > from+1 {
			to = seq - 1
			break
		}
		changes = append(changes, lines...)
		if len(changes) > limit {
			to = seq
			break
		}
	}
	return coalesce(changes), to, nil
}

// feedText writes lines of one entry as they are stored.
func feedText(b []byte, lines []feedLine) []byte {
	for _, l := range lines {
		b = append(append(append(b, l.Kind...), ' '), feedEscaped.Replace(l.ID)...)
		b = append(b, '\n')
	}
	return b
}

// An id may be somebody else's and hold what it likes.
var (
	feedEscaped   = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	feedUnescaped = strings.NewReplacer(`\\`, `\`, `\n`, "\n")
)

// scanFeed reads the lines of one entry, at least one, each once and in order.
func scanFeed(rows *sql.Rows) ([]desk.Change, error) {
	var at int64
	var text string
	if err := rows.Scan(&at, &text); err != nil {
		return nil, err
	}
	var lines []desk.Change
	for line := range strings.Lines(text) {
		kind, id, found := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if !found {
			break
		}
		lines = append(lines, desk.Change{Seq: at & lastSeq, Kind: desk.Kind(kind), ID: feedUnescaped.Replace(id)})
	}
	if len(lines) == 0 {
		return nil, desk.Broken("feed", "the lines of entry %d cannot be read", at&lastSeq)
	}
	slices.SortFunc(lines, func(a, b desk.Change) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return slices.Compact(lines), nil
}

// coalesce keeps the last line of each row.
func coalesce(lines []desk.Change) []desk.Change {
	last := make(map[desk.Ref]int64, len(lines))
	for _, c := range lines {
		last[desk.Ref{Kind: c.Kind, ID: c.ID}] = c.Seq
	}
	return slices.DeleteFunc(lines, func(c desk.Change) bool { return last[desk.Ref{Kind: c.Kind, ID: c.ID}] != c.Seq })
}

// DueJobs gives the jobs of a kind that are due at now, the longest due first.
// Of sends it gives the first of each thread only: the others wait behind it.
func (db *DB) DueJobs(ctx context.Context, kind desk.JobKind, now int64, limit int) ([]desk.OrgJob, error) {
	due, absurd := sqlDueJobs, sqlAbsurdJobs
	if kind == desk.JobSend {
		due, absurd = sqlDueSends, sqlAbsurdSends
	}
	scan := func(rows *sql.Rows) (j desk.OrgJob, err error) {
		var org int64
		j.Kind = kind
		err = rows.Scan(&org, &j.Subject, &j.ThreadID, &j.Order, &j.DueAt, &j.Attempts)
		j.Org = db.orgs.named(org)
		return j, err
	}
	jobs, err := collect(ctx, db.q, scan, due, string(kind), now, limit)
	if err != nil || len(jobs) == limit {
		return jobs, err
	}
	more, err := collect(ctx, db.q, scan, absurd, string(kind), now+mostPutOff, limit-len(jobs))
	return append(jobs, more...), err
}

// mostPutOff is longer than any job is put off, in milliseconds. One that is due
// later was stamped by a clock that ran ahead, and is due now.
const mostPutOff = int64(2 * time.Hour / time.Millisecond)

// NextJob gives when the next job of a kind is due, 0 when there is none.
func (db *DB) NextJob(ctx context.Context, kind desk.JobKind) (int64, error) {
	return db.int64(ctx, sqlNextJob, string(kind))
}

// Orgs gives the organizations that have a ledger.
func (db *DB) Orgs(ctx context.Context) ([]desk.OrgID, error) {
	return orgs(ctx, db.q)
}

func orgs(ctx context.Context, q querier) ([]desk.OrgID, error) {
	return collect(ctx, q, func(rows *sql.Rows) (org desk.OrgID, err error) {
		return org, rows.Scan(&org)
	}, sqlOrgs)
}

// collect runs a query and scans each of its rows.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, readError(ctx, "read", err)
		}
		out = append(out, v)
	}
	return out, readError(ctx, "read", rows.Err())
}
