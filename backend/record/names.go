package record

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// named is by what a customer is found: with their number, and for who may not see
// numbers. Both are as they are compared.
type named struct{ open, hidden string }

// names has that of every customer, once a text was looked for.
type names struct {
	of     map[desk.ContactID]named
	seq    int64 // the entry up to which it is right
	loaded bool
}

const (
	contactPage = 2000
	feedPage    = 2000
)

// load brings the names up to date: all of them at first, then those that changed.
func (n *names) load(ctx context.Context, rows Rows, org desk.OrgID) error {
	floor, err := rows.FeedFloor(ctx, org)
	if err != nil {
		return err
	}
	if !n.loaded || n.seq < floor {
		if err := n.loadAll(ctx, rows, org); err != nil {
			return err
		}
	}
	for {
		changes, to, err := rows.FeedSince(ctx, org, n.seq, feedPage)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind != desk.RowContact {
				continue
			}
			row, err := desk.Get[*desk.Contact](ctx, rows, org, desk.RowContact, c.ID)
			if desk.CodeOf(err) == desk.CodeNotFound {
				delete(n.of, desk.ContactID(c.ID))
				continue
			}
			if err != nil {
				return err
			}
			n.note(row)
		}
		if to <= n.seq {
			return nil
		}
		n.seq = to
	}
}

func (n *names) loadAll(ctx context.Context, rows Rows, org desk.OrgID) error {
	head, err := rows.Head(ctx, org)
	if err != nil {
		return err
	}
	n.of = map[desk.ContactID]named{}
	for last := ""; ; {
		page, err := desk.Find[*desk.Contact](ctx, rows, org, desk.ContactsBehind.With(last).First(contactPage))
		if err != nil {
			return err
		}
		for _, c := range page {
			n.note(c)
			last = string(c.ID)
		}
		if len(page) < contactPage {
			n.seq, n.loaded = head, true
			return nil
		}
	}
}

func (n *names) note(c *desk.Contact) {
	both := func(hide bool) string {
		name, phone := view.Viewer{Role: desk.RoleOwner, HideNumbers: hide}.Customer(c)
		profile := desk.Visible(c.ProfileName)
		if hide {
			profile = view.HideNumberName(profile)
		}
		return asCompared(strings.Join([]string{name, profile, desk.Visible(c.Username), phone}, "\n"))
	}
	was := n.of[c.ID]
	is := named{both(false), both(true)}
	if was != is {
		n.of[c.ID] = is
	}
}
