package desk

import "context"

// PlanID names an interaction plan.
type PlanID string

// PlanKind is what a plan does first with an interaction that a customer begins.
type PlanKind string

// The kinds of plans. Values are stored.
const (
	PlanToInbox PlanKind = "inbox" // it queues in the plan's inbox at once
	// PlanFlow holds it in a flow, which lets it go to the plan's inbox. Nothing
	// makes such a plan yet: it is what rules and flows will stand on.
	PlanFlow PlanKind = "flow"
	// PlanBranches queues it in the inbox of the first branch that holds, else in the
	// plan's.
	PlanBranches PlanKind = "branches"
)

// Plan is an interaction plan: where the interactions of the numbers go that name
// it.
type Plan struct {
	ID        PlanID   `json:"id"`
	Name      string   `json:"name"`
	Kind      PlanKind `json:"kind"`
	InboxID   InboxID  `json:"inboxId"` // where interactions queue when the plan is done with them, unless a branch says otherwise
	Branches  []Branch `json:"branches,omitempty"`
	Deleted   bool     `json:"deleted"`
	CreatedAt int64    `json:"createdAt"`
}

// Holds says whether the plan keeps a new interaction in a flow, rather than
// queueing it in its inbox.
func (p *Plan) Holds() bool { return p.Kind == PlanFlow }

// RowKey names the row.
func (p *Plan) RowKey() Ref { return Ref{RowPlan, string(p.ID)} }

// Clone copies the row.
func (p *Plan) Clone() Row {
	c := shallow(p)
	c.Branches = cloneBranches(p.Branches)
	return c
}

// Mapping is where the numbers of an organization lead by their plans.
type Mapping struct {
	Inboxes map[NumberID]InboxID // of each number that has a plan: where the rest goes, of one that branches
	Numbers map[InboxID]NumberID // the other way round; a plan that branches gives no inbox a number
}

// MappingOf reads where the numbers lead.
func MappingOf(ctx context.Context, from Rows, org OrgID) (Mapping, error) {
	numbers, err := Find[*Number](ctx, from, org, Numbers.With())
	if err != nil {
		return Mapping{}, Wrap("read numbers", err)
	}
	plans, err := Find[*Plan](ctx, from, org, Plans.With())
	if err != nil {
		return Mapping{}, Wrap("read plans", err)
	}
	inboxes, alone := make(map[PlanID]InboxID, len(plans)), make(map[PlanID]bool, len(plans))
	for _, p := range plans {
		inboxes[p.ID], alone[p.ID] = p.InboxID, p.Kind != PlanBranches
	}
	m := Mapping{Inboxes: map[NumberID]InboxID{}, Numbers: map[InboxID]NumberID{}}
	for _, n := range numbers {
		if box := inboxes[n.PlanID]; box != "" {
			m.Inboxes[n.ID] = box
			if alone[n.PlanID] {
				m.Numbers[box] = n.ID
			}
		}
	}
	return m, nil
}
