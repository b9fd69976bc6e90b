package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// talking is a world in which ana holds the one thread.
func talking(t *testing.T) *world {
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	return w
}

func TestSend_contractsAreKept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		by     desk.UserID
		change func(w *world, c *wire.Send)
		want   string // subcode; "" = goes through
	}{
		{"owner inside the window", "ana", func(*world, *wire.Send) {}, ""},
		{"somebody else", "ben", func(*world, *wire.Send) {}, "notYours"},
		{"a supervisor who has not taken it", "olga", func(*world, *wire.Send) {}, "notOwner"},
		{"written under an older epoch", "ana", func(_ *world, c *wire.Send) { c.Epoch-- }, "notOwner"},
		{"written in an interaction that is over", "ana", func(w *world, c *wire.Send) {
			w.ok("ana", wire.CmdClose.Name, w.ref())
			w.ok("ana", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: c.ThreadID})
		}, "ended"},
		{"written in an interaction that never was", "ana", func(_ *world, c *wire.Send) { c.InteractionID = "int_x" }, "notYours"},
		{"no longer worth sending", "ana", func(w *world, c *wire.Send) { c.ValidUntil = w.now - 1 }, "expired"},
		{"still worth sending", "ana", func(w *world, c *wire.Send) { c.ValidUntil = w.now }, ""},
		{"window closed", "ana", func(w *world, _ *wire.Send) { w.now += 24 * hour }, "windowClosed"},
		{"window about to close", "ana", func(w *world, _ *wire.Send) { w.now += 24*hour - minute }, "windowClosed"},
		{"three minutes left", "ana", func(w *world, _ *wire.Send) { w.now += 24*hour - 3*minute }, ""},
		{"empty", "ana", func(_ *world, c *wire.Send) { c.Content.Text = " \n" }, "empty"},
		{"too long", "ana", func(_ *world, c *wire.Send) { c.Content.Text = strings.Repeat("é", wire.MaxText+1) }, "tooLong"},
		{"longest", "ana", func(_ *world, c *wire.Send) { c.Content.Text = strings.Repeat("é", wire.MaxText) }, ""},
		{"unknown kind", "ana", func(_ *world, c *wire.Send) { c.Content.Kind = "hologram" }, "badKind"},
		{"file not uploaded", "ana", func(_ *world, c *wire.Send) { c.Content = wire.SendContent{Kind: "image"} }, "noFile"},
		{"file id that is a path", "ana", func(_ *world, c *wire.Send) { c.Content = wire.SendContent{Kind: "image", MediaID: "../x"} }, "noFile"},
		{"photo", "ana", func(w *world, c *wire.Send) {
			w.uploads("ana", "med_1", "image/png", 100)
			c.Content = wire.SendContent{Kind: "image", MediaID: "med_1", Text: "look"}
		}, ""},
		{"sticker with text", "ana", func(w *world, c *wire.Send) {
			w.uploads("ana", "med_1", "image/webp", 100)
			c.Content = wire.SendContent{Kind: "sticker", MediaID: "med_1", Text: "look"}
		}, "noCaption"},
		{"place off the map", "ana", func(_ *world, c *wire.Send) {
			c.Content = wire.SendContent{Kind: "location", Location: &wire.Location{Latitude: 91}}
		}, "noPlace"},
		{"answers what is not in the thread", "ana", func(_ *world, c *wire.Send) { c.Content.ReplyTo = "msg_x" }, "notYours"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			c := w.text("hi")
			tt.change(w, &c)
			if tt.want != "" {
				w.refused(tt.by, wire.CmdSend.Name, c, tt.want)
				return
			}
			if m := w.message(w.send(tt.by, c)); m.Status != desk.StatusQueued || m.Epoch != 1 {
				t.Fatalf("got %+v", m)
			}
		})
	}
}

func TestSend_onlyIfNobodyElseAnswered(t *testing.T) {
	t.Parallel()
	w := talking(t)
	seen := w.thread().LastSeq
	a := w.text("first")
	a.OnlyUnanswered, a.SeenSeq = true, seen
	w.send("ana", a)
	b := w.text("second, of the same outbox")
	b.OnlyUnanswered, b.SeenSeq = true, seen
	w.send("ana", b)
	// Olga takes over, answers, and gives it back.
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.send("olga", w.text("I have answered"))
	r := w.ref()
	w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ana"})
	c := w.text("third")
	c.OnlyUnanswered, c.SeenSeq = true, seen
	w.refused("ana", wire.CmdSend.Name, c, "answered")
	c.SeenSeq = w.thread().LastSeq
	w.send("ana", c)
}

