package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// readers serves reads: each class of work on connections of its own, so that
// one class at its limit leaves the others' connections alone. The class is that
// of the context.
type readers map[desk.Work]*readPool

// readerSizes says how many connections each class has.
func readerSizes(o Options) map[desk.Work]int {
	few := max(o.Readers/2, 1)
	return map[desk.Work]int{
		desk.WorkIntake: o.Readers, desk.WorkSync: o.Readers, desk.WorkSearch: few, desk.WorkMedia: few,
	}
}

func openReadersOf(ctx context.Context, e Engine, o Options, orgs *orgNumbers) (readers, error) {
	r := readers{}
	for work, size := range readerSizes(o) {
		db, err := e.Readers(ctx, size)
		if err != nil {
			return r, err
		}
		r[work] = newReadPool(db, o.Dialect, orgs)
	}
	return r, nil
}

func (r readers) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r[desk.WorkOf(ctx)].query(ctx, query, args...)
}

func (r readers) close() error {
	var errs []error
	for _, p := range r {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// ReadersInUse gives how many connections each class of work is reading on.
func (db *DB) ReadersInUse() map[desk.Work]int {
	n := make(map[desk.Work]int, len(db.readers))
	for work, p := range db.readers {
		n[work] = p.db.Stats().InUse
	}
	return n
}

// readPool serves reads on connections that cannot write, with each statement
// prepared once.
type readPool struct {
	db      *sql.DB
	dialect Dialect
	orgs    *orgNumbers  // nil: its tables know none
	mu      sync.RWMutex // guards stmts
	stmts   map[string]*sql.Stmt
}

func newReadPool(db *sql.DB, d Dialect, orgs *orgNumbers) *readPool {
	return &readPool{db: db, dialect: d, orgs: orgs, stmts: map[string]*sql.Stmt{}}
}

func (p *readPool) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if p.orgs != nil {
		p.orgs.bindKnown(args)
	}
	p.mu.RLock()
	s := p.stmts[query]
	p.mu.RUnlock()
	if s == nil {
		var err error
		if s, err = p.prepare(ctx, query); err != nil {
			return nil, readError(ctx, "prepare", err)
		}
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, readError(ctx, "read", err)
}

func (p *readPool) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.stmts[query]; s != nil {
		return s, nil
	}
	s, err := p.db.PrepareContext(ctx, p.dialect.Statement(query)) //nolint:sqlclosecheck // kept; close closes it
	if err == nil {
		p.stmts[query] = s
	}
	return s, err
}

func (p *readPool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.stmts {
		_ = s.Close()
	}
	clear(p.stmts)
	return p.db.Close()
}
