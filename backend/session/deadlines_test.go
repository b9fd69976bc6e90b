package session_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/session"
)

func TestDeadlines_ofEachDisposition(t *testing.T) {
	t.Parallel()
	initiated := func(cause int64) []session.Deadline {
		return []session.Deadline{
			{Kind: desk.TimerWindowMissed, At: cause + day, Cause: cause},
			{Kind: desk.TimerArchive, At: cause + 2*day, Cause: cause, Reason: session.EndRule48h},
		}
	}
	expires := func(cause int64, reason session.EndReason) []session.Deadline {
		return []session.Deadline{{Kind: desk.TimerExpire, At: cause + day, Cause: cause, Reason: reason}}
	}
	for _, tc := range []struct {
		name  string
		facts session.Facts
		want  []session.Deadline
	}{
		{"template sent", session.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, LastBusinessAt: noon}, initiated(noon)},
		{"another template restarts the cycle", session.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon + 30*hour}, initiated(noon + 30*hour)},
		{"what else we say does not", session.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, LastBusinessAt: noon + 5*hour}, initiated(noon)},
		{"the customer answers: it can only expire", session.Facts{BusinessStarted: true, StartedAt: noon, TemplateAt: noon, FirstCustomerAt: noon + hour, LastCustomerAt: noon + hour},
			expires(noon+hour, session.EndExpired)},
		{"customer waits", session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon + 2*hour}, expires(noon+2*hour, session.EndExpiredUnanswered)},
		{"a bot's answer counts as a message, not as a reply", session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, LastBusinessAt: noon + 3*hour},
			expires(noon+3*hour, session.EndExpiredUnanswered)},
		{"our reply is the last message", session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, LastBusinessAt: noon + 4*hour},
			expires(noon+4*hour, session.EndExpired)},
		{"theirs is", session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon + 5*hour, HumanReplyAt: noon + hour, LastBusinessAt: noon + 4*hour},
			expires(noon+5*hour, session.EndExpired)},
		{"a message delayed for three days has its full day", session.Facts{StartedAt: noon, FirstCustomerAt: noon - 3*day, LastCustomerAt: noon - 3*day},
			expires(noon, session.EndExpiredUnanswered)},
		{"reopened: the day begins anew", session.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon, ReopenedAt: noon + 9*day}, expires(noon+9*day, session.EndExpired)},
		{"reopened before any answer: the cycle begins anew", session.Facts{BusinessStarted: true, StartedAt: noon, ReopenedAt: noon + 9*day}, initiated(noon + 9*day)},
		{"ended", session.Facts{StartedAt: noon, FirstCustomerAt: noon, EndedAt: noon + 1}, nil},
		{"no stamps", session.Facts{}, nil},
		{"no stamps of ours", session.Facts{BusinessStarted: true}, nil},
		{"an absurd stamp is passed over", session.Facts{StartedAt: noon, LastCustomerAt: math.MaxInt64}, expires(noon, session.EndExpiredUnanswered)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, session.Deadlines(tc.facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWarnings_onlyWhileTheCustomerWaits(t *testing.T) {
	t.Parallel()
	closes := session.Deadline{Kind: session.WindowCloses, At: noon + day, Cause: noon}
	want := []session.Deadline{
		{Kind: session.WindowSoon, At: noon + 23*hour, Cause: noon},
		{Kind: session.WindowVerySoon, At: noon + day - 15*minute, Cause: noon},
		closes,
	}
	if diff := cmp.Diff(want, session.Warnings(noon, true)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[2:], session.Warnings(noon, false)); diff != "" {
		t.Error(diff)
	}
	for _, never := range []int64{0, -1, math.MaxInt64, math.MinInt64} {
		if got := session.Warnings(never, true); got != nil {
			t.Errorf("last %d: got %v", never, got)
		}
	}
}

func TestDue_clockJumps_fireEachOnceAndInOrder(t *testing.T) {
	t.Parallel()
	list := session.Deadlines(session.Facts{BusinessStarted: true, StartedAt: noon})
	kinds := func(after, until int64) []desk.TimerKind {
		got := []desk.TimerKind{}
		for _, d := range session.Due(list, after, until) {
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
		d, _ := session.DispositionOf(f)
		list := session.Deadlines(f)
		last, ends := int64(0), 0
		for _, x := range append(list, session.Warnings(f.LastCustomerAt, true)...) {
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
		case d == session.Archived && len(list) > 0:
			t.Fatalf("ended, and still due: %+v", list)
		case len(list) > 0 && (ends != 1 || list[len(list)-1].Reason == ""):
			t.Fatalf("does not end exactly once, at last: %+v", list)
		case d != session.Archived && f.StartedAt > 0 && f.StartedAt < noon+9*day && ends != 1:
			t.Fatalf("would stay open for ever: %+v", f)
		}
	})
}

func TestServiceClockOf_startsAnswersAndStops(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		facts session.Facts
		want  session.ServiceClock
	}{
		{"customer-started: at once", session.Facts{StartedAt: noon + 2, FirstCustomerAt: noon}, session.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"customer-started, stamp unknown", session.Facts{StartedAt: noon}, session.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"business-started: not yet", session.Facts{BusinessStarted: true, StartedAt: noon, LastBusinessAt: noon}, session.ServiceClock{}},
		{"nor when it ended without an answer", session.Facts{BusinessStarted: true, StartedAt: noon, EndedAt: noon + 2*day}, session.ServiceClock{}},
		{"business-started: when the contact responds", session.Facts{BusinessStarted: true, StartedAt: noon, FirstCustomerAt: noon + hour, OwedSince: noon + hour},
			session.ServiceClock{StartedAt: noon + hour, OwedSince: noon + hour}},
		{"a bot does not answer", session.Facts{StartedAt: noon, FirstCustomerAt: noon, LastBusinessAt: noon + 1}, session.ServiceClock{StartedAt: noon, OwedSince: noon}},
		{"a human does", session.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon + minute}, session.ServiceClock{StartedAt: noon, AnsweredAt: noon + minute}},
		{"and the customer waits again", session.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon + minute, OwedSince: noon + hour},
			session.ServiceClock{StartedAt: noon, AnsweredAt: noon + minute, OwedSince: noon + hour}},
		{"seconds against milliseconds", session.Facts{StartedAt: noon, FirstCustomerAt: noon, HumanReplyAt: noon - 300}, session.ServiceClock{StartedAt: noon, AnsweredAt: noon}},
		{"the end ends the wait", session.Facts{StartedAt: noon, FirstCustomerAt: noon, OwedSince: noon, EndedAt: noon + day},
			session.ServiceClock{StartedAt: noon, StoppedAt: noon + day}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, session.ServiceClockOf(tc.facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServiceClock_waits(t *testing.T) {
	t.Parallel()
	c := session.ServiceClock{StartedAt: noon, AnsweredAt: noon + 90*second, OwedSince: noon + hour}
	for now, want := range map[int64]int64{noon + hour + 5: 5, noon + hour: 0, noon: 0, math.MinInt64: 0} {
		if got := c.Wait(now); got != want {
			t.Errorf("Wait(%d) = %d, want %d", now, got, want)
		}
	}
	if got := (session.ServiceClock{StartedAt: noon, AnsweredAt: noon}).Wait(noon + hour); got != 0 {
		t.Errorf("nothing waits, got %d", got)
	}
	if got, ok := c.FirstAnswer(); got != 90*second || !ok {
		t.Errorf("FirstAnswer: %d, %v", got, ok)
	}
	if _, ok := (session.ServiceClock{StartedAt: noon}).FirstAnswer(); ok {
		t.Error("answered without an answer")
	}
}

func TestServiceClockOf_anyFacts_isNeverNegative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		c := session.ServiceClockOf(f)
		answer, ok := c.FirstAnswer()
		if answer < 0 || ok && c.StartedAt == 0 || c.Wait(rapid.Int64().Draw(t, "now")) < 0 {
			t.Fatalf("%+v", c)
		}
		if c.StoppedAt > 0 && c.OwedSince > 0 || f.BusinessStarted && f.FirstCustomerAt <= 0 && c != (session.ServiceClock{}) {
			t.Fatalf("%+v of %+v", c, f)
		}
	})
}
