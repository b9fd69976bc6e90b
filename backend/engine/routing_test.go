package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestOffer_declinedAndMissedGoOnToTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	first := w.offer()
	w.ok("ana", wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(first.ID)})
	o := w.offer()
	if o.UserID != "ben" {
		t.Fatalf("after a decline %q is asked", o.UserID)
	}
	w.refused("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(first.ID)}, "offerOver")
	w.refused("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)}, "notYours")
	w.pass(29_000)
	if w.offer().ID != o.ID {
		t.Fatal("the offer ended early")
	}
	w.pass(1000)
	it := w.interaction()
	if it.State != desk.InteractionWaiting || len(it.Attempts) != 2 || it.Attempts[1].Outcome != "missed" || !it.Escalated {
		t.Fatalf("after everybody was asked: %+v", it)
	}
	if w.notices("olga", desk.NoticeEscalation) != 1 || w.notices("ben", desk.NoticeOffer) != 1 {
		t.Fatal("the supervisor was not told, or the missed offer left no trace")
	}
	// Somebody who comes back is asked again; who declined is left in peace.
	w.offline("ben")
	w.online("ben")
	if got := w.offer().UserID; got != "ben" {
		t.Fatalf("after ben came back %q is asked", got)
	}
}

// TestMissedByAll_anAgentMayTakeIt: nobody would be asked again until somebody
// is freed, and the customer would wait for a supervisor alone.
func TestMissedByAll_anAgentMayTakeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	o := w.offer()
	w.refused("ana", wire.CmdTake.Name, w.ref(), "notManual")
	w.pass(30_000)
	w.refused("ana", wire.CmdTake.Name, w.ref(), "notYours") // ben is being asked
	w.pass(30_000)
	if it := w.interaction(); !it.Escalated || it.State != desk.InteractionWaiting {
		t.Fatalf("after everybody was asked (first %s): %+v", o.UserID, it)
	}
	w.ok("ana", wire.CmdTake.Name, w.ref())
	if it := w.interaction(); it.Owner != "ana" || it.State != desk.InteractionOpen {
		t.Fatalf("taken: %+v", it)
	}
}

// TestUntaken_supervisorsAreTold: with nobody to ask, nobody is asked in vain,
// and a customer who writes at night would wait unseen.
func TestUntaken_supervisorsAreTold(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]string{"everybody is away": "roundRobin", "they take by themselves": "manual"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
			w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Help", Mode: mode, Members: []string{"ana", "ben"}})
			w.offline("ana", "ben")
			w.says("wamid.1", "anybody there?")
			w.pass(299_999)
			if w.interaction().Escalated || w.notices("olga", desk.NoticeEscalation) != 0 {
				t.Fatal("escalated while it is still a queue")
			}
			w.pass(1)
			if !w.interaction().Escalated || w.notices("olga", desk.NoticeEscalation) != 1 {
				t.Fatalf("after five minutes: %+v", w.interaction())
			}
			w.pass(3_600_000)
			if n := w.notices("olga", desk.NoticeEscalation); n != 1 {
				t.Fatalf("told %d times", n)
			}
			w.sameAgain()
		})
	}
}

// TestUntaken_aServedConversationIsNotEscalated also guards the five minutes of one
// who was handed back: they begin anew.
func TestUntaken_aServedConversationIsNotEscalated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offline("ana", "ben")
	w.says("wamid.1", "anybody there?")
	w.pass(200_000)
	w.online("ana")
	who := w.accept()
	w.pass(200_000)
	w.offline(who)
	w.ok("olga", wire.CmdRequeue.Name, w.ref())
	w.pass(299_999)
	if w.interaction().Escalated || w.notices("olga", desk.NoticeEscalation) != 0 {
		t.Fatalf("escalated early: %+v", w.interaction())
	}
	w.pass(1)
	if !w.interaction().Escalated {
		t.Fatal("never escalated")
	}
}

func TestRouting_roundRobinCapacityAndDrain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var owners []desk.UserID
	for i := range 4 { // capacity is 2 each
		from := string(rune('1'+i)) + "6505550000"
		w.wrote("wamid."+from, from, w.now, `"type":"text","text":{"body":"hi"}`)
		list := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
		if len(list) != 1 {
			t.Fatalf("message %d: %d open offers", i, len(list))
		}
		owners = append(owners, list[0].UserID)
		w.ok(list[0].UserID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(list[0].ID)})
	}
	if owners[0] != "ana" || owners[1] != "ben" || owners[2] != "ana" || owners[3] != "ben" {
		t.Fatalf("turns: %v", owners)
	}
	w.wrote("wamid.5", "56505550000", w.now, `"type":"text","text":{"body":"hi"}`)
	waiting := every(w.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.State == desk.InteractionWaiting })
	if len(waiting) != 1 || waiting[0].Escalated {
		t.Fatalf("with everybody full: %d waiting", len(waiting))
	}
	held, _ := w.m.OwnedBy(t.Context(), orgID, "ana")
	w.ok("ana", wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(held[0].ID), Epoch: held[0].Epoch})
	o, err := w.m.OpenOfferOf(t.Context(), orgID, waiting[0].ID)
	if err != nil || o.UserID != "ana" {
		t.Fatalf("after a thread ended: %+v %v", o, err)
	}
}

