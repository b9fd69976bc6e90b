package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// bought says how many Contact Center licences the organization has from now on.
func (w *world) bought(n int) {
	w.t.Helper()
	w.must(desk.EntrySeatsPut, desk.SeatsEntry{Seats: []desk.Seat{{Licence: desk.LicenceContactCenter, Bought: n}}})
}

// lacks says whether somebody lacks Contact Center.
func (w *world) lacks(id desk.UserID) bool {
	w.t.Helper()
	u := w.personNow(id)
	return !u.Licensed(desk.LicenceContactCenter)
}

func TestSeats_aLicenceIsGivenOnlyWhileOneIsFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // olga, ana, ben
	w.bought(3)
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "whatsApp"))
	w.person("carl", desk.RoleAgent) // with every licence
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "whatsApp"))
	said := w.saidNo(wire.CmdLicences.Name, licences("ana", "base", "whatsApp", "contactCenter"))
	if said.Code != string(desk.CodeConflict) || said.Subcode != "noSeat" || said.Params["context"] != "contactCenter" {
		t.Fatalf("refused as %+v", said)
	}
	if !w.lacks("ana") {
		t.Error("ana was given one nevertheless")
	}
	w.ok("olga", wire.CmdLicences.Name, licences("carl", "base", "whatsApp"))
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "whatsApp", "contactCenter"))
	w.sameAgain()
}

// Fewer bought than are used takes nothing away: it holds for what is given next.
func TestSeats_whoHasALicenceKeepsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.bought(1)
	if w.lacks("olga") || w.lacks("ana") || w.lacks("ben") {
		t.Fatal("somebody lost theirs")
	}
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "contactCenter")) // another one is taken
	if w.lacks("ana") {
		t.Error("ana lost Contact Center with WhatsApp")
	}
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base"))
	w.refused("olga", wire.CmdLicences.Name, licences("ana", "base", "contactCenter"), "noSeat")
	w.must(desk.EntrySeatsPut, desk.SeatsEntry{})
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "contactCenter"))
}

// Whoever is switched off takes up no seat, and needs a free one to come back.
func TestSeats_switchingOffFreesOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.bought(3)
	set := func(id string, active bool) wire.UpdateUser {
		return wire.UpdateUser{UserID: id, Name: id, Role: "agent", Active: active, WhatsApp: true, Capacity: 2}
	}
	w.ok("olga", wire.CmdUpdateUser.Name, set("ana", false))
	w.person("carl", desk.RoleAgent)
	w.refused("olga", wire.CmdUpdateUser.Name, set("ana", true), "noSeat")
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "whatsApp"))
	w.ok("olga", wire.CmdUpdateUser.Name, set("ana", true))
	w.ok("olga", wire.CmdUpdateUser.Name, set("ana", true)) // no change needs no seat
}

// Another entry about the organization leaves what it has bought.
func TestSeats_stayWithTheOrganization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.bought(2)
	w.must(desk.EntryOrgPut, desk.Organization{ID: orgID, Name: "Shop & Sons"})
	w.must(desk.EntryPolicyPut, desk.Policy{EscalateAfter: 20 * minute, OfferSeconds: 45})
	orgs := every[desk.Organization](w.m, desk.RowOrg, nil)
	if len(orgs) != 1 || orgs[0].Name != "Shop & Sons" || len(orgs[0].Seats) != 1 || orgs[0].Seats[0].Bought != 2 || orgs[0].Policy.OfferSeconds != 45 {
		t.Errorf("%+v", orgs)
	}
	if _, err := w.fold(desk.EntrySeatsPut, desk.SeatsEntry{Seats: []desk.Seat{{Licence: "gold", Bought: 1}}}); err == nil {
		t.Error("seats of a licence that there is not were taken")
	}
}
