package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// tampered gives entries in another way than they are stored, and counts how often one
// is asked for.
type tampered struct {
	hub.Rows
	asked atomic.Int64
	as    atomic.Pointer[func(desk.Entry) (desk.Entry, error)] // nil = as it is stored
}

func (d *tampered) Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error) {
	d.asked.Add(1)
	e, err := d.Rows.Entry(ctx, org, seq)
	if as := d.as.Load(); as != nil && err == nil {
		return (*as)(e)
	}
	return e, err
}

// newDecidingRig is a rig whose customers are offered in turn to Ana, who is here, and
// Bruno, who is not.
func newDecidingRig(t *testing.T) (*rig, *tampered, *wiretest.Desktop) {
	t.Helper()
	entries := &tampered{}
	r := newRigOf(t, func(c *hub.Config) {
		entries.Rows = c.Rows
		c.Rows = entries
	})
	boxes, err := desk.Find[*desk.Inbox](t.Context(), r.DB, org, desk.Inboxes.With())
	if err != nil {
		t.Fatal(err)
	}
	r.Command(alex, wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(boxes[0].ID), Name: "Support", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 900, Members: []string{string(ana), string(bruno)},
	}, nil)
	return r, entries, r.dial(ana, "dev_ana", wire.Hello{})
}

// decided gives the row of the one decision that there is: the desktop knows its id.
func (r *rig) decided(d *wiretest.Desktop) *desk.Decision {
	r.t.Helper()
	row, err := desk.Get[*desk.Decision](r.t.Context(), r.DB, org, desk.RowDecision, one[wire.Decision](r.t, d, "decision").ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return row
}

// one gives the one row of a kind that a desktop has.
func one[T any](t *testing.T, d *wiretest.Desktop, kind string) T {
	t.Helper()
	list := wiretest.All[T](d, kind)
	if len(list) != 1 {
		t.Fatalf("the desktop has %d rows of %s, want 1", len(list), kind)
	}
	return list[0]
}

// The row of a decision says where it stands, and whoever may know of it sees all of
// it: when it is made, and when they come later.
func TestWhy_isReadFromTheEntryOfTheDecision(t *testing.T) {
	t.Parallel()
	r, _, agent := newDecidingRig(t)
	boss := r.dial(alex, "dev_boss", wire.Hello{})
	r.Customer("491520000001", "my order is late")
	agent.CatchUp(r.head())
	boss.CatchUp(r.head())
	row := r.decided(agent)
	since := func(id desk.UserID) int64 {
		u, err := desk.Get[*desk.User](t.Context(), r.DB, org, desk.RowUser, id)
		if err != nil {
			t.Fatal(err)
		}
		return u.Presence.Since
	}
	want := wire.Decision{
		ID: string(row.ID), InteractionID: string(row.InteractionID), ThreadID: string(row.ThreadID), At: row.At, Version: routing.Version,
		Mode: string(desk.ModeRoundRobin), Outcome: string(routing.OutcomeOffer), Cause: "offered", Winner: string(ana), Reason: "wonTurn",
		Candidates: []wire.Candidate{
			{UserID: string(ana), Reason: "wonTurn", Since: since(ana), Limit: 5},
			{UserID: string(bruno), Reason: "offline", Since: since(bruno), Limit: 5},
		},
	}
	for who, d := range map[string]*wiretest.Desktop{
		"the agent, at once": agent, "the owner, at once": boss,
		"the agent, later": r.dial(ana, "dev_later", wire.Hello{}), "the owner, later": r.dial(alex, "dev_later_too", wire.Hello{}),
	} {
		if diff := cmp.Diff(want, one[wire.Decision](t, d, "decision")); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", who, diff)
		}
		if o := one[wire.Offer](t, d, "offer"); o.Why != "wonTurn" || o.DecisionID != want.ID {
			t.Errorf("%s: the offer says %q of %s", who, o.Why, o.DecisionID)
		}
	}
	e, err := r.DB.Entry(t.Context(), org, row.Seq)
	if err != nil || e.Kind != desk.EntryDecision {
		t.Fatalf("the row names entry %d of kind %q, %v", row.Seq, e.Kind, err)
	}
	if doc, err := json.Marshal(row); err != nil || len(doc) > 200 || strings.Contains(string(doc), string(bruno)) {
		t.Errorf("the row holds more than where the decision stands: %s, %v", doc, err)
	}
}

