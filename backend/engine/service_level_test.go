package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// promising is a world whose inbox promises something.
func promising(t *testing.T, targets wire.Targets) *world {
	t.Helper()
	w := newWorld(t)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.ReassignSeconds, c.Targets = 900, &targets })
	return w
}

func (w *world) levels() desk.ServiceLevels { return w.interaction().Levels }

// wantNotices compares the unread notices of somebody about service levels.
func (w *world) wantNotices(when string, who desk.UserID, due, missed int) {
	w.t.Helper()
	if d, m := w.notices(who, desk.NoticeDue), w.notices(who, desk.NoticeMissed); d != due || m != missed {
		w.t.Errorf("%s: %s has %d warnings and %d misses, want %d and %d", when, who, d, m, due, missed)
	}
}

func TestServiceLevels_theAgentIsWarnedAndTheSupervisorHearsOfAMiss(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 20})
	w.says("wamid.1", "hello?")
	ana := w.accept()
	from := w.interaction().FirstCustomerAt
	if got := w.levels().First; got.From != from || got.DueAt != from+20*minute {
		t.Fatalf("promised: %+v, from %d", got, from)
	}
	w.pass(from + 15*minute - 1 - w.now)
	w.wantNotices("early", ana, 0, 0)
	w.pass(1)
	w.wantNotices("a quarter before", ana, 1, 0)
	w.wantNotices("a quarter before", "olga", 0, 0)
	w.pass(from + 20*minute - w.now)
	w.wantNotices("missed", ana, 0, 1)
	w.wantNotices("missed", "olga", 0, 1)
	if w.levels().First.Result != desk.ServiceMissed {
		t.Errorf("%+v", w.levels())
	}
	w.pass(minute)
	w.send(ana, w.text("sorry"))
	if w.levels().First.Result != desk.ServiceMissed {
		t.Errorf("answered late: %+v", w.levels())
	}
	w.sameAgain()
}

func TestServiceLevels_anAnswerInTimeTakesTheWarningBack(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 20})
	w.says("wamid.1", "hello?")
	ana := w.accept()
	w.pass(16 * minute)
	w.wantNotices("warned", ana, 1, 0)
	w.send(ana, w.text("here I am"))
	w.wantNotices("answered", ana, 0, 0)
	w.pass(hour)
	w.wantNotices("later", ana, 0, 0)
	w.wantNotices("later", "olga", 0, 0)
	if w.levels().First.Result != desk.ServiceMet {
		t.Errorf("%+v", w.levels())
	}
	w.sameAgain()
}

// What nobody has yet is the supervisors' to hear of.
func TestServiceLevels_supervisorsAreWarnedOfWhatNobodyHas(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 4})
	w.offline("ana", "ben")
	w.says("wamid.1", "hello?")
	w.pass(3*minute + 1000)
	w.wantNotices("soon", "olga", 1, 0)
	w.pass(minute)
	w.wantNotices("missed", "olga", 0, 1)
	w.sameAgain()
}

func TestServiceLevels_aRuleAnswersNobody(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 10})
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { h.Outside, h.Message = string(desk.OutsideMessage), "We are closed." })
	w.says("wamid.1", "hello?")
	w.pass(11 * minute)
	if len(every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.AuthorKind == desk.AuthorRule })) != 1 {
		t.Fatal("the rule wrote nothing")
	}
	if w.levels().First.Result != desk.ServiceMissed {
		t.Errorf("a rule's message counts as an answer: %+v", w.levels())
	}
	w.sameAgain()
}

