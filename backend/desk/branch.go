package desk

import "slices"

// Branch is one way that a plan may lead: to its inbox, when all of its conditions hold.
type Branch struct {
	If      []BranchCondition `json:"if"`
	InboxID InboxID           `json:"inboxId"`
}

// ConditionKind is what a condition of a branch looks at. Values are stored.
type ConditionKind string

// What a branch may look at, when an interaction begins.
const (
	ConditionHours    ConditionKind = "hours"    // whether the inbox that it names is open: Value is HoursOpen or HoursClosed
	ConditionSource   ConditionKind = "source"   // whether the number's data source has Key with Value
	ConditionLanguage ConditionKind = "language" // whether the customer's language, as it was noted, is Value
	ConditionLabel    ConditionKind = "label"    // whether the customer has the label Value
	ConditionPhone    ConditionKind = "phone"    // whether the customer's number begins with Value: +49
)

// The values of ConditionHours. Stored.
const (
	HoursOpen   = "open"
	HoursClosed = "closed"
)

// BranchCondition is one thing that has to hold for a branch to be taken.
type BranchCondition struct {
	Kind    ConditionKind `json:"kind"`
	InboxID InboxID       `json:"inboxId,omitempty"` // of ConditionHours
	Key     string        `json:"key,omitempty"`     // of ConditionSource
	Value   string        `json:"value,omitempty"`
}

// The bounds of a plan, and of what is noted of a contact.
const (
	MaxBranches       = 20
	MaxConditions     = 5   // of one branch
	MaxConditionValue = 120 // characters
	MaxLabels         = 20  // of one contact
	MaxLabel          = 40  // characters
)

// Branched is which branch of its plan an interaction took, and what held then.
type Branched struct {
	N  int               `json:"n"` // 1 = the first; 0 = none held, and it went where the rest goes
	If []BranchCondition `json:"if,omitempty"`
}

func (b *Branched) copied() *Branched {
	c := pointer(b)
	if c != nil {
		c.If = slices.Clone(b.If)
	}
	return c
}

// Inboxes names the inboxes to which the plan may lead, each once.
func (p *Plan) Inboxes() []InboxID {
	list := []InboxID{p.InboxID}
	for _, b := range p.Branches {
		if !slices.Contains(list, b.InboxID) {
			list = append(list, b.InboxID)
		}
	}
	return list
}

// Names says whether the plan leads to the inbox, or asks whether it is open.
func (p *Plan) Names(box InboxID) bool {
	return slices.Contains(p.Inboxes(), box) || slices.ContainsFunc(p.Branches, func(b Branch) bool {
		return slices.ContainsFunc(b.If, func(c BranchCondition) bool { return c.InboxID == box })
	})
}

func cloneBranches(list []Branch) []Branch {
	out := slices.Clone(list)
	for i := range out {
		out[i].If = slices.Clone(list[i].If)
	}
	return out
}
