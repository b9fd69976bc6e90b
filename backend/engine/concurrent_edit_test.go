package engine_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Two forms of one inbox, opened at the same time: what the second one saves undoes nothing
// of the first one, whatever it has in the fields that it left alone.
func TestPutInbox_anEditChangesWhatItsFormChangedOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := w.inboxNamed("Support")
	other := w.second(nil)
	whole := wire.PutInbox{ // as both forms have it
		ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), ReassignSeconds: box.ReassignSeconds, Members: idsOf(box.Members),
	}
	first := whole
	first.Name, first.Mode, first.ReassignSeconds, first.GraceMinutes, first.Capacity = "Helpdesk", "proficiency", 77, 9, new(4)
	first.Levels = []wire.Level{{UserID: "ana", Level: 30}}
	first.Overflow, first.Targets = &wire.Overflow{Minutes: 3, InboxID: other}, &wire.Targets{First: 15}
	first.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 1, From: 540, To: 1020}}, Outside: "queue"}
	first.Members = without(first.Members, "ben")
	first.Edited = &wire.InboxEdit{
		Name: &whole.Name, Mode: &whole.Mode, ReassignSeconds: &whole.ReassignSeconds, GraceMinutes: new(0), Capacity: new(0),
		Levels: []wire.Level{{UserID: "ana", Level: 1}}, Leave: []string{"ben"},
	}
	w.ok("olga", wire.CmdPutInbox.Name, first)
	was := w.inboxNamed("Helpdesk")
	if slices.Contains(was.Members, "ben") || was.Capacity != 4 || was.LevelOf()["ana"] != 30 || was.Hours == nil || was.Targets.First != 15 {
		t.Fatalf("the first form is not saved: %+v", was)
	}

	second := whole
	second.Dials, second.Edited = 5, &wire.InboxEdit{Dials: new(0), Join: []string{"olga"}, Levels: []wire.Level{{UserID: "olga", Level: 1}}}
	second.Levels = []wire.Level{{UserID: "olga", Level: 8}}
	w.ok("olga", wire.CmdPutInbox.Name, second)
	now := w.inboxNamed("Helpdesk")
	want := *was
	want.Dials, want.Members = 5, append(slices.Clone(was.Members), "olga")
	want.Levels = []desk.AgentLevel{{UserID: "ana", Level: 30}, {UserID: "olga", Level: 8}}
	if !reflect.DeepEqual(*now, want) {
		t.Errorf("the second form left\n%+v\nwant\n%+v", *now, want)
	}
	w.sameAgain()
}

// Where both changed one field, the second one hears which, and nothing of it is saved.
func TestPutInbox_refusesAFieldThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	hoursOf := func(zone string) *wire.Hours {
		return &wire.Hours{Zone: zone, Week: []wire.OpenSpan{{Day: 1, From: 540, To: 1020}}, Outside: "queue"}
	}
	for field, edit := range map[string]func(c *wire.PutInbox, n int){
		"name": func(c *wire.PutInbox, n int) { c.Edited.Name, c.Name = new(c.Name), []string{"", "One", "Two"}[n] },
		"mode": func(c *wire.PutInbox, n int) {
			c.Edited.Mode, c.Mode = new(c.Mode), []string{"", "sticky", "leastBusy"}[n]
		},
		"reassign": func(c *wire.PutInbox, n int) {
			c.Edited.ReassignSeconds, c.ReassignSeconds = new(c.ReassignSeconds), 100+n
		},
		"dials":    func(c *wire.PutInbox, n int) { c.Edited.Dials, c.Dials = new(0), 3+n },
		"grace":    func(c *wire.PutInbox, n int) { c.Edited.GraceMinutes, c.GraceMinutes = new(0), 3+n },
		"capacity": func(c *wire.PutInbox, n int) { c.Edited.Capacity, c.Capacity = new(0), new(3+n) },
		"levels": func(c *wire.PutInbox, n int) {
			c.Edited.Levels, c.Levels = []wire.Level{{UserID: "ana", Level: 1}}, []wire.Level{{UserID: "ana", Level: 3 + n}}
		},
		"targets": func(c *wire.PutInbox, n int) { c.Targets = &wire.Targets{First: n} },
		"hours":   func(c *wire.PutInbox, n int) { c.Hours = hoursOf([]string{"", "UTC", "Europe/Berlin"}[n]) },
		"number": func(c *wire.PutInbox, n int) {
			c.Edited.NumberID = new("num1")
			if c.NumberID = "num2"; n == 1 {
				c.NumberID, c.NoNumber = "", true
			}
		},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "2", Phone: "+15550783882", Name: "Second"})
			box := w.inboxNamed("Support")
			form := func(n int) wire.PutInbox {
				c := wire.PutInbox{
					ID: string(box.ID), Name: box.Name, Mode: string(box.Mode), ReassignSeconds: box.ReassignSeconds,
					Members: idsOf(box.Members), Edited: &wire.InboxEdit{},
				}
				edit(&c, n)
				return c
			}
			w.ok("olga", wire.CmdPutInbox.Name, form(1))
			w.refused("olga", wire.CmdPutInbox.Name, form(2), "changedMeanwhile")
			if said := w.saidNo(wire.CmdPutInbox.Name, form(2)); said.Params["context"] != field {
				t.Errorf("said of %v", said.Params)
			}
			w.ok("olga", wire.CmdPutInbox.Name, form(1)) // both to the same: nothing to choose
		})
	}
}

