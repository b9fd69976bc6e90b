package lifecycle

import "cmp"

// Timers holds one moment per key and finds what is due: the in-memory index
// over timers that are kept durably elsewhere. Set and Remove take time in
// proportion to the logarithm of their number, Next none at all. It is a plain
// data structure: the zero value is empty and ready, and its owner sees to it
// that only one goroutine uses it at a time.
//
// It is a heap with four children to a node. The heap holds moments and small
// slot numbers, so that sifting moves 16 bytes and compares keys only when
// moments are equal; a slot knows where its node is.
type Timers[K cmp.Ordered] struct {
	heap  []timerNode
	slots []timerSlot[K]
	index map[K]uint32 // key → slot
	free  []uint32     // slots without a timer
}

// Timer is a key and its moment.
type Timer[K cmp.Ordered] struct {
	Key K
	At  int64 // Unix ms
}

type timerNode struct {
	at   int64
	slot uint32
}

type timerSlot[K cmp.Ordered] struct {
	key K
	pos uint32 // in heap
}

// arity of the heap: half the levels of a binary one, and siblings share a
// cache line.
const arity = 4

// Len gives the number of timers.
func (t *Timers[K]) Len() int { return len(t.heap) }

// Set puts the timer of key at the moment at, moving it if there is one.
func (t *Timers[K]) Set(key K, at int64) {
	if s, ok := t.index[key]; ok {
		pos := t.slots[s].pos
		t.heap[pos].at = at
		t.fix(pos)
		return
	}
	if t.index == nil {
		t.index = map[K]uint32{}
	}
	pos := uint32(len(t.heap)) //nolint:gosec // 4 billion timers do not fit in memory
	s := t.takeSlot(key)
	t.index[key] = s
	t.heap = append(t.heap, timerNode{at: at, slot: s})
	t.slots[s].pos = pos
	t.up(pos)
}

// At gives the moment of key's timer; false = it has none.
func (t *Timers[K]) At(key K) (int64, bool) {
	s, ok := t.index[key]
	if !ok {
		return 0, false
	}
	return t.heap[t.slots[s].pos].at, true
}

// Remove takes key's timer out and says whether there was one.
func (t *Timers[K]) Remove(key K) bool {
	s, ok := t.index[key]
	if ok {
		t.removeAt(t.slots[s].pos)
	}
	return ok
}

// Next gives the earliest moment; false = there are no timers.
func (t *Timers[K]) Next() (int64, bool) {
	if len(t.heap) == 0 {
		return 0, false
	}
	return t.heap[0].at, true
}

// Due takes out the timers whose moment is nowMs or earlier, at most limit of
// them, earliest first and by key where moments are equal. If fewer than limit
// come back, nothing more is due.
func (t *Timers[K]) Due(nowMs int64, limit int) []Timer[K] {
	var due []Timer[K]
	for len(due) < limit && len(t.heap) > 0 && t.heap[0].at <= nowMs {
		top := t.heap[0]
		due = append(due, Timer[K]{Key: t.slots[top.slot].key, At: top.at})
		t.removeAt(0)
	}
	return due
}

func (t *Timers[K]) takeSlot(key K) uint32 {
	if n := len(t.free); n > 0 {
		s := t.free[n-1]
		t.free = t.free[:n-1]
		t.slots[s].key = key
		return s
	}
	t.slots = append(t.slots, timerSlot[K]{key: key})
	return uint32(len(t.slots) - 1) //nolint:gosec // as in Set
}

func (t *Timers[K]) removeAt(pos uint32) {
	s := t.heap[pos].slot
	delete(t.index, t.slots[s].key)
	var none K
	t.slots[s].key = none // lets go of a string's memory
	t.free = append(t.free, s)

	last := len(t.heap) - 1
	moved := t.heap[last]
	t.heap = t.heap[:last]
	if int(pos) < last {
		t.place(pos, moved)
		t.fix(pos)
	}
}

func (t *Timers[K]) place(pos uint32, n timerNode) {
	t.heap[pos] = n
	t.slots[n.slot].pos = pos
}

// before orders by moment, then by key, so that the order does not depend on
// how the timers came in.
func (t *Timers[K]) before(a, b timerNode) bool {
	if a.at != b.at {
		return a.at < b.at
	}
	return t.slots[a.slot].key < t.slots[b.slot].key
}

// fix restores the order after the node at pos changed.
func (t *Timers[K]) fix(pos uint32) {
	if !t.up(pos) {
		t.down(pos)
	}
}

// up moves the node at pos towards the root and says whether it moved.
func (t *Timers[K]) up(pos uint32) bool {
	n, start := t.heap[pos], pos
	for pos > 0 {
		parent := (pos - 1) / arity
		if !t.before(n, t.heap[parent]) {
			break
		}
		t.place(pos, t.heap[parent])
		pos = parent
	}
	t.place(pos, n)
	return pos != start
}

// down moves the node at pos towards the leaves.
func (t *Timers[K]) down(pos uint32) {
	n := t.heap[pos]
	for {
		first := int(pos)*arity + 1
		if first >= len(t.heap) {
			break
		}
		least := first
		for c := first + 1; c < min(first+arity, len(t.heap)); c++ {
			if t.before(t.heap[c], t.heap[least]) {
				least = c
			}
		}
		if !t.before(t.heap[least], n) {
			break
		}
		t.place(pos, t.heap[least])
		pos = uint32(least) //nolint:gosec // as in Set
	}
	t.place(pos, n)
}