// Each answer after the first counts from the oldest message that nobody has answered.
func TestServiceLevels_nextAnswersAreCounted(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 60, Next: 10})
	w.says("wamid.1", "hello?")
	ana := w.accept()
	w.pass(minute)
	w.send(ana, w.text("hi"))
	if l := w.levels(); l.Next.DueAt != 0 || l.NextMet != 0 {
		t.Fatalf("nothing is owed: %+v", l)
	}
	w.pass(minute)
	w.says("wamid.2", "a question")
	asked := w.interaction().LastCustomerAt
	w.pass(5 * minute)
	w.says("wamid.3", "are you there?")
	if l := w.levels(); l.Next.From != asked || l.Next.DueAt != asked+10*minute {
		t.Fatalf("a second message begins the wait anew: %+v, asked at %d", l.Next, asked)
	}
	w.pass(4 * minute)
	w.send(ana, w.text("an answer"))
	if l := w.levels(); l.NextMet != 1 || l.NextMissed != 0 || l.Next.From != 0 {
		t.Fatalf("in time: %+v", l)
	}
	w.pass(minute)
	w.says("wamid.4", "one more")
	w.pass(11 * minute)
	w.wantNotices("missed", "olga", 0, 1)
	w.send(ana, w.text("late"))
	if l := w.levels(); l.NextMet != 1 || l.NextMissed != 1 {
		t.Fatalf("late: %+v", l)
	}
	w.pass(minute)
	w.says("wamid.5", "thanks")
	w.pass(minute)
	w.ok(ana, wire.CmdClose.Name, w.ref())
	l := w.levels()
	if l.NextMet != 1 || l.NextMissed != 1 || l.First.Result != desk.ServiceMet {
		t.Fatalf("ended before it was due: %+v", l)
	}
	lines := w.records()
	last := lines[len(lines)-1].Service
	if last == nil || last.NextMet != 1 || last.NextMissed != 1 || last.First != desk.ServiceMet || last.FirstDue == 0 || last.Resolution != "" {
		t.Errorf("recorded: %+v", last)
	}
	w.sameAgain()
}

func TestServiceLevels_theEndIsPromisedToo(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		w := promising(t, wire.Targets{Resolution: 120})
		w.says("wamid.1", "hello?")
		ana := w.accept()
		w.pass(hour)
		w.send(ana, w.text("hi"))
		if late {
			w.pass(2 * hour)
			w.wantNotices("late", "olga", 0, 1)
		}
		w.ok(ana, wire.CmdClose.Name, w.ref())
		want := desk.ServiceMet
		if late {
			want = desk.ServiceMissed
		}
		if got := w.levels().Resolution.Result; got != want {
			t.Errorf("late %v: %s", late, got)
		}
		if line := w.records()[0]; line.Service == nil || line.Service.Resolution != want {
			t.Errorf("late %v: recorded %+v", late, line.Service)
		}
		// What goes on has clocks of its own, and nothing is promised before the customer writes.
		w.ok(ana, wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
		if l := w.levels(); l.Resolution.DueAt != 0 {
			t.Errorf("reopened: %+v", l)
		}
		w.pass(minute)
		w.says("wamid.2", "again")
		if l := w.levels(); l.Resolution.DueAt != w.interaction().LastCustomerAt+2*hour {
			t.Errorf("reopened, and the customer wrote: %+v", l)
		}
		w.sameAgain()
	}
}

// Minutes count only while the inbox is open, where that is chosen.
func TestServiceLevels_businessHours(t *testing.T) {
	t.Parallel()
	for _, within := range []bool{true, false} {
		w := promising(t, wire.Targets{First: 30, OpenHours: within})
		w.inHours(desk.ModeRoundRobin, nil) // Tuesday from nine to five; it is Monday
		w.says("wamid.1", "hello?")
		due, from := start0+toMidnight+9*hour+30*minute, w.interaction().FirstCustomerAt
		if !within {
			due = from + 30*minute
		}
		if got := w.levels().First.DueAt; got != due {
			t.Fatalf("within hours %v: due at %d, want %d", within, got, due)
		}
		w.pass(due - w.now - 1)
		if w.levels().First.Result != "" {
			t.Fatalf("too early: %+v", w.levels())
		}
		w.pass(1)
		if w.levels().First.Result != desk.ServiceMissed {
			t.Fatalf("when it is due: %+v", w.levels())
		}
		w.sameAgain()
	}
}

// Other targets and other hours count for what goes on; what is settled stays.
func TestServiceLevels_otherTargetsCountAtOnce(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 30, Resolution: 60})
	w.says("wamid.1", "hello?")
	ana := w.accept()
	from := w.interaction().FirstCustomerAt
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{First: 10, Resolution: 600} })
	if l := w.levels(); l.First.DueAt != from+10*minute || l.Resolution.DueAt != from+600*minute {
		t.Fatalf("%+v", l)
	}
	w.pass(5 * minute)
	w.send(ana, w.text("hi"))
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{First: 1, Resolution: 60, OpenHours: true} })
	if l := w.levels(); l.First.Result != desk.ServiceMet || l.First.DueAt != from+10*minute || l.Resolution.DueAt != from+60*minute {
		t.Fatalf("settled: %+v", l)
	}
	w.inHours(desk.ModeRoundRobin, nil)
	if l := w.levels(); l.Resolution.DueAt != start0+toMidnight+10*hour {
		t.Fatalf("other hours: %+v", l.Resolution)
	}
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{} })
	if l := w.levels(); l.Resolution.DueAt != 0 {
		t.Fatalf("nothing is promised any more: %+v", l)
	}
	w.pass(22 * hour)
	w.wantNotices("nothing is promised", "olga", 0, 0)
	w.sameAgain()
}

