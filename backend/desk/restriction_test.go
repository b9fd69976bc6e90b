package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestRestrictedBy_takesOverAndEnds(t *testing.T) {
	t.Parallel()
	start := desk.Restriction{Kind: desk.RestrictStart, Word: "START", Until: 100}
	odd := desk.Restriction{Word: "ODD"}
	list := desk.RestrictedBy(nil, []desk.Restriction{start, odd}, 50)
	if len(list) != 2 || desk.NextEnd(list) != 100 {
		t.Fatalf("%+v", list)
	}
	longer := start
	longer.Until = 200
	list = desk.RestrictedBy(list, []desk.Restriction{longer}, 60)
	if len(list) != 2 || desk.NextEnd(list) != 200 {
		t.Errorf("another end: %+v", list)
	}
	if list = desk.RestrictedBy(list, nil, 199); len(list) != 2 {
		t.Errorf("it ended too early: %+v", list)
	}
	if list = desk.RestrictedBy(list, nil, 200); len(list) != 1 || list[0] != odd || desk.NextEnd(list) != 0 {
		t.Errorf("what says no end goes on: %+v", list)
	}
	if late := desk.RestrictedBy(nil, []desk.Restriction{start}, 100); len(late) != 0 {
		t.Errorf("one that was over when it came: %+v", late)
	}
}

// The sentence goes by what concerns messages; what does not leaves numbers as they are.
func TestRestricted_namesTheSentence(t *testing.T) {
	t.Parallel()
	of := func(kinds ...desk.RestrictionKind) (list []desk.Restriction) {
		for _, k := range kinds {
			list = append(list, desk.Restriction{Kind: k, Word: string(k)})
		}
		return list
	}
	for name, c := range map[string]struct {
		list  []desk.Restriction
		want  string
		state desk.NumberState
	}{
		"nothing is said":   {nil, "restricted", desk.NumberRestricted},
		"start":             {of(desk.RestrictStart), "restrictedStart", desk.NumberRestricted},
		"start and numbers": {of(desk.RestrictStart, desk.RestrictAdd), "restrictedStart", desk.NumberRestricted},
		"reply":             {of(desk.RestrictReply), "restrictedReply", desk.NumberRestricted},
		"both":              {of(desk.RestrictReply, desk.RestrictStart), "restrictedBoth", desk.NumberRestricted},
		"numbers":           {of(desk.RestrictAdd), "restrictedBeside", desk.NumberActive},
		"calls, templates":  {of(desk.RestrictCalls, desk.RestrictButton, desk.RestrictTemplate, desk.RestrictDirect), "restrictedBeside", desk.NumberActive},
		"nobody knows what": {of(desk.RestrictStart, ""), "restricted", desk.NumberRestricted},
	} {
		said := desk.Restricted(c.list)
		if said.Params[desk.ParamContext] != c.want || !desk.IsRestricted(said) {
			t.Errorf("%s: %+v", name, said)
		}
		state, why := desk.Circumstances{Connected: true, Mapped: true, Staffed: true, Account: said}.State()
		if state != c.state || !why.Equal(said) {
			t.Errorf("%s: the number is %s because of %+v", name, state, why)
		}
	}
	if desk.IsRestricted(nil) || desk.IsRestricted(desk.SaidOf(desk.Refuse(desk.CodeConflict, "account", desk.Params{desk.ParamContext: "deleted"}))) ||
		desk.IsRestricted(desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", desk.Params{desk.ParamContext: "restricted"}))) {
		t.Error("another sentence is taken for one of restrictions")
	}
}
