package hub_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Guards a list that went on saying "on its way" of a message that came to
// nothing: what happens to a message changes no row of its thread.
func TestThread_followsWhatBecomesOfItsLastMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(ana, "dev_a", wire.Hello{})
	r.Customer("491520000001", "hello")
	d.CatchUp(r.head())
	r.Command(ana, wire.CmdTake.Name, r.Waiting(), nil)
	row := func() wire.Thread {
		t.Helper()
		d.CatchUp(r.head())
		list := wiretest.All[wire.Thread](d, "thread")
		if len(list) != 1 {
			t.Fatalf("%d threads, want 1", len(list))
		}
		return list[0]
	}
	if got := row().PreviewStatus; got != "" {
		t.Errorf("the customer's own line has come %q", got)
	}
	var sent wire.SendResult
	r.Command(ana, wire.CmdSend.Name, wire.Send{
		ThreadID: row().ID, InteractionID: row().InteractionID, Epoch: row().Epoch, SeenSeq: row().LastSeq,
		Content: wire.SendContent{Kind: string(desk.KindText), Text: "one moment"},
	}, &sent)
	if got := row().PreviewStatus; got != string(desk.StatusQueued) {
		t.Errorf("a reply that was just queued is %q in the list", got)
	}
	r.Command(ana, wire.CmdCancel.Name, wire.MessageRef{MessageID: sent.MessageID}, nil)
	if got := row().PreviewStatus; got != string(desk.StatusCancelled) {
		t.Errorf("a reply that was given up is %q in the list", got)
	}
}
