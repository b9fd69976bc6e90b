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
