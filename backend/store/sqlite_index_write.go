package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// commit writes a batch, and how far the index reaches with it.
func (x *sqliteFinder) commit(ctx context.Context, org desk.OrgID, r reach, b *fillBatch) (err error) {
	if err := x.puts.prepare(ctx, x.write); err != nil {
		return storageError("prepare", err)
	}
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return storageError("begin", err)
	}
	defer func() {
		if err != nil {
			x.forget()
			err = errors.Join(storageError("write search index", err), ignoreDone(tx.Rollback()))
		}
	}()
	removed := false
	if b != nil {
		if removed, err = b.write(ctx, tx); err != nil {
			return err
		}
	}
	if _, err = tx.ExecContext(ctx, idxSetState, string(org), r.life, r.upto, r.down, r.top); err != nil {
		return err
	}
	if err = tx.Commit(); err != nil {
		return err
	}
	x.db.tail.drop(org, r.upto+1)
	if removed { // what was removed must not stay in the log either
		_, err := x.write.ExecContext(ctx, idxPurge)
		return err
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// write puts the documents in their places. removed says that words were taken
// out.
func (b *fillBatch) write(ctx context.Context, tx *sql.Tx) (removed bool, err error) {
	w := fillWriter{tx: tx, fillStatements: b.x.puts.in(ctx, tx), known: b.x.words}
	if w.newest, err = newestRow(ctx, tx); err != nil {
		return false, err
	}
	// FTS5 gathers what is inserted in ascending order, and writes out what it has
	// gathered whenever a row comes out of order.
	slices.SortStableFunc(b.texts, func(a, b text) int { return cmp.Compare(a.seq, b.seq) })
	ids := make([]string, len(b.texts))
	for i, t := range b.texts {
		ids[i] = t.interaction
	}
	if err := b.askHandlers(ctx, ids...); err != nil {
		return false, err
	}
	for _, t := range b.texts {
		if err := w.put(ctx, t, b.document(t)); err != nil {
			return false, err
		}
	}
	for _, id := range b.gone {
		if err := w.drop(ctx, id); err != nil {
			return false, err
		}
	}
	for _, id := range b.moved {
		if _, err := tx.ExecContext(ctx, idxSetHandlers, id, b.who[id]); err != nil {
			return false, err
		}
		b.x.remember(id, b.who[id])
	}
	return len(w.gone) > 0, w.unlearn(ctx)
}

// fillStatements are prepared once: a batch of few messages would spend more on
// preparing them than on its messages.
type fillStatements struct{ at, add, change, word *sql.Stmt }

// prepare makes those that are not there yet. No transaction may be open: the pool
// has one connection.
func (f *fillStatements) prepare(ctx context.Context, pool *sql.DB) (err error) {
	for _, s := range []struct {
		to    **sql.Stmt
		query string
	}{{&f.at, idxAt}, {&f.add, idxAdd}, {&f.change, idxChange}, {&f.word, idxAddWord}} {
		if *s.to != nil {
			continue
		}
		if *s.to, err = pool.PrepareContext(ctx, s.query); err != nil { //nolint:sqlclosecheck // kept; close closes it
			return err
		}
	}
	return nil
}

// in gives them for use in a transaction, which closes what it is given.
func (f *fillStatements) in(ctx context.Context, tx *sql.Tx) fillStatements {
	return fillStatements{tx.StmtContext(ctx, f.at), tx.StmtContext(ctx, f.add), tx.StmtContext(ctx, f.change), tx.StmtContext(ctx, f.word)}
}

func (f *fillStatements) close() error {
	var errs []error
	for _, s := range []*sql.Stmt{f.at, f.add, f.change, f.word} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

type fillWriter struct {
	tx *sql.Tx
	fillStatements
	newest int64 // the last row that is taken
	known  map[string]bool
	gone   []string // words that were taken out of a document
}

func newestRow(ctx context.Context, tx *sql.Tx) (row int64, err error) {
	err = tx.QueryRowContext(ctx, idxNewest).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return row, err
}

// put writes one document, if it is new or not what it was.
func (w *fillWriter) put(ctx context.Context, t text, doc string) error {
	first := t.seq << slotBits
	row, old, err := w.slot(ctx, t.id, first)
	switch {
	case err != nil || old == doc:
		return err
	case old != "":
		w.gone = append(w.gone, lost(doc, old)...)
		_, err = w.change.ExecContext(ctx, row, doc)
	case row < first+slots:
		_, err = w.add.ExecContext(ctx, row, doc, t.id)
		w.newest = max(w.newest, row)
	}
	if err != nil {
		return err
	}
	return w.learn(ctx, doc)
}

// drop takes out a message that is no more. Nothing finds it quickly, and it
// happens seldom.
func (w *fillWriter) drop(ctx context.Context, id string) error {
	found, err := w.tx.QueryContext(ctx, idxOf, id)
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }()
	var at []int64
	for found.Next() {
		var row int64
		var old string
		if err := found.Scan(&row, &old); err != nil {
			return err
		}
		at, w.gone = append(at, row), append(w.gone, strings.Fields(old)...)
	}
	if err := errors.Join(found.Err(), found.Close()); err != nil {
		return err
	}
	for _, row := range at {
		if _, err := w.tx.ExecContext(ctx, idxDrop, row); err != nil {
			return err
		}
	}
	return nil
}

// learn notes the words of a document that are new.
func (w *fillWriter) learn(ctx context.Context, doc string) error {
	if len(w.known) > maxWords {
		clear(w.known)
	}
	for _, t := range strings.Fields(doc) {
		if !terms.IsWord(t) || w.known[t] {
			continue
		}
		if _, err := w.word.ExecContext(ctx, t); err != nil {
			return err
		}
		w.known[t] = true
	}
	return nil
}

// slot finds a message's place among those of its entry: its own or the first
// free one.
func (w *fillWriter) slot(ctx context.Context, id string, first int64) (row int64, old string, err error) {
	if first > w.newest { // of an entry that nothing is known of
		return first, "", nil
	}
	rows, err := w.at.QueryContext(ctx, first, first+slots-1)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = rows.Close() }()
	free := first
	for rows.Next() {
		var has string
		if err := rows.Scan(&row, &has, &old); err != nil {
			return 0, "", err
		}
		if has == id {
			return row, old, nil
		}
		free = row + 1
	}
	return free, "", rows.Err()
}

// unlearn takes the words off the list that no document has any more.
func (w *fillWriter) unlearn(ctx context.Context) error {
	for _, t := range w.gone {
		var row int64
		err := w.tx.QueryRowContext(ctx, idxHasWord, `"`+t+`"`).Scan(&row)
		if err == nil || !terms.IsWord(t) {
			continue
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, idxDropWord, t); err != nil {
			return err
		}
		delete(w.known, t)
	}
	return nil
}

// lost gives the tokens of the old document that are not in the new one.
func lost(doc, old string) []string {
	now := strings.Fields(doc)
	return slices.DeleteFunc(strings.Fields(old), func(t string) bool { return slices.Contains(now, t) })
}
