package store

// pending is what a transaction has changed of one sort of things, by their keys.
type pending[K comparable, V any] struct {
	set   map[K]V
	order []K         // in the order of the first change
	past  []was[K, V] // what to take back since the first open savepoint
}

// was is what a key held before a change.
type was[K comparable, V any] struct {
	key     K
	before  V
	pending bool // it had been changed before
}

func newPending[K comparable, V any]() pending[K, V] { return pending[K, V]{set: map[K]V{}} }

// put changes a key. With note the change can be taken back.
func (p *pending[K, V]) put(k K, v V, note bool) {
	before, changed := p.set[k]
	p.set[k] = v
	if !changed {
		p.order = append(p.order, k)
	}
	if note {
		p.past = append(p.past, was[K, V]{k, before, changed})
	}
}

// back takes back what was noted after the first n changes.
func (p *pending[K, V]) back(n int) {
	for i := len(p.past) - 1; i >= n; i-- {
		w := &p.past[i]
		if w.pending {
			p.set[w.key] = w.before
			continue
		}
		delete(p.set, w.key)
		p.order = p.order[:len(p.order)-1]
	}
	p.past = p.past[:n]
}

// reset empties it and keeps its room.
func (p *pending[K, V]) reset() {
	clear(p.set)
	p.order, p.past = emptied(p.order), emptied(p.past)
}
