package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// inboxOf gives the inbox to which the number's plan brings its interactions, ""
// for none.
func (w *work) inboxOf(n *desk.Number) (desk.InboxID, error) {
	if n.PlanID == "" {
		return "", nil
	}
	p, err := w.plan(n.PlanID)
	if err != nil {
		return "", desk.Wrap("read plan", err)
	}
	return p.InboxID, nil
}

// inboxesOf gives the inboxes to which the number's plan may lead.
func (w *work) inboxesOf(n *desk.Number) ([]desk.InboxID, error) {
	if n.PlanID == "" {
		return nil, nil
	}
	p, err := w.plan(n.PlanID)
	if err != nil {
		return nil, desk.Wrap("read plan", err)
	}
	return p.Inboxes(), nil
}

// livePlans gives the plans that name the inbox, by id.
func (w *work) livePlans(box desk.InboxID) ([]*desk.Plan, error) {
	all, err := list[desk.Plan](w, desk.Plans.With())
	if err != nil {
		return nil, desk.Wrap("read plans", err)
	}
	var out []*desk.Plan
	for _, p := range all {
		if !p.Deleted && p.Names(box) {
			out = append(out, p)
		}
	}
	return out, nil
}

// numberIn gives the number whose plan brings all its interactions to the inbox, nil for
// none.
func (w *work) numberIn(box *desk.Inbox) (*desk.Number, error) {
	plans, err := w.livePlans(box.ID)
	if err != nil || len(plans) == 0 {
		return nil, err
	}
	numbers, err := list[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		for _, p := range plans { // one that branches gives no inbox a number
			if n.PlanID == p.ID && p.Kind != desk.PlanBranches {
				return n, nil
			}
		}
	}
	return nil, nil // none is an answer here
}

// planTo gives the plan "to this inbox", which it makes if there is none. Its id is
// counted for itself, as those of spans: entries from before there were plans go on
// giving the ids that they gave.
func (w *work) planTo(box *desk.Inbox) (*desk.Plan, error) {
	p, err := w.simplePlan(box.ID)
	if err != nil || p != nil {
		return p, err
	}
	w.plans++
	p = &desk.Plan{
		ID: desk.PlanID(w.key.ID("pln", w.e.Org, w.e.Seq, w.plans)), Name: box.Name, Kind: desk.PlanToInbox,
		InboxID: box.ID, CreatedAt: w.e.At,
	}
	w.put(p)
	return p, nil
}

// simplePlan gives the plan "to this inbox", nil if there is none.
func (w *work) simplePlan(box desk.InboxID) (*desk.Plan, error) {
	plans, err := w.livePlans(box)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.Kind == desk.PlanToInbox {
			return p, nil
		}
	}
	return nil, nil // none is an answer here
}

// namePlan has the plan "to this inbox" follow the inbox's name.
func (w *work) namePlan(box *desk.Inbox) error {
	p, err := w.simplePlan(box.ID)
	if err != nil || p == nil || p.Name == box.Name {
		return err
	}
	p.Name = box.Name
	w.put(p)
	return nil
}

// dropPlans deletes the plan "to this inbox" with its inbox. Any other plan that
// names the inbox would lead nowhere: the inbox stays while there is one.
func (w *work) dropPlans(box *desk.Inbox) error {
	plans, err := w.livePlans(box.ID)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.Kind != desk.PlanToInbox {
			return refuse(desk.CodeConflict, "planned", desk.Params{"inbox": box.Name, "plan": p.Name})
		}
		p.Deleted = true
		w.put(p)
	}
	return nil
}

// tellInboxLeft has viewers told that the inbox to which the number's interactions
// went loses the number, unless it is the one that it gets.
func (w *work) tellInboxLeft(n *desk.Number, to *desk.Inbox) error {
	id, err := w.inboxOf(n)
	if err != nil || id == "" || to != nil && to.ID == id {
		return err
	}
	box, err := w.inbox(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	w.put(box)
	return nil
}