// A decision whose entry cannot be read any more is shown without its lines, as one
// that rules have made which this program does not have.
func TestWhy_withoutLinesWhereTheEntryDoesNotSay(t *testing.T) {
	t.Parallel()
	r, entries, agent := newDecidingRig(t)
	r.Customer("491520000001", "my order is late")
	agent.CatchUp(r.head())
	row := r.decided(agent)
	for name, as := range map[string]func(desk.Entry) (desk.Entry, error){
		"not there":        func(desk.Entry) (desk.Entry, error) { return desk.Entry{}, desk.Refuse(desk.CodeNotFound, "entry") },
		"erased":           func(e desk.Entry) (desk.Entry, error) { e.Payload, e.Erased = nil, e.Seq+1; return e, nil },
		"no JSON":          func(e desk.Entry) (desk.Entry, error) { e.Payload = []byte("?"); return e, nil },
		"another decision": changed(func(d *desk.DecisionEntry) { d.ID = "dec_other" }),
		"of later rules":   changed(func(d *desk.DecisionEntry) { d.Output = `{"version":99}` }),
	} {
		entries.as.Store(&as)
		got := r.dial(alex, "dev_"+strings.ReplaceAll(name, " ", "_"), wire.Hello{})
		want := wire.Decision{
			ID: string(row.ID), InteractionID: string(row.InteractionID), ThreadID: string(row.ThreadID), At: row.At, Version: row.Version,
			Candidates: []wire.Candidate{},
		}
		if diff := cmp.Diff(want, one[wire.Decision](t, got, "decision")); diff != "" {
			t.Errorf("%s (- want, + got):\n%s", name, diff)
		}
		if o := one[wire.Offer](t, got, "offer"); o.Why != "" || o.State != string(desk.OfferOpen) {
			t.Errorf("%s: the offer is %+v", name, o)
		}
	}
}

// A card without its lines would stay on a desktop for good: while the entry cannot
// be read nothing is sent, and the desktop comes again.
func TestWhy_isNotSentEmptyBecauseOfAFailure(t *testing.T) {
	t.Parallel()
	r, entries, agent := newDecidingRig(t)
	agent.CatchUp(r.head())
	fails := func(desk.Entry) (desk.Entry, error) { return desk.Entry{}, errors.New("the disk is gone") }
	entries.as.Store(&fails)
	r.Customer("491520000001", "my order is late")
	if code := agent.Closed(); code < 3000 || code > 4499 {
		t.Errorf("closed with %d, which does not say to come again", code)
	}
	if strings.Contains(agent.Heard.String(), `"kind":"decision"`) {
		t.Error("a decision was sent that could not be read")
	}
	entries.as.Store(nil)
	again := r.dial(ana, "dev_ana", wire.Hello{})
	if d := one[wire.Decision](t, again, "decision"); len(d.Candidates) != 2 {
		t.Errorf("afterwards the card is %+v", d)
	}
}

// What was decided is read once for the offer and the card, and for nobody who may
// not know.
func TestWhy_isReadForWhoMayKnow(t *testing.T) {
	t.Parallel()
	r, entries, first := newDecidingRig(t)
	r.Customer("491520000001", "my order is late")
	first.CatchUp(r.head())
	o := one[wire.Offer](t, first, "offer")
	r.Command(ana, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: o.ID}, nil)
	r.Command(ana, wire.CmdClose.Name, wire.InteractionRef{InteractionID: o.InteractionID, Epoch: r.interaction(o.InteractionID).Epoch}, nil)
	second := r.dial(bruno, "dev_bruno", wire.Hello{})
	r.Customer("491520000001", "one more thing")
	for _, d := range []*wiretest.Desktop{first, second} {
		d.CatchUp(r.head()) // what goes to them is read before anything is counted
	}
	for _, tc := range []struct {
		who       desk.UserID
		decisions int
		read      int64
	}{
		{ana, 1, 1},   // hers that has ended
		{bruno, 1, 1}, // what he is asked about now
		{alex, 2, 2},
	} {
		entries.asked.Store(0)
		d := r.dial(tc.who, "dev_fresh_"+string(tc.who), wire.Hello{})
		if n := d.Count("decision"); n != tc.decisions || entries.asked.Load() != tc.read {
			t.Errorf("%s is sent %d decisions after %d readings, want %d after %d", tc.who, n, entries.asked.Load(), tc.decisions, tc.read)
		}
	}
}

// changed reads an entry as one that recorded another decision.
func changed(change func(*desk.DecisionEntry)) func(desk.Entry) (desk.Entry, error) {
	return func(e desk.Entry) (desk.Entry, error) {
		var d desk.DecisionEntry
		err := json.Unmarshal(e.Payload, &d)
		change(&d)
		e.Payload, _ = json.Marshal(d)
		return e, err
	}
}
