package people

import (
	"container/list"
	"time"
)

const (
	// recentSpan is for how long a wrong try counts.
	recentSpan = 15 * time.Minute
	// recentKeys bounds the memory; the ones that were not touched for longest go
	// first.
	recentKeys = 100_000
	// recentPerKey bounds one key: more does not change what follows from it.
	recentPerKey = 512
)

// recent counts what happened lately, by key. It is guarded by whoever has it.
type recent struct {
	now   func() time.Time
	order *list.List // of *tally, the last touched in front
	byKey map[string]*list.Element
}

type tally struct {
	key string
	at  []time.Time
}

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, order: list.New(), byKey: map[string]*list.Element{}}
}

func (r *recent) add(key string) {
	el := r.byKey[key]
	if el == nil {
		if len(r.byKey) >= recentKeys {
			r.drop(r.order.Back())
		}
		el = r.order.PushFront(&tally{key: key})
		r.byKey[key] = el
	}
	r.order.MoveToFront(el)
	t := r.tallyOf(el)
	if t.at = append(t.at, r.now()); len(t.at) > recentPerKey {
		t.at = t.at[1:]
	}
}

// takeBack forgets the last one of a key.
func (r *recent) takeBack(key string) {
	el := r.byKey[key]
	if el == nil {
		return
	}
	t := r.tallyOf(el)
	if t.at = t.at[:len(t.at)-1]; len(t.at) == 0 {
		r.drop(el)
	}
}

func (r *recent) forget(key string) {
	if el := r.byKey[key]; el != nil {
		r.drop(el)
	}
}

func (r *recent) count(key string) int {
	el := r.byKey[key]
	if el == nil {
		return 0
	}
	t := r.tallyOf(el)
	since := r.now().Add(-recentSpan)
	for len(t.at) > 0 && t.at[0].Before(since) {
		t.at = t.at[1:]
	}
	if len(t.at) == 0 {
		r.drop(el)
	}
	return len(t.at)
}

func (r *recent) drop(el *list.Element) {
	r.order.Remove(el)
	delete(r.byKey, r.tallyOf(el).key)
}

func (r *recent) tallyOf(el *list.Element) *tally {
	t, _ := el.Value.(*tally) // nothing else is put there
	return t
}
