package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// inMode gives the world's inbox another mode, and what belongs to it.
func (w *world) inMode(mode desk.Mode, change func(c *wire.PutInbox)) {
	w.t.Helper()
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	c := wire.PutInbox{ID: string(box.ID), Name: box.Name, Mode: string(mode), ReassignSeconds: 30, Members: []string{"ana", "ben"}}
	if change != nil {
		change(&c)
	}
	w.ok("olga", wire.CmdPutInbox.Name, c)
}

// asks has a customer write and gives the offer of their conversation, empty for none.
func (w *world) asks(from string) *desk.Offer {
	w.t.Helper()
	w.n++
	w.wrote(fmt.Sprintf("wamid.%s.%d", from, w.n), from, w.now, `"type":"text","text":{"body":"hi"}`)
	return w.open(from)
}

// open gives the open offer of that customer's conversation, empty for none.
func (w *world) open(from string) *desk.Offer {
	w.t.Helper()
	if o := w.offerOf(from); o != nil {
		return o
	}
	return &desk.Offer{}
}

// accepts has whoever is asked accept that offer.
func (w *world) accepts(o *desk.Offer) {
	w.t.Helper()
	w.ok(o.UserID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
}

// closes ends the interaction that an offer was for.
func (w *world) closes(o *desk.Offer) {
	w.t.Helper()
	it, err := w.m.Interaction(context.Background(), orgID, o.InteractionID)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	w.ok(it.Owner, wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
}

func TestProficiency_asksTheHighestLevelOfThisInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeProficiency, func(c *wire.PutInbox) { c.Levels = []wire.Level{{UserID: "ana", Level: 1}, {UserID: "ben", Level: 80}} })
	for i := range 2 { // ben has room for two
		if o := w.asks(fmt.Sprintf("1650555000%d", i)); o.UserID != "ben" {
			t.Fatalf("%q is asked", o.UserID)
		} else {
			w.accepts(o)
		}
	}
	if o := w.asks("16505550009"); o.UserID != "ana" {
		t.Fatalf("with ben full %q is asked", o.UserID)
	}
	// A desktop that knows of no levels changes the inbox: they stay.
	w.inMode(desk.ModeProficiency, nil)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	if !slices.Equal(box.Levels, []desk.AgentLevel{{UserID: "ben", Level: 80}}) {
		t.Fatalf("levels %v", box.Levels)
	}
	// Who leaves the inbox takes their level with them.
	w.inMode(desk.ModeProficiency, func(c *wire.PutInbox) { c.Members = []string{"ana"} })
	w.inMode(desk.ModeProficiency, nil)
	if box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]; len(box.Levels) != 0 {
		t.Fatalf("levels %v", box.Levels)
	}
	w.sameAgain()
}

func TestSticky_theCustomerComesBackToTheLastAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeSticky, func(c *wire.PutInbox) { c.Dials = 2 })
	first := w.asks(customer)
	if first.UserID != "ana" {
		t.Fatalf("first %q is asked", first.UserID)
	}
	w.accepts(first)
	w.closes(first)
	if o := w.asks("16505550001"); o.UserID != "ben" { // another customer: by turn
		t.Fatalf("another customer goes to %q", o.UserID)
	} else {
		w.accepts(o)
		w.closes(o)
	}
	again := w.asks(customer)
	if again.UserID != "ana" {
		t.Fatalf("the customer comes back to %q", again.UserID)
	}
	w.pass(30_000) // missed once of two
	if o := w.open(customer); o.UserID != "ana" || o.ID == again.ID {
		t.Fatalf("after one miss of two %q is asked", o.UserID)
	}
	w.pass(30_000)
	o := w.open(customer)
	if o.UserID != "ben" {
		t.Fatalf("after both %q is asked", o.UserID)
	}
	w.accepts(o)
	w.closes(o)
	if o := w.asks(customer); o.UserID != "ben" { // ben had them last now
		t.Fatalf("then %q is asked", o.UserID)
	} else {
		w.ok("ben", wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
	}
	if o := w.open(customer); o.UserID != "ana" {
		t.Fatalf("after a decline %q is asked", o.UserID)
	}
	w.sameAgain()
}

func TestSticky_lastAgentOffline_goesRoundAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeSticky, nil)
	first := w.asks(customer)
	w.accepts(first)
	w.closes(first)
	w.offline(first.UserID)
	if o := w.asks(customer); o.UserID == first.UserID || o.UserID == "" {
		t.Fatalf("%q is asked", o.UserID)
	}
}

func TestLongestIdle_oneConversationEach_inOrderOfTheirLastEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.now += minute
	w.offline("ana")
	w.online("ana") // ana became available after ben
	w.inMode(desk.ModeLongestIdle, nil)
	one := w.asks("16505550001")
	if one.UserID != "ben" {
		t.Fatalf("before anybody had one %q is asked, not who is here for longest", one.UserID)
	}
	w.accepts(one)
	two := w.asks("16505550002")
	if two.UserID != "ana" {
		t.Fatalf("with ben in a conversation %q is asked", two.UserID)
	}
	w.accepts(two)
	if o := w.asks("16505550003"); o.UserID != "" {
		t.Fatalf("with both in a conversation %q is asked", o.UserID)
	}
	w.pass(minute)
	w.closes(two) // ana's ends: the third customer, who waits, is hers
	three := w.open("16505550003")
	if three.UserID != "ana" {
		t.Fatalf("after ana's ended %q is asked", three.UserID)
	}
	w.accepts(three)
	w.pass(minute)
	w.closes(three)
	w.pass(minute)
	w.closes(one) // ben's end is later
	if o := w.asks("16505550004"); o.UserID != "ana" {
		t.Fatalf("%q is asked, whose last conversation ended later", o.UserID)
	}
	w.sameAgain()
}

func TestLeastBusy_asksWhoHasTheFewestOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeLeastBusy, nil)
	one := w.asks("16505550001")
	w.accepts(one)
	two := w.asks("16505550002")
	w.accepts(two)
	if one.UserID == two.UserID {
		t.Fatalf("%s is asked twice", one.UserID)
	}
	w.closes(one)
	if o := w.asks("16505550003"); o.UserID != one.UserID {
		t.Fatalf("%q is asked, not who has none", o.UserID)
	}
}

// Setting a person's particulars anew leaves since when they have been idle.
func TestIdleSince_staysWithThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.pass(minute)
	w.ok(who, wire.CmdClose.Name, w.ref())
	before, _ := w.m.User(t.Context(), orgID, who)
	if before.IdleSince != w.now {
		t.Fatalf("idle since %d, want %d", before.IdleSince, w.now)
	}
	w.pass(minute)
	w.person(who, desk.RoleAgent)
	after, _ := w.m.User(t.Context(), orgID, who)
	if after.IdleSince != before.IdleSince {
		t.Errorf("idle since %d, was %d", after.IdleSince, before.IdleSince)
	}
}

// Accepting begins their time anew, not only the end.
func TestIdleSince_beginsAnewWhenTheyAccept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.now += 10_000
	if who := w.accept(); w.user(who).IdleSince != w.now {
		t.Errorf("idle since %d, want %d", w.user(who).IdleSince, w.now)
	}
}
