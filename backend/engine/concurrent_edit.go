package engine

import (
	"maps"
	"reflect"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Two people may have a form of one thing open. What the second one saves changes only what
// they changed: see wire.InboxEdit.

// errChangedMeanwhile refuses a change of a field that somebody else has changed to
// something else since the form was opened.
func errChangedMeanwhile(field string) error {
	return refuse(desk.CodeConflict, "changedMeanwhile", desk.Params{desk.ParamContext: field})
}

// clash is a field that a form changed, and whether somebody else has made it something else
// again.
type clash struct {
	field string
	is    bool
}

// firstClash refuses the first of them that is one.
func firstClash(all ...clash) error {
	for _, c := range all {
		if c.is {
			return errChangedMeanwhile(c.field)
		}
	}
	return nil
}

// errNoAgents refuses an inbox without anybody: what comes in would wait for nobody.
func errNoAgents() *desk.Error { return desk.Refuse(desk.CodeInvalid, "noAgents") }

// leavingNobody refuses an inbox that is made with nobody in it. It is asked when
// sayingNothing is. An edit is judged by the fold, which knows who is in the inbox.
func leavingNobody(body any) error {
	if c, is := body.(wire.PutInbox); is && c.Edited == nil && c.Name != "" && len(c.Members) == 0 {
		return errNoAgents()
	}
	return nil
}

// settle gives a field that the form left alone the value that it has now, and says whether
// one that it changed has become something else again.
func settle[T comparable](want, was *T, now T) (clash bool) {
	if was == nil {
		*want = now
		return false
	}
	return now != *was && now != *want
}

// inboxEdit gives the whole of an inbox as it is to be: what the form changed, and of
// everything else what the inbox has now.
func (w *work) inboxEdit(box *desk.Inbox, c wire.PutInbox) (wire.PutInbox, error) {
	e := c.Edited
	if e == nil {
		return c, nil
	}
	if err := numbersFit(c); err != nil { // before what the form left alone is not looked at any more
		return c, err
	}
	mapped, err := w.mappedMeanwhile(box, c)
	if err != nil {
		return c, err
	}
	err = firstClash(
		clash{"name", settle(&c.Name, e.Name, box.Name)},
		clash{"mode", settle(&c.Mode, e.Mode, string(box.Mode))},
		clash{"number", mapped},
		clash{"reassign", settle(&c.ReassignSeconds, e.ReassignSeconds, box.ReassignSeconds)},
		clash{"levels", settleLevels(&c, box)},
		clash{"dials", settle(&c.Dials, e.Dials, box.Dials)},
		clash{"capacity", c.Capacity != nil && box.Capacity != *c.Capacity && e.Capacity != nil && box.Capacity != *e.Capacity},
		clash{"grace", settle(&c.GraceMinutes, e.GraceMinutes, box.GraceMinutes)},
		clash{"hours", c.Hours != nil && !sameHours(box.Hours, e.Hours.AsTyped()) && !sameHours(box.Hours, c.Hours.AsTyped())},
		clash{"overflow", c.Overflow != nil && box.Overflow != shownOverflow(e.Overflow) && box.Overflow != shownOverflow(c.Overflow)},
		clash{"targets", c.Targets != nil && box.Targets != shownTargets(e.Targets) && box.Targets != shownTargets(c.Targets)},
		clash{"survey", surveyClash(box, c)},
	)
	if err != nil {
		return c, err
	}
	c.Members = []string{}
	for _, m := range box.Members { // their order is that of the turns
		if !slices.Contains(e.Leave, string(m)) {
			c.Members = append(c.Members, string(m))
		}
	}
	c.Members = append(c.Members, e.Join...)
	return c, nil
}

// numbersFit judges every number that a command names, whether its form changed it or not.
func numbersFit(c wire.PutInbox) error {
	if e := c.Edited; c.ReassignSeconds != 0 || e.ReassignSeconds != nil {
		if err := reassignFits(c.ReassignSeconds); err != nil {
			return err
		}
	}
	if err := levelsFit(c.Levels); err != nil {
		return err
	}
	return limitsFit(c)
}

// mappedMeanwhile says whether the form gives the inbox another number, and somebody else
// gave it yet another one.
func (w *work) mappedMeanwhile(box *desk.Inbox, c wire.PutInbox) (bool, error) {
	if c.Edited.NumberID == nil {
		return false, nil
	}
	n, err := w.numberIn(box)
	if err != nil {
		return false, err
	}
	now := ""
	if n != nil {
		now = string(n.ID)
	}
	return now != *c.Edited.NumberID && now != c.NumberID, nil
}

// settleLevels gives everybody whose level the form left alone the one that they have now.
func settleLevels(c *wire.PutInbox, box *desk.Inbox) (clash bool) {
	if c.Levels == nil {
		return false
	}
	now := box.LevelOf()
	want := map[string]int{}
	for _, l := range c.Levels {
		want[l.UserID] = l.Level
	}
	for _, was := range c.Edited.Levels {
		id := desk.UserID(was.UserID)
		level, ok := want[was.UserID]
		if !ok {
			continue // not an agent any more
		}
		at := max(desk.MinLevel, now[id])
		clash = clash || at != was.Level && at != level
		now[id] = level
	}
	c.Levels = []wire.Level{}
	for _, m := range slices.Sorted(maps.Keys(now)) {
		c.Levels = append(c.Levels, wire.Level{UserID: string(m), Level: now[m]})
	}
	return clash
}

func shownOverflow(said *wire.Overflow) desk.Overflow {
	if said == nil || said.InboxID == "" {
		return desk.Overflow{}
	}
	return desk.Overflow{Minutes: said.Minutes, InboxID: desk.InboxID(said.InboxID)}
}

func shownTargets(said *wire.Targets) desk.Targets {
	if said == nil || desk.Targets(*said).None() {
		return desk.Targets{}
	}
	return desk.Targets(*said)
}

// planEdit gives the whole of a plan as it is to be, as inboxEdit does of an inbox. Its
// branches are one field: their order decides which one is taken.
func planEdit(p *desk.Plan, c wire.PutPlan) (wire.PutPlan, error) {
	e := c.Edited
	if e == nil {
		return c, nil
	}
	now := wire.BranchesOf(p.Branches)
	branches := e.Branches != nil && !sameBranches(now, e.Branches) && !sameBranches(now, c.Branches)
	if e.Branches == nil {
		c.Branches = now
	}
	switch {
	case settle(&c.Name, e.Name, p.Name):
		return c, errChangedMeanwhile("name")
	case settle(&c.InboxID, e.InboxID, string(p.InboxID)):
		return c, errChangedMeanwhile("rest")
	case branches:
		return c, errChangedMeanwhile("branches")
	}
	return c, nil
}

func sameBranches(a, b []wire.PlanBranch) bool { return reflect.DeepEqual(a, b) }
