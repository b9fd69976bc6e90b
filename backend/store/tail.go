package store

import (
	"context"
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
	mu   sync.Mutex // guards orgs and what it holds; held while messages are read, which the next search waits for anyway
	orgs map[desk.OrgID]*newestTexts
}

// newestTexts are the messages of an organization with a sequence in [from, to), oldest first.
type newestTexts struct {
	from, to int64
	texts    []text
	bytes    int
	handlers map[string][]desk.UserID // who has owned an interaction, of those that were asked for
}

// Bounds of what is held of one organization. With more the messages are read from the
// database each time.
const (
	maxTailTexts = 20_000
	maxTailBytes = 8 << 20
)

// since gives the messages from a sequence up to the head, oldest first, with who has owned
// their interactions if that is asked for. ok is false when they are too many to be held, or
// begin before those that are. What it gives is never changed.
func (t *tail) since(ctx context.Context, db *DB, org desk.OrgID, from int64, owners bool) (texts []text, handlers map[string][]desk.UserID, ok bool, err error) {
	head, err := db.Head(ctx, org)
	if err != nil {
		return nil, nil, false, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.orgs[org]
	switch {
	case n == nil || n.to < from:
		n = &newestTexts{from: from, to: from, handlers: map[string][]desk.UserID{}}
	case from < n.from:
		return nil, nil, false, nil
	}
	n.dropBefore(from)
	if t.orgs == nil {
		t.orgs = map[desk.OrgID]*newestTexts{}
	}
	t.orgs[org] = n
	if n.to <= head && n.tooMany(int(head-n.to)) {
		delete(t.orgs, org)
		return nil, nil, false, nil
	}
	if err := n.read(ctx, db, org, head+1); err != nil {
		return nil, nil, false, err
	}
	if n.tooMany(0) {
		delete(t.orgs, org)
		return nil, nil, false, nil
	}
	if owners {
		if handlers, err = n.owners(ctx, db, org); err != nil {
			return nil, nil, false, err
		}
	}
	return n.texts, handlers, true, nil
}

// drop lets go of the messages with a sequence below from: the index has them.
func (t *tail) drop(org desk.OrgID, from int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.orgs[org]
	if n == nil {
		return
	}
	if n.dropBefore(from); len(n.texts) == 0 {
		delete(t.orgs, org)
	}
}

func (n *newestTexts) tooMany(more int) bool {
	return len(n.texts)+more > maxTailTexts || n.bytes > maxTailBytes
}

func (n *newestTexts) dropBefore(from int64) {
	if from <= n.from {
		return
	}
	first := 0
	for ; first < len(n.texts) && n.texts[first].seq < from; first++ {
		n.bytes -= len(n.texts[first].search)
	}
	// A copy: nothing must keep what is let go of in memory, and searches may be reading it.
	n.texts = slices.Clone(n.texts[first:])
	n.from, n.to = from, max(n.to, from)
	if first > 0 {
		n.handlers = map[string][]desk.UserID{}
	}
}

// read takes in the messages that came up to a sequence, some at a time, so that what was read
// stays when the search ends.
func (n *newestTexts) read(ctx context.Context, db *DB, org desk.OrgID, to int64) error {
	for n.to < to && !n.tooMany(0) {
		list, next, err := db.textsFrom(ctx, org, n.to, to)
		if err != nil {
			return err
		}
		for _, each := range list {
			n.bytes += len(each.search)
		}
		n.texts = append(n.texts, list...)
		n.to = next
	}
	return nil
}

// owners tells who has owned the interactions of the messages. The map is a new one when there
// is more to tell.
func (n *newestTexts) owners(ctx context.Context, db *DB, org desk.OrgID) (map[string][]desk.UserID, error) {
	var ask []string
	for _, each := range n.texts {
		if _, known := n.handlers[each.interaction]; !known {
			ask = append(ask, each.interaction)
		}
	}
	if len(ask) == 0 {
		return n.handlers, nil
	}
	slices.Sort(ask)
	list, err := among[*desk.Interaction](ctx, db, desk.RowInteraction, specOf[desk.RowInteraction].selectMany, org, slices.Compact(ask))
	if err != nil {
		return nil, err
	}
	all := make(map[string][]desk.UserID, len(n.handlers)+len(list))
	for id, who := range n.handlers {
		all[id] = who
	}
	for _, id := range ask {
		all[id] = nil
	}
	for _, i := range list {
		all[string(i.ID)] = i.Handlers
	}
	n.handlers = all
	return all, nil
}

// newest goes through the messages in [from, to) that the index does not have yet.
func (h *hunt) newest(ctx context.Context, from, to int64) error {
	texts, handlers, held, err := h.db.tail.since(ctx, h.db, h.org, from, !h.Everybody)
	if err != nil {
		return err
	}
	if !held {
		return h.scan(ctx, from, to)
	}
	open := make(map[string]bool, len(h.Open))
	for _, id := range h.Open {
		open[id] = true
	}
	var some []Candidate
	for _, t := range slices.Backward(texts) {
		if t.seq >= to {
			continue
		}
		done, err := h.lookAt(ctx, &some, t.seq)
		if err != nil || done {
			return err
		}
		mine := h.Everybody || open[t.thread] || slices.Contains(handlers[t.interaction], h.By)
		if mine && h.wants(t) {
			some = append(some, Candidate{desk.MessageID(t.id), t.seq})
		}
	}
	return h.look(ctx, some)
}
