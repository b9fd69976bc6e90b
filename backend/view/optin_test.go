package view_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// What a customer agreed to is shown whole, but for a number in a proof where
// numbers are hidden.
func TestContact_showsConsentAndHidesNumbersInProofs(t *testing.T) {
	t.Parallel()
	c := &desk.Contact{
		ID: "con1", WaID: "16505551234",
		OptIns: []desk.OptIn{
			{ID: "a", Method: desk.OptInSMS, Purposes: []desk.Purpose{desk.PurposeMarketing}, At: 5, Proof: "SMS from +1 650 555-1234: YES", By: "ana", RecordedAt: 6, Imported: true},
			{ID: "b", Method: desk.OptInPerson, Purposes: []desk.Purpose{desk.PurposeUtility}, Proof: "form 7", WithdrawnAt: 9, WithdrawnBy: "ben"},
		},
		Stops: []desk.Stop{{At: 7, Refused: true}},
	}
	for _, hidden := range []bool{false, true} {
		v := view.Viewer{UserID: "ana", Role: desk.RoleAgent, HideNumbers: hidden}
		var got wire.Contact
		raw := v.Contact(c).Change().Body
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		want := "SMS from +1 650 555-1234: YES"
		if hidden {
			want = ""
		}
		if len(got.OptIns) != 2 || got.OptIns[0].Proof != want || got.OptIns[1].Proof != "form 7" || got.OptIns[1].WithdrawnBy != "ben" || !got.OptIns[0].Imported {
			t.Errorf("hidden %v: %+v", hidden, got.OptIns)
		}
		if len(got.Stops) != 1 || got.Stops[0].At != 7 || !got.Stopped {
			t.Errorf("stops %+v, stopped %v", got.Stops, got.Stopped)
		}
		if hidden && strings.Contains(string(raw), "5551234") {
			t.Errorf("the number is in %s", raw)
		}
	}
}
