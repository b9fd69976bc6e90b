package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
)

// SQLite is the engine of a relay on one machine: a file, and its log beside it.
var SQLite Dialect = sqliteDialect{}

// sqliteDialect is SQLite with a write-ahead log. Its files are sqlite_*.go.
type sqliteDialect struct{}

// sqliteEngine is one open file.
type sqliteEngine struct {
	path                    string
	pool                    *sql.DB // of the writer
	conn                    *sql.Conn
	begin, commit, rollback *sql.Stmt
	checkpoints             *checkpointer
}

// Open implements Dialect. It refuses a folder on a network file system too.
func (d sqliteDialect) Open(ctx context.Context, source string, o Options, h Host) (Engine, error) {
	if err := checkFolder(filepath.Dir(source)); err != nil {
		return nil, err
	}
	if err := checkHeader(source); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: source}
	if err := e.open(ctx, o, h); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *sqliteEngine) open(ctx context.Context, o Options, h Host) error {
	if err := e.openWriter(ctx, writerPragmas); err != nil {
		return err
	}
	var err error
	e.checkpoints, err = openCheckpointer(ctx, e.path, o, h)
	return err
}

// openWriter opens the connection that writes, with the tables up to date.
func (e *sqliteEngine) openWriter(ctx context.Context, pragmas []pragma) error {
	if err := addTextKey(); err != nil {
		return storageError("open the writer", err)
	}
	var err error
	if e.pool, err = openPool(e.path, pragmas, 1); err != nil {
		return err
	}
	if err := claimFile(ctx, e.pool); err != nil {
		return err
	}
	if err := migrate(ctx, e.pool, sqliteProvider); err != nil {
		return err
	}
	if e.conn, err = e.pool.Conn(ctx); err != nil {
		return storageError("open the writer", err)
	}
	if err := checkVersion(ctx, e.conn); err != nil {
		return err
	}
	if err := checkPragmas(ctx, e.conn, pragmas); err != nil {
		return err
	}
	for _, s := range []struct {
		to   **sql.Stmt
		text string
	}{{&e.begin, sqlBegin}, {&e.commit, sqlCommit}, {&e.rollback, sqlRollback}} {
		if *s.to, err = e.conn.PrepareContext(ctx, s.text); err != nil { //nolint:sqlclosecheck // kept; Close closes it
			return storageError("prepare", err)
		}
	}
	return nil
}

func (e *sqliteEngine) Writer() *sql.Conn { return e.conn }

func (e *sqliteEngine) Begin(ctx context.Context) error {
	_, err := e.begin.ExecContext(uncut(ctx))
	return storageError("begin", err)
}

func (e *sqliteEngine) Commit(ctx context.Context) error {
	_, err := e.commit.ExecContext(uncut(ctx))
	return storageError("commit", err)
}

// Rollback implements Engine. SQLite ends a transaction by itself after some
// failures; ROLLBACK then reports that there is none, which is what was wanted.
func (e *sqliteEngine) Rollback(ctx context.Context) error {
	_, _ = e.rollback.ExecContext(uncut(ctx))
	return nil
}

func (e *sqliteEngine) Committed() { e.checkpoints.nudge() }

func (e *sqliteEngine) Readers(ctx context.Context, size int) (*sql.DB, error) {
	return openReaders(ctx, e.path, readerPragmas, size)
}

func (e *sqliteEngine) Free() (int64, error) { return freeSpace(filepath.Dir(e.path)) }

// Check implements Engine, on a connection of its own: the others keep their turn.
func (e *sqliteEngine) Check(ctx context.Context, quick bool) ([]string, error) {
	pool, err := openPool(e.path, readerPragmas, 1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, storageError("open database", err)
	}
	defer func() { _ = conn.Close() }()
	return damagesOf(ctx, conn, quick)
}

// damagesOf runs one of SQLite's checks.
func damagesOf(ctx context.Context, conn *sql.Conn, quick bool) ([]string, error) {
	query := sqlIntegrity
	if quick {
		query = sqlQuickCheck
	}
	lines, err := collect(ctx, &connection{conn: conn, dialect: SQLite}, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, query)
	if err == nil && len(lines) == 1 && lines[0] == "ok" {
		return nil, nil
	}
	return lines, err
}

// Close implements Engine. The last connection that is closed copies the log
// back into the file.
func (e *sqliteEngine) Close() error {
	var errs []error
	if e.checkpoints != nil {
		errs = append(errs, e.checkpoints.close())
	}
	for _, s := range []*sql.Stmt{e.begin, e.commit, e.rollback} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	if e.conn != nil {
		errs = append(errs, e.conn.Close())
	}
	if e.pool != nil {
		errs = append(errs, e.pool.Close())
	}
	return errors.Join(errs...)
}

// Statement implements Dialect. To SQLite $1 is a name, which the driver looks up
// for each value in a list as long as the statement has parameters; without names
// that costs nothing. A statement in which a parameter comes twice, or out of
// turn, keeps its names.
func (sqliteDialect) Statement(text string) string {
	var b strings.Builder
	n, quoted := 0, false
	for i := 0; i < len(text); i++ {
		if text[i] == '\'' {
			quoted = !quoted
		}
		if text[i] != '$' || quoted {
			b.WriteByte(text[i])
			continue
		}
		digits := i + 1
		for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
			digits++
		}
		if n++; text[i+1:digits] != strconv.Itoa(n) {
			return text
		}
		b.WriteByte('?')
		i = digits - 1
	}
	return b.String()
}
