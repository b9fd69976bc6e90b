package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) imports(rows ...wire.OptInRow) (got wire.OptInsImported) {
	w.t.Helper()
	if err := json.Unmarshal(w.ok("olga", wire.CmdImportOptIns.Name, wire.ImportOptIns{Rows: rows}), &got); err != nil {
		w.t.Fatalf("%v", err)
	}
	return got
}

// A list is taken row by row: known and unknown numbers in any spelling, faults
// beside them, and the same list again changes nothing.
func TestImport_takesWhatItCanAndOnlyOnce(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.optIns()
	consent, bad := w.consent("marketing", "utility"), w.consent("marketing")
	bad.Method = "telepathy"
	rows := []wire.OptInRow{
		{Phone: "+1 (650) 555-1234", OptIn: consent}, // the customer of the thread
		{Phone: "0034 600 000 009", Name: "Jo", OptIn: consent},
		{Phone: "+34600000009", OptIn: consent}, // the same again
		{Phone: "12", OptIn: consent},
		{Phone: "+34600000008", OptIn: bad},
		{Phone: "+34600000007", Name: "\x00", OptIn: consent},
	}
	got := w.imports(rows...)
	if got.Added != 2 || got.Known != 1 || got.Contacts != 1 || len(got.Refused) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, f := range got.Refused {
		if f.Row != i+3 || f.Said == nil || f.Said.Subcode == "" {
			t.Errorf("refused %+v", f)
		}
	}
	before := w.m.dump()
	if got = w.imports(rows...); got.Added != 0 || got.Known != 3 || got.Contacts != 0 {
		t.Errorf("again: %+v", got)
	}
	if after := w.m.dump(); after != before {
		t.Errorf("the second time changed\n%s", diff(before, after))
	}
	if o := w.customer().OptIns; len(o) != 1 || !o[0].Imported || o[0].By != "olga" {
		t.Errorf("kept %+v", o)
	}
	w.sameAgain()
}

// Who was imported before they ever wrote is the same customer when they do.
func TestImport_joinsWhenTheyWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.optIns()
	w.imports(wire.OptInRow{Phone: "+16505551234", Name: "Jo", OptIn: w.consent("marketing")})
	w.says("wamid.1", "hello")
	if c := w.customer(); !c.Agreed(desk.PurposeMarketing) || c.SavedName != "Jo" {
		t.Errorf("they are %+v", c)
	}
	w.sameAgain()
}

// A consent that was withdrawn does not come back by the list.
func TestImport_withdrawnStaysWithdrawn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.optIns()
	row := wire.OptInRow{Phone: customer, OptIn: w.consent("marketing")}
	row.Phone = "+" + row.Phone
	w.imports(row)
	w.withdraws("ana", w.customer().OptIns[0].ID)
	if got := w.imports(row); got.Known != 1 || w.customer().Agreed(desk.PurposeMarketing) {
		t.Errorf("%+v, %+v", got, w.customer().OptIns)
	}
}

func TestImport_isForSupervisorsAndBounded(t *testing.T) {
	t.Parallel()
	w := talking(t)
	row := wire.OptInRow{Phone: "+34600000009", OptIn: w.consent("marketing")}
	w.refused("ana", wire.CmdImportOptIns.Name, wire.ImportOptIns{Rows: []wire.OptInRow{row}}, "supervisors")
	rows := make([]wire.OptInRow, 101)
	for i := range rows {
		rows[i] = row
	}
	w.refused("olga", wire.CmdImportOptIns.Name, wire.ImportOptIns{Rows: rows}, "tooLong")
}
