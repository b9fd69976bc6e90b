package session_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/session"
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
		disposition session.Disposition
		rule        session.Rule
	}
	archived := want{session.Archived, session.RuleEnded}
	initiated := want{session.Initiated, session.RuleNoAnswerYet}
	answered := want{session.Active, session.RuleCustomerAnswered}
	replied := want{session.Active, session.RuleHumanReplied}
	waits := want{session.Waiting, session.RuleCustomerWaits}
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
		f := session.Facts{
			BusinessStarted: c.business, StartedAt: noon, LastBusinessAt: at(c.business || c.human, noon+5),
			FirstCustomerAt: at(c.answered, noon+1), LastCustomerAt: at(c.answered, noon+9),
			HumanReplyAt: at(c.human, noon+2), EndedAt: at(c.ended, noon+10),
		}
		d, r := session.DispositionOf(f)
		if (want{d, r}) != w {
			t.Errorf("%+v: got %s by %s, want %s by %s", c, d, r, w.disposition, w.rule)
		}
	}
}

func TestDispositionOf_windowShut_staysActive(t *testing.T) {
	t.Parallel()
	f := session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + 23*hour, LastBusinessAt: noon + 23*hour}
	if d, _ := session.DispositionOf(f); d != session.Active || session.Window(f.LastCustomerAt, noon+25*hour).Open {
		t.Errorf("got %s", d)
	}
}

// anyFacts draws stamps in any order: what arrives late or twice must not
// confuse the rules.
func anyFacts() *rapid.Generator[session.Facts] {
	stamp := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(noon-3*day, noon+3*day), rapid.Int64())
	return rapid.Custom(func(t *rapid.T) session.Facts {
		return session.Facts{
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
			EndReason:       rapid.SampledFrom(append([]session.EndReason{"", "?"}, session.EndReasons...)).Draw(t, "reason"),
		}
	})
}

func TestDispositionOf_anyFacts_isTotalAndUnique(t *testing.T) {
	t.Parallel()
	of := map[session.Rule]session.Disposition{
		session.RuleEnded: session.Archived, session.RuleNoAnswerYet: session.Initiated,
		session.RuleCustomerAnswered: session.Active, session.RuleHumanReplied: session.Active,
		session.RuleCustomerWaits: session.Waiting,
	}
	if len(of) != len(session.Rules) {
		t.Fatalf("%d rules, %d listed", len(of), len(session.Rules))
	}
	rapid.Check(t, func(t *rapid.T) {
		d, r := session.DispositionOf(anyFacts().Draw(t, "facts"))
		if want, ok := of[r]; !ok || d != want || !slices.Contains(session.Dispositions, d) {
			t.Fatalf("%s by %s", d, r)
		}
	})
}

func TestEndReasons_areThoseOfTheRow(t *testing.T) {
	t.Parallel()
	want := map[session.EndReason]bool{
		"closed": true, "archived": true, "rule48h": false, "expired": false, "expiredUnanswered": false,
	}
	got := map[session.EndReason]bool{}
	for _, r := range session.EndReasons {
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
	}
	want := session.Facts{
		BusinessStarted: true, StartedAt: 1, TemplateAt: 2, FirstCustomerAt: 3, LastCustomerAt: 40,
		LastBusinessAt: 5, HumanReplyAt: 6, OwedSince: 40, EndedAt: 7, EndReason: session.EndClosed,
	}
	if diff := cmp.Diff(want, session.FactsOf(&row)); diff != "" {
		t.Error(diff)
	}
	for _, tc := range []struct{ first, last, ours, human, want int64 }{
		{0, 0, 5, 0, 0},   // nothing from the customer
		{3, 9, 5, 0, 3},   // a bot answered, no human did
		{3, 9, 10, 10, 0}, // answered
		{3, 9, 5, 5, 9},   // wrote again
	} {
		row := desk.Interaction{FirstCustomerAt: tc.first, LastCustomerAt: tc.last, LastBusinessAt: tc.ours, HumanReplyAt: tc.human}
		if got := session.FactsOf(&row).OwedSince; got != tc.want {
			t.Errorf("%s: owed since %d", fmt.Sprint(tc), got)
		}
	}
}
