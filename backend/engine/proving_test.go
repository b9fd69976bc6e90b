package engine_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) proving() *desk.Proving {
	w.t.Helper()
	if c := w.checkup(); c != nil {
		return c.Proving
	}
	return nil
}

// begins begins a test of the number and gives its code.
func (w *world) begins() string {
	w.t.Helper()
	w.ok("olga", wire.CmdProvingBegin.Name, wire.NumberRef{NumberID: "num1"})
	return w.proving().Code
}

var provingAnswer = wire.ProvingAnswer{NumberID: "num1", Text: "It works."}

// A test on purpose goes by what comes in and what arrives: the text with the code, the
// answer in its thread, its receipt.
func TestProving_followsTheTraffic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code := w.begins()
	if len(code) != desk.ProvingLetters || strings.ToUpper(code) != code || w.checkup().At != 0 {
		t.Fatalf("code %q in %+v", code, w.checkup())
	}
	w.refused("olga", wire.CmdProvingAnswer.Name, provingAnswer, "proving")
	w.says("wamid.0", "a customer's question")
	if p := w.proving(); p.ThreadID != "" {
		t.Fatalf("a text without the code is taken for the tester's: %+v", p)
	}
	w.now += minute
	w.says("wamid.1", "Parley test "+strings.ToLower(code)+".")
	if p := w.proving(); p.ThreadID != w.thread().ID || p.SeenAt != w.now || w.checkup().InboundAt == 0 {
		t.Fatalf("the text with the code: %+v", p)
	}
	w.ok("olga", wire.CmdProvingAnswer.Name, provingAnswer)
	p := w.proving()
	if it := w.interaction(); p.AnswerID == "" || p.Status != desk.StatusQueued || it.Owner != "olga" || !p.Answered() {
		t.Fatalf("the answer: %+v, %+v", p, it)
	}
	w.refused("olga", wire.CmdProvingAnswer.Name, provingAnswer, "proving")
	w.deliver(string(p.AnswerID), "wamid.out")
	w.now += minute
	w.status("wamid.out", "delivered", "")
	if p := w.proving(); !p.Arrived() || p.StatusAt != w.now || w.checkup().ProvenAt() == 0 {
		t.Errorf("delivered: %+v", p)
	}
	w.says("wamid.2", "once more "+code)
	if p := w.proving(); !p.Arrived() {
		t.Errorf("a test that is passed is begun again: %+v", p)
	}
	if again := w.begins(); again == code || w.proving().ThreadID != "" {
		t.Errorf("the next test has the code %s of the one before, or its messages", again)
	}
	w.ok("olga", wire.CmdProvingCancel.Name, wire.NumberRef{NumberID: "num1"})
	w.ok("olga", wire.CmdProvingCancel.Name, wire.NumberRef{NumberID: "num1"})
	if w.proving() != nil {
		t.Error("the test is not over")
	}
}

// An answer that fails says why and makes room for another; a text with the code begins
// the answer anew.
func TestProving_saysWhyTheAnswerFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code := w.begins()
	w.says("wamid.1", code)
	w.ok("olga", wire.CmdProvingAnswer.Name, provingAnswer)
	first := w.proving().AnswerID
	w.deliver(string(first), "wamid.out1")
	w.status("wamid.out1", "failed", `,"errors":[{"code":131026,"title":"Message undeliverable"}]`)
	p := w.proving()
	if !p.Failed() || p.Said == nil || p.Answered() || p.Arrived() {
		t.Fatalf("failed: %+v", p)
	}
	w.now += minute
	w.ok("olga", wire.CmdProvingAnswer.Name, provingAnswer)
	if p := w.proving(); p.AnswerID == first || p.Failed() || p.Said != nil {
		t.Fatalf("another answer: %+v", p)
	}
	w.says("wamid.2", code)
	if p := w.proving(); p.AnswerID != "" || p.SeenAt != w.now {
		t.Errorf("another text: %+v", p)
	}
}

// A colleague who has the conversation keeps it, and what they write proves as much.
func TestProving_aColleaguesAnswerProvesAsMuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.0", "hello")
	who := w.accept()
	earlier := w.send(who, w.text("with you in a moment"))
	code := w.begins()
	w.now += minute
	w.says("wamid.1", code)
	w.deliver(earlier, "wamid.earlier")
	if p := w.proving(); p.AnswerID != "" {
		t.Fatalf("what was written before the text is taken for the answer: %+v", p)
	}
	w.refused("olga", wire.CmdProvingAnswer.Name, provingAnswer, "proving")
	sent := w.send(who, w.text("I see it"))
	if p := w.proving(); string(p.AnswerID) != sent {
		t.Fatalf("%+v", p)
	}
	w.deliver(sent, "wamid.out")
	w.status("wamid.out", "read", "")
	if p := w.proving(); !p.Arrived() {
		t.Errorf("%+v", p)
	}
}

// What cannot be answered is refused with its reason, and nothing is taken from anybody.
func TestProving_refusesWhatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(*world)
		body   wire.ProvingAnswer
		want   string
	}{
		"a window that closed": {func(w *world) { w.now += 25 * 60 * minute }, provingAnswer, "windowClosed"},
		"no text":              {func(*world) {}, wire.ProvingAnswer{NumberID: "num1", Text: " \n "}, "empty"},
		"too long":             {func(*world) {}, wire.ProvingAnswer{NumberID: "num1", Text: strings.Repeat("a", 4097)}, "tooLong"},
		"no licence": {func(w *world) {
			w.ok("olga", wire.CmdLicences.Name, wire.SetLicences{UserID: "olga", Licences: []string{"base", "contactCenter"}})
		}, provingAnswer, "noLicence"},
		"a conversation that was closed": {func(w *world) {
			w.ok("olga", wire.CmdTake.Name, w.ref())
			w.ok("olga", wire.CmdClose.Name, w.ref())
		}, provingAnswer, "proving"},
		"a number that is gone": {func(*world) {}, wire.ProvingAnswer{NumberID: "num9", Text: "x"}, "notYours"},
	} {
		w := newWorld(t)
		code := w.begins()
		w.says("wamid.1", code)
		c.before(w)
		t.Log(name)
		w.refused("olga", wire.CmdProvingAnswer.Name, c.body, c.want)
	}
	w := newWorld(t)
	w.refused("ana", wire.CmdProvingBegin.Name, wire.NumberRef{NumberID: "num1"}, "supervisors")
}
