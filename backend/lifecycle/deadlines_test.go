package lifecycle_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestDeadlines_ofEachDisposition(t *testing.T) {
	t.Parallel()
	initiated := func(cause int64) []lifecycle.Deadline {
		return []lifecycle.Deadline{
			{Kind: desk.TimerWindowMissed, At: cause + day, Cause: cause},
			{Kind: desk.TimerArchive, At: cause + 2*day, Cause: cause, Reason: lifecycle.EndRule48h},
		}
	}
	expires := func(cause int64, reason lifecycle.EndReason) []lifecycle.Deadline {
		return []lifecycle.Deadline{{Kind: desk.TimerExpire, At: cause + day, Cause: cause, Reason: reason}}
	}
	for _, tc := range []struct {
		name  string
		facts lifecycle.Facts
		want  []lifecycle.Deadline
	}{
		{"template sent", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, LastBusinessAt: noon}, initiated(noon)},
		{"another template restarts the cycle", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon + 30*hour}, initiated(noon + 30*hour)},
		{"what else we say does not", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, LastBusinessAt: noon + 5*hour}, initiated(noon)},
		{"the customer answers: it can only expire", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, FirstCustomerAt: noon + hour, LastCustomerAt: noon + hour},
			expires(noon+hour, lifecycle.EndExpired)},
		{"customer waits", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon + 2*hour}, expires(noon+2*hour, lifecycle.EndExpiredUnanswered)},
		{"a bot's answer counts as a message, not as a reply", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, LastBusinessAt: noon + 3*hour},
			expires(noon+3*hour, lifecycle.EndExpiredUnanswered)},
		{"our reply is the last message", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, LastBusinessAt: noon + 4*hour},
			expires(noon+4*hour, lifecycle.EndExpired)},
		{"theirs is", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon + 5*hour, HumanReplyAt: noon + hour, LastBusinessAt: noon + 4*hour},
			expires(noon+5*hour, lifecycle.EndExpired)},
		{"a message delayed for three days has its full day", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon - 3*day, LastCustomerAt: noon - 3*day},
			expires(noon, lifecycle.EndExpiredUnanswered)},
		{"reopened: the day begins anew", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon, ReopenedAt: noon + 9*day}, expires(noon+9*day, lifecycle.EndExpired)},
		{"reopened before any answer: the cycle begins anew", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, ReopenedAt: noon + 9*day}, initiated(noon + 9*day)},
		{"ended", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, EndedAt: noon + 1}, nil},
		{"no stamps", lifecycle.Facts{}, nil},
		{"no stamps of ours", lifecycle.Facts{BusinessStarted: true}, nil},
		{"an absurd stamp is passed over", lifecycle.Facts{StartedAt: noon, LastCustomerAt: math.MaxInt64}, expires(noon, lifecycle.EndExpiredUnanswered)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, lifecycle.Deadlines(tc.facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWarnings_onlyWhileTheCustomerWaits(t *testing.T) {
	t.Parallel()
	closes := lifecycle.Deadline{Kind: lifecycle.WindowCloses, At: noon + day, Cause: noon}
	want := []lifecycle.Deadline{
		{Kind: lifecycle.WindowSoon, At: noon + 23*hour, Cause: noon},
		{Kind: lifecycle.WindowVerySoon, At: noon + day - 15*minute, Cause: noon},
		closes,
	}
	if diff := cmp.Diff(want, lifecycle.Warnings(channel.RulesOf(desk.WhatsApp), noon, true)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[2:], lifecycle.Warnings(channel.RulesOf(desk.WhatsApp), noon, false)); diff != "" {
		t.Error(diff)
	}
	for _, never := range []int64{0, -1, math.MaxInt64, math.MinInt64} {
		if got := lifecycle.Warnings(channel.RulesOf(desk.WhatsApp), never, true); got != nil {
			t.Errorf("last %d: got %v", never, got)
		}
	}
}

func TestDue_clockJumps_fireEachOnceAndInOrder(t *testing.T) {
	t.Parallel()
	list := lifecycle.Deadlines(lifecycle.Facts{BusinessStarted: true, StartedAt: noon})
	kinds := func(after, until int64) []desk.TimerKind {
		got := []desk.TimerKind{}
		for _, d := range lifecycle.Due(list, after, until) {
			got = append(got, d.Kind)
		}
		return got
	}
	both := []desk.TimerKind{desk.TimerWindowMissed, desk.TimerArchive}
	for _, tc := range []struct {
		name         string
		after, until int64
		want         []desk.TimerKind
	}{
		{"a millisecond early", noon, noon + day - 1, []desk.TimerKind{}},
		{"on the millisecond", noon, noon + day, both[:1]},
		{"not again", noon + day, noon + day + 1, []desk.TimerKind{}},
		{"after a long stop", noon, noon + 9*day, both},
		{"frozen clock", noon + day, noon + day, []desk.TimerKind{}},
		{"jump back", noon + 2*day, noon, []desk.TimerKind{}},
	} {
		if diff := cmp.Diff(tc.want, kinds(tc.after, tc.until)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
	list[0], list[1] = list[1], list[0]
	if diff := cmp.Diff(both, kinds(noon, noon+9*day)); diff != "" {
		t.Errorf("given in another order: %s", diff)
	}
}

func TestDeadlines_anyFacts_liePastTheirCauseAndEndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		d, _ := lifecycle.DispositionOf(f)
		list := lifecycle.Deadlines(f)
		last, ends := int64(0), 0
		for _, x := range append(list, lifecycle.Warnings(channel.RulesOf(desk.WhatsApp), f.LastCustomerAt, true)...) {
			if x.Cause <= 0 || x.At <= x.Cause {
				t.Fatalf("%+v is not after its cause", x)
			}
		}
		for _, x := range list {
			if x.At < last {
				t.Fatalf("out of order: %+v", list)
			}
			last = x.At
			if x.Reason != "" {
				ends++
			}
		}
		switch {
		case d == lifecycle.Archived && len(list) > 0:
			t.Fatalf("ended, and still due: %+v", list)
		case len(list) > 0 && (ends != 1 || list[len(list)-1].Reason == ""):
			t.Fatalf("does not end exactly once, at last: %+v", list)
		case d != lifecycle.Archived && f.StartedAt > 0 && f.StartedAt < noon+9*day && ends != 1:
			t.Fatalf("would stay open for ever: %+v", f)
		}
	})
}

func TestServiceClockOf_startsAnswersAndStops(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		facts lifecycle.Facts
		want  lifecycle.ServiceClock
	}{
		{"customer-started: at once", lifecycle.Facts{StartedAt: noon + 2, FirstCustomerAt: noon}, lifecycle.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"customer-started, stamp unknown", lifecycle.Facts{StartedAt: noon}, lifecycle.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"business-started: not yet", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, LastBusinessAt: noon}, lifecycle.ServiceClock{}},
		{"nor when it ended without an answer", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, EndedAt: noon + 2*day}, lifecycle.ServiceClock{}},
		{"business-started: when the contact responds", lifecycle.Facts{BusinessStarted: true, StartedAt: noon, FirstCustomerAt: noon + hour, OwedSince: noon + hour},
			lifecycle.ServiceClock{StartedAt: noon + hour, OwedSince: noon + hour}},
		{"a bot does not answer", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastBusinessAt: noon + 1}, lifecycle.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"a human does", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon + minute}, lifecycle.ServiceClock{StartedAt: noon, AnsweredAt: noon + minute}},
		{"and the customer waits again", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon + minute, OwedSince: noon + hour},
			lifecycle.ServiceClock{StartedAt: noon, AnsweredAt: noon + minute, OwedSince: noon + hour}},
		{"seconds against milliseconds", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon - 300}, lifecycle.ServiceClock{StartedAt: noon, AnsweredAt: noon}},
		{"the end ends the wait", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, OwedSince: noon, EndedAt: noon + day},
			lifecycle.ServiceClock{StartedAt: noon, StoppedAt: noon + day}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, lifecycle.ServiceClockOf(tc.facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServiceClock_waits(t *testing.T) {
	t.Parallel()
	c := lifecycle.ServiceClock{StartedAt: noon, AnsweredAt: noon + 90*second, OwedSince: noon + hour}
	for now, want := range map[int64]int64{noon + hour + 5: 5, noon + hour: 0, noon: 0, math.MinInt64: 0} {
		if got := c.Wait(now); got != want {
			t.Errorf("Wait(%d) = %d, want %d", now, got, want)
		}
	}
	if got := (lifecycle.ServiceClock{StartedAt: noon, AnsweredAt: noon}).Wait(noon + hour); got != 0 {
		t.Errorf("nothing waits, got %d", got)
	}
	if got, ok := c.FirstAnswer(); got != 90*second || !ok {
		t.Errorf("FirstAnswer: %d, %v", got, ok)
	}
	if _, ok := (lifecycle.ServiceClock{StartedAt: noon}).FirstAnswer(); ok {
		t.Error("answered without an answer")
	}
}

func TestServiceClockOf_anyFacts_isNeverNegative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		c := lifecycle.ServiceClockOf(f)
		answer, ok := c.FirstAnswer()
		if answer < 0 || ok && c.StartedAt == 0 || c.Wait(rapid.Int64().Draw(t, "now")) < 0 {
			t.Fatalf("%+v", c)
		}
		if c.StoppedAt > 0 && c.OwedSince > 0 || f.BusinessStarted && f.FirstCustomerAt <= 0 && c != (lifecycle.ServiceClock{}) {
			t.Fatalf("%+v of %+v", c, f)
		}
	})
}
