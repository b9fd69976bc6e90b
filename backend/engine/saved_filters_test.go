package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// keeps has a supervisor keep a filter and gives its id.
func (w *world) keeps(by desk.UserID, in wire.PutSavedFilter) string {
	w.t.Helper()
	var made wire.IDResult
	if err := json.Unmarshal(w.ok(by, wire.CmdPutSavedFilter.Name, in), &made); err != nil {
		w.t.Fatalf("%v", err)
	}
	return made.ID
}

func (w *world) kept(of desk.UserID) (all []*desk.SavedFilter) {
	return every(w.m, desk.RowSavedFilter, func(f *desk.SavedFilter) bool { return f.UserID == of })
}

func TestSavedFilters_oneBeginsTheRecordsAndEachHasItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	late := wire.PutSavedFilter{Name: " Late ones ", Period: wire.PeriodWeek, Default: true, Filter: wire.RecordFilter{Promised: []string{"missed"}, From: 5, To: 9}}
	first := w.keeps("olga", late)
	second := w.keeps("olga", wire.PutSavedFilter{Name: "March", Period: wire.PeriodOwn, FirstDay: "2026-03-01", LastDay: "2026-03-31", Default: true})
	for _, f := range w.kept("olga") {
		if f.Default != (string(f.ID) == second) {
			t.Errorf("%s: default %v", f.Name, f.Default)
		}
		if string(f.ID) == first && (f.Name != "Late ones" || f.Filter != `{"promised":["missed"]}`) {
			t.Errorf("kept %q with %s", f.Name, f.Filter)
		}
	}
	if said := w.saidNo(wire.CmdPutSavedFilter.Name, wire.PutSavedFilter{Name: "MARCH", Period: wire.PeriodAll}); said.Subcode != "savedFilterName" {
		t.Errorf("the same name: %+v", said)
	}
	w.ok("olga", wire.CmdPutSavedFilter.Name, wire.PutSavedFilter{ID: second, Name: "march", Period: wire.PeriodAll}) // its own name is not taken
	w.ok("olga", wire.CmdDropSavedFilter.Name, wire.SavedFilterRef{ID: first})
	if left := w.kept("olga"); len(left) != 1 || left[0].Name != "march" || left[0].Default {
		t.Errorf("left: %+v", left)
	}
}

func TestSavedFilters_refusesWhatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("é", desk.LongestSavedName+1)
	many := make([]string, 3000)
	for i := range many {
		many[i] = fmt.Sprintf("key=%06d", i)
	}
	for name, in := range map[string]wire.PutSavedFilter{
		"noName":       {Name: " ", Period: wire.PeriodAll},
		"longName":     {Name: long, Period: wire.PeriodAll},
		"recordPeriod": {Name: "x", Period: "year"},
	} {
		if said := w.saidNo(wire.CmdPutSavedFilter.Name, in); said.Subcode != name {
			t.Errorf("%+v: %+v, want %s", in, said, name)
		}
	}
	for _, in := range []wire.PutSavedFilter{
		{Name: "x", Period: wire.PeriodWeek, FirstDay: "2026-03-01"}, {Name: "x", Period: wire.PeriodOwn, LastDay: "1 March"},
	} {
		if said := w.saidNo(wire.CmdPutSavedFilter.Name, in); said.Subcode != "recordPeriod" {
			t.Errorf("%+v: %+v", in, said)
		}
	}
	if said := w.saidNo(wire.CmdPutSavedFilter.Name, wire.PutSavedFilter{Name: "x", Period: wire.PeriodAll, Filter: wire.RecordFilter{Sources: many}}); said.Code != string(desk.CodeInvalid) {
		t.Errorf("a large one: %+v", said)
	}
	for i := range desk.MostSavedFilters {
		w.keeps("olga", wire.PutSavedFilter{Name: fmt.Sprint(i), Period: wire.PeriodAll})
	}
	if said := w.saidNo(wire.CmdPutSavedFilter.Name, wire.PutSavedFilter{Name: "one more", Period: wire.PeriodAll}); said.Subcode != "savedFilters" {
		t.Errorf("one too many: %+v", said)
	}
}
