package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
	"github.com/parleydesk/parley/backend/wire"
)

// batch is one transaction on the copy.
type batch struct {
	tx *sql.Tx

	// what becomes the replica's at commit
	place place
	rev   int64
	fresh map[string]bool

	// what this batch is
	isSnapshot bool
	rangeDone  bool
	refuse     error // given to the caller after the commit

	touched map[string]bool // threads whose unread count may have changed
}

func (b *batch) run(ctx context.Context, db *sql.DB, f func(*batch) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	b.tx = tx
	if err := f(b); err != nil {
		return err
	}
	if err := b.finish(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

func (b *batch) finish(ctx context.Context) error {
	for thread := range b.fresh {
		if b.touched[thread] {
			if err := b.raiseFloor(ctx, thread); err != nil {
				return err
			}
		}
	}
	for thread := range b.touched {
		if err := b.countUnread(ctx, thread); err != nil {
			return err
		}
	}
	doc, err := json.Marshal(b.place)
	if err != nil {
		return fmt.Errorf("encode place: %w", err)
	}
	return b.exec(ctx, `INSERT INTO meta (name, value) VALUES ('place', ?), ('rev', ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, string(doc), b.rev)
}

func (b *batch) exec(ctx context.Context, query string, args ...any) error {
	_, err := b.tx.ExecContext(ctx, query, args...)
	return err
}

// held is a row that is here.
type held struct {
	n    int64
	rev  int64
	gone bool
	doc  string
}

func (b *batch) find(ctx context.Context, kind desk.Kind, id string) (h held, ok bool, err error) {
	err = b.tx.QueryRowContext(ctx, `SELECT n, rev, gone, doc FROM rows WHERE kind = ? AND id = ?`, string(kind), id).
		Scan(&h.n, &h.rev, &h.gone, &h.doc)
	if errors.Is(err, sql.ErrNoRows) {
		return held{}, false, nil
	}
	return h, err == nil, err
}

// put stores one change of the feed or of a snapshot. The same change again
// changes nothing and has no new revision.
func (b *batch) put(ctx context.Context, c wire.Change) error {
	if !wire.Known(desk.Kind(c.Kind)) {
		return nil // of a newer relay; this app has no screen for it
	}
	if c.Gone {
		return b.gone(ctx, desk.Kind(c.Kind), c.ID)
	}
	row, err := rowOf(c)
	if err != nil {
		return err
	}
	old, ok, err := b.find(ctx, row.kind, row.id)
	if err != nil {
		return err
	}
	if ok && !old.gone && old.doc == row.doc {
		return nil
	}
	announced := true
	if row.kind == desk.RowMessage {
		if announced, err = b.border(ctx, row, ok && !old.gone && old.rev > 0); err != nil {
			return err
		}
	}
	if announced {
		b.rev++
		row.rev = b.rev
	}
	return b.store(ctx, row, old, ok)
}

// border finds out whether a message belongs to the unbroken end of its
// thread. One that belongs below it and is not held here is a stray: kept for
// the search, not announced, because the screen would show it next to messages
// that it does not border on, and would ask for older ones from there on.
func (b *batch) border(ctx context.Context, row row, isHeld bool) (announce bool, err error) {
	floor, ok, err := b.floor(ctx, row.thread)
	if err != nil {
		return false, err
	}
	p := position{row.at, row.seq}
	switch {
	case isHeld && ok:
		return true, nil
	case !ok:
		b.fresh[row.thread] = true
		return true, b.setFloor(ctx, row.thread, p)
	case !p.before(floor):
		return true, nil
	case b.isSnapshot || b.fresh[row.thread]:
		return true, b.setFloor(ctx, row.thread, p)
	default:
		return false, nil
	}
}

// store writes a row and what search knows of it.
func (b *batch) store(ctx context.Context, row row, old held, exists bool) error {
	if row.thread != "" {
		b.touched[row.thread] = true
	}
	if !exists {
		res, err := b.tx.ExecContext(ctx, `INSERT INTO rows
			(kind, id, rev, thread, contact, interaction, access, at, seq, inbound, doc)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(row.kind), row.id, row.rev, row.thread, row.contact, row.interaction, row.access,
			row.at, row.seq, row.inbound, row.doc)
		if err != nil {
			return err
		}
		if old.n, err = res.LastInsertId(); err != nil {
			return err
		}
	} else if err := b.exec(ctx, `UPDATE rows SET rev = ?, gone = 0, thread = ?, contact = ?, interaction = ?,
			access = ?, at = ?, seq = ?, inbound = ?, doc = ? WHERE n = ?`,
		row.rev, row.thread, row.contact, row.interaction, row.access, row.at, row.seq, row.inbound, row.doc,
		old.n); err != nil {
		return err
	}
	if row.kind != desk.RowMessage {
		return nil
	}
	return b.reindex(ctx, old.n, termsOfDoc(old.doc), termsOfDoc(row.doc))
}

// gone marks a row as gone: its content goes, its name stays for the screen to
// drop it. A thread takes everything along that hangs on it.
func (b *batch) gone(ctx context.Context, kind desk.Kind, id string) error {
	if kind == desk.RowThread {
		return b.leave(ctx, id)
	}
	h, ok, err := b.find(ctx, kind, id)
	if err != nil || !ok || h.gone {
		return err
	}
	return b.bury(ctx, kind, h)
}

func (b *batch) bury(ctx context.Context, kind desk.Kind, h held) error {
	if kind == desk.RowMessage {
		if err := b.reindex(ctx, h.n, termsOfDoc(h.doc), terms.Terms{}); err != nil {
			return err
		}
		var thread string
		if err := b.tx.QueryRowContext(ctx, `SELECT thread FROM rows WHERE n = ?`, h.n).Scan(&thread); err != nil {
			return err
		}
		b.touched[thread] = true
	}
	b.rev++
	return b.exec(ctx, `UPDATE rows SET gone = 1, rev = ?, doc = '', access = '', contact = '', inbound = 0 WHERE n = ?`,
		b.rev, h.n)
}

// hanging lists the kinds of what goes with its thread, for SQL.
var hanging = func() string {
	var list []string
	for _, k := range desk.Kinds {
		if k.Scope == desk.ScopeThread {
			list = append(list, "'"+string(k.Kind)+"'")
		}
	}
	return strings.Join(list, ", ")
}()

// leave drops a thread with all that hangs on it, and the contact when no other
// thread here is with them.
func (b *batch) leave(ctx context.Context, thread string) error {
	b.touched[thread] = true
	delete(b.fresh, thread)
	if err := b.exec(ctx, `DELETE FROM floors WHERE thread = ?`, thread); err != nil {
		return err
	}
	list, err := b.rowsOf(ctx, `SELECT n, rev, kind, doc FROM rows WHERE thread = ? AND gone = 0
		AND kind IN (`+hanging+`)
		UNION ALL
		SELECT c.n, c.rev, c.kind, c.doc FROM rows t JOIN rows c ON c.kind = 'contact' AND c.id = t.contact AND c.gone = 0
		WHERE t.kind = 'thread' AND t.id = ? AND t.gone = 0 AND t.contact <> ''
		AND NOT EXISTS (SELECT 1 FROM rows o WHERE o.kind = 'thread' AND o.contact = t.contact AND o.gone = 0 AND o.n <> t.n)`,
		thread, thread)
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := b.bury(ctx, l.kind, l.held); err != nil {
			return err
		}
	}
	return nil
}

