package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestPutInbox_sayingNothingOfTheNumberKeepsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	number := func() *desk.Number {
		t.Helper()
		n, err := w.m.Number(t.Context(), orgID, "num1")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	put := wire.PutInbox{ID: string(box.ID), Name: "Help", Mode: "roundRobin", Members: []string{"ana"}}
	w.ok("olga", wire.CmdPutInbox.Name, put)
	if n := number(); w.leadsTo(n.ID) != box.ID || n.State != desk.NumberActive {
		t.Fatalf("a put that names no number took it away: %+v", n)
	}
	both := put
	both.NumberID, both.NoNumber = "num1", true
	w.refused("olga", wire.CmdPutInbox.Name, both, "badNumber")
	put.NoNumber = true
	w.ok("olga", wire.CmdPutInbox.Name, put)
	if n := number(); w.leadsTo(n.ID) != "" || n.State != desk.NumberReady {
		t.Fatalf("the number stayed: %+v", n)
	}
	put.NoNumber, put.NumberID = false, "num1"
	w.ok("olga", wire.CmdPutInbox.Name, put)
	if n := number(); w.leadsTo(n.ID) != box.ID {
		t.Fatalf("the number did not come back: %+v", n)
	}
}

// What goes on when its number is taken off the inbox is still the inbox's: it
// is offered, returned and answered as before.
func TestUnmap_conversationsGoOnWhereTheyAre(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.offline("ben")
	w.ok("ana", wire.CmdPresence.Name, wire.SetPresence{State: "away"})
	held := w.interaction()
	queued := w.wrote("wamid.q", "4910000002", w.now, `"type":"text","text":{"body":"me too"}`)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.online("ben")
	o, err := w.m.OpenOfferOf(t.Context(), orgID, queued.InteractionID)
	if err != nil || o.UserID != "ben" {
		t.Fatalf("what waited was not offered: %+v, %v", o, err)
	}
	w.ok("ben", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
	w.send("ana", wire.Send{
		ThreadID: string(held.ThreadID), InteractionID: string(held.ID), Epoch: held.Epoch,
		Content: wire.SendContent{Kind: "text", Text: "still here"},
	})
	w.ok("ana", wire.CmdRequeue.Name, wire.InteractionRef{InteractionID: string(held.ID), Epoch: held.Epoch})
	if o, err = w.m.OpenOfferOf(t.Context(), orgID, held.ID); err != nil || o.UserID != "ben" {
		t.Fatalf("what was returned was not offered: %+v, %v", o, err)
	}
	w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
	for id, want := range map[desk.InteractionID]desk.InteractionState{
		held.ID: desk.InteractionEnded, queued.InteractionID: desk.InteractionOpen,
	} {
		if it, _ := w.m.Interaction(t.Context(), orgID, id); it.State != want {
			t.Errorf("after the number was deleted: %+v, want %s", it, want)
		}
	}
	if _, err = w.m.OpenOfferOf(t.Context(), orgID, held.ID); err == nil {
		t.Error("a thread that cannot be answered is still offered")
	}
	w.sameAgain()
}

func TestMap_whatASupervisorTookMeanwhileFindsTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "anybody?")
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box.ID)})
	if it := w.interaction(); it.Owner != "olga" || it.InboxID != box.ID {
		t.Fatalf("after the mapping: %+v", it)
	}
	w.ok("olga", wire.CmdRequeue.Name, w.ref())
	if o := w.offer(); o.UserID == "" {
		t.Fatalf("returned to a queue that nobody looks at: %+v", w.interaction())
	}
}

func TestDeletedNumber_aThreadIsNotReturnedToAQueueThatCannotAnswer(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
	if it := w.interaction(); it.Owner != "ana" || it.State != desk.InteractionOpen {
		t.Fatalf("who holds it keeps it: %+v", it)
	}
	w.ok("ana", wire.CmdRequeue.Name, w.ref())
	if it := w.interaction(); it.State != desk.InteractionEnded || it.EndedBy != "ana" || w.offer().UserID != "" {
		t.Fatalf("returned: %+v, offered to %q", it, w.offer().UserID)
	}
	w.sameAgain()
}
