package hub_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// contactsOf names the customers of whom a desktop holds a row.
func contactsOf(d *wiretest.Desktop) []string {
	var ids []string
	for k := range maps.Keys(d.Rows) {
		if id, ok := strings.CutPrefix(k, "contact/"); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// talk is a conversation that somebody answers.
type talk struct {
	ref     wire.InteractionRef
	contact string
}

func (r *rig) online(people ...desk.UserID) {
	r.t.Helper()
	for _, u := range people {
		r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: u, Connected: true})
	}
}

// answered has a customer write and somebody take it.
func (r *rig) answered(by desk.UserID, from string) talk {
	r.t.Helper()
	r.Customer(from, "hello")
	ref := r.Waiting()
	r.Command(by, wire.CmdTake.Name, ref, nil)
	ctx := context.Background()
	it, err := desk.Get[*desk.Interaction](ctx, r.DB, org, desk.RowInteraction, desk.InteractionID(ref.InteractionID))
	if err != nil {
		r.t.Fatal(err)
	}
	th, err := desk.Get[*desk.Thread](ctx, r.DB, org, desk.RowThread, it.ThreadID)
	if err != nil {
		r.t.Fatal(err)
	}
	return talk{ref: wire.InteractionRef{InteractionID: ref.InteractionID, Epoch: it.Epoch}, contact: string(th.ContactID)}
}

// Rule 2: a merge brings the other customer to whoever answers one of them, and what undoes it
// takes them away again, also from a desktop that was not there meanwhile.
func TestRule2_unmergeTakesAwayWhoIsSomebodyElseAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.online(ana, bruno)
	a, b, part := r.answered(ana, "491520000001"), r.answered(bruno, "491520000002"), r.answered(bruno, "491520000003")
	r.Command(alex, wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: b.contact, OtherID: part.contact}, nil)
	ofAna, ofBruno := r.dial(ana, "dev_ana", wire.Hello{}), r.dial(bruno, "dev_bruno", wire.Hello{})
	here := func(step string, d *wiretest.Desktop, want ...string) {
		t.Helper()
		d.CatchUp(r.head())
		slices.Sort(want)
		if have := contactsOf(d); !slices.Equal(have, want) {
			t.Errorf("%s: the desktop holds %v, want %v", step, have, want)
		}
	}
	here("before", ofAna, a.contact)
	here("before", ofBruno, b.contact, part.contact)

	r.Command(alex, wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: a.contact, OtherID: b.contact}, nil)
	here("merged", ofAna, a.contact, b.contact, part.contact)
	here("merged", ofBruno, a.contact, b.contact, part.contact)

	cursor, rows := ofAna.Cursor, ofAna.Rows
	_ = ofAna.Conn.Close()
	r.Command(alex, wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b.contact}, nil)
	here("undone", ofBruno, b.contact, part.contact)
	back := r.tryDial(ana, "dev_ana")
	back.Rows = rows
	back.Hello(wire.Hello{Cursor: cursor})
	here("undone while away", back, a.contact)

	r.Command(bruno, wire.CmdSaveContact.Name, wire.SaveContact{ContactID: b.contact, Name: "Rosa"}, nil)
	follow(t, back, r.head()) // it fails on word of somebody whom the desktop does not hold
}

// Who loses one of two conversations with a person keeps the rows of the person.
func TestPerson_staysWithWhoSeesTheOtherConversation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.online(ana, bruno)
	a, b := r.answered(ana, "491520000001"), r.answered(ana, "491520000002")
	r.Command(alex, wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: a.contact, OtherID: b.contact}, nil)
	d := r.dial(ana, "dev_ana", wire.Hello{})
	delete(d.Rows, "contact/"+b.contact) // a replica drops the customer with the conversation
	r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: b.ref.InteractionID, Epoch: b.ref.Epoch, To: string(bruno)}, nil)
	d.CatchUp(r.head())
	fresh := r.dial(ana, "dev_fresh", wire.Hello{})
	fresh.CatchUp(r.head())
	if have, want := contactsOf(d), contactsOf(fresh); !slices.Equal(have, want) || len(have) != 2 {
		t.Errorf("the desktop holds %v, a fresh one %v, want both", have, want)
	}
}
