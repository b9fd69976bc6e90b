package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// put makes or changes a plan and gives its id.
func (w *world) plan(p wire.PutPlan) string {
	w.t.Helper()
	var r wire.IDResult
	if err := json.Unmarshal(w.ok("olga", wire.CmdPutPlan.Name, p), &r); err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	return r.ID
}

// second makes another inbox, with ben, and gives its id.
func (w *world) second(change func(*wire.PutInbox)) string {
	w.t.Helper()
	put := wire.PutInbox{Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}}
	if change != nil {
		change(&put)
	}
	w.ok("olga", wire.CmdPutInbox.Name, put)
	return string(w.inboxNamed(put.Name).ID)
}

func when(kind desk.ConditionKind, value string) []wire.PlanCondition {
	return []wire.PlanCondition{{Kind: string(kind), Value: value}}
}

// branching gives num1 a plan with one branch to a second inbox.
func branching(t *testing.T, conditions []wire.PlanCondition) (w *world, support, second string) {
	t.Helper()
	w = newWorld(t)
	support, second = string(w.inboxNamed("Support").ID), w.second(nil)
	id := w.plan(wire.PutPlan{Name: "By customer", InboxID: support, Branches: []wire.PlanBranch{{If: conditions, InboxID: second}}})
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", PlanID: id})
	return w, support, second
}

func TestPlanBranches_theFirstBranchThatHoldsIsTaken(t *testing.T) {
	t.Parallel()
	w, support, second := branching(t, when(desk.ConditionPhone, "+1 650"))
	w.says("wamid.1", "hello")
	if it := w.interaction(); string(it.InboxID) != second || it.Branched == nil || it.Branched.N != 1 || it.Branched.If[0].Value != "+1650" {
		t.Fatalf("%+v, %+v", it, it.Branched)
	}
	if o := w.offer(); o.UserID != "ben" {
		t.Errorf("%s is asked", o.UserID)
	}
	w.wrote("wamid.2", "4917012345", w.now, hello)
	if _, it := w.of("4917012345"); string(it.InboxID) != support || it.Branched == nil || it.Branched.N != 0 {
		t.Errorf("another number: %+v, %+v", it, it.Branched)
	}
	w.sameAgain()
}

func TestPlanBranches_whatIsNotedOfACustomerCounts(t *testing.T) {
	t.Parallel()
	for _, conditions := range [][]wire.PlanCondition{when(desk.ConditionLanguage, "DE"), when(desk.ConditionLabel, "vip")} {
		w, support, second := branching(t, conditions)
		w.says("wamid.1", "hello")
		it := w.interaction()
		if string(it.InboxID) != support {
			t.Fatalf("nothing is known yet: %+v", it)
		}
		w.ok("olga", wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(it.ContactID), Known: &wire.ContactFacts{Language: "de", Labels: []string{"VIP", "vip", "press"}}})
		w.ok("olga", wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(it.ContactID), Name: "Sheena"}) // an older app says nothing of them
		if c := w.customer(); len(c.Labels) != 2 || c.Language != "de" || c.SavedName != "Sheena" {
			t.Fatalf("%+v", c)
		}
		if now := w.interaction(); string(now.InboxID) != support {
			t.Fatalf("it went elsewhere while it was going on: %+v", now)
		}
		w.ok("olga", wire.CmdTake.Name, w.ref())
		w.ok("olga", wire.CmdClose.Name, w.ref())
		w.pass(minute)
		w.says("wamid.2", "again")
		if it := w.interaction(); string(it.InboxID) != second || it.Branched.N != 1 {
			t.Fatalf("%v: %+v", conditions, it)
		}
		w.sameAgain()
	}
}

func TestPlanBranches_sourceAndHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support := string(w.inboxNamed("Support").ID)
	second := w.second(func(c *wire.PutInbox) {
		c.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)}
	})
	open := wire.PlanCondition{Kind: string(desk.ConditionHours), InboxID: second, Value: desk.HoursOpen}
	gold := wire.PlanCondition{Kind: string(desk.ConditionSource), Key: "tier", Value: "gold"}
	id := w.plan(wire.PutPlan{Name: "Gold by day", InboxID: support, Branches: []wire.PlanBranch{{If: []wire.PlanCondition{open, gold}, InboxID: second}}})
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", PlanID: id})
	n := w.number("num1")
	w.ok("olga", wire.CmdUpdateNumber.Name, wire.UpdateNumber{NumberID: "num1", Name: n.Name, DataSource: []wire.KV{{Key: "tier", Value: "Gold"}}})
	w.says("wamid.1", "in the evening")
	if it := w.interaction(); string(it.InboxID) != support {
		t.Fatalf("it is closed: %+v", it)
	}
	w.pass(toMidnight + 10*hour)
	w.wrote("wamid.2", "4917012345", w.now, hello)
	if _, it := w.of("4917012345"); string(it.InboxID) != second {
		t.Fatalf("it is open: %+v", it)
	}
	w.sameAgain()
}

