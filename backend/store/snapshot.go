package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"

	"github.com/parleydesk/parley/backend/desk"
)

// Snapshot is a database file as it is at one moment, while another process may
// go on writing to it. It changes nothing. Used by one goroutine; Close it.
type Snapshot struct {
	path  string
	pool  *sql.DB
	q     *connection
	files []*os.File // closed last: see Copy
}

// OpenSnapshot opens a database file for looking at it. CodeNotFound when there
// is none; CodeInvalid for a file that is no database.
func OpenSnapshot(ctx context.Context, path string) (*Snapshot, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &desk.Error{
			Code: desk.CodeNotFound, Subcode: "noDatabase", Op: "open database", Err: err,
		}
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	pool, err := openPool(path, readerPragmas, 1)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{path: path, pool: pool}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(unreadable(storageError("open database", err)), pool.Close())
	}
	s.q = &connection{conn: conn, orgs: &orgNumbers{}}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(unreadable(err), s.Close())
	}
	return s, nil
}

// begin fixes the moment: a transaction of SQLite's begins with its first read.
func (s *Snapshot) begin(ctx context.Context) error {
	if _, err := s.q.conn.ExecContext(ctx, sqlBeginRead); err != nil {
		return storageError("begin a read", err)
	}
	return s.q.orgs.load(ctx, s.q)
}

// Close ends it.
func (s *Snapshot) Close() error {
	err := errors.Join(s.q.conn.Close(), s.pool.Close())
	for _, f := range s.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// Check reads the whole database and reports what is damaged: SubcodeDamaged.
func (s *Snapshot) Check(ctx context.Context) error { return checked(ctx, s.q, sqlIntegrity) }

// Orgs lists the organizations.
func (s *Snapshot) Orgs(ctx context.Context) ([]desk.OrgID, error) { return orgs(ctx, s.q) }

// EntriesAfter is DB's.
func (s *Snapshot) EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int,
	each func(e desk.Entry, payloadHash []byte, quarantined string) error,
) error {
	return entriesAfter(ctx, s.q, org, seq, limit, each)
}

// Copy gives the bytes of the database file and then of its log, as name suffix
// ("" and "-wal"), size and content. Both together are the database at this
// moment or a little later, and no third file with everything in clear is made.
//
// It is right because of what SQLite promises to a reader: as long as this
// transaction lasts, the log is not begun anew, and only pages that stand in it
// are copied back into the file. A page that changes while it is read here is
// in the log too, and whoever opens the copy takes it from there.
func (s *Snapshot) Copy(each func(suffix string, size int64, content io.Reader) error) error {
	for _, suffix := range []string{"", logSuffix} {
		f, err := os.Open(s.path + suffix)
		if suffix != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return desk.Wrap("open database file", err)
		}
		// Not before the transaction is over: to close a file gives up every lock
		// that this process has on it, SQLite's too.
		s.files = append(s.files, f)
		st, err := f.Stat()
		if err != nil {
			return desk.Wrap("look at database file", err)
		}
		if err := each(suffix, st.Size(), io.LimitReader(f, st.Size())); err != nil {
			return err
		}
	}
	return nil
}

// EmptyLog copies the log of a database file back into it, as far as others let
// it: a copy made afterwards has little in its log, and no text in it that was
// erased long ago.
func EmptyLog(ctx context.Context, path string) error {
	pool, err := openPool(path, checkpointPragmas, 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(ctx, sqlEmptyLog)
	return storageError("empty the log", err)
}

// connection runs queries on one connection.
type connection struct {
	conn *sql.Conn
	orgs *orgNumbers // nil: it is asked about none
}

func (c *connection) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if c.orgs != nil {
		c.orgs.bindKnown(args)
	}
	rows, err := c.conn.QueryContext(ctx, query, args...)
	return rows, readError(ctx, "read", err)
}
