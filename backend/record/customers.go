package record

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/contacts"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Customers names those whom a filter can be for, to a supervisor: by words of their
// name or number, or the one of an id.
func (s *Service) Customers(ctx context.Context, v view.Viewer, ask wire.CustomersAsk) (view.Body, error) {
	if err := check(wire.RecordFilter{Text: ask.Text}); err != nil {
		return view.Body{}, err
	}
	out, ids := wire.Customers{Customers: []wire.Customer{}}, []desk.ContactID{desk.ContactID(ask.ID)}
	if ask.ID == "" {
		var err error
		if ids, err = s.customersBy(ctx, v, ask.Text); err != nil {
			return view.Body{}, err
		}
	}
	if out.More = len(ids) > wire.MaxCustomers; out.More {
		ids = ids[:wire.MaxCustomers]
	}
	found, err := s.rows.Contacts(ctx, v.OrgID, ids)
	if err != nil {
		return view.Body{}, desk.Wrap("read customers", err)
	}
	for _, c := range found {
		name, phone := v.Customer(c)
		out.Customers = append(out.Customers, wire.Customer{ID: string(c.ID), Name: name, Phone: phone})
	}
	slices.SortFunc(out.Customers, func(a, b wire.Customer) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return v.Customers(out)
}

// customersBy gives those whose name or number has each word of a text, by name: one more
// than are shown, if there are so many.
func (s *Service) customersBy(ctx context.Context, v view.Viewer, text string) ([]desk.ContactID, error) {
	o, letGo := s.orgs.Of(v.OrgID)
	defer letGo()
	if err := o.names.Load(ctx, s.rows, v.OrgID); err != nil {
		return nil, desk.Wrap("read customers", err)
	}
	wanted := contacts.TermsOf(text, fewestDigits)
	label := func(c contacts.Card) string { return c.Text(v.HideNumbers) }
	before := func(a, b desk.ContactID) int {
		return cmp.Or(strings.Compare(label(o.names.Of[a]), label(o.names.Of[b])), strings.Compare(string(a), string(b)))
	}
	var first []desk.ContactID // of a million that match, only those that are shown are put in order
	for id, n := range o.names.Of {
		if slices.ContainsFunc(wanted, func(t contacts.Term) bool { return !t.In(label(n)) }) {
			continue
		}
		if at, _ := slices.BinarySearchFunc(first, id, before); at <= wire.MaxCustomers {
			first = slices.Insert(first, at, id)[:min(len(first)+1, wire.MaxCustomers+1)]
		}
	}
	return first, nil
}
