package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// The messages as the index takes them in.
const (
	sqlTextOf    = `SELECT seq, id, thread_id, interaction_id, search FROM message WHERE org = $1 AND id = $2`
	sqlTextsDown = `SELECT seq, id, thread_id, interaction_id, search FROM message WHERE org = $1 AND seq < $2 AND seq >= $3 ORDER BY seq DESC, id DESC LIMIT $4`
	sqlTextsAt   = `SELECT seq, id, thread_id, interaction_id, search FROM message WHERE org = $1 AND seq = $2 ORDER BY id DESC`
)

// text is a message as it is searched.
type text struct {
	seq                     int64
	id, thread, interaction string
	search                  string
}

func (db *DB) texts(ctx context.Context, query string, args ...any) ([]text, error) {
	return collect(ctx, db.q, scanText, query, args...)
}

// textPage gives a page of the messages with a sequence in [from, to), newest
// first, those of one entry together. The next page ends at next, which is from
// when there is none.
func (db *DB) textPage(ctx context.Context, org desk.OrgID, from, to int64) (list []text, next int64, err error) {
	list, err = db.texts(ctx, sqlTextsDown, string(org), to, from, indexBatch)
	if err != nil || len(list) < indexBatch {
		return list, from, err
	}
	last := list[len(list)-1].seq
	beside, err := db.texts(ctx, sqlTextsAt, string(org), last)
	return append(slices.DeleteFunc(list, func(t text) bool { return t.seq == last }), beside...), last, err
}

func scanText(rows *sql.Rows) (t text, err error) {
	return t, rows.Scan(&t.seq, &t.id, &t.thread, &t.interaction, &t.search)
}

// reach is what the index of an organization covers: the messages with a
// sequence in [down, upto], as the feed told of them up to upto.
type reach struct {
	life       string
	upto, down int64
	top        int64 // upto when it was begun
}

