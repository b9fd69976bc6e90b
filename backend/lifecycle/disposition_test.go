package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

func at(yes bool, stamp int64) int64 {
	if yes {
		return stamp
	}
	return 0
}

func TestDispositionOf_everyCell(t *testing.T) {
	t.Parallel()
	type cell struct{ ended, business, answered, human bool }
	type want struct {
		disposition lifecycle.Disposition
		rule        lifecycle.Rule
	}
	archived := want{lifecycle.Archived, lifecycle.RuleEnded}
	initiated := want{lifecycle.Initiated, lifecycle.RuleNoAnswerYet}
	answered := want{lifecycle.Active, lifecycle.RuleCustomerAnswered}
	replied := want{lifecycle.Active, lifecycle.RuleHumanReplied}
	waits := want{lifecycle.Waiting, lifecycle.RuleCustomerWaits}
	table := map[cell]want{
		{false, false, false, false}: waits,
		{false, false, false, true}:  replied,
		{false, false, true, false}:  waits,
		{false, false, true, true}:   replied,
		{false, true, false, false}:  initiated,
		{false, true, false, true}:   initiated, // we wrote again; the customer still has not answered
		{false, true, true, false}:   answered,
		{false, true, true, true}:    answered,
		{true, false, false, false}:  archived,
		{true, false, false, true}:   archived,
		{true, false, true, false}:   archived,
		{true, false, true, true}:    archived,
		{true, true, false, false}:   archived,
		{true, true, false, true}:    archived,
		{true, true, true, false}:    archived,
		{true, true, true, true}:     archived,
	}
	if len(table) != 16 {
		t.Fatalf("%d cells", len(table))
	}
	for c, w := range table {
		f := lifecycle.Facts{
			BusinessStarted: c.business, StartedAt: noon, LastBusinessAt: at(c.business || c.human, noon+5),
			FirstCustomerAt: at(c.answered, noon+1), LastCustomerAt: at(c.answered, noon+9),
			HumanReplyAt: at(c.human, noon+2), EndedAt: at(c.ended, noon+10),
		}
		d, r := lifecycle.DispositionOf(f)
		if (want{d, r}) != w {
			t.Errorf("%+v: got %s by %s, want %s by %s", c, d, r, w.disposition, w.rule)
		}
	}
}

func TestDispositionOf_windowShut_staysActive(t *testing.T) {
	t.Parallel()
	f := lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + 23*hour, LastBusinessAt: noon + 23*hour}
	if d, _ := lifecycle.DispositionOf(f); d != lifecycle.Active || lifecycle.Window(channel.RulesOf(desk.WhatsApp), f.LastCustomerAt, noon+25*hour).Open {
		t.Errorf("got %s", d)
	}
}

// anyFacts draws stamps in any order: what arrives late or twice must not
// confuse the rules.
func anyFacts() *rapid.Generator[lifecycle.Facts] {
	stamp := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(noon-3*day, noon+3*day), rapid.Int64())
	return rapid.Custom(func(t *rapid.T) lifecycle.Facts {
		return lifecycle.Facts{
			BusinessStarted: rapid.Bool().Draw(t, "business"),
			StartedAt:       stamp.Draw(t, "started"),
			TemplateAt:      stamp.Draw(t, "template"),
			FirstCustomerAt: stamp.Draw(t, "firstCustomer"),
			LastCustomerAt:  stamp.Draw(t, "lastCustomer"),
			LastBusinessAt:  stamp.Draw(t, "lastBusiness"),
			HumanReplyAt:    stamp.Draw(t, "human"),
			OwedSince:       stamp.Draw(t, "owed"),
			ReopenedAt:      stamp.Draw(t, "reopened"),
			EndedAt:         rapid.OneOf(rapid.Just(int64(0)), stamp).Draw(t, "ended"),
			EndReason:       rapid.SampledFrom(append([]lifecycle.EndReason{"", "?"}, lifecycle.EndReasons...)).Draw(t, "reason"),
		}
	})
}

func TestDispositionOf_anyFacts_isTotalAndUnique(t *testing.T) {
	t.Parallel()
	of := map[lifecycle.Rule]lifecycle.Disposition{
		lifecycle.RuleEnded: lifecycle.Archived, lifecycle.RuleNoAnswerYet: lifecycle.Initiated,
		lifecycle.RuleCustomerAnswered: lifecycle.Active, lifecycle.RuleHumanReplied: lifecycle.Active,
		lifecycle.RuleCustomerWaits: lifecycle.Waiting,
	}
	if len(of) != len(lifecycle.Rules) {
		t.Fatalf("%d rules, %d listed", len(of), len(lifecycle.Rules))
	}
	rapid.Check(t, func(t *rapid.T) {
		d, r := lifecycle.DispositionOf(anyFacts().Draw(t, "facts"))
		if want, ok := of[r]; !ok || d != want || !slices.Contains(lifecycle.Dispositions, d) {
			t.Fatalf("%s by %s", d, r)
		}
	})
}

func TestEndReasons_areThoseOfTheRow(t *testing.T) {
	t.Parallel()
	want := map[lifecycle.EndReason]bool{
		"closed": true, "archived": true, "rule48h": false, "expired": false, "expiredUnanswered": false, "joined": false,
	}
	got := map[lifecycle.EndReason]bool{}
	for _, r := range lifecycle.EndReasons {
		got[r] = r.ByAgent()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFactsOf_readsTheRow(t *testing.T) {
	t.Parallel()
	row := desk.Interaction{
		BusinessStarted: true, StartedAt: 1, TemplateAt: 2, FirstCustomerAt: 3, LastCustomerAt: 40,
		LastBusinessAt: 5, HumanReplyAt: 6, EndedAt: 7, EndReason: "closed",
		Reopened: desk.Reopening{At: 8, CustomerAt: 9, ReplyAt: 10},
	}
	want := lifecycle.Facts{
		BusinessStarted: true, StartedAt: 1, TemplateAt: 2, FirstCustomerAt: 3, LastCustomerAt: 40,
		LastBusinessAt: 5, HumanReplyAt: 6, OwedSince: 40, EndedAt: 7, EndReason: lifecycle.EndClosed,
		ReopenedAt: 8, AgainCustomerAt: 9, AgainReplyAt: 10,
	}
	if diff := cmp.Diff(want, lifecycle.FactsOf(&row)); diff != "" {
		t.Error(diff)
	}
	for _, tc := range []struct{ first, last, ours, person, human, want int64 }{
		{0, 0, 5, 5, 0, 0},    // nothing from the customer
		{3, 9, 5, 0, 0, 3},    // a bot answered, no human did
		{3, 9, 10, 10, 10, 0}, // answered
		{3, 9, 5, 5, 5, 9},    // wrote again
		{3, 9, 10, 5, 5, 9},   // wrote again, and a bot answered that
	} {
		row := desk.Interaction{FirstCustomerAt: tc.first, LastCustomerAt: tc.last, LastBusinessAt: tc.ours, LastPersonAt: tc.person, HumanReplyAt: tc.human}
		if got := lifecycle.FactsOf(&row).OwedSince; got != tc.want {
			t.Errorf("%s: owed since %d", fmt.Sprint(tc), got)
		}
	}
}
