package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Guards a customer whom nobody answered: the edit of their message came first,
// stood for it, and the message itself was taken for a repetition.
func TestEdit_beforeItsMessageIsAnsweredAllTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.e", customer, w.now+1000, `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"help me, please"}}}`)
	it := w.interaction()
	if it.State != desk.InteractionOffered || it.FirstLineID == "" || w.offer().UserID == "" {
		t.Fatalf("nobody is asked: %+v", it)
	}
	m := w.message(string(it.FirstLineID))
	if m.Text != "help me, please" || !m.Edited || m.InteractionID != it.ID {
		t.Fatalf("message: %+v", m)
	}
	w.says("wamid.1", "help me")
	m = w.message(string(m.ID))
	if m.Text != "help me, please" || !m.Edited || m.At != w.now || len(m.Earlier) != 1 || m.Earlier[0].Text != "help me" {
		t.Fatalf("after the message itself: %+v", m)
	}
	if it := w.interaction(); it.FirstCustomerAt != w.now || it.LastCustomerAt != w.now {
		t.Fatalf("the customer wrote at %d: %+v", w.now, it)
	}
	w.sameAgain()
}

func TestRevoke_beforeItsMessageEndsAsInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.r", customer, w.now+1000, `"type":"revoke","revoke":{"original_message_id":"wamid.1"}`)
	if w.thread().Open {
		t.Fatal("word of a message that is not here started an interaction")
	}
	w.wrote("wamid.1", customer, w.now, `"type":"image","image":{"id":"777","mime_type":"image/jpeg","caption":"oops"}`)
	list := every[desk.Message](w.m, desk.RowMessage, nil)
	if len(list) != 1 {
		t.Fatalf("%d messages", len(list))
	}
	m := list[0]
	if !m.Revoked || m.Kind != desk.KindImage || m.Text != "oops" || m.System != "" || m.InteractionID == "" {
		t.Fatalf("message: %+v", m)
	}
	if it := w.interaction(); it.State != desk.InteractionOffered || it.FirstLineID != m.ID {
		t.Fatalf("interaction: %+v", it)
	}
	w.wrote("wamid.r", customer, w.now+1000, `"type":"revoke","revoke":{"original_message_id":"wamid.1"}`)
	if again := w.message(string(m.ID)); !again.Revoked || again.Text != "oops" {
		t.Fatalf("after the same word again: %+v", again)
	}
	w.sameAgain()
}
