package store

import (
	"cmp"
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

// queues holds, for the one writer, the waiting interactions of the inboxes that
// were asked for: routing looks through a queue each time somebody becomes free,
// and reading thousands of rows for that would hold up everything else. Like the
// cache that it is part of it knows committed rows only.
type queues map[queueKey][]*desk.Interaction

func byWait(a, b *desk.Interaction) int {
	return cmp.Or(cmp.Compare(a.WaitingSince, b.WaitingSince), byFirstSeq(a, b))
}

// changed notes a committed interaction. old is what it was, nil if that is not
// known: then its place is looked for.
func (q queues) changed(org desk.OrgID, old, now *desk.Interaction) {
	for k, list := range q {
		if k.org != org {
			continue
		}
		at, found := 0, false
		switch {
		case old == nil:
			at = slices.IndexFunc(list, func(i *desk.Interaction) bool { return i.ID == now.ID })
			found = at >= 0
		case waitsIn(old, k.inbox):
			at, found = slices.BinarySearchFunc(list, old, byWait)
		}
		if found {
			list = slices.Delete(list, at, at+1)
		}
		if waitsIn(now, k.inbox) {
			at, _ = slices.BinarySearchFunc(list, now, byWait)
			list = slices.Insert(list, at, now)
		}
		q[k] = list
	}
}

func waitsIn(i *desk.Interaction, inbox desk.InboxID) bool {
	return i.State == desk.InteractionWaiting && i.InboxID == inbox
}

// WaitingIn gives an inbox's queue: longest waiting first.
func (g reader) WaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) ([]*desk.Interaction, error) {
	return g.FirstWaitingIn(ctx, org, inbox, math.MaxInt32)
}

// FirstWaitingIn gives the head of an inbox's queue, at most limit. In a
// transaction it costs the copies of those, no query after the first.
func (g reader) FirstWaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID, limit int) ([]*desk.Interaction, error) {
	if g.over == nil {
		return search[*desk.Interaction](ctx, g, org, desk.RowInteraction, nil, sqlWaiting, string(org), string(inbox), limit)
	}
	list, err := g.queue(ctx, queueKey{org, inbox})
	if err != nil {
		return nil, err
	}
	out := make([]*desk.Interaction, 0, min(limit, len(list)))
	for _, i := range list {
		if len(out) == limit {
			break
		}
		if _, changed := g.over.rows[refKey{org, desk.RowInteraction, string(i.ID)}]; !changed {
			out = append(out, own[*desk.Interaction](g, i))
		}
	}
	for _, k := range g.over.order[desk.RowInteraction] {
		if i := as[*desk.Interaction](g.over.rows[k]); k.org == org && waitsIn(i, inbox) {
			at, _ := slices.BinarySearchFunc(out, i, byWait)
			out = slices.Insert(out, at, own[*desk.Interaction](g, i))
		}
	}
	return out[:min(limit, len(out))], nil
}

// queue gives the committed part of a queue, to be looked at only.
func (g reader) queue(ctx context.Context, k queueKey) ([]*desk.Interaction, error) {
	if list, loaded := g.cache.queues[k]; loaded {
		return list, nil
	}
	rows, err := g.storedAll(ctx, specOf[desk.RowInteraction], sqlWaiting, string(k.org), string(k.inbox), math.MaxInt32)
	if err != nil {
		return nil, err
	}
	list := make([]*desk.Interaction, len(rows))
	for i, r := range rows {
		list[i] = as[*desk.Interaction](r)
	}
	g.cache.queues[k] = list
	return list, nil
}
