package contacts

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Store is what the service reads.
type Store interface {
	Rows
	// ThreadsBefore gives threads newest first, before (lastAt, id); 0, "" = from the newest.
	ThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID, limit int) ([]*desk.Thread, error)
}

// Service lists the customers of all organizations. It is safe for concurrent use.
type Service struct {
	rows Store
	orgs *Held[*org]
}

// org is what is held of one organization, some 200 bytes for each customer.
type org struct {
	book  Book
	facts map[desk.ContactID]facts
	lasts lasts
}

// facts are by what else customers are listed.
type facts struct {
	also, alsoHidden string // account, labels and values, as they are compared
	labels           []string
	createdAt        int64
	blocked          bool
	into             desk.ContactID // who the same person is
	parts            []desk.ContactID
}

// New makes the service.
func New(rows Store, now func() time.Time) *Service {
	return &Service{rows: rows, orgs: NewHeld(now, newOrg)}
}

func newOrg() *org {
	o := &org{facts: map[desk.ContactID]facts{}}
	o.book.Each = o.note
	return o
}

func (o *org) note(c *desk.Contact) {
	words := func(hide bool) string {
		list := append([]string{c.AccountID}, c.Labels...)
		for _, kv := range c.Attributes {
			if value := kv.Value; !hide || view.HideNumberName(value) != "" {
				list = append(list, value)
			}
		}
		return AsCompared(strings.Join(list, "\n"))
	}
	f := facts{also: words(false), labels: c.Labels, createdAt: c.CreatedAt, blocked: c.BlockedAt != 0, parts: c.Parts}
	if c.Merged != nil {
		f.into = c.Merged.Into
	}
	if f.alsoHidden = words(true); f.alsoHidden == f.also {
		f.alsoHidden = f.also // the same string, once in memory
	}
	o.facts[c.ID] = f
}

// longestText is how many characters are searched for at most.
const longestText = 200

// List gives a page of customers. met are those whom an agent may see, and when the last
// message with each was that they may know of; nil for a supervisor, who sees everybody.
func (s *Service) List(ctx context.Context, v view.Viewer, met map[desk.ContactID]int64, ask wire.ContactsAsk) (view.Body, error) {
	if utf8.RuneCountInString(ask.Text) > longestText || utf8.RuneCountInString(ask.Label) > desk.MaxLabel {
		return view.Body{}, desk.Refuse(desk.CodeInvalid, "query")
	}
	codes, err := s.codes(ctx, v.OrgID)
	if err != nil {
		return view.Body{}, err
	}
	ids, page, last, err := s.find(ctx, v, met, ask, codes)
	if err != nil {
		return view.Body{}, err
	}
	found, err := s.rows.Contacts(ctx, v.OrgID, ids)
	if err != nil {
		return view.Body{}, desk.Wrap("read customers", err)
	}
	at := map[desk.ContactID]int{}
	for i, id := range ids {
		at[id] = i
	}
	slices.SortFunc(found, func(a, b *desk.Contact) int { return cmp.Compare(at[a.ID], at[b.ID]) })
	fill(v, &page, found, last)
	if ask.Merged {
		if err := s.persons(ctx, v, &page); err != nil {
			return view.Body{}, err
		}
	}
	return v.Contacts(page)
}

// persons adds to those who were merged into whom they were.
func (s *Service) persons(ctx context.Context, v view.Viewer, page *wire.ContactsPage) error {
	var ids []desk.ContactID
	for _, row := range page.Contacts {
		ids = append(ids, desk.ContactID(row.Contact.MergedInto))
	}
	found, err := s.rows.Contacts(ctx, v.OrgID, ids)
	if err != nil {
		return desk.Wrap("read customers", err)
	}
	of := map[string]*desk.Contact{}
	for _, c := range found {
		of[string(c.ID)] = c
	}
	for i := range page.Contacts {
		v.PersonOf(&page.Contacts[i], of[page.Contacts[i].Contact.MergedInto])
	}
	return nil
}

// pageBytes is how much of a frame the rows of a page may take.
const pageBytes = 160 << 10

func fill(v view.Viewer, page *wire.ContactsPage, found []*desk.Contact, last map[desk.ContactID]int64) {
	size := 0
	for i, c := range found {
		row := v.ContactRow(c, last[c.ID])
		size += sizeOf(row.Contact)
		if i > 0 && size > pageBytes {
			page.More = true
			return
		}
		page.Contacts = append(page.Contacts, row)
	}
}

// sizeOf is about how many bytes a row takes.
func sizeOf(c wire.Contact) int {
	size := 600 + 6*(len(c.SavedName)+len(c.ProfileName)+len(c.Label)) + 400*(len(c.OptIns)+len(c.Stops)) + 300*len(c.Labels)
	for _, n := range c.Notes {
		size += 200 + 2*len(n.Text)
	}
	for _, kv := range c.Attributes {
		size += 80 + 2*len(kv.Value)
	}
	return size
}

// codes gives the country codes of the organization's numbers: people write numbers of
// their own country without it.
func (s *Service) codes(ctx context.Context, id desk.OrgID) (out []string, _ error) {
	numbers, err := desk.Find[*desk.Number](ctx, s.rows, id, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		if cc, _, ok := phone.Split(n.Phone); ok && !slices.Contains(out, strconv.Itoa(cc)) {
			out = append(out, strconv.Itoa(cc))
		}
	}
	return out, nil
}
