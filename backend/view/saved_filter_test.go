package view_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// A filter is its person's: neither an agent, nor another supervisor, nor its person once
// they supervise nobody any more, hears of it; nor anybody of one that cannot be read,
// which would leave every record.
func TestSavedFilter_isForItsPersonWhileTheySupervise(t *testing.T) {
	t.Parallel()
	kept := desk.SavedFilter{ID: "flt_1", UserID: ana, Name: "Late", Period: wire.PeriodWeek, Filter: `{"promised":["missed"]}`}
	unread := kept
	unread.Filter = `{"promised":`
	for name, tt := range map[string]struct {
		who  view.Viewer
		row  desk.SavedFilter
		sees bool
	}{
		"their own":          {view.Viewer{OrgID: "org_1", UserID: ana, Role: desk.RoleAdmin}, kept, true},
		"another supervisor": {view.Viewer{OrgID: "org_1", UserID: bruno, Role: desk.RoleOwner}, kept, false},
		"an agent now":       {agent(ana), kept, false},
		"not to be read":     {view.Viewer{OrgID: "org_1", UserID: ana, Role: desk.RoleOwner}, unread, false},
	} {
		got := tt.who.SavedFilter(&tt.row)
		if got.Empty() == tt.sees {
			t.Errorf("%s: sees %v, want %v", name, !got.Empty(), tt.sees)
		}
		if !tt.sees {
			continue
		}
		var f wire.SavedFilter
		if err := got.Change().Into(&f); err != nil {
			t.Fatal(err)
		}
		if f.Name != "Late" || f.Period != wire.PeriodWeek || len(f.Filter.Promised) != 1 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
