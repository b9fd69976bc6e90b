package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// leaving is an agent, ana, who has as many conversations as there are customers.
type leaving struct {
	*world
	its []*desk.Interaction // in the order in which they came
}

func newLeaving(t *testing.T, conversations int) *leaving {
	t.Helper()
	s := &leaving{world: newWorld(t)}
	s.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, WhatsApp: true, Capacity: 10})
	s.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "away"})
	for i := range conversations {
		s.now += 1000
		m := s.wrote(fmt.Sprintf("wamid.%d", i), fmt.Sprintf("1650555%04d", i), s.now, `"type":"text","text":{"body":"hello"}`)
		o := every(s.m, desk.RowOffer, func(o *desk.Offer) bool { return o.ThreadID == m.ThreadID })[0]
		s.ok("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
		s.its = append(s.its, s.nowOf(m.InteractionID))
	}
	s.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "online"})
	return s
}

// nowOf gives an interaction as it is now.
func (s *leaving) nowOf(id desk.InteractionID) *desk.Interaction {
	s.t.Helper()
	it, err := s.m.Interaction(s.t.(*testing.T).Context(), orgID, id)
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	return it
}

func (s *leaving) item(i int, do desk.ShiftDeed, to, note string) wire.ShiftItem {
	return wire.ShiftItem{InteractionID: string(s.its[i].ID), Epoch: s.its[i].Epoch, Do: string(do), To: to, Note: note}
}

func (s *leaving) ends(items ...wire.ShiftItem) []wire.ShiftFate {
	s.t.Helper()
	return s.fates(s.ok("ana", wire.CmdShiftEnd.Name, wire.EndShift{Items: items}))
}

func (s *leaving) undoes(of []wire.ShiftFate) []wire.ShiftFate {
	s.t.Helper()
	body := wire.UndoShift{State: "away", Reason: "Lunch"}
	for _, f := range of {
		body.Items = append(body.Items, wire.InteractionRef{InteractionID: f.InteractionID, Epoch: f.Epoch})
	}
	return s.fates(s.ok("ana", wire.CmdShiftUndo.Name, body))
}

func (s *leaving) fates(raw json.RawMessage) []wire.ShiftFate {
	s.t.Helper()
	var out wire.ShiftFates
	if err := json.Unmarshal(raw, &out); err != nil {
		s.t.Fatalf("%v", err)
	}
	return out.Items
}

func (s *leaving) presence() desk.Presence {
	s.t.Helper()
	u, err := s.m.User(s.t.(*testing.T).Context(), orgID, "ana")
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	return u.Presence
}

func TestShiftEnd_doesWithEachWhatIsWanted(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 4)
	s.now += minute
	hand := s.item(0, desk.ShiftHand, "ben", "knows everything")
	hand.Draft = "Dear Sheena,"
	got := s.ends(hand, s.item(1, desk.ShiftQueue, "", "please call"), s.item(2, desk.ShiftKeep, "", ""), s.item(3, desk.ShiftClose, "", ""))
	for i, f := range got {
		if f.Said != nil || f.InteractionID != string(s.its[i].ID) {
			t.Errorf("%d: %+v", i, f)
		}
	}
	if it := s.nowOf(s.its[0].ID); it.Owner != "ben" {
		t.Errorf("handed over: %+v", it)
	}
	// The queue asks ben, who has room for it, and never the one who leaves.
	if it := s.nowOf(s.its[1].ID); it.State != desk.InteractionOffered || it.Owner != "" || it.Excluded != "ana" {
		t.Errorf("queued: %+v", it)
	}
	if it := s.nowOf(s.its[2].ID); it.Owner != "ana" {
		t.Errorf("kept: %+v", it)
	}
	if it := s.nowOf(s.its[3].ID); it.State != desk.InteractionEnded || it.EndedBy != "ana" {
		t.Errorf("closed: %+v", it)
	}
	if p := s.presence(); p.State != desk.PresenceOffline || p.Chosen != desk.PresenceOffline {
		t.Errorf("presence: %+v", p)
	}
	notes := map[string]desk.InteractionID{}
	for _, m := range every(s.m, desk.RowMessage, func(m *desk.Message) bool { return m.Kind == desk.KindNote }) {
		notes[m.Text] = m.InteractionID
		if !m.Handover.ShiftEnd || m.Handover.Draft != (m.Text == "Dear Sheena,") {
			t.Errorf("a note: %+v", m.Handover)
		}
	}
	want := map[string]desk.InteractionID{"knows everything": s.its[0].ID, "Dear Sheena,": s.its[0].ID, "please call": s.its[1].ID}
	if !maps.Equal(notes, want) {
		t.Errorf("the notes: %v, want %v", notes, want)
	}
	s.rebuildsTheSame()
}

