package webhook

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
)

// whose gives the organizations that an item is for, among those to which the body is
// proven. An item about a number goes to the number's owner; one about an account goes
// to everybody who links that account through this app. One that belongs to nobody is
// kept by one of them, so that it is not lost and no two see it.
func (d *delivery) whose(ctx context.Context, it channel.Item) ([]*side, error) {
	if len(d.sides) == 1 {
		return d.sides, nil
	}
	if it.PhoneNumberID != "" {
		s, err := d.ownerOf(ctx, it)
		return []*side{s}, err
	}
	for _, s := range d.sides {
		n, err := s.shownAs(ctx, it.DisplayPhone)
		if err != nil {
			return nil, err
		}
		if n != nil && n.AppID == d.app {
			return []*side{s}, nil
		}
	}
	linked, err := d.linking(ctx, it.WABA)
	if err != nil || len(linked) > 0 {
		return linked, err
	}
	return d.sides[:1], nil
}

// ownerOf gives the side that an item about a number is for: who has it connected
// through this app; else who had it last, because the customers who still write
// to it wrote to them; else the first who links its account, or the first of all.
func (d *delivery) ownerOf(ctx context.Context, it channel.Item) (*side, error) {
	for _, s := range d.sides {
		n, err := s.number(ctx, it.PhoneNumberID)
		if err != nil {
			return nil, err
		}
		if n != nil && n.AppID == d.app {
			return s, nil
		}
	}
	s, err := d.lastOwner(ctx, it.PhoneNumberID)
	if err != nil || s != nil {
		return s, err
	}
	linked, err := d.linking(ctx, it.WABA)
	if err != nil || len(linked) == 0 {
		return d.sides[0], err
	}
	return linked[0], nil
}

func (d *delivery) lastOwner(ctx context.Context, phoneID string) (*side, error) {
	var last *side
	var at int64
	for _, s := range d.sides {
		all, err := s.all(ctx)
		if err != nil {
			return nil, err
		}
		for _, n := range all {
			if n.PhoneID == phoneID && (last == nil || n.CreatedAt > at) {
				last, at = s, n.CreatedAt
			}
		}
	}
	return last, nil
}

// linking gives the sides that link an account through this app.
func (d *delivery) linking(ctx context.Context, waba string) ([]*side, error) {
	var out []*side
	for _, s := range d.sides {
		owner, err := s.ownerOfWaba(ctx, waba)
		if err != nil {
			return nil, err
		}
		if owner == d.app {
			out = append(out, s)
		}
	}
	return out, nil
}