// A reply is held when the question is not any more what the person saw, and only then.
func TestSend_onlyIfTheQuestionStands(t *testing.T) {
	t.Parallel()
	const edit, revoke = `"type":"edit","edit":{"original_message_id":"%s","message":{"type":"text","text":{"body":"changed"}}}`, `"type":"revoke","revoke":{"original_message_id":"%s"}`
	change := func(how, id string) func(*world) {
		return func(w *world) { w.wrote("wamid.change", customer, w.now, strings.Replace(how, "%s", id, 1)) }
	}
	tests := []struct {
		name   string
		meet   func(w *world)
		seen   bool // the person saw what happened
		plain  bool // the desktop does not ask for it
		reason string
		why    string
	}{
		{name: "nothing happened", meet: func(*world) {}},
		{name: "the customer wrote more", meet: func(w *world) { w.says("wamid.2", "and another thing") }},
		{name: "the customer edited it", meet: change(edit, "wamid.1"), reason: "questionChanged", why: "edited"},
		{name: "the customer deleted it", meet: change(revoke, "wamid.1"), reason: "questionChanged", why: "deleted"},
		{name: "an edit that was seen", meet: change(edit, "wamid.1"), seen: true},
		{name: "a deletion that was seen", meet: change(revoke, "wamid.1"), seen: true},
		{name: "an edit, from a desktop of before", meet: change(edit, "wamid.1"), plain: true},
		{name: "the customer reacted", meet: func(w *world) {
			w.wrote("wamid.r", customer, w.now, `"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}`)
		}},
		{name: "one's own send of before", meet: func(w *world) { w.send("ana", w.text("a moment")) }},
		{name: "a note of a colleague", meet: func(w *world) {
			w.ok("olga", wire.CmdAddNote.Name, wire.AddNote{ThreadID: string(w.thread().ID), Text: "careful"})
		}},
		{name: "an edit of a message that never came", meet: change(edit, "wamid.unknown")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			c := w.text("to the question")
			c.OnlyUnanswered, c.OnlyUnchanged, c.SeenSeq = true, !tt.plain, w.thread().LastSeq
			tt.meet(w)
			if tt.seen {
				c.SeenSeq = w.thread().Changed.Seq
			}
			if tt.reason == "" {
				w.send("ana", c)
				return
			}
			w.refused("ana", wire.CmdSend.Name, c, tt.reason)
			var e *desk.Error
			if _, err := w.command("ana", wire.CmdSend.Name, c); !errors.As(err, &e) || e.Params[desk.ParamContext] != tt.why {
				t.Errorf("refused as %v, want %q", err, tt.why)
			}
			c.OnlyUnanswered, c.OnlyUnchanged = false, false
			w.send("ana", c) // the person saw it and wants it all the same
		})
	}
}

// What a provider tells of one message that cannot all be true is noted beside its status,
// which stays the farthest that was told.
func TestReceipt_contradictionsAreNoted(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.send("ana", w.text("hi"))
	w.deliver(id, "wamid.ours")
	w.status("wamid.ours", "delivered", "")
	w.now += minute
	w.status("wamid.ours", "read", "")
	if m := w.message(id); m.Contrary != nil || m.Status != desk.StatusRead {
		t.Fatalf("in order: %+v", m)
	}
	w.now += minute
	w.status("wamid.ours", "delivered", "")
	if m := w.message(id); m.Status != desk.StatusRead || m.Contrary == nil || m.Contrary.Status != desk.StatusDelivered || m.Contrary.At <= m.StatusAt {
		t.Errorf("delivered a minute after it was read: %+v", m.Contrary)
	}
}

