package store

import (
	"context"
	"strings"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// inSizes are how many values one statement looks for. A list is filled up with
// its last value, so that only these are ever prepared.
var inSizes = [...]int{1, 8, 32}

// in adds a list of n parameters, after the first one, to a statement that ends
// in IN.
func in(query string, n int) string {
	k := inKey{query, n}
	if known, ok := inLists.Load(k); ok {
		text, _ := known.(string) // nothing else is put there
		return text
	}
	list := make([]string, n)
	for i := range list {
		list[i] = placeholder(i + 2)
	}
	text := query + "(" + strings.Join(list, ", ") + ")"
	inLists.Store(k, text)
	return text
}

// inLists has what in has put together: a handful of statements.
var inLists sync.Map

type inKey struct {
	query string
	n     int
}

// Expect looks up together what claiming and folding the proposals will ask for one
// by one: which keys are taken, which messages are known. What it finds out is
// right for the whole transaction, because nobody else writes and what the
// transaction itself changes is asked first.
func (t *Tx) Expect(ctx context.Context, proposals []desk.Proposal) error {
	keys, about := map[desk.OrgID][]string{}, map[desk.OrgID][]string{}
	for _, d := range proposals {
		if d.Key != "" {
			keys[d.Org] = append(keys[d.Org], d.Key)
		}
		if d.About != "" {
			about[d.Org] = append(about[d.Org], d.About)
		}
	}
	for org, list := range keys {
		if err := t.expectKeys(ctx, org, list); err != nil {
			return err
		}
	}
	for org, list := range about {
		if err := t.expectMessages(ctx, org, list); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) expectKeys(ctx context.Context, org desk.OrgID, keys []string) error {
	for _, key := range keys {
		t.over.stored[orgKey{org, key}] = nil
	}
	return lookUp(ctx, t, sqlKeys, org, keys, func(scan func(...any) error) error {
		var key, reason string
		var answer []byte
		first := desk.Outcome{Duplicate: true}
		if err := scan(&key, &first.Seq, &answer, &reason); err != nil {
			return err
		}
		first.Answer, first.Quarantined = answer, reason != ""
		t.over.stored[orgKey{org, key}] = &first
		return nil
	})
}

func (t *Tx) expectMessages(ctx context.Context, org desk.OrgID, ids []string) error {
	name := func(id string) lookupKey { return lookupKey{org, desk.Lookup{By: desk.ByProviderID, Key: id}} }
	ask := ids[:0]
	for _, id := range ids {
		if _, known := t.w.cache.lookups.get(name(id)); !known && !t.over.absent[name(id)] {
			t.over.absent[name(id)] = true
			ask = append(ask, id)
		}
	}
	keys := make([]int64, len(ask))
	for i, id := range ask {
		keys[i] = desk.TextKey(id)
	}
	return lookUp(ctx, t, sqlProviderIDs, org, keys, func(scan func(...any) error) error {
		var provider string
		if err := scan(&provider); err != nil {
			return err
		}
		// The row itself is read by whoever wants it.
		delete(t.over.absent, name(provider))
		return nil
	})
}

// lookUp runs a query that ends in IN for all values, and calls each per row.
func lookUp[V any](ctx context.Context, t *Tx, query string, org desk.OrgID, values []V, each func(scan func(...any) error) error) error {
	return inParts(query, org, values, func(query string, args []any) error { return t.eachRow(ctx, query, args, each) })
}

// inParts runs a query that ends in IN for as many values at a time as one
// statement takes.
func inParts[V any](query string, org desk.OrgID, values []V, run func(query string, args []any) error) error {
	for len(values) > 0 {
		size := inSizes[len(inSizes)-1]
		for _, s := range inSizes {
			if s >= len(values) {
				size = s
				break
			}
		}
		some := values[:min(size, len(values))]
		values = values[len(some):]
		args := make([]any, 1, size+1)
		args[0] = org
		for i := range size {
			args = append(args, some[min(i, len(some)-1)])
		}
		if err := run(in(query, size), args); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) eachRow(ctx context.Context, query string, args []any, each func(scan func(...any) error) error) error {
	rows, err := t.q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return storageError("look up", err)
		}
	}
	return storageError("look up", rows.Err())
}

// claimed gives what became of the entry that took a key, if one did and is
// committed.
func (t *Tx) claimed(ctx context.Context, k orgKey) (first desk.Outcome, found bool, err error) {
	if _, known := t.over.stored[k]; !known {
		if err := t.expectKeys(ctx, k.org, []string{k.key}); err != nil {
			return first, false, err
		}
	}
	if o := t.over.stored[k]; o != nil {
		first = *o
		first.Answer = append(first.Answer[:0:0], first.Answer...)
		return first, true, nil
	}
	return first, false, nil
}
