package desk_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func person(active bool, without ...desk.Licence) *desk.User {
	return &desk.User{Active: active, Without: without}
}

func TestSeating_countsWhoUsesALicence(t *testing.T) {
	t.Parallel()
	s := desk.Seating{People: []*desk.User{
		person(true), person(true, desk.LicenceContactCenter), person(true, desk.LicenceBase), person(false),
	}}
	for l, want := range map[desk.Licence]int{desk.LicenceBase: 2, desk.LicenceContactCenter: 1, desk.LicenceWhatsApp: 2} {
		if got := s.Used(l); got != want {
			t.Errorf("%s: used %d, want %d", l, got, want)
		}
	}
}

func TestSeating_refusesAChangeForWhichNoLicenceIsFree(t *testing.T) {
	t.Parallel()
	const cc, wa = desk.LicenceContactCenter, desk.LicenceWhatsApp
	two := []*desk.User{person(true), person(true)}
	for _, c := range []struct {
		name     string
		seats    []desk.Seat
		from, to *desk.User
		want     string // which licence is missing
	}{
		{"nothing is limited", nil, person(true, cc), person(true), ""},
		{"one is free", []desk.Seat{{Licence: cc, Bought: 3}}, person(true, cc), person(true), ""},
		{"all are used", []desk.Seat{{Licence: cc, Bought: 2}}, person(true, cc), person(true), "contactCenter"},
		{"fewer were bought than are used", []desk.Seat{{Licence: cc, Bought: 1}}, person(true, cc), person(true), "contactCenter"},
		{"the other one is limited", []desk.Seat{{Licence: wa, Bought: 2}}, person(true, cc), person(true), ""},
		{"what they have they keep", []desk.Seat{{Licence: cc, Bought: 0}}, person(true, wa), person(true, wa), ""},
		{"taking is always possible", []desk.Seat{{Licence: cc, Bought: 0}}, person(true), person(true, cc), ""},
		{"nobody is switched on again without one", []desk.Seat{{Licence: cc, Bought: 2}}, person(false), person(true), "contactCenter"},
		{"nor with base alone", []desk.Seat{{Licence: desk.LicenceBase, Bought: 2}}, person(false, cc, wa), person(true, cc, wa), "base"},
		{"whoever is switched off takes up none", []desk.Seat{{Licence: cc, Bought: 2}}, person(false, cc), person(false), ""},
	} {
		err := desk.Seating{Seats: c.seats, People: two}.Room(c.from, c.to)
		said := desk.SaidOf(err)
		if said == nil {
			said = &desk.Said{}
		}
		if got, _ := said.Params[desk.ParamContext].(string); (err != nil) != (c.want != "") || got != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if err != nil && (said.Code != desk.CodeConflict || said.Subcode != "noSeat" || said.Params["used"] != 2) {
			t.Errorf("%s: refused as %+v", c.name, said)
		}
	}
}

func TestSeatsEntry_namesEachLicenceOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seats []desk.Seat
		want  bool
	}{
		{nil, true},
		{[]desk.Seat{{Licence: desk.LicenceBase}, {Licence: desk.LicenceWhatsApp, Bought: 4}}, true},
		{[]desk.Seat{{Licence: "gold", Bought: 4}}, false},
		{[]desk.Seat{{Licence: desk.LicenceBase, Bought: -1}}, false},
		{[]desk.Seat{{Licence: desk.LicenceBase, Bought: 1}, {Licence: desk.LicenceBase, Bought: 2}}, false},
	} {
		if got := (desk.SeatsEntry{Seats: c.seats}).Valid(); got != c.want {
			t.Errorf("%v: valid %t", c.seats, got)
		}
	}
}

func TestSeating_countsWhatInvitationsKeep(t *testing.T) {
	t.Parallel()
	s := desk.Seating{
		Seats:  []desk.Seat{{Licence: desk.LicenceContactCenter, Bought: 2}, {Licence: desk.LicenceWhatsApp, Bought: 3}},
		People: []*desk.User{person(true)},
		Reserved: []*desk.Reservation{
			{ID: "inv_1", Until: 100}, {ID: "inv_2", Until: 100, Without: []desk.Licence{desk.LicenceContactCenter}},
		},
	}
	for at, want := range map[int64]struct{ base, cc, wa int }{99: {3, 2, 3}, 100: {1, 1, 1}} {
		s.At = at
		if got := struct{ base, cc, wa int }{s.Used(desk.LicenceBase), s.Used(desk.LicenceContactCenter), s.Used(desk.LicenceWhatsApp)}; got != want {
			t.Errorf("at %d: %+v, want %+v", at, got, want)
		}
		for _, c := range []struct {
			without []desk.Licence
			full    bool
		}{
			{nil, true}, {[]desk.Licence{desk.LicenceContactCenter}, true},
			{[]desk.Licence{desk.LicenceContactCenter, desk.LicenceWhatsApp}, false}, {[]desk.Licence{desk.LicenceBase}, false},
		} {
			if err := s.RoomForOne(c.without); (err != nil) != (c.full && at < 100) {
				t.Errorf("at %d, without %v: %v", at, c.without, err)
			}
		}
	}
}

func TestSeating_whoComesInLacksLicencesOfWhichNoneIsFree(t *testing.T) {
	t.Parallel()
	u := person(true, desk.LicenceContactCenter)
	s := desk.Seating{
		Seats:  []desk.Seat{{Licence: desk.LicenceContactCenter, Bought: 0}, {Licence: desk.LicenceWhatsApp, Bought: 1}},
		People: []*desk.User{u, person(true)},
	}
	if got := s.Squeezed(u); len(got) != 2 || got[0] != desk.LicenceContactCenter || got[1] != desk.LicenceWhatsApp {
		t.Errorf("goes without %v", got)
	}
	s.Seats[1].Bought = 2
	if got := s.Squeezed(u); len(got) != 1 {
		t.Errorf("with enough for both, goes without %v", got)
	}
	if len(u.Without) != 1 {
		t.Errorf("the person was changed: %v", u.Without)
	}
}

func TestLicencesNamed_refusesWhatThisBuildDoesNotKnow(t *testing.T) {
	t.Parallel()
	if got, err := desk.LicencesNamed([]string{"whatsApp", "base"}); err != nil || !slices.Equal(got, []desk.Licence{desk.LicenceWhatsApp, desk.LicenceBase}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, name := range []string{"", "gold", "WhatsApp"} {
		if got, err := desk.LicencesNamed([]string{"base", name}); desk.SubcodeOf(err) != "badLicence" || got != nil {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
}