func TestPosting_decidesAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		meet   func(w *world, id string)
		reason string
		status desk.Status
	}{
		{"nothing changed", func(*world, string) {}, "", desk.StatusPosting},
		{"the window closed", func(w *world, _ string) { w.now += 24*hour - minute }, "windowClosed", desk.StatusRejected},
		{"it changed hands", func(w *world, _ string) { w.ok("olga", wire.CmdTake.Name, w.ref()) }, "notOwner", desk.StatusRejected},
		{"it went back to the queue", func(w *world, _ string) { w.ok("ana", wire.CmdRequeue.Name, w.ref()) }, "notOwner", desk.StatusRejected},
		{"it was closed after the last word", func(w *world, _ string) { w.ok("ana", wire.CmdClose.Name, w.ref()) }, "", desk.StatusPosting},
		{"it was given up", func(w *world, id string) { w.ok("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: id}) }, "notQueued", desk.StatusCancelled},
		{"its time is over", func(w *world, _ string) { w.now += 2 * hour }, "expired", desk.StatusRejected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			c := w.text("hi")
			if tt.reason == "expired" {
				c.ValidUntil = w.now + hour
			}
			id := w.send("ana", c)
			tt.meet(w, id)
			a := w.posting(id)
			m := w.message(id)
			if a.Reason != tt.reason || a.Allowed != (tt.reason == "") || m.Status != tt.status {
				t.Fatalf("got %+v, status %s", a, m.Status)
			}
			if _, left := w.m.jobs["send/"+id]; left != a.Allowed {
				t.Errorf("job there: %v", left)
			}
			if m.Status == desk.StatusRejected && (m.Problem == nil || m.Problem.Said == nil || words.Of(m.Problem.Said.Err()) == words.Of(desk.Refuse(desk.CodeConflict, "")) || w.notices("ana", desk.NoticeSendFailed) != 1) {
				t.Errorf("the author was not told: %+v", m.Problem)
			}
		})
	}
}

func TestUnknown_holdsTheThreadAndIsSettledByTheStatus(t *testing.T) {
	t.Parallel()
	w := talking(t)
	one, two := w.send("ana", w.text("one")), w.send("ana", w.text("two"))
	w.posting(one)
	w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(one)})
	if a := w.posting(two); a.Reason != "held" || w.m.jobs["send/"+two].DueAt != w.now+60_000 {
		t.Fatalf("the later one: %+v, job %+v", a, w.m.jobs["send/"+two])
	}
	w.now += 20_000
	w.status("wamid.late", "delivered", `,"biz_opaque_callback_data":"`+one+`"`)
	if m := w.message(one); m.Status != desk.StatusDelivered || m.ProviderID != "wamid.late" {
		t.Fatalf("settled: %+v", m)
	}
	if due := w.m.jobs["send/"+two].DueAt; due != w.now {
		t.Fatalf("the later one leaves %d ms after the word came", due-w.now)
	}
	w.deliver(two, "wamid.two")
	if len(w.unhandled()) != 0 {
		t.Fatal("the status was not understood")
	}
	if _, there := w.m.timers["unknownSettle/"+one]; there {
		t.Fatal("the hold is still timed")
	}
}

func TestUnknown_afterAMinuteAPersonDecides(t *testing.T) {
	t.Parallel()
	w := talking(t)
	one, two := w.send("ana", w.text("one")), w.send("ana", w.text("two"))
	w.posting(one)
	w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(one)})
	w.refused("ben", wire.CmdCancel.Name, wire.MessageRef{MessageID: one}, "notYours")
	w.pass(minute)
	if w.notices("ana", desk.NoticeSendFailed) != 1 {
		t.Fatal("nobody was told")
	}
	w.deliver(two, "wamid.two")
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: one})
	again := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Text == "one" && m.Status == desk.StatusQueued })
	if w.message(one).Status != desk.StatusCancelled || len(again) != 1 || again[0].ProviderID != "" {
		t.Fatalf("after sending again: %s, %d queued", w.message(one).Status, len(again))
	}
	// It had gone out after all: the record says so, and nothing goes back.
	w.status("wamid.one", "read", `,"biz_opaque_callback_data":"`+one+`"`)
	if w.message(one).Status != desk.StatusRead {
		t.Fatalf("status %s", w.message(one).Status)
	}
	w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: one}, "notFailed")
	w.refused("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: one}, "left")
}

func TestPosting_ofAMessageThatWasAlreadyPostingIsUnknown(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.send("ana", w.text("hi"))
	w.posting(id)
	// The relay died here, and its sender finds the job again.
	if a := w.posting(id); a.Allowed || w.message(id).Status != desk.StatusUnknown {
		t.Fatalf("a second call was allowed: %+v", a)
	}
}

func TestDeferred_triesAgainWithoutGoingBack(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.send("ana", w.text("hi"))
	w.posting(id)
	w.must(desk.EntrySendDeferred, desk.SendEntry{MessageID: desk.MessageID(id), RetryAt: w.now + 5000, Attempts: 1})
	m, j := w.message(id), w.m.jobs["send/"+id]
	if m.Status != desk.StatusPosting || m.Problem == nil || j.DueAt != w.now+5000 || j.Attempts != 1 || j.Order != m.Seq {
		t.Fatalf("deferred: %+v %+v", m, j)
	}
	w.now += 5000
	w.deliver(id, "wamid.out")
	if m = w.message(id); m.Status != desk.StatusAccepted || m.Problem != nil {
		t.Fatalf("delivered: %+v", m)
	}
}

