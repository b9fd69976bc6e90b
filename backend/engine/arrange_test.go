package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// secondInbox makes an inbox without a number.
func (w *world) secondInbox() *desk.Inbox {
	w.t.Helper()
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Returns", Mode: string(desk.ModeProficiency), NoNumber: true, ReassignSeconds: 30, Members: []string{"ben"}})
	return w.inboxNamed("Returns")
}

// anaAsSheIs is the change of a person that changes nothing.
func anaAsSheIs() wire.UpdateUser {
	return wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, WhatsApp: true, Capacity: 2}
}

// where says in which inboxes a person is, at which level.
func (w *world) where(id desk.UserID) (list []string) {
	for _, box := range every[desk.Inbox](w.m, desk.RowInbox, nil) {
		if slices.Contains(box.Members, id) {
			list = append(list, fmt.Sprint(box.Name, " ", max(1, box.LevelOf()[id])))
		}
	}
	slices.Sort(list)
	return list
}

// A person's inboxes are set where the person is: in each that is named, at that level,
// and in no other.
func TestPlaces_putAPersonIntoTheseInboxes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support, returns := w.inboxNamed("Support"), w.secondInbox()
	put := func(places ...wire.Place) wire.UpdateUser {
		c := anaAsSheIs()
		c.Places = &wire.Places{List: places}
		return c
	}
	w.ok("olga", wire.CmdUpdateUser.Name, put(wire.Place{InboxID: string(returns.ID), Level: 40}, wire.Place{InboxID: string(support.ID), Level: 1}))
	if got := w.where("ana"); !slices.Equal(got, []string{"Returns 40", "Support 1"}) {
		t.Fatalf("ana is in %v", got)
	}
	if got := w.inboxNamed("Support").Members; !slices.Equal(got, []desk.UserID{"ana", "ben"}) {
		t.Errorf("the order of turns changed: %v", got)
	}
	before := w.user("ana").Generation
	w.ok("olga", wire.CmdUpdateUser.Name, anaAsSheIs()) // says nothing of inboxes
	w.ok("olga", wire.CmdUpdateUser.Name, put(wire.Place{InboxID: string(returns.ID), Level: 40}, wire.Place{InboxID: string(support.ID), Level: 1}))
	if got := w.where("ana"); len(got) != 2 || w.user("ana").Generation != before {
		t.Errorf("the same again changed something: %v", got)
	}
	for name, tt := range map[string]struct {
		places []wire.Place
		want   string
	}{
		"level 0":     {[]wire.Place{{InboxID: string(support.ID), Level: 0}}, "badLevel"},
		"level 101":   {[]wire.Place{{InboxID: string(returns.ID), Level: 3}, {InboxID: string(support.ID), Level: 101}}, "badLevel"},
		"no such one": {[]wire.Place{{InboxID: "inb_other", Level: 1}}, "notYours"},
	} {
		w.refused("olga", wire.CmdUpdateUser.Name, put(tt.places...), tt.want)
		if got := w.where("ana"); len(got) != 2 {
			t.Fatalf("%s: half done: %v", name, got)
		}
	}
	// Leaving takes an offer back, and what waits goes to who is there.
	w.says("wamid.1", "hello")
	if o := w.offer(); o.UserID != "ana" {
		t.Fatalf("offered to %s", o.UserID)
	}
	w.ok("olga", wire.CmdUpdateUser.Name, put())
	if got := w.where("ana"); len(got) != 0 {
		t.Errorf("ana is still in %v", got)
	}
	if o := w.offer(); o.UserID != "ben" || o.State != desk.OfferOpen {
		t.Errorf("then offered to %s: %s", o.UserID, o.State)
	}
}

// Whoever is put into an inbox is asked at once about what waits there.
func TestPlaces_askAboutWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support := w.inboxNamed("Support")
	c := anaAsSheIs()
	c.Places = &wire.Places{}
	w.ok("olga", wire.CmdUpdateUser.Name, c)
	w.offline("ben")
	w.says("wamid.1", "hello")
	if it := w.interaction(); it.State != desk.InteractionWaiting || len(every[desk.Offer](w.m, desk.RowOffer, nil)) != 0 {
		t.Fatalf("somebody was asked: %+v", it)
	}
	c.Places.List = []wire.Place{{InboxID: string(support.ID), Level: 1}}
	w.ok("olga", wire.CmdUpdateUser.Name, c)
	if o := w.offer(); o.UserID != "ana" || o.State != desk.OfferOpen {
		t.Errorf("offered to %q: %s", o.UserID, o.State)
	}
}

// Who can't handle conversations gets no new inbox, and may stay where they are.
func TestPlaces_needTheChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support, returns := w.inboxNamed("Support"), w.secondInbox()
	off := anaAsSheIs()
	off.WhatsApp = false
	off.Places = &wire.Places{List: []wire.Place{{InboxID: string(support.ID), Level: 2}}}
	w.ok("olga", wire.CmdUpdateUser.Name, off)
	off.Places.List[0].InboxID = string(returns.ID)
	w.refused("olga", wire.CmdUpdateUser.Name, off, "notLicensed")
	if got := w.where("ana"); !slices.Equal(got, []string{"Support 2"}) {
		t.Errorf("ana is in %v", got)
	}
}

