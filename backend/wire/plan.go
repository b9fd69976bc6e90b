package wire

import "github.com/parleydesk/parley/backend/desk"

// PutPlan makes (ID "") or changes a plan that branches. The first branch of which all
// conditions hold is taken; what none of them holds for goes to InboxID.
type PutPlan struct {
	ID       string       `json:"id" ask:"plan"`
	Name     string       `json:"name"`
	Branches []PlanBranch `json:"branches"`
	InboxID  string       `json:"inboxId" ask:"inbox"`
	// Edited is what the form changed; nil = it does not say, and all that is here counts.
	Edited *PlanEdit `json:"edited,omitempty"`
}

// PlanEdit is what a form changed of a plan, as InboxEdit is of an inbox.
type PlanEdit struct {
	Name     *string      `json:"name,omitempty"`
	Branches []PlanBranch `json:"branches,omitempty" ask:"-"` // none = not changed
	InboxID  *string      `json:"inboxId,omitempty" ask:"-"`
}

// BranchesOf gives the ways that a plan may lead, nil where there is one.
func BranchesOf(list []desk.Branch) []PlanBranch {
	var out []PlanBranch
	for _, b := range list {
		out = append(out, PlanBranch{If: ConditionsOf(b.If), InboxID: string(b.InboxID)})
	}
	return out
}

// ConditionsOf gives the conditions of one of them.
func ConditionsOf(list []desk.BranchCondition) []PlanCondition {
	out := make([]PlanCondition, 0, len(list))
	for _, c := range list {
		out = append(out, PlanCondition{Kind: string(c.Kind), InboxID: string(c.InboxID), Key: c.Key, Value: c.Value})
	}
	return out
}

// PlanBranch is one way that a plan may lead.
type PlanBranch struct {
	If      []PlanCondition `json:"if"`
	InboxID string          `json:"inboxId" ask:"inbox"`
}

// PlanCondition is one thing that has to hold for a branch.
type PlanCondition struct {
	Kind    string `json:"kind" of:"desk.ConditionKind"`
	InboxID string `json:"inboxId,omitempty" ask:"inbox"` // of hours: whose
	Key     string `json:"key,omitempty"`                 // of source
	Value   string `json:"value,omitempty"`               // of hours: open, closed
}

// PlanRef names a plan.
type PlanRef struct {
	PlanID string `json:"planId" ask:"plan"`
}

// Branched is which branch of its plan an interaction took.
type Branched struct {
	N  int             `json:"n"` // 1 = the first; 0 = where the rest goes
	If []PlanCondition `json:"if"`
}

// TryPlan asks where a plan would lead, saved or not.
type TryPlan struct {
	Branches  []PlanBranch `json:"branches"`
	InboxID   string       `json:"inboxId" ask:"inbox"`
	NumberID  string       `json:"numberId" ask:"number"`   // whose data source counts, "" = of none
	ContactID string       `json:"contactId" ask:"contact"` // "" = one of whom nothing is known
	Phone     string       `json:"phone"`                   // of one who is not a contact yet
	At        int64        `json:"at"`                      // when they write, Unix ms; 0 = now
}

// PlanTried says where it would lead, and why.
type PlanTried struct {
	Branch  int         `json:"branch"` // 1 = the first; 0 = where the rest goes
	InboxID string      `json:"inboxId"`
	Held    []TriedHeld `json:"held"` // of each branch
}

// TriedHeld says of each condition of a branch whether it held.
type TriedHeld struct {
	Held []bool `json:"held"`
}

// ContactFacts are what is noted of a customer beside their name.
type ContactFacts struct {
	Language string   `json:"language"` // two or three letters, as in de; "" = not known
	Labels   []string `json:"labels"`
}
