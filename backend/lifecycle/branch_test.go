package lifecycle_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestHolds_eachKindOfCondition(t *testing.T) {
	t.Parallel()
	facts := lifecycle.BranchFacts{
		Source: []desk.KV{{Key: "region", Value: "EMEA"}, {Key: "tier", Value: "gold"}}, Language: "de", Labels: []string{"VIP", "press"},
		Phone: "4917012345", Closed: map[desk.InboxID]bool{"shut": true},
	}
	nothing := lifecycle.BranchFacts{}
	for _, tc := range []struct {
		c    desk.BranchCondition
		want bool
		none bool // of a customer and a number of whom nothing is known
	}{
		{desk.BranchCondition{Kind: desk.ConditionHours, InboxID: "shut", Value: desk.HoursClosed}, true, false},
		{desk.BranchCondition{Kind: desk.ConditionHours, InboxID: "shut", Value: desk.HoursOpen}, false, true},
		{desk.BranchCondition{Kind: desk.ConditionHours, InboxID: "other", Value: desk.HoursOpen}, true, true},
		{desk.BranchCondition{Kind: desk.ConditionSource, Key: "Region", Value: "emea"}, true, false},
		{desk.BranchCondition{Kind: desk.ConditionSource, Key: "region", Value: "gold"}, false, false},
		{desk.BranchCondition{Kind: desk.ConditionSource, Key: "tier", Value: "emea"}, false, false},
		{desk.BranchCondition{Kind: desk.ConditionLanguage, Value: "de"}, true, false},
		{desk.BranchCondition{Kind: desk.ConditionLanguage, Value: "d"}, false, false},
		{desk.BranchCondition{Kind: desk.ConditionLanguage}, false, false},
		{desk.BranchCondition{Kind: desk.ConditionLabel, Value: "vip"}, true, false},
		{desk.BranchCondition{Kind: desk.ConditionLabel, Value: "vi"}, false, false},
		{desk.BranchCondition{Kind: desk.ConditionPhone, Value: "+49"}, true, false},
		{desk.BranchCondition{Kind: desk.ConditionPhone, Value: "+43"}, false, false},
		{desk.BranchCondition{Kind: "moon", Value: "full"}, false, false},
	} {
		if got := facts.Holds(tc.c); got != tc.want {
			t.Errorf("%+v: %v", tc.c, got)
		}
		if got := nothing.Holds(tc.c); got != tc.none {
			t.Errorf("of nobody known, %+v: %v", tc.c, got)
		}
	}
}

func TestBranchOf_theFirstThatHoldsAsAWhole(t *testing.T) {
	t.Parallel()
	if1 := func(c ...desk.BranchCondition) []desk.BranchCondition { return c }
	german, vip := desk.BranchCondition{Kind: desk.ConditionLanguage, Value: "de"}, desk.BranchCondition{Kind: desk.ConditionLabel, Value: "vip"}
	p := &desk.Plan{InboxID: "rest", Branches: []desk.Branch{{If: if1(german, vip), InboxID: "both"}, {If: if1(vip), InboxID: "vip"}, {If: if1(german), InboxID: "german"}}}
	for _, tc := range []struct {
		facts lifecycle.BranchFacts
		box   desk.InboxID
		n     int
	}{
		{lifecycle.BranchFacts{Language: "de", Labels: []string{"vip"}}, "both", 1},
		{lifecycle.BranchFacts{Labels: []string{"vip"}}, "vip", 2},
		{lifecycle.BranchFacts{Language: "de"}, "german", 3},
		{lifecycle.BranchFacts{Language: "fr"}, "rest", 0},
	} {
		if box, n := lifecycle.BranchOf(p, tc.facts); box != tc.box || n != tc.n {
			t.Errorf("%+v leads to %s by branch %d", tc.facts, box, n)
		}
	}
}
