package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What somebody says of why they decline stands beside them, until the next round.
func TestDecline_keepsTheReason(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.says("wamid.1", "hello")
	o := w.offer()
	ref := string(o.ID)
	w.refused(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: ref, Reason: "bored"}, "badReason")
	w.refused(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: ref, Reason: "other"}, "noName")
	w.refused(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: ref, Reason: "other", Note: "\u202e \u200b"}, "noName")
	w.refused(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: ref, Reason: "busy", Note: strings.Repeat("x", 121)}, "longName")
	w.ok(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: ref, Reason: "other", Note: " it is\u202e my cousin "})
	got := w.interaction().Attempts
	if len(got) != 1 || got[0].UserID != o.UserID || got[0].Outcome != "declined" || got[0].Reason != desk.DeclineOther || got[0].Note != "it is my cousin" {
		t.Fatalf("attempts: %+v", got)
	}
	next := w.offer()
	if next.UserID == o.UserID {
		t.Fatal("whoever declined is asked again")
	}
	w.ok(next.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(next.ID)}) // without a reason, as ever
	if got := w.interaction().Attempts; len(got) != 2 || got[1].Reason != "" {
		t.Fatalf("attempts: %+v", got)
	}
	w.sameAgain()
}

// For whom offers are accepted by themselves it is theirs at once, and they are told.
func TestAutoAccept_ownsAtOnce(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	w := manned(t, desk.ModeRoundRobin)
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true, AutoAccept: &yes})
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{}) // a desktop that knows nothing of it
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceAway)})
	w.says("wamid.1", "hello")
	w.isHeldBy("ana")
	w.hears(desk.NoticeAssigned, map[desk.UserID]int{"ana": 1})
	w.hears(desk.NoticeOffer, nil)
	offers := every[desk.Offer](w.m, desk.RowOffer, nil)
	if len(offers) != 1 || offers[0].State != desk.OfferAccepted {
		t.Fatalf("offers: %+v", offers)
	}
	if _, timed := w.m.timers["offerExpires/"+string(offers[0].ID)]; timed {
		t.Error("the accepted offer still runs out")
	}
	spans := every[desk.Span](w.m, desk.RowSpan, nil)
	if len(spans) != 1 || spans[0].Began != desk.SpanAccepted {
		t.Errorf("spans: %+v", spans)
	}
	w.wrote("wamid.2", "4910000002", w.now, `"type":"text","text":{"body":"x"}`)
	w.wrote("wamid.3", "4910000003", w.now, `"type":"text","text":{"body":"x"}`)
	if got := len(every(w.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.Owner == "ana" })); got != 2 {
		t.Errorf("ana has %d, and room for 2", got)
	}

	update := wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, WhatsApp: true, Capacity: 5}
	w.ok("olga", wire.CmdUpdateUser.Name, update)
	if got := len(every(w.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.Owner == "ana" })); got != 3 {
		t.Errorf("ana has %d of 3 with room for 5", got)
	}
	update.AutoAccept = &no
	w.ok("olga", wire.CmdUpdateUser.Name, update)
	w.wrote("wamid.4", "4910000004", w.now, `"type":"text","text":{"body":"x"}`)
	w.hears(desk.NoticeOffer, map[desk.UserID]int{"ana": 1})
	w.sameAgain()
}

// A queue goes by priority, then by who came first.
func TestPriority_goesFirst(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	for _, who := range []desk.UserID{"ana", "ben"} {
		w.ok(who, wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceAway)})
	}
	var its []desk.InteractionID
	for i, from := range []string{"4910000001", "4910000002", "4910000003", "4910000004"} {
		w.now += 1000
		its = append(its, w.wrote("wamid."+from, from, w.now, `"type":"text","text":{"body":"x"}`).InteractionID)
		if i > 1 {
			w.ok("olga", wire.CmdPriority.Name, wire.SetPriority{InteractionID: string(its[i]), Priority: []string{"", "", "high", "urgent"}[i]})
		}
	}
	w.refused("olga", wire.CmdPriority.Name, wire.SetPriority{InteractionID: string(its[0]), Priority: "low"}, "badPriority")
	w.refused("ana", wire.CmdPriority.Name, wire.SetPriority{InteractionID: string(its[0]), Priority: "high"}, "supervisors")
	yes := true
	w.ok("ana", wire.CmdPreferences.Name, wire.Preferences{AutoAccept: &yes})
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, WhatsApp: true, Capacity: 4})
	w.ok("ana", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceOnline)})
	spans := every[desk.Span](w.m, desk.RowSpan, nil)
	got := map[desk.InteractionID]int64{}
	for _, o := range every[desk.Offer](w.m, desk.RowOffer, nil) {
		seq := int64(0)
		for _, e := range w.m.events {
			if e.Kind == desk.EventOfferMade && e.OfferID == o.ID {
				seq = e.Seq
			}
		}
		got[o.InteractionID] = seq
	}
	order := []int64{got[its[3]], got[its[2]], got[its[0]], got[its[1]]}
	if len(spans) != 4 || !slices.IsSorted(order) {
		t.Errorf("%d were assigned, in the order %v of %v", len(spans), got, its)
	}
	w.ok("olga", wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(its[0]), Epoch: 1})
	w.refused("olga", wire.CmdPriority.Name, wire.SetPriority{InteractionID: string(its[0]), Priority: "high"}, "ended")
	w.sameAgain()
}
