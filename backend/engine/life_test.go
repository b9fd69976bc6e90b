package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// startWith has ana write to somebody by template, and gives the message's id.
func (w *world) startWith(by desk.UserID, phone string) string {
	w.t.Helper()
	return w.start(by, w.hello(phone))
}

func (w *world) start(by desk.UserID, c wire.StartThread) string {
	w.t.Helper()
	var r wire.SendResult
	if err := json.Unmarshal(w.ok(by, wire.CmdStartThread.Name, c), &r); err != nil {
		w.t.Fatalf("answer: %v", err)
	}
	return r.MessageID
}

func (w *world) hello(phone string) wire.StartThread {
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	return wire.StartThread{
		NumberID: "num1", Phone: phone, Name: "Jo",
		Template: wire.SendTemplate{TemplateID: string(tpl.ID), Params: []string{"Jo", "#7"}, ButtonText: "7"},
	}
}

func TestStartThread_outsideTheWindowIsOursUntilTheCustomerAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+"+customer)
	it := w.interaction()
	if !it.BusinessStarted || it.Owner != "ana" || it.TemplateAt != w.now || it.HumanReplyAt != 0 {
		t.Fatalf("interaction: %+v", it)
	}
	w.deliver(id, "wamid.t")
	w.refused("ana", wire.CmdSend.Name, w.text("and?"), "windowClosed")
	w.refused("ben", wire.CmdStartThread.Name, w.hello("+"+customer), "served")
	w.pass(24 * hour)
	if w.notices("ana", desk.NoticeWindow) != 1 || w.interaction().State != desk.InteractionOpen {
		t.Fatal("the agent was not told that a day passed")
	}
	// Another template restarts the cycle.
	w.startWith("ana", "+"+customer)
	w.pass(47 * hour)
	if w.interaction().State != desk.InteractionOpen {
		t.Fatal("it ended before its time")
	}
	w.pass(hour)
	if it = w.interaction(); it.State != desk.InteractionEnded || it.EndReason != "rule48h" {
		t.Fatalf("after 48 hours: %+v", it)
	}
}

func TestStartThread_theAnswerOpensTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.startWith("ana", "+"+customer)
	w.now += hour
	w.says("wamid.a", "thanks")
	it := w.interaction()
	if it.Owner != "ana" || it.FirstCustomerAt != w.now || len(w.m.timers) != 1 || w.m.timers["expire/"+string(it.ID)].DueAt != w.now+24*hour {
		t.Fatalf("answered: %+v, timers %v", it, w.m.timers)
	}
	w.send("ana", w.text("welcome"))
}

func TestStartThread_refusals(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, phone, want string }{
		{"no plus", "16505551234", "badNumber"},
		{"letters", "+1650555ABCD", "badNumber"},
		{"short code", "+12345", "badNumber"},
		{"local", "+0650555123", "badNumber"},
		{"too long", "+1234567890123456", "badNumber"},
		{"no such country code", "+999123456789", "badNumber"},
		{"too short for its country", "+12345678", "badNumber"},
		{"two numbers", "+14155550123, +14155550124", "badNumber"},
		{"our own", "+15550783881", "ownNumber"},
		{"our own, written otherwise", "+1 (555) 078-3881", "ownNumber"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			newWorld(t).refused("ana", wire.CmdStartThread.Name, newWorld(t).hello(tt.phone), tt.want)
		})
	}
	w := newWorld(t)
	w.person("carl", desk.RoleAgent)
	w.refused("carl", wire.CmdStartThread.Name, w.hello("+"+customer), "notMember")
	w.says("wamid.1", "me first")
	w.refused("ana", wire.CmdStartThread.Name, w.hello("+"+customer), "waiting")
}

func TestStartThread_joinsTheIdThatMetaResolves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+5511912345678")
	w.posting(id)
	w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: "wamid.t", WaID: "551112345678"})
	w.wrote("wamid.b", "551112345678", w.now, `"type":"text","text":{"body":"oi"}`)
	if w.thread().Open != true || w.interaction().FirstCustomerAt == 0 {
		t.Fatal("the answer went into another thread")
	}
}

