package people_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// bought says how many WhatsApp licences the organization has.
func (r *rig) bought(n int) {
	r.t.Helper()
	_, err := desk.Record(r.t.Context(), r.g, org, desk.EntrySeatsPut, desk.SeatsEntry{Seats: []desk.Seat{{Licence: desk.LicenceWhatsApp, Bought: n}}})
	r.must(err)
}

// head is the number of the last entry.
func (r *rig) head() int64 {
	r.t.Helper()
	seq, err := r.g.Head(r.t.Context(), org)
	r.must(err)
	return seq
}

// An invitation names licences: they are kept for its person from then on, and it
// is refused, with nothing left behind, when one is not free.
func TestInvite_keepsLicences(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	r.bought(2)
	inv, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Ben", Role: "agent", Without: []string{"contactCenter"}})
	r.must(err)
	head := r.head()
	_, err = r.s.Invite(ctx, org, maria, wire.Invite{Name: "Cleo", Role: "agent"})
	r.wants("the third WhatsApp licence of two", err, desk.CodeConflict, "noSeat")
	if said := desk.SaidOf(err); said == nil || said.Params[desk.ParamContext] != "whatsApp" {
		t.Errorf("refused as %+v", said)
	}
	if list, err := r.s.Invitations(ctx, org, maria); err != nil || len(list.Invitations) != 1 || r.head() != head {
		t.Errorf("the refused one left something: %+v %v", list, err)
	}
	_, err = r.s.Invite(ctx, org, maria, wire.Invite{Name: "Cleo", Role: "agent", Without: []string{"gold"}})
	r.wants("a licence that there is not", err, desk.CodeInvalid, "badLicence")
	base, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Cleo", Role: "agent", Without: []string{"base"}})
	r.must(err)

	join := func(name, code string) *desk.User {
		s, err := r.s.Claim(ctx, wire.Claim{Code: code, Name: name, Email: name + "@example.com", Password: good})
		r.must(err)
		return r.user(s.UserID)
	}
	if u := join("ben", inv.Code); !u.Licensed(desk.LicenceWhatsApp) || u.Licensed(desk.LicenceContactCenter) {
		t.Errorf("Ben lacks %v", u.Without)
	}
	if u := join("cleo", base.Code); len(u.Without) != len(desk.Licences) {
		t.Errorf("Cleo lacks %v", u.Without)
	}
}

// An organization has so many open invitations and no more. One that was taken back or
// has expired makes room.
func TestInvite_isRefusedBeyondTheBound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	ben := wire.Invite{Name: "Ben", Role: "agent"}
	const most = 500
	first, err := r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	_, err = r.g.Submit(ctx, desk.Submission{
		Proposals: []desk.Proposal{{Org: org, Kind: desk.EntryRelayStarted, Payload: []byte("{}")}},
		Door: func(ctx context.Context, tx desk.DoorTx, _ []desk.Outcome) error {
			for i := range most - 1 {
				id := fmt.Sprintf("inv_%d", i)
				other := desk.Invite{Org: org, ID: id, CodeHash: "hash of " + id, Kind: desk.InviteJoin, ExpiresAt: first.ExpiresAt}
				if err := tx.PutInvite(ctx, other); err != nil {
					return err
				}
			}
			return nil
		},
	})
	r.must(err)
	head := r.head()
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.wants("one too many", err, desk.CodeConflict, "invitesFull")
	if r.head() != head || !strings.Contains(words.Of(err), "500 open invitations") {
		t.Errorf("entries %d, want %d; %s", r.head(), head, words.Of(err))
	}
	r.must(r.s.Uninvite(ctx, org, maria, first.ID))
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.wants("one too many again", err, desk.CodeConflict, "invitesFull")
	r.clock.pass(8 * 24 * time.Hour)
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.must(err)
}

// One person is invited once, and who is here is not invited: the second invitation
// would keep a licence for somebody whom nobody lets in with it.
func TestInvite_isOneForEachAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	owner := r.owner()
	maria := r.user(owner.UserID)
	ben := wire.Invite{Name: "Ben", Role: "agent", Email: "ben@shop.example"}
	first, err := r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	refused := func(what, email, says string) {
		t.Helper()
		head := r.head()
		_, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Ben", Role: "agent", Email: email})
		r.wants(what, err, desk.CodeConflict, "emailTaken")
		if r.head() != head || !strings.Contains(words.Of(err), says) {
			t.Errorf("%s: entries %d, want %d; %s", what, r.head(), head, words.Of(err))
		}
	}
	refused("invited already", " BEN@shop.example ", "Revoke that invitation")
	refused("here already", maria.Email, "here already")
	for range 2 { // nobody's address is everybody's
		_, err = r.s.Invite(ctx, org, maria, wire.Invite{Name: "Anybody", Role: "agent"})
		r.must(err)
	}
	r.must(r.s.Uninvite(ctx, org, maria, first.ID))
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	r.clock.pass(8 * 24 * time.Hour) // it is over
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.must(err)
}

