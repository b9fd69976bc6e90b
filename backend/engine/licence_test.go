package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func licences(who desk.UserID, names ...string) wire.SetLicences {
	return wire.SetLicences{UserID: string(who), Licences: names}
}

// Whoever was there before there were licences has all of them.
func TestLicence_everybodyHasThemAtFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []desk.UserID{"olga", "ana"} {
		if u := w.personNow(id); !u.FullyLicensed() {
			t.Errorf("%s lacks %v", id, u.Without)
		}
	}
}

func TestLicence_withoutOneNobodyHasConversations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		has  []string
	}{
		{"without Contact Center", []string{"base", "whatsApp"}},
		{"without WhatsApp", []string{"base", "contactCenter"}},
		{"with base alone", []string{"base"}},
		{"without any", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.says("wamid.1", "hello")
			owner := w.accept()
			other := map[desk.UserID]desk.UserID{"ana": "ben", "ben": "ana"}[owner]
			w.ok("olga", wire.CmdLicences.Name, licences(owner, c.has...))
			if it := w.interaction(); it.State != desk.InteractionOffered || w.offer().UserID != other {
				t.Fatalf("what they had is %s, offered to %s", it.State, w.offer().UserID)
			}
			w.ok("olga", wire.CmdTake.Name, w.ref())
			r := w.ref()
			w.refused("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: string(owner)}, "cannotTake")
			w.refused("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: "manual", Members: []string{string(owner)}}, "notLicensed")
			w.offline(other)
			w.wrote("wamid.2", "4915112345678", w.now, `"type":"text","text":{"body":"hi"}`)
			open := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
			if len(open) != 0 {
				t.Errorf("another customer was offered to %s", open[0].UserID)
			}
			w.ok("olga", wire.CmdLicences.Name, licences(owner, "base", "contactCenter", "whatsApp"))
			open = every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
			if len(open) != 1 || open[0].UserID != owner {
				t.Errorf("with all of them again, what waits is offered as %+v", open)
			}
			w.sameAgain()
		})
	}
}

func TestLicence_isGivenBySupervisorsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.person("adam", desk.RoleAdmin)
	w.refused("ana", wire.CmdLicences.Name, licences("ana", "base"), "supervisors")
	w.refused("adam", wire.CmdLicences.Name, licences("olga", "base"), "ownersOnly")
	w.refused("olga", wire.CmdLicences.Name, licences("ana", "whatsApp"), "needsBase")
	w.refused("olga", wire.CmdLicences.Name, licences("ana", "base", "gold"), "badLicence")
	w.ok("adam", wire.CmdLicences.Name, licences("ana", "base"))
	w.must(desk.EntryUserPut, desk.User{ID: "ana", Name: "Ana", Role: desk.RoleAgent, Active: true, WhatsApp: true, Capacity: 2})
	if u := w.personNow("ana"); u.FullyLicensed() {
		t.Error("another change of the person gave the licences back")
	}
}

// A supervisor without Contact Center sets nothing up, and still gives licences: or
// nobody could give it back.
func TestLicence_settingUpNeedsContactCenter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdLicences.Name, licences("olga", "base", "whatsApp"))
	n := 0
	for name, d := range wire.Commands {
		if d.SetsUp {
			n++
			w.refused("olga", name, d.Body, "noSetUp")
		}
	}
	if n == 0 {
		t.Fatal("no command sets anything up")
	}
	w.refused("ana", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: "manual"}, "supervisors")
	w.ok("olga", wire.CmdLicences.Name, licences("olga", "base", "whatsApp", "contactCenter"))
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: "manual"})
	w.sameAgain()
}
