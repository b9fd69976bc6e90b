package contacts

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/view"
)

// Rows reads the store.
type Rows interface {
	desk.Rows
	Head(ctx context.Context, org desk.OrgID) (int64, error)
	FeedFloor(ctx context.Context, org desk.OrgID) (int64, error)
	FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) (changes []desk.Change, to int64, err error)
	// Contacts gives those of the customers that there are, in no order.
	Contacts(ctx context.Context, org desk.OrgID, ids []desk.ContactID) ([]*desk.Contact, error)
}

// Card is by what a customer is found: with their number, and for who may not see
// numbers. Both are as they are compared, and begin with the name.
type Card struct{ open, hidden string }

// Text gives what the customer is found by.
func (c Card) Text(hideNumbers bool) string {
	if hideNumbers {
		return c.hidden
	}
	return c.open
}

// Book has the card of every customer, once it was loaded. The zero value is empty.
type Book struct {
	// Each hears of every customer whose card is made anew; nil = nobody does.
	Each   func(*desk.Contact)
	Of     map[desk.ContactID]Card
	seq    int64 // the entry up to which it is right
	loaded bool
}

const (
	contactPage = 2000
	feedPage    = 2000
)

// Load brings the cards up to date: all of them at first, then those that changed.
func (b *Book) Load(ctx context.Context, rows Rows, org desk.OrgID) error {
	floor, err := rows.FeedFloor(ctx, org)
	if err != nil {
		return err
	}
	if !b.loaded || b.seq < floor {
		if err := b.loadAll(ctx, rows, org); err != nil {
			return err
		}
	}
	for {
		changes, to, err := rows.FeedSince(ctx, org, b.seq, feedPage)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind != desk.RowContact {
				continue
			}
			row, err := desk.Get[*desk.Contact](ctx, rows, org, desk.RowContact, c.ID)
			if desk.CodeOf(err) == desk.CodeNotFound {
				delete(b.Of, desk.ContactID(c.ID))
				continue
			}
			if err != nil {
				return err
			}
			b.note(row)
		}
		if to <= b.seq {
			return nil
		}
		b.seq = to
	}
}

func (b *Book) loadAll(ctx context.Context, rows Rows, org desk.OrgID) error {
	head, err := rows.Head(ctx, org)
	if err != nil {
		return err
	}
	b.Of = map[desk.ContactID]Card{}
	for last := ""; ; {
		page, err := desk.Find[*desk.Contact](ctx, rows, org, desk.ContactsBehind.With(last).First(contactPage))
		if err != nil {
			return err
		}
		for _, c := range page {
			b.note(c)
			last = string(c.ID)
		}
		if len(page) < contactPage {
			b.seq, b.loaded = head, true
			return nil
		}
	}
}

func (b *Book) note(c *desk.Contact) {
	both := func(hide bool) string {
		name, number := view.Viewer{Role: desk.RoleOwner, HideNumbers: hide}.Customer(c)
		profile := desk.Visible(c.ProfileName)
		if hide {
			profile = view.HideNumberName(profile)
		}
		found := []string{name, profile, desk.Visible(c.Username), number}
		if digits := strings.TrimPrefix(number, "+"); digits != "" {
			if same := phone.SameDigits(digits); same != digits {
				found = append(found, same)
			}
		}
		return AsCompared(strings.Join(found, "\n"))
	}
	if b.Each != nil {
		b.Each(c)
	}
	was := b.Of[c.ID]
	is := Card{both(false), both(true)}
	if was != is {
		b.Of[c.ID] = is
	}
}
