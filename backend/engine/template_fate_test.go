package engine_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// fact is what a report counts of a message, by the column that it reads.
func fact(t *testing.T, m *desk.Message) desk.TemplateFact {
	t.Helper()
	for _, c := range desk.Declared(desk.RowMessage).Columns {
		if c.Name != "template" {
			continue
		}
		text := c.Text(m)
		if text == "" {
			return desk.TemplateFact{}
		}
		f, ok := desk.ReadTemplateFact(text)
		if !ok || text < desk.TemplateFactFrom(m.At) || text >= desk.TemplateFactFrom(m.At+1) {
			t.Fatalf("the fact %q cannot be read, or is not in the order of time", text)
		}
		return f
	}
	t.Fatal("messages have no column for templates")
	return desk.TemplateFact{}
}

func TestTemplateFate_climbsWithTheMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+"+customer)
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	want := desk.TemplateFact{At: w.message(id).At, FirstSeq: w.interaction().FirstSeq, Template: tpl.ID, Name: tpl.Name, Language: tpl.Language, Fate: desk.FateSent, Number: "num1", Contact: w.thread().ContactID, Shut: true}
	is := func(what string) {
		t.Helper()
		if got := fact(t, w.message(id)); got != want {
			t.Errorf("%s: got %+v, want %+v", what, got, want)
		}
	}
	is("on its way")
	w.deliver(id, "wamid.t")
	w.status("wamid.t", "sent", `,"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}`)
	want.Charged = "marketing"
	is("sent")
	w.status("wamid.t", "delivered", "")
	want.Fate = desk.FateDelivered
	is("delivered")
	w.status("wamid.t", "read", `,"pricing":{"billable":false,"pricing_model":"PMP","type":"free_entry_point","category":"marketing"}`)
	want.Fate, want.Charged = desk.FateRead, desk.ChargedFree
	is("read")
	w.now += 24 * hour
	w.says("wamid.1", "yes")
	want.Answered = true
	is("answered on the last second of the day")
	w.rebuildsTheSame()
}

// An answer is what the customer writes within 24 hours after it: not later, and not what
// they wrote before and came late.
func TestTemplateFate_answerIsWhatComesAfterItWithinADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	early := w.now - hour
	first := w.startWith("ana", "+"+customer)
	w.deliver(first, "wamid.a")
	w.wrote("wamid.0", customer, early, `"type":"text","text":{"body":"before"}`)
	if fact(t, w.message(first)).Answered {
		t.Error("what was written before the template answers it")
	}
	w.now += 23 * hour
	second := w.startWith("ana", "+"+customer)
	w.deliver(second, "wamid.b")
	w.now += hour + 2*minute
	w.says("wamid.1", "hello")
	if fact(t, w.message(first)).Answered || !fact(t, w.message(second)).Answered {
		t.Error("the first was answered too late, the second in time")
	}
	if left := w.thread().Asked; len(left) != 0 {
		t.Errorf("an answer is still looked for: %v", left)
	}
	w.rebuildsTheSame()
}

func TestTemplateFate_failureSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+"+customer)
	w.deliver(id, "wamid.t")
	w.status("wamid.t", "failed", `,"errors":[{"code":131026,"title":"Message undeliverable"}]`)
	got := fact(t, w.message(id))
	if got.Fate != desk.FateFailed || got.Code != 131026 || !strings.Contains(got.Said, `"subcode":"meta"`) || !strings.Contains(got.Said, `"context":"`) {
		t.Errorf("got %+v", got)
	}
	w.status("wamid.t", "delivered", "")
	if got := fact(t, w.message(id)); got.Fate != desk.FateDelivered || got.Code != 0 {
		t.Errorf("one that was delivered after all did not fail: %+v", got)
	}
}

// Its content may be erased; what became of it stays, and says nothing of the customer.
func TestTemplateFate_staysWhenContentIsErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+"+customer)
	w.deliver(id, "wamid.t")
	before := fact(t, w.message(id))
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: id})
	if m := w.message(id); !m.Erased || m.Template != nil || fact(t, m) != before {
		t.Errorf("left is %+v", m)
	}
	w.rebuildsTheSame()
}

// One that goes out while the customer may be answered freely uses up nothing.
func TestTemplateFate_openWindowIsNotOnTheLimit(t *testing.T) {
	t.Parallel()
	w := talking(t)
	c := w.text("")
	hello := w.hello("").Template
	c.Content = wire.SendContent{Kind: "template", Template: &hello}
	if got := fact(t, w.message(w.send("ana", c))); got.Template == "" || got.Shut {
		t.Errorf("got %+v", got)
	}
}

func TestTemplateFate_nothingElseIsCounted(t *testing.T) {
	t.Parallel()
	w := talking(t)
	m := w.message(w.send("ana", w.text("hello")))
	if m.Fate != nil || fact(t, m) != (desk.TemplateFact{}) || len(w.thread().Asked) != 0 {
		t.Errorf("a text is counted: %+v", m.Fate)
	}
	for _, text := range []string{"", "x", strings.Repeat("\x1f", 10), strings.Repeat("1\x1f", 12) + "?"} {
		if f, ok := desk.ReadTemplateFact(text); ok {
			t.Errorf("%q is read as %+v", text, f)
		}
	}
}
