package store

import (
	"bytes"
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// writer is the one connection that writes, with its prepared statements and
// its cache. Whoever holds turn may use it, and nobody else.
type writer struct {
	conn    *sql.Conn
	dialect Dialect
	stmts   map[string]*sql.Stmt
	cache   *cache
	rows    int // size of a fresh cache

	upserts map[upsertKey]*bulk // made as needed
	threads map[threadKey]int64 // numbers that the running write needs, see numberThreads
	groups  []group             // of rows that are being written, used again
	docs    bytes.Buffer        // their documents, used again
	encoded int                 // how many documents were made, ever
	text    []byte              // of a line of the feed, used again
	batch   batch               // what is being written
	spare   *overlay            // an empty one, used again; nil = none
	boxes   boxes

	orgs    *orgNumbers          // committed
	newOrgs map[desk.OrgID]int64 // of the running transaction

	// turn has one slot: a lock that can be waited for with a context.
	turn chan struct{}
}

func newWriter(o Options, orgs *orgNumbers) *writer {
	w := &writer{
		dialect: o.Dialect, stmts: map[string]*sql.Stmt{}, upserts: map[upsertKey]*bulk{}, threads: map[threadKey]int64{},
		rows: o.CacheRows, turn: make(chan struct{}, 1), orgs: orgs, newOrgs: map[desk.OrgID]int64{},
	}
	w.forget()
	return w
}

// upsertKey names the statements that write rows of a kind of which certain
// columns changed (bit i = the kind's Columns[i]). A statement that sets a
// column rewrites the column's indexes even when the value is the old one, so
// each sets what changed only.
type upsertKey struct {
	spec    *rowSpec
	changed uint
}

func (w *writer) upsert(spec *rowSpec, changed uint) *bulk {
	k := upsertKey{spec, changed}
	if b := w.upserts[k]; b != nil {
		return b
	}
	set, columns := []string{"doc"}, []string{"org", "id"}
	for i, c := range spec.Columns {
		columns = append(columns, columnName(c))
		if changed&(1<<i) != 0 {
			set = append(set, columnName(c))
		}
	}
	w.upserts[k] = newBulk(spec.Table, append(columns, "doc"), []string{"org", "id"}, set)
	return w.upserts[k]
}

// take waits for the writer's turn.
func (w *writer) take(ctx context.Context) error {
	select {
	case w.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &desk.Error{Code: desk.CodeUnavailable, Op: "wait for the database's writer", Subcode: "relayBusy", Err: ctx.Err()}
	}
}

func (w *writer) give() { <-w.turn }

// hold is take for an engine; see Host.
func (w *writer) hold(ctx context.Context) (release func(), err error) {
	if err := w.take(ctx); err != nil {
		return nil, err
	}
	return w.give, nil
}

// closeStatements gives up what was prepared.
func (w *writer) closeStatements() {
	for _, s := range w.stmts {
		_ = s.Close()
	}
	clear(w.stmts)
}

// forget throws the cache away; the next reads come from the database.
func (w *writer) forget() { w.cache = newCache(w.rows) }

func (w *writer) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, w.dialect.Statement(query))
	if err != nil {
		return nil, storageError("prepare", err)
	}
	w.stmts[query] = s
	return s, nil
}

// uncut keeps a statement of a write transaction from being cut short by its
// caller's context: an interrupted write may end the whole transaction.
func uncut(ctx context.Context) context.Context {
	if ctx.Done() == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// exec runs a statement. Statements are kept prepared by their text, so the
// text must be a constant or come from a bounded set.
func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	ctx = uncut(ctx)
	if err := bind(args, func(org desk.OrgID) (int64, error) { return w.number(ctx, org) }); err != nil {
		return err
	}
	s, err := w.stmt(ctx, query) //nolint:sqlclosecheck // kept; DB.Close closes it
	if err != nil {
		return err
	}
	if _, err := s.ExecContext(ctx, args...); err != nil {
		return storageError("write", err)
	}
	return nil
}

// query implements querier on the writer's connection.
func (w *writer) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = uncut(ctx)
	_ = bind(args, func(org desk.OrgID) (int64, error) { return max(w.orgs.of(org), w.newOrgs[org]), nil })
	s, err := w.stmt(ctx, query) //nolint:sqlclosecheck // kept; DB.Close closes it
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, storageError("read", err)
}
