package lifecycle_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
		{"a template in a shut window, and more said after it: the notice comes first",
			lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, TemplateAt: noon + 30*hour, LastBusinessAt: noon + 31*hour},
			[]lifecycle.Deadline{
				{Kind: desk.TimerWindowMissed, At: noon + 54*hour, Cause: noon + 30*hour},
				{Kind: desk.TimerExpire, At: noon + 55*hour, Cause: noon + 31*hour, Reason: lifecycle.EndExpired},
			}},
		{"a template that nothing follows: it expires then", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, TemplateAt: noon + 30*hour, LastBusinessAt: noon + 30*hour},
			expires(noon+30*hour, lifecycle.EndExpired)},
		{"a template of before it was taken up again", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, TemplateAt: noon + 30*hour, ReopenedAt: noon + 31*hour},
			expires(noon+31*hour, lifecycle.EndExpired)},
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

// A list that has room for two takes any deadlines up where it is, behind what is in it.
func TestAppendDeadlines_goesOnBehindWhatIsThere(t *testing.T) {
	t.Parallel()
	first := lifecycle.Deadline{Kind: desk.TimerExpire, At: 1}
	for _, facts := range []lifecycle.Facts{
		{BusinessStarted: true, StartedAt: noon, TemplateAt: noon}, // two
		{StartedAt: noon, FirstCustomerAt: noon},                   // one
		{StartedAt: noon, EndedAt: noon + 1},                       // none
		{},
	} {
		room := append(make([]lifecycle.Deadline, 0, 3), first)
		got := lifecycle.AppendDeadlines(room, facts)
		if diff := cmp.Diff(append([]lifecycle.Deadline{first}, lifecycle.Deadlines(facts)...), got); diff != "" {
			t.Error(diff)
		}
		if &got[0] != &room[0] {
			t.Errorf("%d deadlines did not fit", len(got)-1)
		}
	}
}

func TestDeadlines_anyFacts_liePastTheirCauseAndEndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		d, _ := lifecycle.DispositionOf(f)
		list := lifecycle.Deadlines(f)
		last, ends := int64(0), 0
		for _, x := range list {
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
		{"taken up again: not until the customer writes", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon - day, HumanReplyAt: noon - hour, ReopenedAt: noon}, lifecycle.ServiceClock{}},
		{"taken up again: a clock of its own", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon - day, HumanReplyAt: noon - hour, ReopenedAt: noon, AgainCustomerAt: noon + hour},
			lifecycle.ServiceClock{StartedAt: noon + hour, OwedSince: noon + hour}},
		{"and an answer of its own", lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon - day, HumanReplyAt: noon - hour, ReopenedAt: noon, AgainCustomerAt: noon + hour, AgainReplyAt: noon + 2*hour},
			lifecycle.ServiceClock{StartedAt: noon + hour, AnsweredAt: noon + 2*hour}},
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

func TestServiceClockOf_anyFacts_isNeverNegative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		c := lifecycle.ServiceClockOf(f)
		if c.AnsweredAt > 0 && c.AnsweredAt < max(c.StartedAt, 1) || c.AnsweredAt > 0 && c.StartedAt == 0 {
			t.Fatalf("%+v", c)
		}
		if c.StoppedAt > 0 && c.OwedSince > 0 || f.BusinessStarted && f.FirstCustomerAt <= 0 && c != (lifecycle.ServiceClock{}) {
			t.Fatalf("%+v of %+v", c, f)
		}
	})
}

func TestTemplateMissedAt_aDayAfterWhatHasNoAnswer(t *testing.T) {
	t.Parallel()
	asked := lifecycle.Facts{StartedAt: noon, FirstCustomerAt: noon, LastCustomerAt: noon, HumanReplyAt: noon + hour, TemplateAt: noon + 30*hour + 7}
	for name, tc := range map[string]struct {
		change func(*lifecycle.Facts)
		want   int64
	}{
		"no answer":                   {func(*lifecycle.Facts) {}, noon + 54*hour + 7},
		"answered":                    {func(f *lifecycle.Facts) { f.LastCustomerAt = noon + 31*hour }, 0},
		"answered in the same second": {func(f *lifecycle.Facts) { f.LastCustomerAt = noon + 30*hour }, 0},
		"written before, came late":   {func(f *lifecycle.Facts) { f.LastCustomerAt = noon + 29*hour }, noon + 54*hour + 7},
		"no template":                 {func(f *lifecycle.Facts) { f.TemplateAt = 0 }, 0},
		"taken up again since":        {func(f *lifecycle.Facts) { f.ReopenedAt = noon + 40*hour }, 0},
		"ended":                       {func(f *lifecycle.Facts) { f.EndedAt = noon + 31*hour }, 0},
		"an absurd stamp":             {func(f *lifecycle.Facts) { f.TemplateAt = math.MaxInt64 }, 0},
	} {
		f := asked
		tc.change(&f)
		if got := lifecycle.TemplateMissedAt(f); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}
