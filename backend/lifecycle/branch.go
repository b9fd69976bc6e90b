package lifecycle

import (
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// BranchFacts are what a plan may look at when an interaction begins.
type BranchFacts struct {
	Source   []desk.KV // of the number
	Language string    // of the customer, "" = nobody has noted it
	Labels   []string  // of the customer
	Phone    string    // of the customer, digits; "" = they have none
	Closed   map[desk.InboxID]bool
}

// Holds says whether a condition holds. One of a kind that is not known never does.
func (f BranchFacts) Holds(c desk.BranchCondition) bool {
	switch c.Kind {
	case desk.ConditionHours:
		return f.Closed[c.InboxID] == (c.Value == desk.HoursClosed)
	case desk.ConditionSource:
		return slices.ContainsFunc(f.Source, func(kv desk.KV) bool {
			return strings.EqualFold(kv.Key, c.Key) && strings.EqualFold(kv.Value, c.Value)
		})
	case desk.ConditionLanguage:
		return f.Language != "" && strings.EqualFold(f.Language, c.Value)
	case desk.ConditionLabel:
		return slices.ContainsFunc(f.Labels, func(l string) bool { return strings.EqualFold(l, c.Value) })
	case desk.ConditionPhone:
		return f.Phone != "" && strings.HasPrefix(strings.TrimPrefix(f.Phone, "+"), strings.TrimPrefix(c.Value, "+"))
	}
	return false
}

// BranchOf gives the inbox to which a plan leads, and which branch that is: the first of
// which all conditions hold; 0 = none.
func BranchOf(p *desk.Plan, f BranchFacts) (desk.InboxID, int) {
	for i, b := range p.Branches {
		if !slices.ContainsFunc(b.If, func(c desk.BranchCondition) bool { return !f.Holds(c) }) {
			return b.InboxID, i + 1
		}
	}
	return p.InboxID, 0
}
