package wire_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// Every text and every list of every call has a bound, and what is beyond it is
// refused in words before the call is looked at.
func TestRule3_everyFieldOfEveryCallHasABound(t *testing.T) {
	t.Parallel()
	n := 0
	for name, r := range wire.Calls {
		for _, over := range desktest.Over(r.Body) {
			b, err := json.Marshal(over)
			if err != nil {
				t.Fatal(err)
			}
			n++
			if _, err := r.AsksIn(b); desk.SubcodeOf(err) != "tooLong" || words.Of(err) == "" {
				t.Errorf("%s of %d bytes is taken: %v", name, len(b), err)
			}
		}
	}
	if n < len(wire.Calls) {
		t.Errorf("only %d fields were tried", n)
	}
}

// What the forms promise fits: none of these is refused for its size.
func TestRule3_whatIsPromisedFits(t *testing.T) {
	t.Parallel()
	on := true
	id := func(kind string, n int) string { return fmt.Sprintf("%s_%022d", kind, n) }
	each := func(kind string, n int) (ids []string) {
		for i := range n {
			ids = append(ids, id(kind, i))
		}
		return ids
	}
	var levels []wire.Level
	for i := range 600 {
		levels = append(levels, wire.Level{UserID: id("usr", i), Level: 100})
	}
	var places []wire.Place
	for i := range 500 {
		places = append(places, wire.Place{InboxID: id("inb", i), Level: 100})
	}
	var people []wire.PersonRow
	for i := range desk.MostPeopleListed {
		people = append(people, wire.PersonRow{
			Name: fmt.Sprintf("Maria-Theresia Hohenwarter %d", i), Email: fmt.Sprintf("maria-theresia.hohenwarter%d@support.example.com", i),
			Role: "supervisor", WhatsApp: &on, Capacity: 20, AutoAccept: &on, Presence: "away", Reason: "Training of the new team",
			Licences: &wire.LicenceList{List: []string{"base", "contactCenter", "whatsApp"}},
			Outbound: &wire.Outbound{Only: true, Numbers: each("num", 1)}, Places: &wire.Places{List: places[:2]},
		})
	}
	for name, body := range map[string]any{
		wire.CmdPutInbox.Name:      wire.PutInbox{Name: "Support", Members: each("usr", 600), Levels: levels},
		wire.CallImportPeople.Name: wire.ImportPeople{Rows: people},
		wire.CallReinvite.Name:     wire.InvitationRefs{IDs: each("inv", desk.MostPeopleListed)},
		wire.CmdUpdateUser.Name:    wire.UpdateUser{UserID: "usr_1", Places: &wire.Places{List: places}},
		wire.CallRehearse.Name:     wire.RehearseAsk{InboxID: "inb_1", Members: each("usr", 600), Levels: levels},
	} {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, most := wire.Calls[name], wire.MaxClientFrame
		if r.Body == nil {
			r, most = wire.Commands[name], wire.MaxCommand
		}
		if _, err := r.AsksIn(raw); err != nil || len(raw)+4096 > most {
			t.Errorf("%s of %d bytes: %v", name, len(raw), err)
		}
	}
}