// Another inbox has targets of its own, which count from when the customer wrote.
func TestServiceLevels_anotherInboxPromisesSomethingElse(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 30})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}, Targets: &wire.Targets{First: 5},
	})
	w.says("wamid.1", "hello?")
	w.accept()
	from := w.interaction().FirstCustomerAt
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(w.inboxNamed("Support").ID), MoveTo: string(w.inboxNamed("Second").ID)})
	if l := w.levels(); l.First.DueAt != from+5*minute || l.InboxID != w.inboxNamed("Second").ID {
		t.Fatalf("%+v", l)
	}
	w.sameAgain()
}

// We began it: nothing is promised before the customer answers.
func TestServiceLevels_countFromTheCustomersAnswer(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 30, Resolution: 60})
	w.start("ana", w.hello("+16505551234"))
	if l := w.levels(); l.First.DueAt != 0 || l.Resolution.DueAt != 0 {
		t.Fatalf("before they answer: %+v", l)
	}
	w.pass(3 * hour)
	w.says("wamid.1", "yes?")
	if l := w.levels(); l.First.DueAt != w.interaction().FirstCustomerAt+30*minute {
		t.Fatalf("%+v", l)
	}
	w.sameAgain()
}

func TestServiceLevels_refusesWhatCannotBePromised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := w.inboxNamed("Support")
	for _, bad := range []wire.Targets{
		{First: -1}, {Next: -5}, {Resolution: 30*24*60 + 1}, {First: 61, Resolution: 60}, {Next: 61, Resolution: 60},
	} {
		put := wire.PutInbox{ID: string(box.ID), Name: "Other", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ana"}, Targets: &bad}
		w.refused("olga", wire.CmdPutInbox.Name, put, "badPromise")
	}
	if now := w.inboxNamed("Support"); !now.Targets.None() || len(now.Members) != len(box.Members) {
		t.Errorf("something was saved: %+v", now)
	}
}

// What was done before anything was promised is not judged by it, and nobody is told at
// once that something is late: a promise counts from when it is made.
func TestServiceLevels_aPromiseIsMadeForWhatIsToCome(t *testing.T) {
	t.Parallel()
	for _, within := range []bool{false, true} {
		w := newWorld(t)
		if within {
			w.inHours(desk.ModeRoundRobin, nil) // Tuesday from nine to five
			w.pass(toMidnight + 10*hour)
		}
		w.says("wamid.1", "hello?")
		ana := w.accept()
		w.pass(16 * minute)
		w.send(ana, w.text("hi"))
		w.pass(minute)
		w.says("wamid.2", "a question")
		w.pass(16 * minute)
		w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) {
			c.Targets = &wire.Targets{First: 1, Next: 5, Resolution: 60, OpenHours: within}
		})
		l := w.levels()
		if l.First.DueAt != 0 || l.First.Result != "" {
			t.Errorf("within hours %v: an answer from before it was promised is judged: %+v", within, l.First)
		}
		made := l.Next.Since
		if made <= w.interaction().LastCustomerAt || l.Next.DueAt != made+5*minute || l.Resolution.DueAt != made+60*minute {
			t.Fatalf("within hours %v: %+v", within, l)
		}
		w.pass(made + 3*minute - w.now)
		w.wantNotices("promised three minutes ago", ana, 0, 0)
		w.wantNotices("promised three minutes ago", "olga", 0, 0)
		w.pass(minute)
		w.wantNotices("a quarter before", ana, 1, 0)
		w.send(ana, w.text("an answer"))
		w.pass(minute)
		w.ok(ana, wire.CmdClose.Name, w.ref())
		got := w.records()[0].Service
		if got == nil || *got != (desk.RecordService{NextMet: 1, ResolutionDue: made + 60*minute, Resolution: desk.ServiceMet}) {
			t.Errorf("within hours %v: recorded %+v", within, got)
		}
		w.sameAgain()
	}
}