func TestRejected_isExplainedAndAnswersNothing(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.send("ana", w.text("hi"))
	if w.interaction().HumanReplyAt == 0 {
		t.Fatal("the reply does not count")
	}
	w.posting(id)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id), Problem: &desk.Problem{Code: 131047, Title: "Re-engagement message"}})
	m := w.message(id)
	if m.Status != desk.StatusRejected || m.Problem.Code != 131047 || m.Problem.Said == nil || m.Problem.Source != "meta" {
		t.Fatalf("rejected: %+v", m.Problem)
	}
	if w.interaction().HumanReplyAt != 0 || w.notices("ana", desk.NoticeSendFailed) != 1 {
		t.Fatal("an answer that never left counts, or nobody was told")
	}
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id})
	if w.notices("ana", desk.NoticeSendFailed) != 0 {
		t.Fatal("the notice stayed")
	}
}

func TestStatus_climbsOnlyAndFailureStandsBeside(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		words []string
		want  desk.Status
		fails bool
	}{
		{"in order", []string{"sent", "delivered", "read"}, desk.StatusRead, false},
		{"out of order", []string{"read", "delivered", "sent"}, desk.StatusRead, false},
		{"again", []string{"sent", "sent"}, desk.StatusSent, false},
		{"played", []string{"read", "played", "delivered"}, desk.StatusPlayed, false},
		{"failed at once", []string{"failed"}, desk.StatusAccepted, true},
		{"failed after sent", []string{"sent", "failed"}, desk.StatusSent, true},
		{"delivered though failed", []string{"failed", "delivered"}, desk.StatusDelivered, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			id := w.send("ana", w.text("hi"))
			w.deliver(id, "wamid.out")
			for _, word := range tt.words {
				extra := ""
				if word == "failed" {
					extra = `,"errors":[{"code":131049,"title":"Not delivered"}]`
				}
				w.status("wamid.out", word, extra)
			}
			m := w.message(id)
			if m.Status != tt.want || (m.Problem != nil) != tt.fails {
				t.Fatalf("got %s, problem %+v", m.Status, m.Problem)
			}
			if tt.fails && (m.Problem.Code != 131049 || m.Problem.Said == nil || w.notices("ana", desk.NoticeSendFailed) != 1) {
				t.Fatalf("problem: %+v", m.Problem)
			}
		})
	}
}

func TestStatus_beforeTheAnswerOfTheCallSettlesIt(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.send("ana", w.text("hi"))
	w.posting(id)
	w.status("wamid.out", "sent", `,"biz_opaque_callback_data":"`+id+`"`)
	w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: "wamid.out"})
	if m := w.message(id); m.Status != desk.StatusSent || m.ProviderID != "wamid.out" || len(w.m.jobs) != 0 {
		t.Fatalf("got %+v, jobs %v", m, w.m.jobs)
	}
}

func TestStatus_ofWhatAnotherSystemSentIsCountedInOneLine(t *testing.T) {
	t.Parallel()
	w := talking(t)
	inbound := every[desk.Message](w.m, desk.RowMessage, nil)[0]
	w.status("wamid.stranger", "sent", "")
	w.status("wamid.stranger2", "sent", `,"biz_opaque_callback_data":"msg_nobody"`)
	w.status("wamid.stranger3", "sent", `,"biz_opaque_callback_data":"`+string(inbound.ID)+`"`)
	lines := w.unhandled()
	if len(lines) != 1 || lines[0].Count != 3 || lines[0].Reason == "" {
		t.Fatalf("lines: %+v, want one that counts three", lines)
	}
	if w.notices("olga", desk.NoticeUnhandled) != 0 {
		t.Error("somebody was called, and there is nothing to do")
	}
	if m := w.message(string(inbound.ID)); m.ProviderID != "wamid.1" || m.Status != desk.StatusReceived {
		t.Fatalf("an inbound message changed: %+v", m)
	}
}

func TestReaction_ofOursShowsAtOnceAndGoesWhenRefused(t *testing.T) {
	t.Parallel()
	w := talking(t)
	target := string(w.thread().LastMessageID)
	c := w.text("")
	c.Content = wire.SendContent{Kind: "reaction", Emoji: "👍", ReplyTo: target}
	id := w.send("ana", c)
	if m := w.message(target); len(m.Reactions) != 1 || m.Reactions[0].Emoji != "👍" || m.Reactions[0].From != desk.Out {
		t.Fatalf("reactions: %+v", m.Reactions)
	}
	if string(w.thread().LastMessageID) != target || w.interaction().HumanReplyAt != 0 {
		t.Fatal("a reaction counts as a message")
	}
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	if m := w.message(target); len(m.Reactions) != 0 {
		t.Fatalf("reactions: %+v", m.Reactions)
	}
}