func TestRouting_oneAgentIsAskedAboutOneThreadAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offline("ben")
	for _, from := range []string{"1111111111", "2222222222", "3333333333"} {
		w.wrote("wamid."+from, from, w.now, `"type":"text","text":{"body":"hi"}`)
		w.now += 1000
	}
	asked := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
	if len(asked) != 1 || asked[0].UserID != "ana" {
		t.Fatalf("%d offers are open", len(asked))
	}
	// Ben comes: the longest waiting goes to him, in the same breath.
	w.online("ben")
	asked = every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen && o.UserID == "ben" })
	if len(asked) != 1 {
		t.Fatalf("ben is asked about %d threads", len(asked))
	}
	it, _ := w.m.Interaction(t.Context(), orgID, asked[0].InteractionID)
	if it.FirstSeq != every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.ProviderID == "wamid.2222222222" })[0].Seq {
		t.Fatal("ben was not offered the longest waiting one")
	}
}

func TestRouting_aMemberOfTwoInboxesIsAskedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offline("ana", "ben")
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "222", Name: "Two"})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: "roundRobin", NumberID: "num2", Members: []string{"ana"}})
	w.says("wamid.1", "support?")
	w.phoneID = "222"
	w.says("wamid.2", "sales?")
	w.online("ana")
	open := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
	if len(open) != 1 || open[0].UserID != "ana" {
		t.Fatalf("ana is asked about %d threads at once", len(open))
	}
	w.ok("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(open[0].ID)})
	if open = every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen }); len(open) != 1 {
		t.Fatal("the other queue was not drained")
	}
}

func TestRouting_whoMissesOffersIsNotAskedAgainByTheirEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offline("ben")
	for _, from := range []string{"1111111111", "2222222222", "3333333333"} {
		w.wrote("wamid."+from, from, w.now, `"type":"text","text":{"body":"hi"}`)
	}
	w.pass(10 * hour)
	offers := every[desk.Offer](w.m, desk.RowOffer, nil)
	if len(offers) != 3 {
		t.Fatalf("%d offers were made for three threads, want one each", len(offers))
	}
	w.offline("ana")
	w.online("ana")
	if n := len(every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })); n != 1 {
		t.Fatalf("%d offers when ana is back", n)
	}
}

func TestPresence_goingOfflineReturnsTheOfferAndChoiceIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.offline("ana")
	if got := w.offer().UserID; got != "ben" {
		t.Fatalf("after ana left %q is asked", got)
	}
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "away", Reason: "lunch"})
	w.offline("ben")
	w.online("ben")
	u, _ := w.m.User(t.Context(), orgID, "ben")
	if u.Presence.State != desk.PresenceAway || u.Presence.Reason != "lunch" {
		t.Fatalf("presence: %+v", u.Presence)
	}
	w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: "online"})
	if u, _ = w.m.User(t.Context(), orgID, "ana"); u.Presence.State != desk.PresenceOffline {
		t.Fatal("a supervisor made somebody online who is not here")
	}
	w.refused("ana", wire.CmdPresence.Name, wire.SetPresence{UserID: "ben", State: "online"}, "supervisors")
	w.refused("ana", wire.CmdPresence.Name, wire.SetPresence{State: "dancing"}, "badState")
	w.must(desk.EntryRelayStarted, map[string]int{"incarnation": 2})
	if u, _ = w.m.User(t.Context(), orgID, "ben"); u.Presence.State != desk.PresenceOffline || u.Presence.Chosen != desk.PresenceAway {
		t.Fatalf("after a start: %+v", u.Presence)
	}
}

