package contacts_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/contacts"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// kept are the rows of an organization, in memory.
type kept struct {
	rows map[desk.Ref]desk.Row
	feed []desk.Change
}

func (k *kept) put(rows ...desk.Row) {
	for _, r := range rows {
		k.rows[r.RowKey()] = r
		k.feed = append(k.feed, desk.Change{Seq: int64(len(k.feed) + 1), Kind: r.RowKey().Kind, ID: r.RowKey().ID})
	}
}

func (k *kept) Row(_ context.Context, _ desk.OrgID, ref desk.Ref) (desk.Row, error) {
	if r := k.rows[ref]; r != nil {
		return r.Clone(), nil
	}
	return nil, desk.Refuse(desk.CodeNotFound, "")
}

func (k *kept) List(_ context.Context, _ desk.OrgID, l desk.List) (out []desk.Row, _ error) {
	for ref, r := range k.rows {
		if ref.Kind == l.Kind.Kind && l.Has(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, l.Compare)
	if l.Limit > 0 {
		out = out[:min(l.Limit, len(out))]
	}
	return out, nil
}

func (k *kept) Head(context.Context, desk.OrgID) (int64, error)      { return int64(len(k.feed)), nil }
func (k *kept) FeedFloor(context.Context, desk.OrgID) (int64, error) { return 0, nil }

func (k *kept) FeedSince(_ context.Context, _ desk.OrgID, from int64, _ int) ([]desk.Change, int64, error) {
	return k.feed[from:], int64(len(k.feed)), nil
}

func (k *kept) Contacts(_ context.Context, _ desk.OrgID, ids []desk.ContactID) (out []*desk.Contact, _ error) {
	for _, id := range ids {
		if c, is := k.rows[desk.Ref{Kind: desk.RowContact, ID: string(id)}].(*desk.Contact); is {
			out = append(out, c)
		}
	}
	return out, nil
}

func (k *kept) ThreadsBefore(_ context.Context, _ desk.OrgID, at int64, id desk.ThreadID, limit int) (out []*desk.Thread, _ error) {
	for _, r := range k.rows {
		if t, is := r.(*desk.Thread); is && (id == "" || t.LastAt < at || t.LastAt == at && t.ID < id) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *desk.Thread) int { return cmp.Or(cmp.Compare(b.LastAt, a.LastAt), cmp.Compare(b.ID, a.ID)) })
	return out[:min(len(out), limit)], nil
}

var owner = view.Viewer{OrgID: "org1", UserID: "olga", Role: desk.RoleOwner}

type rig struct {
	*testing.T
	*kept
	s *contacts.Service
}

func newRig(t *testing.T, rows ...desk.Row) *rig {
	k := &kept{rows: map[desk.Ref]desk.Row{}}
	k.put(&desk.Number{ID: "num_1", Phone: "+4930123456"}, &desk.Number{ID: "num_2", Phone: "+551132165432"})
	k.put(rows...)
	now := time.UnixMilli(1_790_000_000_000)
	return &rig{t, k, contacts.New(k, func() time.Time { return now })}
}

func (r *rig) page(v view.Viewer, met map[desk.ContactID]int64, ask wire.ContactsAsk) (out wire.ContactsPage, ids string) {
	r.Helper()
	body, err := r.s.List(r.Context(), v, met, ask)
	if err != nil {
		r.Fatal(err)
	}
	if err := json.Unmarshal(body.Raw(), &out); err != nil {
		r.Fatal(err)
	}
	var list []string
	for _, c := range out.Contacts {
		list = append(list, c.Contact.ID)
	}
	return out, strings.Join(list, " ")
}

func TestList_findsNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	r := newRig(t,
		&desk.Contact{ID: "con_1", SavedName: "Jürgen Groß", WaID: "491712345678", Labels: []string{"VIP"}, AccountID: "A-77", Attributes: []desk.KV{{Key: "att_1", Value: "Pro plan"}}},
		&desk.Contact{ID: "con_2", ProfileName: "João", WaID: "551187654321"}, // Brazil, without today's 9
		&desk.Contact{ID: "con_3", ProfileName: "Nadia", WaID: "393331234567"},
	)
	hidden := owner
	hidden.HideNumbers = true
	queries := []string{"+49 171 2345678", "0049 (171) 23 45-678", "0171/2345678", "+49 (0) 171 2345678", "٠١٧١٢٣٤٥٦٧٨", "5678", "45 678", "2345-678"}
	for _, q := range append(queries, reported(t)...) {
		if _, got := r.page(owner, nil, wire.ContactsAsk{Text: q}); got != "con_1" {
			t.Errorf("%q finds %q", q, got)
		}
		if _, got := r.page(hidden, nil, wire.ContactsAsk{Text: q}); got != "" {
			t.Errorf("%q finds %q for who sees no numbers", q, got)
		}
	}
	for q, want := range map[string]string{
		"+55 11 98765-4321": "con_2", "011 98765-4321": "con_2", "8765 4321": "con_2", "4567": "con_1 con_3", "groß jurgen": "con_1", "vip": "con_1", "a-77": "con_1", "pro plan": "con_1", "9999": "", "nobody": "",
	} {
		if _, got := r.page(owner, nil, wire.ContactsAsk{Text: q, Sort: wire.SortCreated}); got != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
}

// reported gives the forms of a number that a report missed.
func reported(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/fixtures/reports/s_contact_search.json")
	if err != nil {
		return nil // only where the reports are
	}
	var report struct {
		Queries []string `json:"queries_that_must_hit"`
	}
	if err := json.Unmarshal(raw, &report); err != nil || len(report.Queries) == 0 {
		t.Fatalf("the report: %v", err)
	}
	return report.Queries
}