// A command of a form leaves nobody alone; older ones in a record go on doing what they did.
func TestPutInbox_needsAnAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := w.inboxNamed("Support")
	edit := wire.PutInbox{ID: string(box.ID), Edited: &wire.InboxEdit{Leave: idsOf(box.Members)}}
	w.refused("olga", wire.CmdPutInbox.Name, edit, "noAgents")
	w.refused("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "New", Mode: "manual", Members: []string{}, Edited: &wire.InboxEdit{}}, "noAgents")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Support", Mode: "roundRobin", Members: []string{}})
	w.refused("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Empty", Edited: &wire.InboxEdit{Name: new("Support")}}, "noAgents")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Edited: &wire.InboxEdit{Join: []string{"ana"}}})
}

func TestPutPlan_anEditChangesWhatItsFormChangedOnly(t *testing.T) {
	t.Parallel()
	w, _, second := branching(t, when(desk.ConditionLabel, "vip"))
	p := w.branchingPlan()
	id := string(p.ID)
	whole := wire.PutPlan{ID: id, Name: p.Name, InboxID: string(p.InboxID), Branches: []wire.PlanBranch{{If: when(desk.ConditionLabel, "vip"), InboxID: second}}}
	first := whole
	first.Branches = []wire.PlanBranch{{If: when(desk.ConditionLabel, "gold"), InboxID: second}}
	first.Edited = &wire.PlanEdit{Branches: whole.Branches}
	w.ok("olga", wire.CmdPutPlan.Name, first)
	named := whole
	named.Name, named.Edited = "Other", &wire.PlanEdit{Name: &whole.Name}
	w.ok("olga", wire.CmdPutPlan.Name, named)
	if p = w.branchingPlan(); p.Name != "Other" || p.Branches[0].If[0].Value != "gold" {
		t.Errorf("the second form left %+v", p)
	}
	again := whole
	again.Branches = []wire.PlanBranch{{If: when(desk.ConditionLabel, "silver"), InboxID: second}}
	again.Edited = &wire.PlanEdit{Branches: whole.Branches}
	w.refused("olga", wire.CmdPutPlan.Name, again, "changedMeanwhile")
	named.Name = "Third"
	w.refused("olga", wire.CmdPutPlan.Name, named, "changedMeanwhile")
	rest := whole
	rest.InboxID, rest.Edited = second, &wire.PlanEdit{InboxID: &whole.InboxID}
	w.ok("olga", wire.CmdPutPlan.Name, rest)
	w.sameAgain()
}

// An inbox and a plan that branches are told apart by their names, in whatever letters.
func TestNames_anInboxAndAPlanHaveDifferentOnes(t *testing.T) {
	t.Parallel()
	w, _, _ := branching(t, when(desk.ConditionLabel, "vip"))
	p := w.branchingPlan()
	id := string(p.ID)
	w.refused("olga", wire.CmdPutPlan.Name, wire.PutPlan{ID: id, Name: "sECOND", Edited: &wire.PlanEdit{Name: &p.Name}}, "nameTaken")
	w.refused("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: p.Name, Mode: "manual", Members: []string{"ana"}, Edited: &wire.InboxEdit{}}, "nameTaken")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: p.Name, Mode: "manual", ReassignSeconds: 30, Members: []string{"ana"}}) // as a record may have it
}

func (w *world) branchingPlan() *desk.Plan {
	w.t.Helper()
	list := every(w.m, desk.RowPlan, func(p *desk.Plan) bool { return p.Kind == desk.PlanBranches })
	if len(list) != 1 {
		w.t.Fatalf("there are %d plans that branch", len(list))
	}
	return list[0]
}

func idsOf(list []desk.UserID) []string {
	out := []string{}
	for _, u := range list {
		out = append(out, string(u))
	}
	return out
}

func without(list []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(each string) bool { return each == id })
}

// A number that is out of its limits is refused, whether the form says that it changed it or
// not: what is accepted without a word looks as if it counted.
func TestPutInbox_anEditNamesNoNumberOutOfItsLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := w.inboxNamed("Support")
	put := func(c wire.PutInbox) wire.PutInbox {
		c.ID, c.Name, c.Mode = string(box.ID), box.Name, "proficiency"
		return c
	}
	for _, n := range []int{0, -1, 101} {
		levels := []wire.Level{{UserID: "ana", Level: n}}
		w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Levels: levels, Edited: &wire.InboxEdit{Levels: []wire.Level{{UserID: "ana", Level: 1}}}}), "badLevel")
		w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Levels: levels, Edited: &wire.InboxEdit{}}), "badLevel")
	}
	for _, n := range []int{-1, 901} {
		w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{ReassignSeconds: n, Edited: &wire.InboxEdit{}}), "badReassign")
	}
	w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Edited: &wire.InboxEdit{ReassignSeconds: &box.ReassignSeconds}}), "badReassign")
	w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Dials: 101, Edited: &wire.InboxEdit{}}), "badDials")
	w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{GraceMinutes: -1, Edited: &wire.InboxEdit{}}), "badGrace")
	w.refused("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Capacity: new(101), Edited: &wire.InboxEdit{}}), "badInboxCapacity")
	w.ok("olga", wire.CmdPutInbox.Name, put(wire.PutInbox{Levels: []wire.Level{{UserID: "ana", Level: 100}}, Edited: &wire.InboxEdit{Levels: []wire.Level{{UserID: "ana", Level: 1}}}}))
	if now := w.inboxNamed("Support"); now.LevelOf()["ana"] != 100 {
		t.Errorf("levels are %v", now.Levels)
	}
}
