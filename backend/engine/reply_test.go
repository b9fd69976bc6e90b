package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const undeliverable = `,"errors":[{"code":131026,"title":"Message undeliverable"}]`

// answered is a conversation of ana's, whose customer has an answer and asks again; a
// further answer is promised within ten minutes.
func answered(t *testing.T) (w *world, ana desk.UserID, asked int64) {
	t.Helper()
	w = promising(t, wire.Targets{First: 60, Next: 10})
	w.says("wamid.1", "hello?")
	ana = w.accept()
	w.pass(minute)
	w.deliver(w.send(ana, w.text("hi")), "wamid.o1")
	w.pass(minute)
	w.says("wamid.2", "a question")
	w.pass(2 * minute)
	return w, ana, w.interaction().LastCustomerAt
}

// loses has a message turn out to have reached nobody, in each of the ways there are.
var loses = map[string]func(w *world, ana desk.UserID, id string){
	"refused": func(w *world, _ desk.UserID, id string) {
		w.posting(id)
		w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	},
	"reported as failed": func(w *world, _ desk.UserID, id string) {
		w.deliver(id, "wamid.of."+id)
		w.status("wamid.of."+id, "failed", undeliverable)
	},
	"given up": func(w *world, ana desk.UserID, id string) {
		w.ok(ana, wire.CmdCancel.Name, wire.MessageRef{MessageID: id})
	},
}

// Guards a customer who got no answer and counted as answered, in time even.
func TestReply_theCustomerOfALostAnswerWaitsAsBefore(t *testing.T) {
	t.Parallel()
	for name, lose := range loses {
		w, ana, asked := answered(t)
		before := w.levels()
		lost := w.send(ana, w.text("an answer"))
		if l := w.levels(); l.NextMet != 1 {
			t.Fatalf("%s: not counted: %+v", name, l)
		}
		lose(w, ana, lost)
		if l, it := w.levels(), w.interaction(); l != before || it.LastPersonAt >= asked || it.LastPersonAt == 0 || it.HumanReplyAt == 0 {
			t.Errorf("%s: promised %+v, want %+v; answered last at %d, asked at %d", name, l, before, it.LastPersonAt, asked)
		}
		w.pass(asked + 8*minute - w.now)
		w.wantNotices(name+": warned", ana, 1, 0)
		w.pass(2 * minute)
		w.wantNotices(name+": missed", "olga", 0, 1)
		w.pass(minute)
		w.send(ana, w.text("late"))
		if l := w.levels(); l.NextMet != 0 || l.NextMissed != 1 {
			t.Errorf("%s: answered late: %+v", name, l)
		}
		w.sameAgain()
	}
}

// What is told only when the time is over counts as missed at once, and once.
func TestReply_aFailureThatIsToldOfLateIsAMiss(t *testing.T) {
	t.Parallel()
	w, ana, _ := answered(t)
	w.deliver(w.send(ana, w.text("an answer")), "wamid.o2")
	w.pass(hour)
	w.wantNotices("before", "olga", 0, 0)
	w.status("wamid.o2", "failed", undeliverable)
	w.pass(1)
	w.wantNotices("told", "olga", 0, 1)
	w.status("wamid.o2", "failed", undeliverable)
	w.send(ana, w.text("late"))
	if l := w.levels(); l.NextMet != 0 || l.NextMissed != 1 {
		t.Errorf("%+v", l)
	}
	w.sameAgain()
}

func TestReply_aLostFirstAnswerIsNone(t *testing.T) {
	t.Parallel()
	for name, lose := range loses {
		w := promising(t, wire.Targets{First: 60})
		w.says("wamid.1", "hello?")
		ana := w.accept()
		lose(w, ana, w.send(ana, w.text("hi")))
		if l, it := w.levels(), w.interaction(); l.First.Result != "" || it.HumanReplyAt != 0 || it.LastPersonAt != 0 {
			t.Errorf("%s: promised %+v, answered at %d and %d", name, l, it.HumanReplyAt, it.LastPersonAt)
		}
		w.pass(hour)
		w.wantNotices(name, "olga", 0, 1)
		w.sameAgain()
	}
}