func TestInvite_freesLicencesWhenItIsOver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	r.bought(2)
	ben := wire.Invite{Name: "Ben", Role: "agent"}
	inv, err := r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	_, err = r.s.Invite(ctx, org, maria, ben)
	r.wants("while it is open", err, desk.CodeConflict, "noSeat")
	r.must(r.s.Uninvite(ctx, org, maria, inv.ID))
	again, err := r.s.Invite(ctx, org, maria, ben)
	r.must(err)
	r.bought(1) // lowered meanwhile: it stays good
	s, err := r.s.Claim(ctx, wire.Claim{Code: again.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	r.must(err)
	if u := r.user(s.UserID); !u.FullyLicensed() {
		t.Errorf("Ben lacks %v", u.Without)
	}
	r.clock.pass(time.Hour)
	if rows, err := desk.Find[*desk.Reservation](ctx, r.g, org, desk.Reservations.With()); err != nil || len(rows) != 0 {
		t.Errorf("%d invitations still keep something, %v", len(rows), err)
	}
}

// The first owner has a code that names no licences: they come in with what there
// is.
func TestFirstOwner_comesInWithWhatIsFree(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.bought(0)
	if u := r.user(r.owner().UserID); u.Licensed(desk.LicenceWhatsApp) || !u.Licensed(desk.LicenceContactCenter) {
		t.Errorf("the owner lacks %v", u.Without)
	}
}

// An invitation says which inboxes wait for its person and what else; what could not be
// is refused when it is made, with nothing kept.
func TestInvite_arrangesOnlyWhatCanBe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	body, err := json.Marshal(wire.PutInbox{Name: "Support", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{}, NoNumber: true})
	r.must(err)
	_, err = desk.Record(ctx, r.g, org, desk.EntryCommand, desk.CommandEntry{UserID: maria.ID, ClientID: "1", Name: wire.CmdPutInbox.Name, Version: 1, Body: body})
	r.must(err)
	boxes, err := desk.Find[*desk.Inbox](ctx, r.g, org, desk.Inboxes.With())
	if err != nil || len(boxes) != 1 {
		t.Fatal(boxes, err)
	}
	off, support := false, wire.Place{InboxID: string(boxes[0].ID), Level: 12}
	list, _ := r.s.Invitations(ctx, org, maria)
	for name, tt := range map[string]struct {
		in   wire.Invite
		want string
	}{
		"an inbox that is not there": {wire.Invite{Arranged: &wire.Arranged{Places: &wire.Places{List: []wire.Place{{InboxID: "inb_x", Level: 1}}}}}, "notYours"},
		"level 0":                    {wire.Invite{Arranged: &wire.Arranged{Places: &wire.Places{List: []wire.Place{{InboxID: support.InboxID}}}}}, "badLevel"},
		"a number that is not there": {wire.Invite{Arranged: &wire.Arranged{Outbound: &wire.Outbound{Only: true, Numbers: []string{"num_x"}}}}, "notYours"},
		"too many at once":           {wire.Invite{Arranged: &wire.Arranged{Capacity: 501}}, "badCapacity"},
		"an inbox without licences":  {wire.Invite{Without: []string{"whatsApp"}, Arranged: &wire.Arranged{Places: &wire.Places{List: []wire.Place{support}}}}, "notLicensed"},
		"an inbox without channel":   {wire.Invite{Arranged: &wire.Arranged{WhatsApp: &off, Places: &wire.Places{List: []wire.Place{support}}}}, "notLicensed"},
	} {
		tt.in.Name, tt.in.Role = "Ben", "agent"
		if _, err := r.s.Invite(ctx, org, maria, tt.in); desk.SaidOf(err) == nil || desk.SaidOf(err).Subcode != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	if now, _ := r.s.Invitations(ctx, org, maria); len(now.Invitations) != len(list.Invitations) {
		t.Error("a refused one left an invitation")
	}
	inv, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Ben", Role: "agent", Arranged: &wire.Arranged{Capacity: 9, Places: &wire.Places{List: []wire.Place{support, support}}}})
	r.must(err)
	s, err := r.s.Claim(ctx, wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	r.must(err)
	if u := r.user(s.UserID); u.Capacity != 9 {
		t.Errorf("joined with %d", u.Capacity)
	}
	box, err := desk.Get[*desk.Inbox](ctx, r.g, org, desk.RowInbox, boxes[0].ID)
	r.must(err)
	if len(box.Members) != 1 || box.LevelOf()[desk.UserID(s.UserID)] != 12 {
		t.Errorf("the inbox has %v at %v", box.Members, box.Levels)
	}
}
