package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// tail holds the texts of the newest messages, those that the index does not have yet, while
// somebody searches. While messages come in fast the index lags by thousands of them, and every
// search would read all of those from the database again.
//
// What it holds is as old as the index: a text that was changed since it was read may be
// missed until the index has it. Whatever is found is read again from the database.
type tail struct {
	mu   sync.Mutex // guards orgs and what they hold; never kept while something is read
	orgs map[desk.OrgID]*newestTexts
}

// newestTexts are what is held of an organization.
type newestTexts struct {
	turn chan struct{} // of the search that reads what came since; the others wait, and have it then
	textRun
}

// textRun are the messages of an organization with a sequence in [from, to), oldest first.
type textRun struct {
	from, to int64
	texts    []text // only added to: searches read it meanwhile
	bytes    int
}

// Bounds of what is held of one organization. What is newer than that is read from the database
// each time, until the index has enough of what is held.
const (
	maxTailTexts = 20_000
	maxTailBytes = 8 << 20
)

// since gives the messages from a sequence up to another, oldest first. Those from upTo on are
// too many to be held, or all of them begin before what is held.
func (t *tail) since(ctx context.Context, db *DB, org desk.OrgID, from int64) (texts []text, upTo int64, err error) {
	n := t.of(org, from)
	select {
	case n.turn <- struct{}{}:
		defer func() { <-n.turn }()
	case <-ctx.Done():
		return nil, from, ctx.Err()
	}
	head, err := db.Head(ctx, org)
	if err != nil {
		return nil, from, err
	}
	run := t.held(n)
	if from < run.from {
		return nil, from, nil
	}
	for run.to <= head && !run.full() {
		list, next, err := db.textsFrom(ctx, org, run.to, head+1)
		if err != nil {
			return nil, from, err
		}
		run.add(list, next)
		t.keep(n, run) // at once, so that it stays when the search ends
	}
	if upTo = max(run.to, from); run.to > head {
		upTo = newest(0)
	}
	return run.texts[run.below(from):], upTo, nil
}

// of gives what is held of an organization, beginning at a sequence if that is nothing so far.
func (t *tail) of(org desk.OrgID, from int64) *newestTexts {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.orgs[org]
	if n == nil {
		n = &newestTexts{turn: make(chan struct{}, 1), textRun: textRun{from: from, to: from}}
		if t.orgs == nil {
			t.orgs = map[desk.OrgID]*newestTexts{}
		}
		t.orgs[org] = n
	}
	return n
}

func (t *tail) held(n *newestTexts) textRun {
	t.mu.Lock()
	defer t.mu.Unlock()
	return n.textRun
}

// keep holds what was read, but for what the index has got meanwhile.
func (t *tail) keep(n *newestTexts, run textRun) {
	t.mu.Lock()
	defer t.mu.Unlock()
	run.dropBefore(n.from)
	n.textRun = run
}

// drop lets go of the messages with a sequence below from: the index has them.
func (t *tail) drop(org desk.OrgID, from int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := t.orgs[org]; n != nil {
		n.dropBefore(from)
	}
}

func (r *textRun) full() bool {
	return len(r.texts) >= maxTailTexts || r.bytes >= maxTailBytes
}

// add takes in the messages up to a sequence, of which it leaves out what would be too much.
// Those of one entry stay together.
func (r *textRun) add(list []text, to int64) {
	entry := int64(-1)
	for _, each := range list {
		if r.full() && each.seq != entry {
			r.to = each.seq
			return
		}
		entry = each.seq
		r.texts = append(r.texts, each)
		r.bytes += len(each.search)
	}
	r.to = to
}

// below is how many of the messages have a sequence below from.
func (r *textRun) below(from int64) int {
	first, _ := slices.BinarySearchFunc(r.texts, from, func(t text, seq int64) int { return cmp.Compare(t.seq, seq) })
	return first
}

func (r *textRun) dropBefore(from int64) {
	if from <= r.from {
		return
	}
	if first := r.below(from); first > 0 {
		for _, each := range r.texts[:first] {
			r.bytes -= len(each.search)
		}
		// A copy: nothing must keep what is let go of in memory, and searches may be reading it.
		r.texts = slices.Clone(r.texts[first:])
	}
	r.from, r.to = from, max(r.to, from)
}

// newest goes through the messages in [from, to) that the index does not have yet.
func (h *hunt) newest(ctx context.Context, from, to int64) error {
	texts, upTo, err := h.db.tail.since(ctx, h.db, h.org, from)
	if err != nil {
		return err
	}
	if upTo < to {
		if err := h.scan(ctx, upTo, to); err != nil || h.enough(upTo-1) {
			return err
		}
	}
	var some []Candidate
	for end := len(texts); end > 0; end -= indexBatch {
		done, err := h.sift(ctx, &some, texts[max(end-indexBatch, 0):end], to)
		if err != nil || done {
			return err
		}
	}
	return h.look(ctx, some)
}

// sift looks for candidates among messages that are held, newest first, as lookAt.
func (h *hunt) sift(ctx context.Context, some *[]Candidate, texts []text, to int64) (done bool, err error) {
	var list []text
	for _, t := range slices.Backward(texts) {
		if t.seq < to && h.wants(t) {
			list = append(list, t)
		}
	}
	if err := h.askHandled(ctx, list); err != nil {
		return false, err
	}
	for _, t := range list {
		if !h.Everybody && !h.handled[t.thread] {
			continue
		}
		if done, err := h.lookAt(ctx, some, t.seq); err != nil || done {
			return done, err
		}
		*some = append(*some, Candidate{desk.MessageID(t.id), t.seq})
	}
	return false, nil
}

// sqlHandled ends in a list whose first value is the person, which is no thread's id.
const sqlHandled = `SELECT thread_id FROM handled WHERE org = $1 AND user_id = $2 AND thread_id IN `

// askHandled finds out of which of the messages' threads the person has owned an interaction,
// as of now. Nobody else's need to be looked at.
func (h *hunt) askHandled(ctx context.Context, list []text) error {
	if h.Everybody {
		return nil
	}
	var ask []string
	for _, t := range list {
		if _, asked := h.handled[t.thread]; !asked {
			h.handled[t.thread] = slices.Contains(h.Open, t.thread)
			ask = append(ask, t.thread)
		}
	}
	for some := range slices.Chunk(ask, inSizes[len(inSizes)-1]-1) {
		err := inParts(sqlHandled, h.org, append([]string{string(h.By)}, some...), func(query string, args []any) error {
			theirs, err := collect(ctx, h.db.q, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) }, query, args...)
			for _, id := range theirs {
				h.handled[id] = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
