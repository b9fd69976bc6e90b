package store

import (
	"context"
	"math"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// queueKey names the queue of an inbox.
type queueKey struct {
	org   desk.OrgID
	inbox desk.InboxID
}

// queue is the committed part of an inbox's queue, in its order.
type queue struct {
	desk.List
	rows []*desk.Interaction
}

// queues holds, for the one writer, the waiting interactions of the inboxes that
// were asked for: routing looks through a queue each time somebody becomes free,
// and reading thousands of rows for that would hold up everything else. Like the
// cache that it is part of it knows committed rows only.
type queues map[queueKey]*queue

// changed notes a committed interaction. old is what it was, nil if that is not
// known: then its place is looked for.
func (q queues) changed(org desk.OrgID, old, now *desk.Interaction) {
	for k, queue := range q {
		if k.org == org {
			queue.changed(old, now)
		}
	}
}

// removed notes that a committed interaction is no more.
func (q queues) removed(org desk.OrgID, id desk.InteractionID) {
	for k, queue := range q {
		if k.org == org {
			queue.rows = slices.DeleteFunc(queue.rows, func(i *desk.Interaction) bool { return i.ID == id })
		}
	}
}

func (q *queue) changed(old, now *desk.Interaction) {
	at, found := 0, false
	switch {
	case old == nil:
		at = slices.IndexFunc(q.rows, func(i *desk.Interaction) bool { return i.ID == now.ID })
		found = at >= 0
	case q.Has(old):
		at, found = slices.BinarySearchFunc(q.rows, old, byWait)
	}
	if found {
		q.rows = slices.Delete(q.rows, at, at+1)
	}
	if q.Has(now) {
		at, _ = slices.BinarySearchFunc(q.rows, now, byWait)
		q.rows = slices.Insert(q.rows, at, now)
	}
}

func waiting(inbox desk.InboxID) desk.List { return desk.InteractionsWaiting.With(string(inbox)) }

func byWait(a, b *desk.Interaction) int { return desk.InteractionsWaiting.Compare(a, b) }

// WaitingIn gives an inbox's queue: longest waiting first.
func (g reader) WaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) ([]*desk.Interaction, error) {
	return g.FirstWaitingIn(ctx, org, inbox, math.MaxInt32)
}

// FirstWaitingIn gives the head of an inbox's queue, at most limit. In a
// transaction it costs the copies of those, no query after the first.
func (g reader) FirstWaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID, limit int) ([]*desk.Interaction, error) {
	if g.over == nil {
		return list[*desk.Interaction](ctx, g, org, waiting(inbox).First(limit))
	}
	queue, err := g.queue(ctx, queueKey{org, inbox})
	if err != nil {
		return nil, err
	}
	out := make([]*desk.Interaction, 0, min(limit, len(queue.rows)))
	for _, i := range queue.rows {
		if len(out) == limit {
			break
		}
		if _, changed := g.over.rows[refKey{org, desk.RowInteraction, string(i.ID)}]; !changed {
			out = append(out, as[*desk.Interaction](g.own(i)))
		}
	}
	for _, k := range g.over.order[desk.RowInteraction] {
		if r := g.over.rows[k]; k.org == org && r != nil && queue.Has(r) {
			i := as[*desk.Interaction](r)
			at, _ := slices.BinarySearchFunc(out, i, byWait)
			out = slices.Insert(out, at, as[*desk.Interaction](g.own(i)))
		}
	}
	return out[:min(limit, len(out))], nil
}

// queue gives the committed part of a queue, to be looked at only.
func (g reader) queue(ctx context.Context, k queueKey) (*queue, error) {
	if known, loaded := g.cache.queues[k]; loaded {
		return known, nil
	}
	l := waiting(k.inbox)
	rows, err := g.listed(ctx, specOf[desk.RowInteraction], k.org, l)
	if err != nil {
		return nil, err
	}
	read := &queue{l, desk.As[*desk.Interaction](rows)}
	g.cache.queues[k] = read
	return read, nil
}