// The answer after a lost one is what answered the customer.
func TestReply_theNextAnswerTakesThePlaceOfALostOne(t *testing.T) {
	t.Parallel()
	for name, lose := range loses {
		for _, late := range []bool{false, true} {
			if name == "given up" && late {
				continue // it was sent long ago
			}
			w, ana, asked := answered(t)
			lost := w.send(ana, w.text("an answer"))
			if late {
				w.pass(hour)
			}
			second := w.send(ana, w.text("and another"))
			lose(w, ana, lost)
			want := [2]int64{1, 0}
			if late {
				want = [2]int64{0, 1}
			}
			if l := w.levels(); [2]int64{l.NextMet, l.NextMissed} != want || l.Next.From != 0 {
				t.Errorf("%s, late %t: %+v", name, late, l)
			}
			loses["refused"](w, ana, second)
			if l := w.levels(); l.NextMet != 0 || l.NextMissed != 0 || l.Next.From != asked {
				t.Errorf("%s, late %t, and the second one is lost: %+v", name, late, l)
			}
			w.sameAgain()
		}
	}
}

func TestReply_theNextAnswerIsTheFirstIfTheFirstIsLost(t *testing.T) {
	t.Parallel()
	w := promising(t, wire.Targets{First: 60})
	w.says("wamid.1", "hello?")
	ana := w.accept()
	w.deliver(w.send(ana, w.text("hi")), "wamid.o1")
	w.pass(minute)
	second := w.send(ana, w.text("how can I help?"))
	w.status("wamid.o1", "failed", undeliverable)
	if it := w.interaction(); it.HumanReplyID != desk.MessageID(second) || it.LastPersonAt != it.HumanReplyAt || w.levels().First.Result != desk.ServiceMet {
		t.Errorf("%+v", it)
	}
	w.sameAgain()
}

// A message that was written off and comes after all answers from when it was sent.
func TestReply_whatComesAfterAllAnswers(t *testing.T) {
	t.Parallel()
	w, ana, _ := answered(t)
	id := w.send(ana, w.text("an answer"))
	sent := w.interaction().LastPersonAt
	loses["reported as failed"](w, ana, id)
	w.pass(hour)
	w.wantNotices("lost", "olga", 0, 1)
	w.status("wamid.of."+id, "sent", "")
	if w.levels().NextMet != 0 || w.message(id).Problem == nil {
		t.Error("that it was sent says nothing of whether it came")
	}
	w.status("wamid.of."+id, "delivered", "")
	if l, it := w.levels(), w.interaction(); l.NextMet != 1 || l.NextMissed != 0 || l.Next.From != 0 || it.LastPersonAt != sent {
		t.Errorf("%+v, answered at %d, want %d", l, it.LastPersonAt, sent)
	}
	// It came: a word of failure that was held up changes nothing.
	w.status("wamid.of."+id, "failed", undeliverable)
	if l := w.levels(); l.NextMet != 1 || l.Next.From != 0 {
		t.Errorf("%+v", l)
	}
	w.sameAgain()
}

// Whoever is offline gives up the customer whom their last answer did not reach.
func TestReply_ofWhoeverIsOffline(t *testing.T) {
	t.Parallel()
	for name, lose := range loses {
		if name == "given up" {
			continue // by somebody who is there
		}
		w, ana, _ := answered(t)
		p := desk.FirstPolicy()
		p.OfflineGrace = 10 * minute
		w.must(desk.EntryPolicyPut, p)
		id := w.send(ana, w.text("an answer"))
		w.offline(ana)
		w.pass(hour)
		if it := w.interaction(); it.Owner != ana {
			t.Fatalf("%s: taken from %s, who had answered", name, ana)
		}
		lose(w, ana, id)
		w.pass(10*minute - 1)
		if it := w.interaction(); it.Owner != ana {
			t.Errorf("%s: taken away too soon", name)
		}
		w.pass(1)
		if it := w.interaction(); it.Owner == ana {
			t.Errorf("%s: still with %s, and the customer waits", name, ana)
		}
		w.sameAgain()
	}
}
