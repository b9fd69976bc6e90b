package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// bootstraps remembers first loads that are under way. A screen that asks from
// 0 gets all rows but messages in pages; until it has them all its revision is
// a negative token of here. Only the last few are kept: an unknown token
// simply begins again.
type bootstraps struct {
	mu   sync.Mutex // guards below
	last int64
	open map[int64]bootstrap
}

type bootstrap struct {
	at      int64 // rows up to this revision were given
	ceiling int64 // the copy's revision when the load began: where ordinary changes go on
}

const maxBootstraps = 16

func (b *bootstraps) put(s bootstrap) (token int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open == nil {
		b.open = map[int64]bootstrap{}
	}
	b.last++
	b.open[-b.last] = s
	delete(b.open, -(b.last - maxBootstraps))
	return -b.last
}

func (b *bootstraps) get(token int64) (bootstrap, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.open[token]
	return s, ok
}

// ChangesSince gives rows changed after rev, oldest change first, and the
// revision to ask from next. From 0 it gives every row but messages; until
// more is false the next revision is then negative and means nothing but
// "go on with this load". Rows that are gone come with Gone set.
func (r *Replica) ChangesSince(ctx context.Context, rev int64, limit int) (items []wire.Change, next int64, more bool, err error) {
	r.gate.RLock()
	defer r.gate.RUnlock()
	limit = max(limit, 1)
	err = r.snapshot(ctx, func(tx *sql.Tx) (err error) {
		if rev > 0 {
			items, next, more, err = pageOf(ctx, tx, "", bootstrap{rev, math.MaxInt64}, limit)
			return err
		}
		boot, ok := r.boots.get(rev)
		if !ok {
			if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(rev), 0) FROM rows`).Scan(&boot.ceiling); err != nil {
				return err
			}
		}
		items, boot.at, more, err = pageOf(ctx, tx, "kind <> 'message' AND gone = 0 AND ", boot, limit)
		if next = boot.ceiling; more {
			next = r.boots.put(boot)
		}
		return err
	})
	if err != nil {
		return nil, 0, false, desk.Wrap("read changes", err)
	}
	return items, next, more, nil
}

// pageOf gives rows changed in (at, ceiling] by revision, the revision of the
// last of them, and whether more follow. which narrows the rows down.
func pageOf(ctx context.Context, tx *sql.Tx, which string, s bootstrap, limit int) (items []wire.Change, at int64, more bool, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT kind, id, gone, doc, rev FROM rows WHERE `+which+ //nolint:gosec // which is one of two literals
		`rev > ? AND rev <= ? ORDER BY rev LIMIT ?`, s.at, s.ceiling, limit+1)
	if err != nil {
		return nil, 0, false, err
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	at = s.at
	for rows.Next() {
		if len(items) == limit {
			return items, at, true, nil
		}
		var c wire.Change
		var doc string
		if err := rows.Scan(&c.Kind, &c.ID, &c.Gone, &doc, &at); err != nil {
			return nil, 0, false, err
		}
		if !c.Gone {
			c.Body = json.RawMessage(doc)
		}
		items = append(items, c)
	}
	return items, at, false, rows.Err()
}

// Messages gives the newest messages of a thread before (at, seq), or of all
// for 0, 0, oldest first. It ends where the copy has a hole; more says that
// further ones are here without one.
func (r *Replica) Messages(ctx context.Context, threadID string, at, seq int64, limit int) (page []wire.Message, more bool, err error) {
	if at == 0 && seq == 0 {
		at, seq = math.MaxInt64, math.MaxInt64
	}
	limit = max(limit, 1)
	page, err = r.messages(ctx, `SELECT m.doc FROM rows m JOIN floors f ON f.thread = m.thread
		WHERE m.thread = ? AND m.kind = 'message' AND m.gone = 0
		AND (m.at, m.seq) < (?, ?) AND (m.at, m.seq) >= (f.at, f.seq)
		ORDER BY m.at DESC, m.seq DESC LIMIT ?`, threadID, at, seq, limit+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(page) > limit; more {
		page = page[:limit]
	}
	slices.Reverse(page)
	return page, more, nil
}

// MessagesFrom gives messages from the one with sequence seq on, or from the
// first after it, oldest first. Asked from a search hit below the unbroken end
// of the thread, it gives what is here, and messages may be missing between.
func (r *Replica) MessagesFrom(ctx context.Context, threadID string, seq int64, limit int) ([]wire.Message, error) {
	return r.messages(ctx, `WITH start AS (
			SELECT at, seq FROM rows WHERE thread = ?1 AND kind = 'message' AND gone = 0 AND seq >= ?2
			ORDER BY seq <> ?2, at, seq LIMIT 1)
		SELECT m.doc FROM rows m, start s WHERE m.thread = ?1 AND m.kind = 'message' AND m.gone = 0
		AND (m.at, m.seq) >= (s.at, s.seq) ORDER BY m.at, m.seq LIMIT ?3`, threadID, seq, max(limit, 1))
}

// Unread counts unread inbound messages per thread, for threads that have any
// and that the person sees in full.
func (r *Replica) Unread(ctx context.Context) (map[string]int, error) {
	r.gate.RLock()
	defer r.gate.RUnlock()
	rows, err := r.r.QueryContext(ctx, `SELECT thread, count FROM unread`)
	if err != nil {
		r.note(err)
		return nil, desk.Wrap("count unread", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	out := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, desk.Wrap("count unread", err)
		}
		out[id] = n
	}
	return out, desk.Wrap("count unread", rows.Err())
}

// Row gives one row, decoded into v, or CodeNotFound.
func (r *Replica) Row(ctx context.Context, kind desk.Kind, id string, v any) error {
	r.gate.RLock()
	defer r.gate.RUnlock()
	var doc string
	err := r.r.QueryRowContext(ctx, `SELECT doc FROM rows WHERE kind = ? AND id = ? AND gone = 0`, string(kind), id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return desk.Refuse(desk.CodeNotFound, "notHere")
	}
	if err != nil {
		r.note(err)
		return desk.Wrap("read row", err)
	}
	if json.Unmarshal([]byte(doc), v) != nil { // its error may quote the row
		r.Doubt(ctx, string(kind), id)
		return desk.Wrap("read "+string(kind), errDoc)
	}
	return nil
}

// Count gives how many rows of a kind are here.
func (r *Replica) Count(ctx context.Context, kind desk.Kind) (n int, err error) {
	r.gate.RLock()
	defer r.gate.RUnlock()
	if err := r.r.QueryRowContext(ctx, `SELECT count(*) FROM rows WHERE kind = ? AND gone = 0`, string(kind)).Scan(&n); err != nil {
		r.note(err)
		return 0, desk.Wrap("count rows", err)
	}
	return n, nil
}

// errDoc is a row that holds what was never written to it.
var errDoc = errors.New("a stored row cannot be decoded")

// Doubt says that a row makes no sense: the next write rebuilds the copy from
// the relay.
func (r *Replica) Doubt(ctx context.Context, kind, id string) {
	r.opt.Log.WarnContext(ctx, "a row of the local copy makes no sense", "kind", kind, "id", id)
	r.note(errDoc)
}

func (r *Replica) messages(ctx context.Context, query string, args ...any) (out []wire.Message, err error) {
	err = r.eachMessage(ctx, func(m wire.Message) bool { out = append(out, m); return true }, query, args...)
	return out, err
}

// eachMessage gives f the messages of a query one after the other, until it says
// that it has enough.
func (r *Replica) eachMessage(ctx context.Context, f func(wire.Message) (on bool), query string, args ...any) error {
	r.gate.RLock()
	defer r.gate.RUnlock()
	rows, err := r.r.QueryContext(ctx, query, args...)
	if err != nil {
		r.note(err)
		return desk.Wrap("read messages", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	for rows.Next() {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return desk.Wrap("read messages", err)
		}
		var m wire.Message
		if json.Unmarshal([]byte(doc), &m) != nil {
			r.Doubt(ctx, string(desk.RowMessage), m.ID)
			continue // the others can be read meanwhile
		}
		if !f(m) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		r.note(err)
		return desk.Wrap("read messages", err)
	}
	return nil
}

// snapshot runs f on one state of the copy.
func (r *Replica) snapshot(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := r.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		r.note(err)
		return err
	}
	defer tx.Rollback()
	err = f(tx)
	r.note(err)
	return err
}
