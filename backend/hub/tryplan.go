package hub

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// tryPlan says where a plan would lead, and of each condition whether it holds. It begins
// nothing.
func (h *Hub) tryPlan(ctx context.Context, c Caller, in wire.TryPlan) (view.Body, error) {
	org, now := c.Viewer.OrgID, in.At
	if now <= 0 {
		now = h.cfg.Clock().UnixMilli()
	}
	if err := h.hasAll(ctx, org, in); err != nil {
		return view.Body{}, err
	}
	p := planOf(in)
	f := lifecycle.BranchFacts{Phone: strings.Join(strings.Fields(in.Phone), ""), Closed: map[desk.InboxID]bool{}}
	if in.NumberID != "" {
		n, err := desk.Get[*desk.Number](ctx, h.cfg.Rows, org, desk.RowNumber, in.NumberID)
		if err != nil {
			return view.Body{}, desk.Wrap("read number", err)
		}
		f.Source = n.DataSource
	}
	if in.ContactID != "" {
		k, err := desk.Get[*desk.Contact](ctx, h.cfg.Rows, org, desk.RowContact, in.ContactID)
		if err != nil {
			return view.Body{}, desk.Wrap("read contact", err)
		}
		if c.Viewer.HideNumbers && asksForNumber(p) { // by one beginning after another it could be found out
			return view.Body{}, desk.Refuse(desk.CodeForbidden, "masked")
		}
		labels, err := desk.Find[*desk.Label](ctx, h.cfg.Rows, org, desk.Labels.With())
		if err != nil {
			return view.Body{}, desk.Wrap("read labels", err)
		}
		f.Language, f.Labels, f.Phone = k.Language, desk.LabelNames(labels, k.Labels), string(k.WaID)
	}
	for _, b := range p.Branches {
		for _, each := range b.If {
			if each.Kind != desk.ConditionHours {
				continue
			}
			box, err := desk.Get[*desk.Inbox](ctx, h.cfg.Rows, org, desk.RowInbox, string(each.InboxID))
			if err != nil {
				return view.Body{}, desk.Wrap("read inbox", err)
			}
			is, err := hours.At(box.Hours, now)
			if err != nil {
				return view.Body{}, err
			}
			f.Closed[each.InboxID] = !is.Open
		}
	}
	box, at := lifecycle.BranchOf(p, f)
	out := wire.PlanTried{Branch: at, InboxID: string(box), Held: []wire.TriedHeld{}}
	for _, b := range p.Branches {
		held := wire.TriedHeld{Held: []bool{}}
		for _, each := range b.If {
			held.Held = append(held.Held, f.Holds(each))
		}
		out.Held = append(out.Held, held)
	}
	return view.Own(out)
}

// asksForNumber says whether a plan looks at how a customer's number begins.
func asksForNumber(p *desk.Plan) bool {
	for _, b := range p.Branches {
		for _, each := range b.If {
			if each.Kind == desk.ConditionPhone {
				return true
			}
		}
	}
	return false
}

// planOf reads a plan as it was typed, saved or not.
func planOf(in wire.TryPlan) *desk.Plan {
	p := &desk.Plan{Kind: desk.PlanBranches, InboxID: desk.InboxID(in.InboxID)}
	for _, b := range in.Branches {
		out := desk.Branch{InboxID: desk.InboxID(b.InboxID)}
		for _, c := range b.If {
			out.If = append(out.If, desk.BranchCondition{
				Kind: desk.ConditionKind(c.Kind), InboxID: desk.InboxID(c.InboxID), Key: strings.TrimSpace(c.Key), Value: strings.TrimSpace(c.Value),
			})
		}
		p.Branches = append(p.Branches, out)
	}
	return p
}

// hasAll refuses what is not there, in the words for it.
func (h *Hub) hasAll(ctx context.Context, org desk.OrgID, in wire.TryPlan) error {
	kinds := map[wire.Ask]desk.Kind{wire.AskNumber: desk.RowNumber, wire.AskInbox: desk.RowInbox, wire.AskContact: desk.RowContact}
	for _, a := range wire.AsksOf(in) {
		row, err := h.cfg.Rows.Row(ctx, org, desk.Ref{Kind: kinds[a.What], ID: a.ID})
		if desk.CodeOf(err) == desk.CodeNotFound || err == nil && isDeleted(row) {
			return a.What.Refusal()
		}
		if err != nil {
			return desk.Wrap("read what a plan names", err)
		}
	}
	return nil
}

func isDeleted(row desk.Row) bool {
	switch r := row.(type) {
	case *desk.Number:
		return r.Deleted
	case *desk.Inbox:
		return r.Deleted
	default:
		return false
	}
}
