package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// contact goes to whoever may see a conversation of the person, with all who are that person:
// who is one with whom may be what has changed. Somebody who saw them only because they were
// one with another customer, and are not any more, lets them go.
func (p *projector) contact(ctx context.Context, r desk.Row) error {
	c, ok := r.(*desk.Contact)
	if !ok || p.viewer.Role.Supervisor() {
		return p.addRow(ctx, view.Subject{}, r)
	}
	seen, err := p.withContact(ctx, c.ID)
	if err != nil {
		return err
	}
	if len(seen) > 0 {
		return p.addPerson(ctx, c)
	}
	had, err := p.hadOther(ctx, c)
	if err != nil || !had {
		return err
	}
	return p.dropPerson(ctx, c.ID)
}

// hadOther says whether the viewer sees somebody with whom a customer was one person until a
// change that they have not read.
func (p *projector) hadOther(ctx context.Context, c *desk.Contact) (bool, error) {
	for _, parting := range c.Parted {
		if parting.Seq <= p.since {
			continue
		}
		seen, err := p.withContact(ctx, parting.From)
		if err != nil || len(seen) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// addPerson projects all customers who are one person with this one.
func (p *projector) addPerson(ctx context.Context, c *desk.Contact) error {
	if c.Merged == nil && len(c.Parts) == 0 {
		p.add(p.viewer.Contact(c))
		return nil
	}
	all, err := p.family(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, each := range all {
		p.add(p.viewer.Contact(each))
	}
	return nil
}

func (p *projector) dropPerson(ctx context.Context, id desk.ContactID) error {
	all, err := p.family(ctx, id)
	if err != nil {
		return err
	}
	for _, each := range all {
		p.add(view.Gone(desk.RowContact, string(each.ID)))
	}
	return nil
}

// lostSight takes the rows of a person from who sees no conversation with them any more. Who
// the conversation was with goes with it: who still sees another one gets that row anew.
func (p *projector) lostSight(ctx context.Context, with desk.ContactID) error {
	c, err := desk.Get[*desk.Contact](ctx, p.hub.cfg.Rows, p.viewer.OrgID, desk.RowContact, with)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	if err != nil {
		return desk.Wrap("read contact", err)
	}
	if c.Merged == nil && len(c.Parts) == 0 {
		return nil
	}
	seen, err := p.withContact(ctx, with)
	if err != nil {
		return err
	}
	if len(seen) > 0 {
		return p.addPerson(ctx, c)
	}
	return p.dropPerson(ctx, with)
}
