package engine

import (
	"strconv"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// However many rows a fold holds, each is found, stays where it is, and no other is
// found in its place.
func TestHeldRows_findsEachOfMany(t *testing.T) {
	t.Parallel()
	var h heldRows
	added := map[desk.Ref]*held{}
	for i := range 5 * usualRows {
		for _, kind := range []desk.Kind{desk.RowThread, desk.RowMessage} {
			ref := desk.Ref{Kind: kind, ID: strconv.Itoa(i)}
			if h.get(ref) != nil {
				t.Fatalf("%v is there before it was added", ref)
			}
			added[ref] = h.add(ref)
		}
	}
	for ref, want := range added {
		if got := h.get(ref); got != want || got.ref != ref {
			t.Errorf("%v is found as %v", ref, got)
		}
	}
	for _, ref := range []desk.Ref{{}, {Kind: desk.RowContact, ID: "1"}, {Kind: desk.RowThread}} {
		if got := h.get(ref); got != nil {
			t.Errorf("%v is found as %v", ref, got.ref)
		}
	}
}