func TestManual_agentsTakeAndSupervisorsTakeAny(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Support", Mode: "manual", NumberID: "num1", Members: []string{"ana"}})
	w.says("wamid.1", "hello")
	if w.interaction().State != desk.InteractionWaiting || w.offer().UserID != "" {
		t.Fatal("a manual inbox offered")
	}
	stale := w.ref()
	w.refused("ben", wire.CmdTake.Name, stale, "notYours")
	w.ok("ana", wire.CmdTake.Name, stale)
	w.refused("ben", wire.CmdTake.Name, stale, "notYours")
	w.refused("ben", wire.CmdClose.Name, w.ref(), "notYours")
	w.ok("olga", wire.CmdTake.Name, w.ref())
	it := w.interaction()
	if it.Owner != "olga" || it.Epoch != 2 || w.notices("ana", desk.NoticeTransfer) != 1 || len(it.Handlers) != 2 {
		t.Fatalf("taken by the supervisor: %+v", it)
	}
}

func TestTake_fromAnAutomaticInboxIsForSupervisors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	o := w.offer()
	w.refused("ben", wire.CmdTake.Name, w.ref(), "notYours")
	w.ok("olga", wire.CmdTake.Name, w.ref())
	if got, _ := w.m.Offer(t.Context(), orgID, o.ID); got.State != desk.OfferWithdrawn {
		t.Fatalf("the offer is %s", got.State)
	}
	w.refused("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)}, "offerOver")
	if len(w.m.timers) != 1 { // the expiry of the thread
		t.Fatalf("timers: %v", w.m.timers)
	}
}

func TestTransferAndRequeue_moveTheThreadAndRefuseStaleScreens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	old := w.ref()
	move := func(to string) wire.Transfer {
		r := w.ref()
		return wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: to}
	}
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "away"})
	w.refused("ana", wire.CmdTransfer.Name, move("ben"), "cannotTake")
	w.refused("ana", wire.CmdTransfer.Name, move("ana"), "sameOwner")
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "online"})
	w.refused("ben", wire.CmdTransfer.Name, move("ben"), "notYours")
	w.ok("ana", wire.CmdTransfer.Name, move("ben"))
	if it := w.interaction(); it.Owner != "ben" || it.State != desk.InteractionOpen || w.notices("ben", desk.NoticeTransfer) != 1 {
		t.Fatalf("transferred: %+v", it)
	}
	w.refused("olga", wire.CmdClose.Name, old, "changedHands")
	w.now += minute
	w.ok("ben", wire.CmdRequeue.Name, w.ref())
	it := w.interaction()
	if it.State != desk.InteractionOffered || it.Owner != "" || it.Excluded != "ben" || w.offer().UserID != "ana" || it.WaitingSince != w.now {
		t.Fatalf("returned: %+v, offered to %s", it, w.offer().UserID)
	}
	w.ok("ana", wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(w.offer().ID)})
	if w.interaction().State != desk.InteractionWaiting {
		t.Fatal("it was offered to who handed it back")
	}
}

func TestReopen_goesOnFromWhereItStood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.send("ana", w.text("hi"))
	th := wire.ThreadRef{ThreadID: string(w.thread().ID)}
	w.refused("ana", wire.CmdReopen.Name, th, "open")
	w.ok("ana", wire.CmdClose.Name, w.ref())
	ended := w.interaction()
	w.refused("ben", wire.CmdReopen.Name, th, "notYours")
	w.now += hour
	w.ok("ana", wire.CmdReopen.Name, th)
	it := w.interaction()
	if it.ID == ended.ID || it.Owner != "ana" || it.State != desk.InteractionOpen || it.HumanReplyAt != ended.HumanReplyAt {
		t.Fatalf("reopened: %+v", it)
	}
	if due := w.m.timers["expire/"+string(it.ID)].DueAt; due != w.now+24*hour {
		t.Fatalf("it ends at %d, want %d", due, w.now+24*hour)
	}
	if old, _ := w.m.Interaction(t.Context(), orgID, ended.ID); old.State != desk.InteractionEnded {
		t.Fatal("the ended one came back to life")
	}
}

func TestSuspended_losesThreadsAndMayDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	u, _ := w.m.User(t.Context(), orgID, "ana")
	off := wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: false, WhatsApp: true, Capacity: 2}
	w.refused("ben", wire.CmdUpdateUser.Name, off, "supervisors")
	w.ok("olga", wire.CmdUpdateUser.Name, off)
	now, _ := w.m.User(t.Context(), orgID, "ana")
	if now.Generation != u.Generation+1 || w.offer().UserID != "ben" {
		t.Fatalf("generation %d, offered to %q", now.Generation, w.offer().UserID)
	}
	w.refused("ana", wire.CmdPresence.Name, wire.SetPresence{State: "online"}, "suspended")
	w.refused("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "olga", Name: "O", Role: "agent", Active: true}, "self")
	w.person("adam", desk.RoleAdmin)
	w.refused("adam", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "olga", Name: "O", Role: "owner", Active: false}, "ownersOnly")
	w.refused("adam", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ben", Name: "B", Role: "owner", Active: true}, "ownersOnly")
}
