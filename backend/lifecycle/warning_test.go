package lifecycle_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestOwedUntil_onlyWhileTheCustomerWaitsForAPerson(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		facts lifecycle.Facts
		want  int64
	}{
		{"nobody has answered", lifecycle.Facts{FirstCustomerAt: noon, LastCustomerAt: noon + hour, OwedSince: noon}, noon + hour + day},
		{"answered", lifecycle.Facts{FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + 1}, 0},
		{"the customer has not written", lifecycle.Facts{BusinessStarted: true, TemplateAt: noon}, 0},
		{"ended", lifecycle.Facts{FirstCustomerAt: noon, LastCustomerAt: noon, OwedSince: noon, EndedAt: noon + 1}, 0},
		{"no stamp", lifecycle.Facts{OwedSince: noon}, 0},
	} {
		if got := lifecycle.OwedUntil(tc.facts); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestWindowStepAt_toTheMillisecond(t *testing.T) {
	t.Parallel()
	closes := noon + day
	for _, tc := range []struct {
		now  int64
		want lifecycle.WindowStep
		next int64
	}{
		{noon, lifecycle.WindowCalm, closes - hour},
		{closes - hour - 1, lifecycle.WindowCalm, closes - hour},
		{closes - hour, lifecycle.WindowSoon, closes - 15*minute},
		{closes - 15*minute - 1, lifecycle.WindowSoon, closes - 15*minute},
		{closes - 15*minute, lifecycle.WindowUrgent, closes},
		{closes - 1, lifecycle.WindowUrgent, closes},
		{closes, lifecycle.WindowLost, 0},
		{closes + 9*day, lifecycle.WindowLost, 0},
	} {
		if got, next := lifecycle.WindowStepAt(closes, tc.now); got != tc.want || next != tc.next {
			t.Errorf("%d ms before: step %d, next %d; want %d, %d", closes-tc.now, got, next, tc.want, tc.next)
		}
	}
}

// Whoever sets a timer to what comes next reaches the end: no step is its own next.
func TestWindowStepAt_anyTime_goesOnUntilItIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		closes := noon + day
		now := rapid.Int64Range(noon, noon+2*day).Draw(t, "now")
		for range 5 {
			step, next := lifecycle.WindowStepAt(closes, now)
			if step == lifecycle.WindowLost {
				return
			}
			if next <= now {
				t.Fatalf("step %d at %d goes on at %d", step, now, next)
			}
			now = next
		}
		t.Fatal("it never ends")
	})
}

func TestEndsAt_isTheDeadlineThatEndsIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		facts  lifecycle.Facts
		at     int64
		reason lifecycle.EndReason
	}{
		{lifecycle.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon + hour}, noon + hour + 2*day, lifecycle.EndRule48h},
		{lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, OwedSince: noon}, noon + day, lifecycle.EndExpiredUnanswered},
		{lifecycle.Facts{StartedAt: noon, EndedAt: noon + 1}, 0, ""},
	} {
		if at, reason := lifecycle.EndsAt(tc.facts); at != tc.at || reason != tc.reason {
			t.Errorf("%+v: ends at %d by %q", tc.facts, at, reason)
		}
	}
}