func TestShiftEnd_whatCannotGoStaysAndSaysWhy(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 4)
	stale := s.item(3, desk.ShiftClose, "", "")
	stale.Epoch++
	// ben has room for two.
	got := s.ends(s.item(0, desk.ShiftHand, "ben", ""), s.item(1, desk.ShiftHand, "ben", ""), s.item(2, desk.ShiftHand, "ben", "n"), stale)
	if got[0].Said != nil || got[1].Said != nil {
		t.Fatalf("%+v", got)
	}
	if got[2].Said == nil || got[2].Said.Subcode != "cannotTake" || got[3].Said == nil || got[3].Said.Subcode != "changedHands" {
		t.Fatalf("%+v", got)
	}
	for _, i := range []int{2, 3} {
		if it := s.nowOf(s.its[i].ID); it.Owner != "ana" || it.Epoch != s.its[i].Epoch {
			t.Errorf("%d is %+v", i, it)
		}
	}
	if n := s.note(); n != nil {
		t.Errorf("a note of what did not happen: %+v", n)
	}
	s.rebuildsTheSame()
}

func TestShiftEnd_badInput(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 1)
	if got := s.ends(s.item(0, "sell", "", "")); got[0].Said == nil || got[0].Said.Subcode != "badDeed" {
		t.Errorf("%+v", got)
	}
	many := make([]wire.ShiftItem, desk.MostHandedOver+1)
	if _, err := s.command("ana", wire.CmdShiftEnd.Name, wire.EndShift{Items: many}); err == nil {
		t.Error("more than fit were taken")
	}
	s.refused("ana", wire.CmdShiftUndo.Name, wire.UndoShift{State: "asleep"}, "badState")
	if _, err := s.command("ben", wire.CmdShiftEnd.Name, wire.EndShift{Items: []wire.ShiftItem{s.item(0, desk.ShiftClose, "", "")}}); err == nil {
		t.Error("somebody ended a conversation of somebody else")
	}
}

func TestShiftUndo_givesBackWhatNobodyTouched(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 5)
	done := s.ends(s.item(0, desk.ShiftHand, "ben", ""), s.item(1, desk.ShiftHand, "ben", ""), s.item(2, desk.ShiftQueue, "", ""), s.item(3, desk.ShiftKeep, "", ""), s.item(4, desk.ShiftClose, "", ""))
	s.now += 2000
	touched := s.nowOf(s.its[0].ID)
	s.send("ben", wire.Send{
		ThreadID: string(touched.ThreadID), InteractionID: string(touched.ID), Epoch: touched.Epoch,
		Content: wire.SendContent{Kind: "text", Text: "I am Ben"},
	})
	s.now += minute
	got := s.undoes(done)
	if got[0].Said == nil || got[0].Said.Subcode != "notTakenBack" {
		t.Errorf("what was answered since: %+v", got[0])
	}
	for i := 1; i < 5; i++ {
		if got[i].Said != nil {
			t.Errorf("%d: %+v", i, got[i].Said)
		}
	}
	for _, i := range []int{1, 2, 3} {
		if it := s.nowOf(s.its[i].ID); it.Owner != "ana" || it.State != desk.InteractionOpen {
			t.Errorf("%d is %+v", i, it)
		}
	}
	closed := s.its[4]
	th, err := s.m.Thread(t.Context(), orgID, closed.ThreadID)
	if err != nil || !th.Open || s.nowOf(th.InteractionID).Owner != "ana" {
		t.Errorf("what was closed is not open again: %+v, %v", th, err)
	}
	if p := s.presence(); p.State != desk.PresenceAway || p.Reason != "Lunch" {
		t.Errorf("presence: %+v", p)
	}
	s.rebuildsTheSame()
}

func TestShiftUndo_isOverAfterTwoMinutes(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 2)
	done := s.ends(s.item(0, desk.ShiftHand, "ben", ""), s.item(1, desk.ShiftClose, "", ""))
	s.now += desk.TakeBackFor + 1
	for i, f := range s.undoes(done) {
		if f.Said == nil || f.Said.Subcode != "notTakenBack" {
			t.Errorf("%d: %+v", i, f)
		}
	}
	if p := s.presence(); p.State != desk.PresenceAway {
		t.Errorf("presence: %+v", p)
	}
}

func TestPacket_proposesWhomRoutingWouldAskAndRecordsNothing(t *testing.T) {
	t.Parallel()
	s := newLeaving(t, 3)
	before := s.m.dump()
	packet, err := folding.Packet(t.Context(), s.m, orgID, "ana", s.now)
	if err != nil {
		t.Fatal(err)
	}
	if s.m.dump() != before {
		t.Error("to ask changed something")
	}
	if len(packet.Items) != 3 {
		t.Fatalf("%+v", packet)
	}
	for i, p := range packet.Items[:2] {
		if p.To != "ben" || p.Reason != "wonTurn" || p.Cause != "" || p.Manual {
			t.Errorf("%d: %+v", i, p)
		}
	}
	if p := packet.Items[2]; p.To != "" || p.Cause != "nobodyFree" {
		t.Errorf("ben has room for two: %+v", p)
	}
	// What is proposed is what happens.
	s.ends(s.item(0, desk.ShiftQueue, "", ""))
	if it := s.nowOf(s.its[0].ID); it.State != desk.InteractionOffered {
		t.Errorf("%+v", it)
	}
}