func TestList_pagesInEachOrder_asTheViewerMaySee(t *testing.T) {
	t.Parallel()
	const all = 2*wire.MaxContacts + 7
	r := newRig(t)
	for i := range all {
		id := desk.ContactID(fmt.Sprintf("con_%03d", i))
		r.put(&desk.Contact{ID: id, SavedName: fmt.Sprintf("Name %03d", all-i), WaID: desk.PhoneNumber(fmt.Sprint(49170000000 + i)), CreatedAt: int64(i)})
		r.put(&desk.Thread{ID: desk.ThreadID(fmt.Sprintf("thr_%03d", i)), ContactID: id, LastAt: int64(1000 + i*37%all)})
	}
	key := map[string]func(c wire.ContactRow) string{
		wire.SortName:    func(c wire.ContactRow) string { return c.Contact.SavedName },
		wire.SortLast:    func(c wire.ContactRow) string { return fmt.Sprint(9999 - c.LastAt) },
		wire.SortCreated: func(c wire.ContactRow) string { return fmt.Sprint(9999 - c.Contact.CreatedAt) },
	}
	for sort, of := range key {
		var seen []string
		ask := wire.ContactsAsk{Sort: sort}
		for {
			page, _ := r.page(owner, nil, ask)
			if page.Matching != all {
				t.Fatalf("%s: %d match", sort, page.Matching)
			}
			for _, c := range page.Contacts {
				seen, ask.After = append(seen, of(c)), c.Contact.ID
			}
			if !page.More {
				break
			}
		}
		if len(seen) != all || !slices.IsSorted(seen) || len(slices.Compact(seen)) != all {
			t.Errorf("%s: %d, in order %v", sort, len(seen), slices.IsSorted(seen))
		}
	}
	agent := view.Viewer{OrgID: "org1", UserID: "ana", Role: desk.RoleAgent}
	met := map[desk.ContactID]int64{"con_001": 5, "con_002": 9, "con_gone": 7}
	page, ids := r.page(agent, met, wire.ContactsAsk{Sort: wire.SortLast})
	if ids != "con_002 con_001" || page.Matching != 2 || page.Contacts[0].LastAt != 9 {
		t.Errorf("an agent sees %q of %d: %+v", ids, page.Matching, page.Contacts)
	}
	if _, ids := r.page(agent, map[desk.ContactID]int64{}, wire.ContactsAsk{}); ids != "" {
		t.Errorf("an agent without a conversation sees %q", ids)
	}
}

func TestList_followsWhatChanges(t *testing.T) {
	t.Parallel()
	c := &desk.Contact{ID: "con_1", SavedName: "Ana"}
	r := newRig(t, c, &desk.Contact{ID: "con_2", SavedName: "Bo"}, &desk.Thread{ID: "thr_1", ContactID: "con_1", LastAt: 10})
	if _, ids := r.page(owner, nil, wire.ContactsAsk{Sort: wire.SortLast}); ids != "con_1 con_2" {
		t.Errorf("at first: %q", ids)
	}
	changed := *c
	changed.Labels, changed.BlockedAt = []string{"late"}, 7
	r.put(&changed, &desk.Thread{ID: "thr_2", ContactID: "con_2", LastAt: 20})
	if page, ids := r.page(owner, nil, wire.ContactsAsk{Sort: wire.SortLast}); ids != "con_2 con_1" || page.Contacts[0].LastAt != 20 {
		t.Errorf("after a message: %q", ids)
	}
	for name, ask := range map[string]wire.ContactsAsk{"blocked": {Blocked: true}, "labelled": {Label: "late"}} {
		if _, ids := r.page(owner, nil, ask); ids != "con_1" {
			t.Errorf("%s: %q", name, ids)
		}
	}
	if _, err := r.s.List(r.Context(), owner, nil, wire.ContactsAsk{Text: strings.Repeat("x", 201)}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("a text that is too long: %v", err)
	}
}

// Guards who was merged into somebody who was merged on: any of their numbers leads to the
// person, who stands among those of the latest day on which any of them wrote.
func TestList_findsAPersonByAnyOfTheirPartsHoweverDeep(t *testing.T) {
	t.Parallel()
	r := newRig(t,
		&desk.Contact{ID: "con_a", WaID: "491701111111", ProfileName: "Ana", Parts: []desk.ContactID{"con_b"}},
		&desk.Contact{ID: "con_b", WaID: "491702222222", ProfileName: "Bea", Parts: []desk.ContactID{"con_c"}, Merged: &desk.Merge{Into: "con_a"}},
		&desk.Contact{ID: "con_c", WaID: "491703333333", ProfileName: "Cleo", Merged: &desk.Merge{Into: "con_b"}},
		&desk.Contact{ID: "con_d", WaID: "491704444444", ProfileName: "Dee"},
		&desk.Thread{ID: "thr_c", ContactID: "con_c", LastAt: 2000},
		&desk.Thread{ID: "thr_d", ContactID: "con_d", LastAt: 1000},
	)

	for _, text := range []string{"01701111111", "01702222222", "3333333", "cleo"} {
		if _, ids := r.page(owner, nil, wire.ContactsAsk{Text: text, Sort: wire.SortLast}); ids != "con_a" {
			t.Errorf("%q finds %q", text, ids)
		}
	}
	if _, ids := r.page(owner, nil, wire.ContactsAsk{Sort: wire.SortLast}); ids != "con_a con_d" {
		t.Errorf("listed as %q", ids)
	}
}