// For whom a list of numbers was made begins conversations from those and no others,
// also as a supervisor; what is routed to them they answer all the same.
func TestOutbound_isTheListThatWasMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.person("carl", desk.RoleAgent) // in no inbox
	list := func(id string, role desk.Role, only bool, numbers ...string) wire.UpdateUser {
		return wire.UpdateUser{UserID: id, Name: id, Role: string(role), Active: true, WhatsApp: true, Capacity: 2, Outbound: &wire.Outbound{Only: only, Numbers: numbers}}
	}
	w.refused("carl", wire.CmdStartThread.Name, w.hello("+"+customer), "notMember")
	w.refused("olga", wire.CmdUpdateUser.Name, list("carl", desk.RoleAgent, true, "num_other"), "notYours")
	w.ok("olga", wire.CmdUpdateUser.Name, list("carl", desk.RoleAgent, true, "num1", "num1"))
	if got := w.user("carl").Outbound.Numbers; len(got) != 1 {
		t.Errorf("kept %v", got)
	}
	w.ok("olga", wire.CmdUpdateUser.Name, list("ana", desk.RoleAgent, true))
	w.ok("olga", wire.CmdUpdateUser.Name, list("olga", desk.RoleOwner, true))
	w.refused("ana", wire.CmdStartThread.Name, w.hello("+"+customer), "notOutbound")
	w.refused("olga", wire.CmdStartThread.Name, w.hello("+"+customer), "notOutbound")
	w.says("wamid.1", "hello")
	w.ok("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(w.offer().ID)})
	w.send("ana", w.text("answered"))
	w.ok("ana", wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(w.interaction().ID), Epoch: w.interaction().Epoch})
	w.refused("ana", wire.CmdSend.Name, w.templateSend(), "notOutbound") // which would begin another one
	w.ok("olga", wire.CmdUpdateUser.Name, list("ana", desk.RoleAgent, false))
	w.ok("ana", wire.CmdSend.Name, w.templateSend())
	w.startWith("carl", "+4915112345678")
}

// What an invitation arranges is there when its person comes, but for what has gone
// meanwhile.
func TestInvitation_arrangesWhatItsPersonHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	support, returns := w.inboxNamed("Support"), w.secondInbox()
	arranged := desk.Arrangement{
		Capacity: 7, AutoAccept: true, Outbound: desk.Outbound{Only: true, Numbers: []desk.NumberID{"num1"}},
		Places:   []desk.Place{{InboxID: support.ID, Level: 30}, {InboxID: returns.ID, Level: 1}},
		Presence: desk.PresenceAway, Reason: "Training",
	}
	invite := func(id string, a desk.Arrangement) {
		w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActInvited, By: "olga", InviteID: id, Role: desk.RoleAgent, Until: w.now + day, Arranged: a})
	}
	invite("inv_1", arranged)
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(returns.ID)})
	u := w.joins("carl", "inv_1")
	if u.Capacity != 7 || !u.AutoAccept || !u.WhatsApp || !u.Outbound.From("num1") || u.Outbound.From("num2") {
		t.Errorf("joined as %+v", u)
	}
	if got := w.where("carl"); !slices.Equal(got, []string{"Support 30"}) {
		t.Errorf("carl is in %v", got)
	}
	// They begin as it was arranged, with the name of who did, until they choose themselves.
	w.online("carl")
	if u := w.user("carl"); u.Presence.State != desk.PresenceAway || u.Presence.Reason != "Training" || u.Presence.By != "olga" || w.notices("carl", desk.NoticePresence) != 1 {
		t.Errorf("carl begins as %+v", u.Presence)
	}
	w.ok("carl", wire.CmdPresence.Name, wire.SetPresence{State: "online"})
	if u := w.user("carl"); u.Presence.State != desk.PresenceOnline || u.Presence.By != "" {
		t.Errorf("carl chose, and is %+v", u.Presence)
	}
	invite("inv_2", desk.Arrangement{NoWhatsApp: true, Places: []desk.Place{{InboxID: support.ID, Level: 3}}})
	if u := w.joins("dora", "inv_2"); u.WhatsApp || len(w.where("dora")) != 0 {
		t.Errorf("dora joined as %+v in %v", u, w.where("dora"))
	}
	invite("inv_3", desk.Arrangement{})
	if u := w.joins("emma", "inv_3"); !u.WhatsApp || u.Capacity != 2 || u.Outbound.Only || len(w.where("emma")) != 0 {
		t.Errorf("emma joined as %+v", u)
	}
}

// Its queue is looked at again as when the inbox itself is saved: who missed what waits is
// asked once more.
func TestPlaces_lookAtTheQueueOfWhatSomebodyLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.pass(61_000)
	if it := w.interaction(); it.State != desk.InteractionWaiting || len(it.Attempts) != 2 {
		t.Fatalf("both were to miss it: %+v", it)
	}
	c := anaAsSheIs()
	c.Places = &wire.Places{}
	w.ok("olga", wire.CmdUpdateUser.Name, c)
	if o := w.open(customer); o.UserID != "ben" {
		t.Errorf("%q is asked", o.UserID)
	}
}