// run fills the index until it is stopped.
func (x *Index) run(ctx context.Context) {
	defer close(x.done)
	for ctx.Err() == nil {
		began := x.now()
		more, rest, err := x.step(ctx)
		took := x.now().Sub(began)
		if err != nil && ctx.Err() == nil {
			x.log.WarnContext(ctx, "fill search index", "err", err)
			more = false
		}
		if more {
			pause(ctx, time.Duration(rest)*took)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-x.wake:
			pause(ctx, indexDelay)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// CatchUp fills the index at once, up to what is committed now.
func (x *Index) CatchUp(ctx context.Context) error {
	ctx = desk.WithWork(ctx, desk.WorkSearch)
	for {
		more, _, err := x.step(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// step takes in what the feed has, or else a page of what was there before. more
// says that there is more to do, rest for how many times as long to rest first.
func (x *Index) step(ctx context.Context) (more bool, rest int, err error) {
	orgs, err := x.db.Orgs(ctx)
	if err != nil {
		return false, 0, err
	}
	for _, org := range orgs {
		did, behind, err := x.follow(ctx, org)
		if err != nil {
			return false, 0, desk.Wrap("follow the feed", err)
		}
		if did && behind > farBehind {
			return true, 0, nil
		}
		if did {
			return true, x.pace.Follow, nil
		}
		if did, err = x.fill(ctx, org); err != nil || did {
			return did, x.pace.Fill, desk.Wrap("fill", err)
		}
	}
	return false, 0, nil
}

// covers reads what the index covers. An index of another life of the feed, or
// one from which the feed has been trimmed away, is of no use. known says that
// there is one, whatever it is worth.
func (x *Index) covers(ctx context.Context, org desk.OrgID) (r reach, known, good bool, err error) {
	if r.life, err = x.db.Life(ctx); err != nil {
		return r, false, false, err
	}
	if r.upto, err = x.db.Head(ctx, org); err != nil {
		return r, false, false, err
	}
	r.down, r.top = r.upto+1, r.upto
	floor, err := x.db.FeedFloor(ctx, org)
	if err != nil {
		return r, false, false, err
	}
	list, err := collect(ctx, x.read, func(rows *sql.Rows) (r reach, err error) {
		return r, rows.Scan(&r.life, &r.upto, &r.down, &r.top)
	}, idxState, string(org))
	if err != nil || len(list) == 0 {
		return r, false, false, err
	}
	if l := list[0]; l.life == r.life && l.upto >= floor && l.upto <= r.upto {
		return l, true, true, nil
	}
	return r, true, false, nil
}

// reach gives what the index covers, and begins anew when that is of no use.
func (x *Index) reach(ctx context.Context, org desk.OrgID) (reach, error) {
	r, known, good, err := x.covers(ctx, org)
	if err != nil || good {
		return r, err
	}
	if known {
		if err := x.empty(ctx); err != nil {
			return reach{}, err
		}
	}
	return r, x.commit(ctx, org, r, nil)
}

// empty makes the tables anew: cheaper than taking every document out.
func (x *Index) empty(ctx context.Context) error {
	x.forget()
	_, err := x.write.ExecContext(ctx, `DROP TABLE found; DROP TABLE word; DROP TABLE handlers; DROP TABLE state;`+idxTables)
	return storageError("empty search index", err)
}

// follow takes in what the feed tells next. behind is how far it is still away
// from the head.
func (x *Index) follow(ctx context.Context, org desk.OrgID) (did bool, behind int64, err error) {
	r, err := x.reach(ctx, org)
	if err != nil {
		return false, 0, err
	}
	changes, to, err := x.db.FeedSince(ctx, org, r.upto, indexBatch)
	if err != nil || to <= r.upto {
		return false, 0, err
	}
	b := &fillBatch{x: x, org: org, who: map[string]string{}}
	for _, c := range changes {
		if err := b.change(ctx, c); err != nil {
			return false, 0, err
		}
	}
	head, err := x.db.Head(ctx, org)
	if err != nil {
		return false, 0, err
	}
	r.upto = to
	return true, head - to, x.commit(ctx, org, r, b)
}

// fill takes in a page of the messages that were there before, newest first.
func (x *Index) fill(ctx context.Context, org desk.OrgID) (bool, error) {
	r, err := x.reach(ctx, org)
	x.all.Store(r.top)
	x.left.Store(max(r.down-1, 0))
	if err != nil || r.down <= 0 {
		return false, err
	}
	list, next, err := x.db.textPage(ctx, org, 0, r.down)
	if err != nil {
		return false, err
	}
	before := x.Progress()
	r.down = next
	b := &fillBatch{x: x, org: org, texts: list, who: map[string]string{}}
	if err := x.commit(ctx, org, r, b); err != nil {
		return false, err
	}
	x.left.Store(max(r.down-1, 0))
	if now := x.Progress(); now/10 != before/10 || r.down == 0 {
		x.log.InfoContext(ctx, "search index is being filled", "percent", now)
	}
	return true, nil
}

// fillBatch is what one transaction of the index takes in.
type fillBatch struct {
	x     *Index
	org   desk.OrgID
	texts []text
	who   map[string]string // handlers of interactions that have been looked up
	moved []string          // interactions whose handlers are others than before
}

func (b *fillBatch) change(ctx context.Context, c desk.Change) error {
	if c.Kind == desk.RowInteraction {
		return b.interaction(ctx, c.ID)
	}
	if c.Kind != desk.RowMessage {
		return nil
	}
	list, err := b.x.db.texts(ctx, sqlTextOf, string(b.org), c.ID)
	b.texts = append(b.texts, list...)
	return err
}

// interaction takes an interaction's messages in again when others may see them
// than before.
func (b *fillBatch) interaction(ctx context.Context, id string) error {
	now, err := b.handlers(ctx, id)
	if err != nil {
		return err
	}
	was, err := b.x.knownHandlers(ctx, id)
	if err != nil || was == now {
		return err
	}
	b.moved = append(b.moved, id)
	ids, err := collect(ctx, b.x.read, func(rows *sql.Rows) (id string, err error) {
		var row int64
		return id, rows.Scan(&row, &id)
	}, idxFind, `"`+token(tokenInteraction, id)+`"`, int64(0), newest(0))
	if err != nil {
		return err
	}
	for _, m := range ids {
		list, err := b.x.db.texts(ctx, sqlTextOf, string(b.org), m)
		if err != nil {
			return err
		}
		b.texts = append(b.texts, list...)
	}
	return nil
}

// handlers gives the tokens of everybody who has owned an interaction.
func (b *fillBatch) handlers(ctx context.Context, id string) (string, error) {
	if who, ok := b.who[id]; ok || id == "" {
		return who, nil
	}
	i, err := b.x.db.Interaction(ctx, b.org, desk.InteractionID(id))
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return "", err
	}
	var who []string
	if err == nil {
		for _, u := range i.Handlers {
			who = append(who, token(tokenUser, string(u)))
		}
	}
	slices.Sort(who)
	b.who[id] = strings.Join(slices.Compact(who), " ")
	return b.who[id], nil
}

// forget empties the caches of what is in the tables.
func (x *Index) forget() {
	clear(x.handled)
	clear(x.words)
}

// Bounds of the caches; each is emptied when it is full.
const (
	maxHandlers = 20_000
	maxWords    = 200_000
)

func (x *Index) knownHandlers(ctx context.Context, id string) (string, error) {
	if who, ok := x.handled[id]; ok {
		return who, nil
	}
	list, err := collect(ctx, x.read, func(rows *sql.Rows) (who string, err error) { return who, rows.Scan(&who) }, idxHandlers, id)
	if err != nil || len(list) == 0 {
		return "", err
	}
	x.remember(id, list[0])
	return list[0], nil
}

func (x *Index) remember(id, who string) {
	if len(x.handled) >= maxHandlers {
		clear(x.handled)
	}
	x.handled[id] = who
}

// document is what the index keeps of a message.
func (b *fillBatch) document(ctx context.Context, t text) (string, error) {
	who, err := b.handlers(ctx, t.interaction)
	if err != nil {
		return "", err
	}
	parts := append(terms.Tokens(t.search), token(tokenThread, t.thread), token(tokenInteraction, t.interaction))
	if who != "" {
		parts = append(parts, who)
	}
	return strings.Join(parts, " "), nil
}

// commit writes a batch, and how far the index reaches with it.
func (x *Index) commit(ctx context.Context, org desk.OrgID, r reach, b *fillBatch) (err error) {
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
	w := fillWriter{tx: tx, known: b.x.words}
	for _, f := range []struct {
		to    **sql.Stmt
		query string
	}{{&w.at, idxAt}, {&w.add, idxAdd}, {&w.change, idxChange}, {&w.word, idxAddWord}} {
		if *f.to, err = tx.PrepareContext(ctx, f.query); err != nil { //nolint:sqlclosecheck // the transaction closes it
			return false, err
		}
	}
	// FTS5 gathers what is inserted in ascending order, and writes out what it has
	// gathered whenever a row comes out of order.
	slices.SortStableFunc(b.texts, func(a, b text) int { return cmp.Compare(a.seq, b.seq) })
	for _, t := range b.texts {
		doc, err := b.document(ctx, t)
		if err != nil {
			return false, err
		}
		if err := w.put(ctx, t, doc); err != nil {
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

type fillWriter struct {
	tx                    *sql.Tx
	at, add, change, word *sql.Stmt
	known                 map[string]bool
	gone                  []string // words that were taken out of a document
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
	}
	if err != nil {
		return err
	}
	return w.learn(ctx, doc)
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
