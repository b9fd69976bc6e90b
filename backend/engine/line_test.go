package engine_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

func TestMainLine_fromAMessageToTheEndOfTheThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.says("wamid.1", "Is it open?")
	if in.Kind != desk.KindText || in.Text != "Is it open?" || in.Status != desk.StatusReceived || in.At != w.now {
		t.Fatalf("message: %+v", in)
	}
	it := w.interaction()
	if it.State != desk.InteractionOffered || it.InboxID == "" || in.InteractionID != it.ID || it.DataSource[0].Value != "emea" {
		t.Fatalf("interaction: %+v", it)
	}
	o := w.offer()
	if o.UserID != "ana" || o.ExpiresAt != w.now+30_000 || w.notices("ana", desk.NoticeOffer) != 1 {
		t.Fatalf("offer: %+v", o)
	}
	if by := w.accept(); by != "ana" || w.notices("ana", desk.NoticeOffer) != 0 {
		t.Fatalf("accepted by %s", by)
	}
	if it = w.interaction(); it.State != desk.InteractionOpen || it.Owner != "ana" || it.Epoch != 1 || it.Handlers[0] != "ana" {
		t.Fatalf("interaction: %+v", it)
	}
	w.now += minute
	id := w.send("ana", w.text("Yes, until six."))
	if m := w.message(id); m.Status != desk.StatusQueued || m.Author != "ana" || m.ClientID == "" {
		t.Fatalf("reply: %+v", m)
	}
	if _, there := w.m.jobs["send/"+id]; !there {
		t.Fatal("nobody was asked to deliver the reply")
	}
	if it = w.interaction(); it.HumanReplyAt != w.now || it.LastBusinessAt != w.now {
		t.Fatalf("stamps: %+v", it)
	}
	w.deliver(id, "wamid.out1")
	for _, word := range []string{"sent", "delivered", "read"} {
		w.now += 1000
		w.status("wamid.out1", word, "")
		if m := w.message(id); m.Status != desk.Status(word) || m.StatusAt != w.now {
			t.Fatalf("after %s: %s at %d", word, m.Status, m.StatusAt)
		}
	}
	if len(w.m.jobs) != 0 {
		t.Fatalf("jobs are left: %v", w.m.jobs)
	}
	w.ok("ana", wire.CmdClose.Name, w.ref())
	if it = w.interaction(); it.State != desk.InteractionEnded || it.EndReason != "closed" || it.EndedBy != "ana" || w.thread().Open {
		t.Fatalf("ended: %+v", it)
	}
	if len(w.m.timers) != 0 {
		t.Fatalf("timers are left: %v", w.m.timers)
	}
	w.says("wamid.2", "Thanks!")
	if next := w.interaction(); next.ID == it.ID || next.State != desk.InteractionOffered || w.offer().UserID != "ben" {
		t.Fatalf("a message after the end: %+v", next)
	}
	if len(w.unhandled()) != 0 {
		t.Fatalf("not understood: %+v", w.unhandled()[0])
	}
	w.sameAgain()
}

// sameAgain wants a rebuild to give the same rows, and each stored decision the
// same bytes.
func (w *world) sameAgain() {
	w.t.Helper()
	if got, want := w.rebuilt().dump(), w.m.dump(); got != want {
		w.t.Fatalf("a rebuild differs:\n%s\n---\n%s", diff(want, got), diff(got, want))
	}
	for _, d := range every[desk.Decision](w.m, desk.RowDecision, nil) {
		e, err := w.m.Entry(context.Background(), orgID, d.Seq)
		if err != nil {
			w.t.Fatalf("decision %s: %v", d.ID, err)
		}
		var stored desk.DecisionEntry
		if err := json.Unmarshal(e.Payload, &stored); err != nil || stored.ID != d.ID {
			w.t.Fatalf("decision %s: its entry holds %s, %v", d.ID, stored.ID, err)
		}
		if err := routing.Replay([]byte(stored.Input), []byte(stored.Output)); err != nil {
			w.t.Fatalf("decision %s: %v", d.ID, err)
		}
	}
}
