package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// plans gives all plans, deleted ones too.
func (w *world) plans() []*desk.Plan { return every[desk.Plan](w.m, desk.RowPlan, nil) }

func TestPlan_mappingANumberGivesItThePlanToThisInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	list := w.plans()
	if len(list) != 1 || list[0].Kind != desk.PlanToInbox || list[0].InboxID != box.ID || list[0].Name != "Support" || w.number("num1").PlanID != list[0].ID {
		t.Fatalf("plans %+v, number %+v", list, w.number("num1"))
	}
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	if n := w.number("num1"); n.PlanID != "" || n.State != desk.NumberReady {
		t.Fatalf("taken off the inbox: %+v", n)
	}
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box.ID)})
	if again := w.plans(); len(again) != 1 || w.number("num1").PlanID != again[0].ID {
		t.Fatalf("mapped again: %+v", again)
	}
	w.says("wamid.1", "hello")
	if it := w.interaction(); it.PlanID != list[0].ID || it.InboxID != box.ID {
		t.Fatalf("the interaction went %+v", it)
	}
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Help", Mode: "roundRobin", Members: []string{"ana"}})
	if name := w.plans()[0].Name; name != "Help" {
		t.Errorf("the inbox is called Help now, its plan %q", name)
	}
}

func TestPlan_goesWithItsInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(box.ID)})
	if list := w.plans(); len(list) != 1 || !list[0].Deleted || w.number("num1").PlanID != "" {
		t.Fatalf("plans %+v, number %+v", list, w.number("num1"))
	}
}

// A number or an inbox that a plan names stays while it does, and the refusal says
// which plan it is.
func TestPlan_nothingThatItNamesIsDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if said := w.saidNo(wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"}); said.Subcode != "mapped" || said.Params["inbox"] != "Support" {
		t.Errorf("the number is refused with %s %v", said.Subcode, said.Params)
	}
	box := w.givenFlow()
	if said := w.saidNo(wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"}); said.Subcode != "mapped" || said.Params["context"] != "plan" || said.Params["plan"] != "Greeting" {
		t.Errorf("the number is refused with %s %v", said.Subcode, said.Params)
	}
	if said := w.saidNo(wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(box)}); said.Subcode != "planned" || said.Params["plan"] != "Greeting" || said.Params["inbox"] != "Support" {
		t.Errorf("the inbox is refused with %s %v", said.Subcode, said.Params)
	}
}

// givenFlow has num1's plan hold what comes in a flow, as the plans of a later kind
// will: nothing else makes one yet. It gives the inbox to which the plan leads.
func (w *world) givenFlow() desk.InboxID {
	w.t.Helper()
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0].ID
	p := &desk.Plan{ID: "pln_flow", Name: "Greeting", Kind: desk.PlanFlow, InboxID: box}
	n := w.number("num1")
	n.PlanID = p.ID
	w.m.rows[p.RowKey()], w.m.rows[n.RowKey()] = p, n
	return box
}

func (w *world) number(id desk.NumberID) *desk.Number {
	w.t.Helper()
	n, err := one[desk.Number](w.m, desk.RowNumber, string(id))
	if err != nil {
		w.t.Fatalf("number %s: %v", id, err)
	}
	return n
}

// saidNo gives the error with which a command is refused.
func (w *world) saidNo(name string, body any) *wire.Failure {
	w.t.Helper()
	said, _ := w.refusalOf("olga", name, body)
	return said
}
