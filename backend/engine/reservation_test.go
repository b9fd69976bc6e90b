package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/wire"
)

// invites records an invitation that is good for a day, and gives the subcode with
// which it is refused.
func (w *world) invites(by desk.UserID, id string, without ...desk.Licence) string {
	w.t.Helper()
	answer, err := w.fold(desk.EntryAccount, desk.AccountEntry{
		Act: desk.ActInvited, By: by, InviteID: id, Role: desk.RoleAgent, Without: without, Until: w.now + day,
	})
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	if said, ok := answer.(engine.Answer); ok && said.Error != nil {
		return said.Error.Subcode
	}
	return ""
}

// joins has somebody come in by an invitation, as people records it.
func (w *world) joins(id desk.UserID, invitation string) desk.User {
	w.t.Helper()
	w.person(id, desk.RoleAgent)
	w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActJoined, On: id, InviteID: invitation, Role: desk.RoleAgent})
	return w.personNow(id)
}

func (w *world) reserved() int { return len(every[desk.Reservation](w.m, desk.RowReservation, nil)) }

// The licences of an open invitation count as used, and are its person's when they
// come.
func TestReservation_keepsLicencesUntilThePersonComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // three people
	w.bought(4)
	if said := w.invites("olga", "inv_1"); said != "" {
		t.Fatalf("with one free: refused as %q", said)
	}
	if said := w.invites("olga", "inv_2"); said != "noSeat" || w.reserved() != 1 {
		t.Fatalf("with the last one kept: %q, %d kept", said, w.reserved())
	}
	if said := w.invites("olga", "inv_3", desk.LicenceContactCenter); said != "" {
		t.Fatalf("without the licence: refused as %q", said)
	}
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base"))
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base", "contactCenter"))
	w.ok("olga", wire.CmdLicences.Name, licences("ana", "base"))
	if said := w.invites("olga", "inv_4"); said != "" {
		t.Fatalf("with ana's free: refused as %q", said)
	}
	w.refused("olga", wire.CmdLicences.Name, licences("ana", "base", "contactCenter"), "noSeat")
	w.bought(0) // what an invitation keeps stays kept, as what somebody has
	if u := w.joins("carl", "inv_1"); !u.FullyLicensed() {
		t.Errorf("carl lacks %v", u.Without)
	}
	if u := w.joins("dora", "inv_3"); len(u.Without) != 1 || u.Without[0] != desk.LicenceContactCenter {
		t.Errorf("dora lacks %v", u.Without)
	}
	if w.reserved() != 1 {
		t.Errorf("%d invitations keep something, want that of nobody yet", w.reserved())
	}
	w.sameAgain()
}

// An invitation that is taken back or over, and those of somebody who may invite no
// longer, keep nothing.
func TestReservation_isFreedWithItsInvitation(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world){
		"taken back": func(w *world) {
			w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActUninvited, By: "olga", InviteID: "inv_1"})
		},
		"over": func(w *world) { w.now += day },
		"its giver is switched off": func(w *world) {
			w.must(desk.EntryUserPut, desk.User{ID: "adam", Name: "Adam", Role: desk.RoleAdmin, WhatsApp: true})
			w.must(desk.EntryUserPut, desk.User{ID: "carl", Name: "Carl", Role: desk.RoleAgent, Active: true, WhatsApp: true})
		},
		"its giver is an agent": func(w *world) {
			w.must(desk.EntryUserPut, desk.User{ID: "adam", Name: "Adam", Role: desk.RoleAgent, Active: true, WhatsApp: true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.person("adam", desk.RoleAdmin)
			w.bought(5)
			if said := w.invites("adam", "inv_1"); said != "" {
				t.Fatalf("refused as %q", said)
			}
			if said := w.invites("olga", "inv_2"); said != "noSeat" {
				t.Fatalf("a second one: %q", said)
			}
			end(w)
			if said := w.invites("olga", "inv_2"); said != "" {
				t.Errorf("afterwards: refused as %q", said)
			}
			w.sameAgain()
		})
	}
}

// What is over for long is no row any more; what may only seem so, because the clock
// ran ahead, still gives its person what it kept.
func TestReservation_staysAWhileAfterItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invites("olga", "inv_1", desk.LicenceWhatsApp)
	w.now += 30 * day
	w.invites("olga", "inv_2")
	if w.reserved() != 2 {
		t.Fatalf("%d rows after a month, want 2", w.reserved())
	}
	if u := w.joins("carl", "inv_1"); len(u.Without) != 1 {
		t.Errorf("carl lacks %v", u.Without)
	}
	w.now += 32 * day
	w.invites("olga", "inv_3")
	if w.reserved() != 1 {
		t.Errorf("%d rows, want the newest", w.reserved())
	}
}

// For whom nothing was kept (the first owner, and who was invited before there were
// seats) gets what is free.
func TestReservation_whoeverComesWithoutGetsWhatIsFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntrySeatsPut, desk.SeatsEntry{Seats: []desk.Seat{{Licence: desk.LicenceContactCenter, Bought: 3}, {Licence: desk.LicenceWhatsApp, Bought: 4}}})
	if u := w.joins("carl", "inv_old"); len(u.Without) != 1 || u.Without[0] != desk.LicenceContactCenter {
		t.Errorf("carl lacks %v", u.Without)
	}
	w.must(desk.EntrySeatsPut, desk.SeatsEntry{Seats: []desk.Seat{{Licence: desk.LicenceBase, Bought: 4}}})
	if u := w.joins("dora", ""); u.Licensed(desk.LicenceBase) || u.Licensed(desk.LicenceWhatsApp) {
		t.Errorf("dora lacks %v", u.Without)
	}
	w.must(desk.EntrySeatsPut, desk.SeatsEntry{})
	if u := w.joins("emil", ""); !u.FullyLicensed() {
		t.Errorf("emil lacks %v", u.Without)
	}
	w.sameAgain()
}
