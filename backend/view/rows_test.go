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

// Who owned an interaction is seen by whoever may see that interaction, and by
// nobody else.
func TestSpan_isSeenWithItsInteraction(t *testing.T) {
	t.Parallel()
	past := &desk.Interaction{ID: "int_1", State: desk.InteractionEnded, Handlers: []desk.UserID{"ana"}}
	now := &desk.Interaction{ID: "int_2", State: desk.InteractionWaiting, InboxID: "inb_1"}
	s := view.Subject{
		Thread: &desk.Thread{ID: "thr_1", InteractionID: "int_2"}, Current: now, Mode: desk.ModeManual,
		Interactions: []*desk.Interaction{past, now},
	}
	ben := map[desk.InboxID]bool{"inb_1": true}
	for _, c := range []struct {
		who    string
		viewer view.Viewer
		past   bool
		now    bool
	}{
		{"a supervisor", view.Viewer{UserID: "olga", Role: desk.RoleAdmin}, true, true},
		{"who owned it", view.Viewer{UserID: "ana", Role: desk.RoleAgent}, true, false},
		{"who may take the one that waits", view.Viewer{UserID: "ben", Role: desk.RoleAgent, Inboxes: ben}, false, true},
		{"somebody else", view.Viewer{UserID: "carl", Role: desk.RoleAgent}, false, false},
	} {
		for id, want := range map[desk.InteractionID]bool{"int_1": c.past, "int_2": c.now} {
			got := c.viewer.Row(s, &desk.Span{ID: "spn_1", InteractionID: id, ThreadID: "thr_1", UserID: "ana"})
			if !got.Empty() != want {
				t.Errorf("%s sees who owned %s: %v, want %v", c.who, id, !got.Empty(), want)
			}
		}
	}
}
