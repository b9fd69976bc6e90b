package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// branchesOf gives the ways that a plan may lead, nil where there is one.
func branchesOf(list []desk.Branch) []wire.PlanBranch {
	var out []wire.PlanBranch
	for _, b := range list {
		out = append(out, wire.PlanBranch{If: conditionsOf(b.If), InboxID: string(b.InboxID)})
	}
	return out
}

func conditionsOf(list []desk.BranchCondition) []wire.PlanCondition {
	out := make([]wire.PlanCondition, 0, len(list))
	for _, c := range list {
		out = append(out, wire.PlanCondition{Kind: string(c.Kind), InboxID: string(c.InboxID), Key: c.Key, Value: c.Value})
	}
	return out
}

// branched gives which branch an interaction took. How the customer's number begins is left
// out where numbers are masked.
func (v Viewer) branched(b *desk.Branched) *wire.Branched {
	if b == nil {
		return nil
	}
	out := &wire.Branched{N: b.N, If: conditionsOf(b.If)}
	for i := range out.If {
		if v.HideNumbers && b.If[i].Kind == desk.ConditionPhone {
			out.If[i].Value = ""
		}
	}
	return out
}
