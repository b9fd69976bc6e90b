package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Guards an answer that was struck out because another one of the same second
// was refused.
func TestReply_refusedTakesBackOnlyItself(t *testing.T) {
	t.Parallel()
	w := talking(t)
	first, second := w.send("ana", w.text("hello")), w.send("ana", w.text("how can I help"))
	w.deliver(first, "wamid.o1")
	w.posting(second)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(second)})
	if it := w.interaction(); it.HumanReplyAt == 0 || it.HumanReplyID != desk.MessageID(first) {
		t.Fatalf("the first answer does not count any more: %+v", it)
	}
	w = talking(t)
	only := w.send("ana", w.text("hello"))
	w.posting(only)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(only)})
	if it := w.interaction(); it.HumanReplyAt != 0 {
		t.Fatalf("an answer that never left counts: %+v", it)
	}
}

func TestSendFailed_theNoticeStaysForTheOneItIsAbout(t *testing.T) {
	t.Parallel()
	w := talking(t)
	first, second := w.send("ana", w.text("one")), w.send("ana", w.text("two"))
	for _, id := range []string{first, second} {
		w.posting(id)
		w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	}
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: first})
	if n := w.notices("ana", desk.NoticeSendFailed); n != 1 {
		t.Fatalf("%d notices while the second one still failed", n)
	}
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: second})
	if n := w.notices("ana", desk.NoticeSendFailed); n != 0 {
		t.Fatalf("%d notices after both were sent again", n)
	}
}

// What a rule wrote and did not leave is told to whoever has the conversation, or to the
// supervisors: it has no author who would hear of it.
func TestSendFailed_ofARuleIsToldToSomebody(t *testing.T) {
	t.Parallel()
	for _, taken := range []bool{false, true} {
		w := newWorld(t)
		w.person("adam", desk.RoleAdmin)
		w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) {
			h.Outside, h.Message = string(desk.OutsideMessage), "We are back on Tuesday."
		})
		w.says("wamid.1", "hello?")
		ours := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.AuthorKind == desk.AuthorRule })
		want := map[desk.UserID]int{"adam": 1, "olga": 1}
		if taken {
			w.ok("adam", wire.CmdTake.Name, w.ref())
			want["olga"] = 0
		}
		w.posting(string(ours[0].ID))
		w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: ours[0].ID})
		for who, n := range want {
			if got := w.notices(who, desk.NoticeSendFailed); got != n {
				t.Errorf("taken %t: %s has %d notices, want %d", taken, who, got, n)
			}
		}
		w.sameAgain()
	}
}
