package view_test

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/view"
)

func drawViewer(rt *rapid.T, name string) view.Viewer {
	v := view.Viewer{
		OrgID: "org_1", UserID: rapid.SampledFrom([]desk.UserID{ana, bruno, "usr_x"}).Draw(rt, name),
		Role:        rapid.SampledFrom([]desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}).Draw(rt, name+" role"),
		HideNumbers: rapid.Bool().Draw(rt, name+" masked"), Inboxes: map[desk.InboxID]bool{},
	}
	if rapid.Bool().Draw(rt, name+" member") {
		v.Inboxes[inbox] = true
	}
	return v
}

// drawSubject gives a thread in any of the states on which it depends who may see it.
func drawSubject(rt *rapid.T) view.Subject {
	state := rapid.SampledFrom([]desk.InteractionState{
		desk.InteractionWaiting, desk.InteractionOffered, desk.InteractionOpen, desk.InteractionEnded,
	}).Draw(rt, "state")
	s := subject(state, rapid.SampledFrom([]desk.UserID{ana, bruno, ""}).Draw(rt, "owner"))
	s.Mode = rapid.SampledFrom([]desk.Mode{desk.ModeManual, desk.ModeRoundRobin}).Draw(rt, "mode")
	if state == desk.InteractionOffered {
		s.Offer = &desk.Offer{UserID: rapid.SampledFrom([]desk.UserID{ana, bruno}).Draw(rt, "asked"), State: desk.OfferOpen}
	}
	return s
}

// Hub makes bytes once for all who have the same sight. So whoever has it must
// really be shown the same, whatever the row holds: else a number that is masked
// for one would reach them by the frame of another.
func TestSight_whoHasTheSameIsShownTheSame(t *testing.T) {
	t.Parallel()
	kinds := slices.Sorted(maps.Keys(projections))
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		p := projections[kind]
		row := reflect.New(reflect.TypeOf(p.row).Elem()).Interface()
		desktest.Fill(rt, row, 40)
		if u, is := row.(*desk.User); is {
			u.ID = rapid.SampledFrom([]desk.UserID{ana, "usr_x"}).Draw(rt, "whose")
		}
		own := func(view.Viewer) bool { return false }
		if person := desk.Declared(kind).Person; person != nil {
			whose := rapid.SampledFrom([]desk.UserID{ana, "usr_x"}).Draw(rt, "whose")
			reflect.ValueOf(row).Elem().FieldByName("UserID").SetString(string(whose))
			own = func(v view.Viewer) bool { return person(row.(desk.Row)) == v.UserID }
		}
		s := drawSubject(rt)
		a, b := drawViewer(rt, "one"), drawViewer(rt, "other")
		if a.Sight(own(a)) != b.Sight(own(b)) {
			return
		}
		one, other := p.by(a, row, s).Change(), p.by(b, row, s).Change()
		if one.Kind != other.Kind || one.Gone != other.Gone || !bytes.Equal(one.Body, other.Body) {
			rt.Errorf("a %s is\n%s\nfor %+v, and\n%s\nfor %+v", kind, one.Body, a, other.Body, b)
		}
	})
}

// The shared frames are worth something only if a crowd shares them.
func TestSight_supervisorsShareTheirs(t *testing.T) {
	t.Parallel()
	owner, admin := view.Viewer{UserID: "usr_a", Role: desk.RoleOwner}, view.Viewer{UserID: "usr_b", Role: desk.RoleAdmin}
	if owner.Sight(false) != admin.Sight(false) {
		t.Error("two supervisors have two sights of what is nobody's own")
	}
	masked := admin
	masked.HideNumbers = true
	for what, other := range map[string]view.Sight{
		"whose numbers are masked": masked.Sight(false), "of whom something is their own": admin.Sight(true),
		"who is an agent": agent("usr_b").Sight(false),
	} {
		if other == owner.Sight(false) {
			t.Errorf("somebody %s shares a supervisor's sight", what)
		}
	}
}
