package view_test

import (
	"bytes"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// How a customer's number begins is said to nobody from whom numbers are hidden.
func TestInteraction_hidesTheBeginningOfTheNumber(t *testing.T) {
	t.Parallel()
	it := &desk.Interaction{
		ID: "int_1", ThreadID: "thr_1", State: desk.InteractionWaiting,
		Branched: &desk.Branched{N: 1, If: []desk.BranchCondition{{Kind: desk.ConditionPhone, Value: "+49170"}, {Kind: desk.ConditionLabel, Value: "vip"}}},
	}
	for _, hidden := range []bool{false, true} {
		v := view.Viewer{UserID: "olga", Role: desk.RoleOwner, HideNumbers: hidden}
		raw := v.Interaction(view.Subject{}, view.InteractionFacts{Interaction: it}).Change().Body
		if bytes.Contains(raw, []byte("+49170")) == hidden || !bytes.Contains(raw, []byte("vip")) {
			t.Errorf("hidden %t: %s", hidden, raw)
		}
	}
}
