package store

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"github.com/parleydesk/parley/backend/desk"
)

// Snapshot is a database as it is at one moment, while another process may go on
// writing to it. It changes nothing. Used by one goroutine; Close it.
type Snapshot struct {
	moment Moment
	q      *connection
}

// OpenSnapshot opens a database for looking at it. CodeNotFound when there is
// none; CodeInvalid for a file that is no database, or one of another Parley.
func OpenSnapshot(ctx context.Context, path string) (*Snapshot, error) {
	return OpenSnapshotOf(ctx, SQLite, path)
}

// OpenSnapshotOf is OpenSnapshot of an engine's database.
func OpenSnapshotOf(ctx context.Context, d Dialect, source string) (*Snapshot, error) {
	m, err := d.OpenMoment(ctx, source)
	if err != nil {
		return nil, unreadable(err)
	}
	s := &Snapshot{moment: m, q: &connection{conn: m.Conn(), dialect: d, orgs: &orgNumbers{}}}
	if err := s.q.orgs.load(ctx, s.q); err != nil {
		return nil, errors.Join(unreadable(err), s.Close())
	}
	return s, nil
}

// Close ends it.
func (s *Snapshot) Close() error { return s.moment.Close() }

// Check reads the whole database and reports what is damaged: SubcodeDamaged.
func (s *Snapshot) Check(ctx context.Context) error { return checked(ctx)(s.moment.Check(ctx)) }

// Orgs lists the organizations.
func (s *Snapshot) Orgs(ctx context.Context) ([]desk.OrgID, error) { return orgs(ctx, s.q) }

// EntriesAfter is DB's.
func (s *Snapshot) EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int,
	each func(e desk.Entry, payloadHash []byte, quarantined string) error,
) error {
	return entriesAfter(ctx, s.q, org, seq, limit, each)
}

// Copy gives the bytes of what makes the database, each part with what its name
// has more than the database's. All parts together are the database at this moment
// or a little later.
func (s *Snapshot) Copy(each func(suffix string, size int64, content io.Reader) error) error {
	return s.moment.Copy(each)
}

// Settle puts everything of a database where it belongs, as far as others let it: a
// copy made afterwards is small, and has no text in it that was erased long ago.
func Settle(ctx context.Context, path string) error { return SQLite.Settle(ctx, path) }

// connection runs queries on one connection.
type connection struct {
	conn    *sql.Conn
	dialect Dialect
	orgs    *orgNumbers // nil: it is asked about none
}

func (c *connection) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if c.orgs != nil {
		c.orgs.bindKnown(args)
	}
	rows, err := c.conn.QueryContext(ctx, c.dialect.Statement(query), args...)
	return rows, readError(ctx, "read", err)
}
