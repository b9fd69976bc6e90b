package engine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// labels makes a label and gives its id.
func (w *world) label(by desk.UserID, name string) string {
	w.t.Helper()
	var made wire.IDResult
	if err := json.Unmarshal(w.ok(by, wire.CmdPutLabel.Name, wire.PutLabel{Name: name}), &made); err != nil {
		w.t.Fatalf("%v", err)
	}
	return made.ID
}

func (w *world) labelled(id string) *desk.Label {
	w.t.Helper()
	all := every(w.m, desk.RowLabel, func(l *desk.Label) bool { return string(l.ID) == id })
	if len(all) != 1 {
		w.t.Fatalf("there are %d labels %s", len(all), id)
	}
	return all[0]
}

func (w *world) puts(by desk.UserID, add, remove []string) {
	w.t.Helper()
	w.ok(by, wire.CmdLabelThread.Name, wire.LabelThread{ThreadID: string(w.thread().ID), Add: add, Remove: remove})
}

// shown are the labels of the conversation as the page shows them.
func (w *world) shown() string {
	var out []string
	for _, id := range w.thread().Labels {
		for _, l := range every[desk.Label](w.m, desk.RowLabel, nil) {
			if !l.Deleted && l.Is(id) && !slices.Contains(out, l.Name) {
				out = append(out, l.Name)
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func (w *world) shows(want string) {
	w.t.Helper()
	if got := w.shown(); got != want {
		w.t.Errorf("the conversation has %q, want %q", got, want)
	}
}

func TestLabels_followTheirNameEverywhere(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	late, vip := w.label(who, "Late"), w.label(who, " VIP ")
	w.puts(who, []string{late, vip, late}, nil)
	w.shows("Late VIP")
	w.ok("olga", wire.CmdPutLabel.Name, wire.PutLabel{ID: late, Name: "Delayed", Colour: string(desk.LabelRed)})
	w.shows("Delayed VIP")
	w.ok("olga", wire.CmdDropLabel.Name, wire.LabelRef{LabelID: vip})
	w.shows("Delayed")
	w.refused(who, wire.CmdLabelThread.Name, wire.LabelThread{ThreadID: string(w.thread().ID), Add: []string{vip}}, "labelGone")
	w.ok("olga", wire.CmdRestoreLabel.Name, wire.LabelRef{LabelID: vip})
	w.shows("Delayed VIP")
	w.puts(who, nil, []string{late})
	w.shows("VIP")
}

func TestLabels_mergeAndComeApartAgain(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	refund, money := w.label(who, "Refund"), w.label(who, "Money back")
	w.puts(who, []string{money}, nil)
	w.ok("olga", wire.CmdMergeLabels.Name, wire.MergeLabels{From: money, Into: refund})
	w.shows("Refund")
	w.puts(who, []string{refund}, nil)
	if n := len(w.thread().Labels); n != 1 {
		t.Errorf("the same label is there %d times", n)
	}
	w.refused("olga", wire.CmdMergeLabels.Name, wire.MergeLabels{From: refund, Into: refund}, "labelItself")
	w.ok("olga", wire.CmdRestoreLabel.Name, wire.LabelRef{LabelID: money})
	w.shows("Money back")
	if l := w.labelled(refund); len(l.Holds)+len(l.Were) != 0 {
		t.Errorf("it still holds %v, %v", l.Holds, l.Were)
	}
}

func TestLabels_refuseNamesThatAreNone(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	id := w.label(who, "Late")
	for name, sub := range map[string]string{"": "noName", strings.Repeat("x", 300): "longName", "LATE": "labelName"} {
		w.refused(who, wire.CmdPutLabel.Name, wire.PutLabel{Name: name}, sub)
	}
	w.refused(who, wire.CmdPutLabel.Name, wire.PutLabel{Name: "x", Colour: "beige"}, "labelColour")
	w.refused(who, wire.CmdPutLabel.Name, wire.PutLabel{ID: id, Name: "Mine"}, "role")
	for i := range desk.MostThreadLabels + 1 {
		id = w.label(who, strings.Repeat("x", i+1))
		if i < desk.MostThreadLabels {
			w.puts(who, []string{id}, nil)
		}
	}
	w.refused(who, wire.CmdLabelThread.Name, wire.LabelThread{ThreadID: string(w.thread().ID), Add: []string{id}}, "threadLabels")
}

// What people note of a customer is in the same list, and plans branch by what it is
// called now.
func TestLabels_ofCustomersAreTheSame(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	note := func(labels ...string) {
		t.Helper()
		w.ok(who, wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(w.thread().ContactID), Name: "Rosa", Known: &wire.ContactFacts{Labels: labels}})
	}
	note("VIP", "press")
	all := every[desk.Label](w.m, desk.RowLabel, nil)
	if len(all) != 2 || all[0].Colour == all[1].Colour {
		t.Fatalf("the labels are %+v", all)
	}
	vip := string(desk.LabelCalled(all, "vip").ID)
	box := w.box()
	w.ok("olga", wire.CmdPutPlan.Name, wire.PutPlan{Name: "By label", InboxID: string(box), Branches: []wire.PlanBranch{
		{InboxID: string(box), If: []wire.PlanCondition{{Kind: string(desk.ConditionLabel), Value: "VIP"}}},
	}})
	w.refused("olga", wire.CmdDropLabel.Name, wire.LabelRef{LabelID: vip}, "labelInPlan")
	w.ok("olga", wire.CmdPutLabel.Name, wire.PutLabel{ID: vip, Name: "Important"})
	plans := every(w.m, desk.RowPlan, func(p *desk.Plan) bool { return p.Name == "By label" })
	if got := plans[0].Branches[0].If[0].Value; got != "Important" {
		t.Errorf("the plan asks for %q", got)
	}
	note("Important") // as the form shows it
	if n := len(every[desk.Label](w.m, desk.RowLabel, nil)); n != 2 {
		t.Errorf("there are %d labels", n)
	}
	if got := desk.LabelNames(all, []string{"VIP", "unknown"}); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestListViews_haveOneNameEach(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	view := wire.PutListView{Name: "Late ones", Filter: wire.ListFilter{List: "mine", Unread: true}}
	w.ok(who, wire.CmdPutListView.Name, view)
	w.refused(who, wire.CmdPutListView.Name, view, "listViewName")
	w.ok(other(who), wire.CmdPutListView.Name, view)
	view.Shared = true
	w.refused(who, wire.CmdPutListView.Name, view, "role")
	w.ok("olga", wire.CmdPutListView.Name, view)
	shared := every(w.m, desk.RowListView, func(v *desk.ListView) bool { return v.Shared })[0]
	w.refused(who, wire.CmdDropListView.Name, wire.ListViewRef{ID: string(shared.ID)}, "notYours")
	w.ok("olga", wire.CmdDropListView.Name, wire.ListViewRef{ID: string(shared.ID)})
	if n := len(every[desk.ListView](w.m, desk.RowListView, nil)); n != 2 {
		t.Errorf("%d views are left", n)
	}
}