// A promise that is changed makes nothing late by itself, and puts off nothing that was
// promised before.
func TestServiceLevels_aChangeMakesNothingLate(t *testing.T) {
	t.Parallel()
	for _, within := range []bool{false, true} {
		w := newWorld(t)
		if within {
			w.inHours(desk.ModeRoundRobin, nil) // Tuesday from nine to five
			w.pass(toMidnight + 10*hour)
		}
		change := func(first int) desk.ServiceTarget {
			w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{First: first, OpenHours: within} })
			if len(every[desk.Interaction](w.m, desk.RowInteraction, nil)) == 0 {
				return desk.ServiceTarget{}
			}
			return w.levels().First
		}
		change(30)
		w.says("wamid.1", "hello?")
		ana := w.accept()
		from := w.interaction().FirstCustomerAt
		w.pass(from + 12*minute - w.now)
		if got := change(60); got.DueAt != from+60*minute || got.Since != 0 {
			t.Fatalf("within hours %v: longer: %+v, from %d", within, got, from)
		}
		since := change(14).Since
		if got := w.levels().First; since < from+12*minute || got.DueAt != since+14*minute {
			t.Fatalf("within hours %v: people would be warned already: %+v, from %d", within, got, from)
		}
		w.pass(6 * minute)
		since = change(5).Since
		if got := w.levels().First; since < from+18*minute || got.DueAt != since+5*minute {
			t.Fatalf("within hours %v: shorter than they have waited: %+v, from %d", within, got, from)
		}
		w.pass(2 * minute)
		if got := change(4); got.Since != since || got.DueAt != since+4*minute {
			t.Fatalf("within hours %v: once more: %+v, since %d", within, got, since)
		}
		w.pass(90_000)
		w.wantNotices("soon", ana, 1, 0)
		if got := change(3); got.DueAt != since+4*minute {
			t.Fatalf("within hours %v: it would have been over: %+v, since %d", within, got, since)
		}
		w.pass(1)
		w.wantNotices("soon, as before", ana, 1, 0)
		w.wantNotices("soon, as before", "olga", 0, 0)
		w.pass(minute)
		w.wantNotices("missed", "olga", 0, 1)
		w.sameAgain()
	}
}

// An inbox promises what comes to it from when it comes; an answer of before is not its own.
func TestServiceLevels_ofAnInboxThatPromisedNothing(t *testing.T) {
	t.Parallel()
	for _, answered := range []bool{false, true} {
		w := newWorld(t)
		w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
			Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}, Targets: &wire.Targets{First: 5},
		})
		w.says("wamid.1", "hello?")
		ana := w.accept()
		w.pass(20 * minute)
		if answered {
			w.send(ana, w.text("hi"))
		}
		w.pass(minute)
		w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(w.inboxNamed("Support").ID), MoveTo: string(w.inboxNamed("Second").ID)})
		l := w.levels()
		switch {
		case answered && l.First.DueAt != 0:
			t.Errorf("answered before: %+v", l.First)
		case !answered && (l.First.DueAt != l.First.Since+5*minute || l.First.DueAt <= w.now):
			t.Errorf("it has just come: %+v", l.First)
		}
		w.sameAgain()
	}
}

// An answer from before the promise that turns out to have reached nobody was none: the
// promise counts from when it was made.
func TestServiceLevels_anAnswerFromBeforeThatIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello?")
	ana := w.accept()
	id := w.send(ana, w.text("hi"))
	w.posting(id)
	w.pass(minute)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{First: 10} })
	if got := w.levels().First; got.DueAt != 0 || got.Since == 0 {
		t.Fatalf("answered: %+v", got)
	}
	since := w.levels().First.Since
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	if got := w.levels().First; got.DueAt != since+10*minute {
		t.Fatalf("nobody has answered: %+v", got)
	}
	w.sameAgain()
}

// A promise that was made by a clock that ran ahead is not due a day later for that.
func TestServiceLevels_madeByAClockThatRanAhead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello?")
	w.accept()
	w.wrongClock(day)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Targets = &wire.Targets{First: 10} })
	w.rightClock()
	if got := w.levels().First; got.Since > w.now || got.DueAt != got.Since+10*minute {
		t.Fatalf("%+v, and it is %d", got, w.now)
	}
	w.pass(11 * minute)
	w.wantNotices("missed", "olga", 0, 1)
	w.sameAgain()
}
