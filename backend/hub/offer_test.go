package hub_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Guards an offer that showed what the customer wrote last: an agent who is
// asked late read "hello?" instead of what it is about.
func TestOffer_tellsTheFirstLineToWhoeverSeesIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	boxes, err := desk.Find[*desk.Inbox](t.Context(), r.DB, org, desk.Inboxes.With())
	if err != nil {
		t.Fatal(err)
	}
	r.Command(alex, wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(boxes[0].ID), Name: "Support", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 900, Members: []string{string(ana)},
	}, nil)
	asked, boss := r.dial(ana, "dev_a", wire.Hello{}), r.dial(alex, "dev_b", wire.Hello{})
	r.Customer("491520000001", "my order is late")
	r.Customer("491520000001", "hello?")
	here := func(d *wiretest.Desktop) {
		d.Until("the offer", func() bool { return d.Count("offer") == 1 })
		d.CatchUp(r.head())
	}
	check := func(who string, d *wiretest.Desktop, state desk.OfferState, line string) {
		t.Helper()
		if o := wiretest.All[wire.Offer](d, "offer"); len(o) != 1 || o[0].State != string(state) || o[0].FirstLine != line {
			t.Errorf("%s has %+v, want one in state %s with %q", who, o, state, line)
		}
	}
	for who, d := range map[string]*wiretest.Desktop{"the agent": asked, "the owner": boss} {
		here(d)
		check(who, d, desk.OfferOpen, "my order is late")
	}
	check("a fresh snapshot", r.dial(ana, "dev_c", wire.Hello{}), desk.OfferOpen, "my order is late")
	r.Command(ana, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: wiretest.All[wire.Offer](boss, "offer")[0].ID}, nil)
	asked.CatchUp(r.head())
	for _, o := range wiretest.All[wire.Offer](asked, "offer") {
		t.Errorf("who declined keeps %+v", o)
	}
}
