package rehearse

import (
	"container/heap"
	"slices"
)

// due is something that follows from the settings: an answer, an end, an overflow.
type due struct {
	at, seq int64
	n       int // the order in which they were set
	do      func(*run)
}

// agenda has what is due, the next first.
type agenda []due

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	x, y := a[i], a[j]
	switch {
	case x.at != y.at:
		return x.at < y.at
	case x.seq != y.seq:
		return x.seq < y.seq
	}
	return x.n < y.n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push adds a due thing; use run.later.
func (a *agenda) Push(v any) {
	if d, ok := v.(due); ok {
		*a = append(*a, d)
	}
}

// Pop takes the last one; use run.next.
func (a *agenda) Pop() any {
	list := *a
	last := list[len(list)-1]
	*a = list[:len(list)-1]
	return last
}

// later has something done at a moment, never before now.
func (r *run) later(at, seq int64, do func(*run)) {
	r.n++
	heap.Push(&r.agenda, due{max(at, r.now), seq, r.n, do})
}

// wait puts a chat into the queue, in the order in which it is offered.
func (r *run) wait(c *chat) {
	c.state = waiting
	i, _ := slices.BinarySearchFunc(r.waiting, c, before)
	r.waiting = slices.Insert(r.waiting, i, c)
}

func (r *run) leaveQueue(c *chat) {
	if i, found := slices.BinarySearchFunc(r.waiting, c, before); found {
		r.waiting = slices.Delete(r.waiting, i, i+1)
	}
}

// before orders the queue as routing does: by rank, by how long they wait, as they came.
func before(a, b *chat) int {
	switch {
	case a.asked.Rank != b.asked.Rank:
		return b.asked.Rank - a.asked.Rank
	case a.asked.WaitingSince != b.asked.WaitingSince:
		return sign(a.asked.WaitingSince - b.asked.WaitingSince)
	case a.asked.Seq != b.asked.Seq:
		return sign(a.asked.Seq - b.asked.Seq)
	}
	return a.index - b.index
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