func TestExpiry_byWhatTheRecordSays(t *testing.T) {
	t.Parallel()
	t.Run("nobody answered", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.offline("ana", "ben")
		w.says("wamid.1", "hello")
		w.pass(24 * hour)
		it := w.interaction()
		if it.EndReason != "expiredUnanswered" || it.EndedAt != w.now || w.notices("olga", desk.NoticeWindow) != 1 {
			t.Fatalf("interaction: %+v", it)
		}
	})
	t.Run("answered", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		w.now += hour
		w.send("ana", w.text("hi"))
		w.pass(24*hour - 1)
		if w.interaction().State != desk.InteractionOpen {
			t.Fatal("it ended before its time")
		}
		w.pass(1)
		if it := w.interaction(); it.EndReason != "expired" || w.notices("ana", desk.NoticeWindow) != 0 {
			t.Fatalf("interaction: %+v", it)
		}
	})
	t.Run("a message after the time, before the timer", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		old := w.interaction()
		w.now += 30 * hour // the relay was off, and the timers have not run
		w.says("wamid.2", "again")
		if w.interaction().ID == old.ID {
			t.Fatal("the expired interaction went on")
		}
		w.fire()
		if ended, _ := w.m.Interaction(t.Context(), orgID, old.ID); ended.EndReason != "expiredUnanswered" || ended.EndedAt != start0+24*hour {
			t.Fatalf("the old one: %+v", ended)
		}
	})
	t.Run("a timer that comes early or for nothing", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		before := w.m.dump()
		it := w.interaction()
		w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerExpire, Subject: string(it.ID), DueAt: w.now})
		w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerArchive, Subject: string(it.ID), DueAt: w.now})
		w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerOfferExpires, Subject: "off_gone", DueAt: w.now})
		w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerUnknownSettle, Subject: "msg_gone", DueAt: w.now})
		if after := w.m.dump(); after != before {
			t.Fatalf("changed:\n%s", diff(before, after))
		}
	})
}

func TestTemplate_afterTheEndStartsAnInteractionOfTheSender(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.ok("ana", wire.CmdClose.Name, w.ref())
	old := w.interaction()
	w.refused("ana", wire.CmdSend.Name, wire.Send{ThreadID: string(w.thread().ID), Content: wire.SendContent{Kind: "text", Text: "x"}}, "ended")
	tpl := w.hello("").Template
	w.now += 48 * hour
	w.send("ana", wire.Send{ThreadID: string(w.thread().ID), Content: wire.SendContent{Kind: "template", Template: &tpl}})
	if it := w.interaction(); it.ID == old.ID || !it.BusinessStarted || it.Owner != "ana" || it.TemplateAt != w.now {
		t.Fatalf("interaction: %+v", it)
	}
}

func TestRead_sendsBlueTicksOnlyForTheOwnerWhoWantsThem(t *testing.T) {
	t.Parallel()
	w := talking(t)
	th := w.thread()
	tick := func() bool { _, ok := w.m.jobs["readTick/"+string(th.ID)]; return ok }
	read := func(u desk.UserID, to int64) {
		w.ok(u, wire.CmdRead.Name, wire.ReadUpTo{ThreadID: string(th.ID), UpToSeq: to})
	}
	read("ana", th.LastSeq-1)
	if tick() {
		t.Fatal("blue ticks though they are off")
	}
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true})
	w.ok("olga", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true})
	read("olga", th.LastSeq)
	if tick() {
		t.Fatal("a supervisor who looks on sent blue ticks")
	}
	read("ana", 1<<40)
	if !tick() {
		t.Fatal("no blue ticks")
	}
	mark, _ := w.m.ReadMark(t.Context(), orgID, "ana", th.ID)
	read("ana", 1)
	w.ok("ana", wire.CmdUnread.Name, wire.ThreadRef{ThreadID: string(th.ID)})
	again, _ := w.m.ReadMark(t.Context(), orgID, "ana", th.ID)
	if again.UpToSeq != mark.UpToSeq || !again.Unread || mark.UpToSeq >= int64(len(w.m.entries)) {
		t.Fatalf("marks: %+v %+v", mark, again)
	}
}

// A template in a conversation whose window has shut goes unanswered like the one that
// began it: whoever has it is told when a day has passed, and only then.
func TestTemplate_inAnActiveOneWithAShutWindow_isToldOfAfterADay(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]bool{"no answer": false, "answered": true} {
		w := newWorld(t)
		w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
		w.says("wamid.1", "hello")
		owner := w.accept()
		w.pass(20 * hour)
		w.deliver(w.send(owner, w.text("we look into it")), "wamid.r")
		w.pass(10*hour + 300)
		w.deliver(w.send(owner, w.templateSend()), "wamid.t")
		w.pass(23 * hour)
		if it := w.interaction(); it.State != desk.InteractionOpen || it.TemplateAt == 0 || w.notices(owner, desk.NoticeWindow) != 0 {
			t.Fatalf("%s: before the day is over: %+v", name, it)
		}
		if answered {
			w.says("wamid.2", "thanks")
		}
		w.pass(hour)
		it := w.interaction()
		if got, want := w.notices(owner, desk.NoticeWindow), map[bool]int{false: 1}[answered]; got != want {
			t.Errorf("%s: %s was told %d times", name, owner, got)
		}
		if (it.EndReason == "expired") == answered || w.notices("olga", desk.NoticeWindow) != 0 {
			t.Errorf("%s: %+v", name, it)
		}
		w.sameAgain()
	}
}
