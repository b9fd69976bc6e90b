package view_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// A kind that leaves the relay has a projection and a list on the wire; one that
// stays has neither.
func TestRow_everyKindThatLeavesIsProjected(t *testing.T) {
	t.Parallel()
	byHub := []desk.Kind{desk.RowInteraction, desk.RowOffer, desk.RowDecision} // it looks up what they show beside
	for _, k := range desk.Kinds {
		leaves := k.Scope != desk.ScopeRelay
		if got := view.Shows(k.Kind) || slices.Contains(byHub, k.Kind); got != leaves {
			t.Errorf("%s: is projected: %v, leaves the relay: %v", k.Kind, got, leaves)
		}
		if got := wire.Known(k.Kind); got != leaves {
			t.Errorf("%s: has a list on the wire: %v, leaves the relay: %v", k.Kind, got, leaves)
		}
		if !leaves || slices.Contains(byHub, k.Kind) {
			continue
		}
		r := k.New()
		s := view.Subject{Thread: &desk.Thread{}}
		c := view.Viewer{Role: desk.RoleOwner}.Row(s, r).Change()
		if c.Kind != string(k.Kind) {
			t.Errorf("%s: is projected as a row of kind %q", k.Kind, c.Kind)
		}
	}
	if got := (view.Viewer{Role: desk.RoleOwner}).Row(view.Subject{}, &desk.Upload{}); !got.Empty() {
		t.Errorf("a file that was uploaded leaves the relay: %s", got.Change().Body)
	}
}