type kindHeld struct {
	held
	kind desk.Kind
}

func (b *batch) rowsOf(ctx context.Context, query string, args ...any) ([]kindHeld, error) {
	rows, err := b.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	var list []kindHeld
	for rows.Next() {
		var h kindHeld
		if err := rows.Scan(&h.n, &h.rev, &h.kind, &h.doc); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// wipe empties the copy; what was shown is announced as gone.
func (b *batch) wipe(ctx context.Context) error {
	clear(b.fresh)
	for _, q := range []string{
		`INSERT INTO words (words) VALUES ('delete-all')`,
		`INSERT INTO pairs (pairs) VALUES ('delete-all')`,
		`DELETE FROM floors`, `DELETE FROM unread`,
		`DELETE FROM rows WHERE rev = 0`,
	} {
		if err := b.exec(ctx, q); err != nil {
			return err
		}
	}
	// Every tombstone needs a revision of its own, for the pages of ChangesSince.
	if err := b.exec(ctx, `UPDATE rows SET rev = ? + n, gone = 1, doc = '', thread = '', contact = '',
		interaction = '', access = '', at = 0, seq = 0, inbound = 0 WHERE gone = 0`, b.rev); err != nil {
		return err
	}
	return b.tx.QueryRowContext(ctx, `SELECT max(?, coalesce(max(rev), 0)) FROM rows`, b.rev).Scan(&b.rev)
}

// keep stores messages that are not here, of threads that are.
func (b *batch) keep(ctx context.Context, items []wire.Change) error {
	for _, c := range items {
		if c.Kind != string(desk.RowMessage) || c.Gone {
			continue
		}
		row, err := rowOf(c)
		if err != nil {
			return err
		}
		old, ok, err := b.find(ctx, row.kind, row.id)
		if err != nil {
			return err
		}
		thread, mine, err := b.find(ctx, desk.RowThread, row.thread)
		if err != nil {
			return err
		}
		if ok && !old.gone || !mine || thread.gone {
			continue
		}
		if err := b.store(ctx, row, old, ok); err != nil {
			return err
		}
	}
	return nil
}
