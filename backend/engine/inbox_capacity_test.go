package engine_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// atMost lets each agent have so many conversations of the world's inbox at once.
func (w *world) atMost(n int) {
	w.t.Helper()
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(w.box()), Name: "Support", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{"ana", "ben"}, Capacity: &n,
	})
}

// refOf names the conversation of a customer, as it is now.
func (w *world) refOf(from string) wire.InteractionRef {
	_, it := w.of(from)
	return wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}
}

// reasonOf gives the reason of somebody in the last decision.
func (w *world) reasonOf(id desk.UserID) routing.Verdict {
	w.t.Helper()
	var last routing.Decision
	for _, e := range w.m.entries {
		var d desk.DecisionEntry
		if e.Kind != desk.EntryDecision || json.Unmarshal(e.Payload, &d) != nil {
			continue
		}
		var err error
		if last, err = routing.DecodeDecision([]byte(d.Output)); err != nil {
			w.t.Fatalf("%v", err)
		}
		if err := routing.Replay([]byte(d.Input), []byte(d.Output)); err != nil {
			w.t.Fatalf("%v", err)
		}
	}
	for _, v := range last.Candidates {
		if v.UserID == id {
			return v
		}
	}
	w.t.Fatalf("nothing was decided about %s", id)
	return routing.Verdict{}
}

// Ana and Ben may have two conversations each, and one of Support. What Ana has of Sales
// does not count there.
func TestInboxCapacity_limitsWhatOneAgentHasOfTheInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "222", Name: "Two"})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: "roundRobin", NumberID: "num2", Members: []string{"ana"}})
	support := w.phoneID
	w.phoneID = "222"
	w.accepts(w.asks("16505550001")) // Ana, of Sales
	w.phoneID = support
	w.atMost(1)
	first := w.asks("16505550002")
	if first.UserID != "ana" {
		t.Fatalf("with one of Sales %q is asked", first.UserID)
	}
	w.accepts(first)
	w.accepts(w.asks("16505550003")) // Ben
	if o := w.asks("16505550004"); o.UserID != "" {
		t.Fatalf("with one each %q is asked", o.UserID)
	}
	w.ok("ana", wire.CmdClose.Name, w.refOf("16505550001")) // room of her own, none in Support
	if o := w.open("16505550004"); o.UserID != "" {
		t.Fatalf("when one of Sales has ended %q is asked", o.UserID)
	}
	if o := w.asks("16505550005"); o.UserID != "" {
		t.Fatalf("with room of her own and none in Support %q is asked", o.UserID)
	}
	if v := w.reasonOf("ana"); v.Reason != "atInboxCapacity" || v.OpenHere != 1 || v.InboxCapacity != 1 || v.OpenThreads != 1 || v.Capacity != 2 {
		t.Errorf("Ana: %+v", v)
	}
	w.closes(first)
	if o := w.open("16505550004"); o.UserID != "ana" {
		t.Fatalf("when one of Support has ended %q is asked", o.UserID)
	}
	w.sameAgain()
}

func TestInboxCapacity_moreRoomIsUsedAtOnce(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"a higher limit": 2, "none": 0} {
		w := newWorld(t)
		w.offline("ben")
		w.atMost(1)
		w.accepts(w.asks("16505550001"))
		if o := w.asks("16505550002"); o.UserID != "" {
			t.Fatalf("%s: before it %q is asked", name, o.UserID)
		}
		w.inMode(desk.ModeRoundRobin, nil) // by a desktop that knows of no capacity: it stays
		if o := w.open("16505550002"); o.UserID != "" {
			t.Fatalf("%s: saved without a word of it, %q is asked", name, o.UserID)
		}
		w.atMost(n)
		if o := w.open("16505550002"); o.UserID != "ana" {
			t.Errorf("%s: %q is asked", name, o.UserID)
		}
	}
}

// Whoever is assigned a conversation while they are asked about another has no room for it
// any more, by the inbox's capacity or by their own.
func TestInboxCapacity_countsWhenSomebodyAccepts(t *testing.T) {
	t.Parallel()
	for name, fill := range map[string]func(*world){
		"the inbox's": func(w *world) { w.atMost(1) },
		"their own": func(w *world) {
			c := anaAsSheIs()
			c.Capacity = 1
			w.ok("olga", wire.CmdUpdateUser.Name, c)
		},
	} {
		w := newWorld(t)
		w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
		w.offline("ben")
		fill(w)
		o := w.asks("16505550001")
		w.asks("16505550002")
		ref := w.refOf("16505550002")
		w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: "ana"})
		accept := wire.OfferRef{OfferID: string(o.ID)}
		if _, err := w.command("ana", wire.CmdAcceptOffer.Name, accept); desk.SubcodeOf(err) != "cannotTake" {
			t.Fatalf("%s: beyond it, %v", name, err)
		}
		if _, it := w.of("16505550001"); o.UserID != "ana" || it.State != desk.InteractionWaiting || len(it.Attempts) != 0 {
			t.Fatalf("%s: %q was asked, %+v", name, o.UserID, it)
		}
		w.refused("ana", wire.CmdAcceptOffer.Name, accept, "offerOver")
		w.ok("ana", wire.CmdClose.Name, w.refOf("16505550002")) // there is room again
		w.accepts(w.open("16505550001"))
		w.sameAgain()
	}
}

// What somebody could not accept is not kept from a colleague until the offer runs out.
func TestInboxCapacity_whatCannotBeAccepted_goesOnAtOnce(t *testing.T) {
	t.Parallel()
	for name, full := range map[string]bool{"no room": true, "room": false} {
		w := newWorld(t)
		w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
		if full {
			w.atMost(1)
		}
		o := w.asks("16505550001")
		next := map[desk.UserID]desk.UserID{"ana": "ben", "ben": "ana"}[o.UserID]
		w.asks("16505550002")
		ref := w.refOf("16505550002")
		w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: string(o.UserID)})
		_, err := w.command(o.UserID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
		if (err != nil) != full {
			t.Fatalf("%s: %v", name, err)
		}
		if now := w.offerOf("16505550001"); full && (now == nil || now.UserID != next || now.OfferedAt != w.now) {
			t.Errorf("%s: then %+v", name, now)
		}
		w.sameAgain()
	}
}

// What people do themselves meets the inbox's capacity as it does their own.
func TestInboxCapacity_countsWhenPeopleTakeAndGive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) { c.Capacity = new(1) })
	for i := range 3 {
		w.asks(fmt.Sprintf("1650555000%d", i))
	}
	w.ok("ana", wire.CmdTake.Name, w.refOf("16505550000"))
	w.refused("ana", wire.CmdTake.Name, w.refOf("16505550001"), "cannotTake")
	w.ok("ben", wire.CmdTake.Name, w.refOf("16505550001"))
	ref := w.refOf("16505550001")
	hand := wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: "ana"}
	w.refused("ben", wire.CmdTransfer.Name, hand, "cannotTake")
	takers, err := folding.Takers(t.Context(), w.m, orgID, "ben", desk.InteractionID(ref.InteractionID), w.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range takers.People {
		if each.UserID == "ana" && each.Why != string(desk.HoldFullHere) {
			t.Errorf("Ana: %+v", each)
		}
	}
	w.ok("ana", wire.CmdClose.Name, w.refOf("16505550000"))
	w.ok("ben", wire.CmdTransfer.Name, hand)
	w.sameAgain()
}
