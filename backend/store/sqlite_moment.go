package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"

	"github.com/parleydesk/parley/backend/desk"
)

// sqliteMoment is a file as one transaction that reads sees it.
type sqliteMoment struct {
	path  string
	parts []string // what the names of its files have more than path
	pool  *sql.DB
	conn  *sql.Conn
	files []*os.File // closed last: see Copy
}

// OpenMoment implements Dialect.
func (sqliteDialect) OpenMoment(ctx context.Context, source string) (Moment, error) {
	return openMoment(ctx, source, readerPragmas, "", logSuffix)
}

func openMoment(ctx context.Context, path string, pragmas []pragma, parts ...string) (Moment, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &desk.Error{
			Code: desk.CodeNotFound, Subcode: "noDatabase", Op: "open database", Err: err,
		}
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	pool, err := openPool(path, pragmas, 1)
	if err != nil {
		return nil, err
	}
	if err := upToDate(ctx, pool, sqliteProvider); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	m := &sqliteMoment{path: path, parts: parts, pool: pool}
	if m.conn, err = pool.Conn(ctx); err == nil {
		// The moment is that of the first read: the core's, of the organizations.
		_, err = m.conn.ExecContext(ctx, sqlBeginRead)
	}
	if err != nil {
		return nil, errors.Join(storageError("open database", err), m.Close())
	}
	return m, nil
}

func (m *sqliteMoment) Conn() *sql.Conn { return m.conn }

func (m *sqliteMoment) Check(ctx context.Context) ([]string, error) {
	return damagesOf(ctx, m.conn, false)
}

// Copy gives the file and then its log: no third file with everything in clear is
// made.
//
// It is right because of what SQLite promises to a reader: as long as this
// transaction lasts, the log is not begun anew, and only pages that stand in it
// are copied back into the file. A page that changes while it is read here is
// in the log too, and whoever opens the copy takes it from there.
func (m *sqliteMoment) Copy(each func(suffix string, size int64, content io.Reader) error) error {
	for _, suffix := range m.parts {
		f, err := os.Open(m.path + suffix)
		if suffix != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return desk.Wrap("open database file", err)
		}
		// Not before the transaction is over: to close a file gives up every lock
		// that this process has on it, SQLite's too.
		m.files = append(m.files, f)
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

func (m *sqliteMoment) Close() error {
	var err error
	if m.conn != nil {
		err = m.conn.Close()
	}
	err = errors.Join(err, m.pool.Close())
	for _, f := range m.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// Settle implements Dialect: it copies the log back into the file.
func (sqliteDialect) Settle(ctx context.Context, source string) error {
	pool, err := openPool(source, checkpointPragmas, 1)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(ctx, sqlEmptyLog)
	return storageError("empty the log", err)
}
