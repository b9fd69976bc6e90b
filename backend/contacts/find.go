package contacts

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// fewestDigits is how many digits are looked for as a number, however they are grouped: the
// last four are what people read out.
const fewestDigits = 4

// place is where a customer stands in a list.
type place struct {
	number int64  // the larger comes first
	text   string // then the smaller
	id     desk.ContactID
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(q.number, p.number), strings.Compare(p.text, q.text), strings.Compare(string(p.id), string(q.id)))
}

// find gives whom a page has, in their order, with when the last message was.
func (s *Service) find(ctx context.Context, v view.Viewer, met map[desk.ContactID]int64, ask wire.ContactsAsk, codes []string) ([]desk.ContactID, wire.ContactsPage, map[desk.ContactID]int64, error) {
	page := wire.ContactsPage{Contacts: []wire.ContactRow{}}
	o, letGo := s.orgs.Of(v.OrgID)
	defer letGo()
	if err := o.book.Load(ctx, s.rows, v.OrgID); err != nil {
		return nil, page, nil, desk.Wrap("read customers", err)
	}
	met = o.persons(met, ask.Merged)
	last := met
	if met == nil {
		if err := o.lasts.load(ctx, s.rows, v.OrgID); err != nil {
			return nil, page, nil, desk.Wrap("read when customers wrote last", err)
		}
		last = o.lasts.of
	}
	l := listing{o: o, v: v, ask: ask, last: last, terms: abroad(TermsOf(ask.Text, fewestDigits), codes)}
	first := l.first(met, &page)
	if page.More = len(first) > wire.MaxContacts; page.More {
		first = first[:wire.MaxContacts]
	}
	ids, lastOf := make([]desk.ContactID, len(first)), make(map[desk.ContactID]int64, len(first))
	for i, p := range first {
		ids[i], lastOf[p.id] = p.id, l.lastOf(p.id)
	}
	return ids, page, lastOf, nil
}

// listing is one list that is asked for.
type listing struct {
	o     *org
	v     view.Viewer
	ask   wire.ContactsAsk
	last  map[desk.ContactID]int64
	terms []Term
}

// first gives the first ones behind a place, one more than a page has if there are so many,
// and counts all that match. Of a million only those that are shown are put in order.
func (l *listing) first(met map[desk.ContactID]int64, page *wire.ContactsPage) (first []place) {
	after, from := l.place(desk.ContactID(l.ask.After)), l.ask.After != ""
	each := func(id desk.ContactID) {
		if !l.matches(id) {
			return
		}
		page.Matching++
		p := l.place(id)
		if from && p.compare(after) <= 0 {
			return
		}
		if at, _ := slices.BinarySearchFunc(first, p, place.compare); at <= wire.MaxContacts {
			first = slices.Insert(first, at, p)[:min(len(first)+1, wire.MaxContacts+1)]
		}
	}
	if met == nil {
		for id := range l.o.book.Of {
			each(id)
		}
		return first
	}
	for id := range met {
		each(id)
	}
	return first
}

func (l *listing) matches(id desk.ContactID) bool {
	_, known := l.o.book.Of[id]
	f := l.o.facts[id]
	if !known || l.ask.Blocked && !f.blocked || l.ask.Label != "" && !slices.Contains(f.labels, l.ask.Label) {
		return false
	}
	if l.ask.Merged != (f.into != "") {
		return false
	}
	family := l.o.family(id)
	for _, t := range l.terms {
		if !slices.ContainsFunc(family, func(each desk.ContactID) bool { return l.says(t, l.o.book.Of[each], l.o.facts[each]) }) {
			return false
		}
	}
	return true
}

// says looks for a word in what is known of one customer.
func (l *listing) says(t Term, card Card, f facts) bool {
	also := f.also
	if l.v.HideNumbers {
		also = f.alsoHidden
	}
	return t.In(card.Text(l.v.HideNumbers)) || t.In(also)
}

// persons gives the customers whom an agent met as the persons who they are, unless those who
// were merged are asked for.
func (o *org) persons(met map[desk.ContactID]int64, merged bool) map[desk.ContactID]int64 {
	if met == nil || merged {
		return met
	}
	out := make(map[desk.ContactID]int64, len(met))
	for id, at := range met {
		top := o.person(id)
		out[top] = max(out[top], at)
	}
	return out
}

// person gives who a customer is.
func (o *org) person(id desk.ContactID) desk.ContactID {
	for n := 0; n < desk.MostMerged && o.facts[id].into != ""; n++ {
		id = o.facts[id].into
	}
	return id
}

// family gives a customer with everybody who was merged into them, and into those.
func (o *org) family(id desk.ContactID) []desk.ContactID {
	out := []desk.ContactID{id}
	for i := 0; i < len(out) && i <= desk.MostMerged; i++ {
		out = append(out, o.facts[out[i]].parts...)
	}
	return out
}

// lastOf gives when the last message with a person was, on any of their addresses.
func (l *listing) lastOf(id desk.ContactID) int64 {
	var at int64
	for _, each := range l.o.family(id) {
		at = max(at, l.last[each])
	}
	return at
}

func (l *listing) place(id desk.ContactID) place {
	switch l.ask.Sort {
	case wire.SortLast:
		return place{number: l.lastOf(id), id: id}
	case wire.SortCreated:
		return place{number: l.o.facts[id].createdAt, id: id}
	}
	return place{text: l.o.book.Of[id].Text(l.v.HideNumbers), id: id}
}

// lasts has when the last message with each customer was. The zero value is empty.
type lasts struct {
	of     map[desk.ContactID]int64
	seq    int64 // the entry up to which it is right
	loaded bool
}

const threadPage = 2000

func (l *lasts) load(ctx context.Context, rows Store, org desk.OrgID) error {
	floor, err := rows.FeedFloor(ctx, org)
	if err != nil {
		return err
	}
	if !l.loaded || l.seq < floor {
		if err := l.loadAll(ctx, rows, org); err != nil {
			return err
		}
	}
	for {
		changes, to, err := rows.FeedSince(ctx, org, l.seq, feedPage)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind != desk.RowThread {
				continue
			}
			t, err := desk.Get[*desk.Thread](ctx, rows, org, desk.RowThread, c.ID)
			if desk.CodeOf(err) == desk.CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			l.of[t.ContactID] = max(l.of[t.ContactID], t.LastAt)
		}
		if to <= l.seq {
			return nil
		}
		l.seq = to
	}
}

func (l *lasts) loadAll(ctx context.Context, rows Store, org desk.OrgID) error {
	head, err := rows.Head(ctx, org)
	if err != nil {
		return err
	}
	l.of = map[desk.ContactID]int64{}
	at, id := int64(0), desk.ThreadID("")
	for {
		page, err := rows.ThreadsBefore(ctx, org, at, id, threadPage)
		if err != nil {
			return err
		}
		for _, t := range page {
			l.of[t.ContactID] = max(l.of[t.ContactID], t.LastAt)
			at, id = t.LastAt, t.ID
		}
		if len(page) < threadPage {
			l.seq, l.loaded = head, true
			return nil
		}
	}
}
