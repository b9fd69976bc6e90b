package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What wrote a message of ours stands with it: a colleague, somebody on the
// business's phone, or another system, which answers nobody.
func TestAuthor_ofWhatComesInAndGoesOut(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]desk.AuthorKind{"smb_message_echoes": desk.AuthorPerson, "message_echoes": desk.AuthorOther} {
		w := newWorld(t)
		if m := w.says("wamid.1", "hello"); m.AuthorKind != "" {
			t.Errorf("a customer's message is by %q", m.AuthorKind)
		}
		who := w.accept()
		w.now += minute
		w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":%q,"value":{"metadata":{"phone_number_id":%q},
			"message_echoes":[{"from":"15550783881","to":%q,"id":"wamid.e","timestamp":"%d","type":"text","text":{"body":"on its way"}}]}}]}]}`,
			field, w.phoneID, customer, w.now/1000))
		echo, err := w.m.MessageByProviderID(t.Context(), orgID, "wamid.e")
		if err != nil || echo.AuthorKind != want {
			t.Errorf("%s is by %q, %v", field, echo.AuthorKind, err)
		}
		if it := w.interaction(); (it.HumanReplyAt != 0) != want.Answers() || it.LastBusinessAt != w.now {
			t.Errorf("%s: answered at %d, our last word at %d", field, it.HumanReplyAt, it.LastBusinessAt)
		}
		if m := w.message(w.send(who, w.text("hi"))); m.AuthorKind != desk.AuthorPerson || w.interaction().HumanReplyAt == 0 {
			t.Errorf("a colleague's reply is by %q", m.AuthorKind)
		}
	}
}

// An interaction with which a thread was taken up again has stamps of its own, an
// answer that never left is taken out of them, and what the number was called when
// an interaction began stays with it.
func TestReopen_hasStampsOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.send("ana", w.text("hi"))
	w.ok("ana", wire.CmdClose.Name, w.ref())
	if it := w.interaction(); it.Reopened != (desk.Reopening{}) || it.ServiceName != "Support" {
		t.Fatalf("the first one: %+v, service %q", it.Reopened, it.ServiceName)
	}
	w.ok("olga", wire.CmdUpdateNumber.Name, wire.UpdateNumber{NumberID: "num1", Name: "Support", ServiceName: "Care"})
	w.now += hour
	reopened := w.now
	w.ok("ana", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	w.now += minute
	w.send("ana", w.text("one more thing"))
	if it := w.interaction(); it.Reopened != (desk.Reopening{At: reopened}) || it.ServiceName != "Care" {
		t.Fatalf("before the customer writes: %+v, service %q", it.Reopened, it.ServiceName)
	}
	w.now += minute
	wrote := w.now
	w.says("wamid.2", "yes?")
	w.now += minute
	id := w.send("ana", w.text("it is ready"))
	want := desk.Reopening{At: reopened, CustomerAt: wrote, ReplyAt: w.now, ReplyID: desk.MessageID(id)}
	if it := w.interaction(); it.Reopened != want || it.HumanReplyAt >= reopened {
		t.Fatalf("after the answer: %+v, first of all %d", it.Reopened, it.HumanReplyAt)
	}
	w.ok("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: id})
	if it := w.interaction(); it.Reopened.ReplyAt != 0 || it.Reopened.ReplyID != "" {
		t.Fatalf("an answer that never left: %+v", it.Reopened)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}
