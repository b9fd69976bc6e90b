package engine

import "github.com/parleydesk/parley/backend/desk"

// held is a row of the overlay; base is as it was before this fold, nil if the
// fold made it.
type held struct {
	ref   desk.Ref
	row   desk.Row
	base  desk.Row
	dirty bool
	gone  bool // the fold removed it
}

// usualRows is how many rows most folds read or change at most.
const usualRows = 8

// heldRows are the rows that a fold has read or changed. Most folds have a few,
// which lie in the unit of work itself: a map of their own would be made for every
// message.
type heldRows struct {
	few  [usualRows]held
	n    int // of few
	more map[desk.Ref]*held
}

// get gives a row of the overlay, nil if it is not in it.
func (h *heldRows) get(ref desk.Ref) *held {
	for i := range h.n {
		if h.few[i].ref == ref {
			return &h.few[i]
		}
	}
	return h.more[ref]
}

// add takes a row in that is not there yet.
func (h *heldRows) add(ref desk.Ref) *held {
	if h.n < len(h.few) {
		h.n++
		h.few[h.n-1].ref = ref
		return &h.few[h.n-1]
	}
	added := &held{ref: ref}
	set(&h.more, ref, added)
	return added
}