// Each way has to lead to somebody, before it is switched on and after.
func TestPlanBranches_aNumberIsActiveWhenEachWayLeadsToSomebody(t *testing.T) {
	t.Parallel()
	w, _, second := branching(t, when(desk.ConditionLabel, "vip"))
	if n := w.number("num1"); n.State != desk.NumberActive {
		t.Fatalf("%s %v", n.State, n.Why)
	}
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: second, Name: "Second", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{}})
	if n := w.number("num1"); n.State != desk.NumberReady {
		t.Fatalf("one way leads to nobody: %s", n.State)
	}
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	said := w.saidNo(wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true})
	if said.Subcode != "nobodyAssigned" || said.Params["context"] != "branch" || said.Params["inbox"] != "Second" {
		t.Errorf("%s %v", said.Subcode, said.Params)
	}
}

// What waits while the number leads nowhere goes where the plan leads.
func TestPlanBranches_whatWaitedIsLedToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support, second := string(w.inboxNamed("Support").ID), w.second(nil)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "hello")
	id := w.plan(wire.PutPlan{Name: "P", InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionPhone, "+1"), InboxID: second}}})
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", PlanID: id})
	if it := w.interaction(); string(it.InboxID) != second || it.Branched.N != 1 || w.offer().UserID != "ben" {
		t.Fatalf("%+v", it)
	}
	w.sameAgain()
}

func TestPlanBranches_areEditedAndDeleted(t *testing.T) {
	t.Parallel()
	w, support, second := branching(t, when(desk.ConditionPhone, "+1"))
	id := string(w.number("num1").PlanID)
	w.plan(wire.PutPlan{ID: id, Name: "Other way", InboxID: second, Branches: []wire.PlanBranch{{If: when(desk.ConditionPhone, "+1"), InboxID: support}}})
	w.says("wamid.1", "hello")
	if it := w.interaction(); string(it.InboxID) != support {
		t.Fatalf("%+v", it)
	}
	if said := w.saidNo(wire.CmdDeletePlan.Name, wire.PlanRef{PlanID: id}); said.Subcode != "planUsed" || said.Params["plan"] != "Other way" {
		t.Errorf("%s %v", said.Subcode, said.Params)
	}
	if said := w.saidNo(wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: second, MoveTo: support}); said.Subcode != "planned" || said.Params["plan"] != "Other way" {
		t.Errorf("%s %v", said.Subcode, said.Params)
	}
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.ok("olga", wire.CmdDeletePlan.Name, wire.PlanRef{PlanID: id})
	w.refused("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", PlanID: id}, "notYours")
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: second, MoveTo: support})
	w.sameAgain()
}

func TestPlanBranches_refusesWhatLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support, second := string(w.inboxNamed("Support").ID), w.second(nil)
	texts := w.second(func(c *wire.PutInbox) { c.Name, c.Channel = "Texts", "sms" })
	good := wire.PlanBranch{If: when(desk.ConditionPhone, "+49"), InboxID: second}
	for what, p := range map[string]wire.PutPlan{
		"no branch":          {InboxID: support},
		"no condition":       {InboxID: support, Branches: []wire.PlanBranch{{InboxID: second}}},
		"another channel":    {InboxID: support, Branches: []wire.PlanBranch{{If: good.If, InboxID: texts}}},
		"an unknown kind":    {InboxID: support, Branches: []wire.PlanBranch{{If: when("moon", "full"), InboxID: second}}},
		"no prefix":          {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionPhone, "49"), InboxID: second}}},
		"no language":        {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionLanguage, "german"), InboxID: second}}},
		"an empty label":     {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionLabel, " "), InboxID: second}}},
		"a long label":       {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionLabel, strings.Repeat("x", 41)), InboxID: second}}},
		"a label with marks": {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionLabel, "a\u202Eb"), InboxID: second}}},
		"a source, no key":   {InboxID: support, Branches: []wire.PlanBranch{{If: when(desk.ConditionSource, "gold"), InboxID: second}}},
		"hours of a word":    {InboxID: support, Branches: []wire.PlanBranch{{If: []wire.PlanCondition{{Kind: "hours", InboxID: second, Value: "later"}}, InboxID: second}}},
	} {
		p.Name = "P"
		if said := w.saidNo(wire.CmdPutPlan.Name, p); said == nil || said.Subcode != "badPlan" {
			t.Errorf("%s: %+v", what, said)
		}
	}
	if len(w.plans()) != 1 {
		t.Errorf("something was saved: %+v", w.plans())
	}
	w.plan(wire.PutPlan{Name: "P", InboxID: support, Branches: []wire.PlanBranch{good}})
	w.refused("olga", wire.CmdPutPlan.Name, wire.PutPlan{Name: "p", InboxID: support, Branches: []wire.PlanBranch{good}}, "nameTaken")
	w.refused("ana", wire.CmdPutPlan.Name, wire.PutPlan{Name: "Q", InboxID: support, Branches: []wire.PlanBranch{good}}, "supervisors")
	for _, bad := range []wire.ContactFacts{{Language: "deutsch"}, {Labels: []string{""}}, {Labels: []string{strings.Repeat("x", 41)}}} {
		w.says("wamid.9", "hello")
		w.refused("olga", wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(w.customer().ID), Known: &bad}, "badFacts")
	}
}
