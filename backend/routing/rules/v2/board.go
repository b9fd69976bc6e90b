package v2

// board is a row of places some of which are on, and finds the best that is on, from any
// place onwards and round again, in a time that grows with the logarithm of its length.
// It is a tree over the places: each node knows the best of those below it.
type board struct {
	size   int
	nodes  []int // the best place below each node, -1 = none is on; the places are the last size nodes
	better func(a, b int) bool
}

// newBoard makes a board of n places that are off. better says whether place a is asked
// before place b; of two of which neither is, the one that comes first.
func newBoard(n int, better func(a, b int) bool) board {
	b := board{size: max(n, 1), better: better}
	b.nodes = make([]int, 2*b.size)
	for i := range b.nodes {
		b.nodes[i] = -1
	}
	return b
}

// set turns a place on or off, or looks anew at one that stays on, and says whether it
// was on.
func (b *board) set(place int, on bool) bool {
	i := b.size + place
	was := b.nodes[i] >= 0
	if !was && !on {
		return was
	}
	b.nodes[i] = -1
	if on {
		b.nodes[i] = place
	}
	for i /= 2; i > 0; i /= 2 {
		b.nodes[i] = b.of(b.nodes[2*i], b.nodes[2*i+1])
	}
	return was
}

// of gives the better of two places, the first of equal ones; -1 is no place.
func (b *board) of(first, second int) int {
	switch {
	case first < 0:
		return second
	case second < 0 || !b.better(second, first):
		return first
	}
	return second
}

// first gives the best place that is on, of equal ones the first at or after start and
// then from the beginning; -1 = none is.
func (b *board) first(start int) int {
	return b.of(b.within(start, b.size), b.within(0, min(start, b.size)))
}

// within gives the best of the places from, up to and without to.
func (b *board) within(from, to int) int {
	left, right := -1, -1
	for l, r := from+b.size, to+b.size; l < r; l, r = l/2, r/2 {
		if l%2 == 1 {
			left = b.of(left, b.nodes[l])
			l++
		}
		if r%2 == 1 {
			r--
			right = b.of(b.nodes[r], right)
		}
	}
	return b.of(left, right)
}
