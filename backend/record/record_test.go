package record_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const org = desk.OrgID("org1")

var noon = time.UnixMilli(1_790_000_000_000)

// kept are the rows of one organization, in memory.
type kept struct {
	rows  map[desk.Ref]desk.Row
	lines []*desk.RecordLine
	head  desk.RecordHead
	feed  []desk.Change
}

func newKept() *kept { return &kept{rows: map[desk.Ref]desk.Row{}} }

func (k *kept) put(rows ...desk.Row) {
	for _, r := range rows {
		k.rows[r.RowKey()] = r
		k.feed = append(k.feed, desk.Change{Seq: int64(len(k.feed) + 1), Kind: r.RowKey().Kind, ID: r.RowKey().ID})
	}
}

func (k *kept) seal(b desk.RecordBody) *desk.RecordLine {
	b.Org = org
	line, head, err := b.Seal(k.head)
	if err != nil {
		panic(err)
	}
	k.head = head
	k.rows[line.RowKey()], k.rows[head.RowKey()] = line, &head
	k.lines = append(k.lines, line)
	return line
}

func (k *kept) Row(_ context.Context, _ desk.OrgID, ref desk.Ref) (desk.Row, error) {
	if r := k.rows[ref]; r != nil {
		return r.Clone(), nil
	}
	return nil, desk.Refuse(desk.CodeNotFound, "")
}

func (k *kept) List(_ context.Context, _ desk.OrgID, l desk.List) ([]desk.Row, error) {
	var out []desk.Row
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

func (k *kept) Orgs(context.Context) ([]desk.OrgID, error)           { return []desk.OrgID{org}, nil }
func (k *kept) Head(context.Context, desk.OrgID) (int64, error)      { return int64(len(k.feed)), nil }
func (k *kept) FeedFloor(context.Context, desk.OrgID) (int64, error) { return 0, nil }

func (k *kept) FeedSince(_ context.Context, _ desk.OrgID, from int64, _ int) ([]desk.Change, int64, error) {
	return k.feed[from:], int64(len(k.feed)), nil
}

func (k *kept) RecordFacts(_ context.Context, _ desk.OrgID, after int64, limit int, each func(int64, string) error) error {
	for _, r := range k.lines[after:min(int(after)+limit, len(k.lines))] {
		if err := each(r.N, r.Facts()); err != nil {
			return err
		}
	}
	return nil
}

// TemplateFacts gives what the column of messages holds.
func (k *kept) TemplateFacts(_ context.Context, _ desk.OrgID, from int64, each func(string) error) error {
	return k.column(desk.RowMessage, "template", from, each)
}

// RatingFacts gives what the column of interactions holds.
func (k *kept) RatingFacts(_ context.Context, _ desk.OrgID, from int64, each func(string) error) error {
	return k.column(desk.RowInteraction, "rating", from, each)
}

func (k *kept) column(kind desk.Kind, name string, from int64, each func(string) error) error {
	var facts []string
	for _, r := range k.rows {
		if r.RowKey().Kind != kind {
			continue
		}
		for _, c := range desk.Declared(kind).Columns {
			if c.Name == name && c.Text(r) >= desk.TemplateFactFrom(from) {
				facts = append(facts, c.Text(r))
			}
		}
	}
	slices.Sort(facts)
	for _, fact := range facts {
		if err := each(fact); err != nil {
			return err
		}
	}
	return nil
}

func (k *kept) SpansOfInteractions(_ context.Context, _ desk.OrgID, ids []desk.InteractionID) (out []*desk.Span, _ error) {
	for _, r := range k.rows {
		if s, is := r.(*desk.Span); is && slices.Contains(ids, s.InteractionID) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (k *kept) RecordLines(_ context.Context, _ desk.OrgID, ns []int64) (out []*desk.RecordLine, _ error) {
	for _, n := range ns {
		out = append(out, k.lines[n-1])
	}
	return out, nil
}

func (k *kept) Contacts(_ context.Context, _ desk.OrgID, ids []desk.ContactID) (out []*desk.Contact, _ error) {
	for _, id := range ids {
		if c, is := k.rows[desk.Ref{Kind: desk.RowContact, ID: string(id)}].(*desk.Contact); is {
			out = append(out, c)
		}
	}
	return out, nil
}

var owner = view.Viewer{OrgID: org, UserID: "olga", Role: desk.RoleOwner}

func newService(k *kept) *record.Service {
	return record.New(k, func() time.Time { return noon })
}

func page(t *testing.T, s *record.Service, v view.Viewer, ask wire.RecordsAsk) wire.RecordsPage {
	t.Helper()
	b, err := s.Page(t.Context(), v, ask)
	if err != nil {
		t.Fatal(err)
	}
	var p wire.RecordsPage
	if err := json.Unmarshal(b.Raw(), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// pages reads all pages and gives the interactions in their order.
func pages(t *testing.T, s *record.Service, f wire.RecordFilter, limit int) (ids []string) {
	t.Helper()
	ask := wire.RecordsAsk{Filter: f, Limit: limit}
	for {
		p := page(t, s, owner, ask)
		for _, r := range p.Rows {
			ids, ask.Before = append(ids, r.InteractionID), r.FirstSeq
		}
		if !p.More {
			if int64(len(ids)) != p.Matching {
				t.Errorf("%+v: %d are on the pages, %d match", f, len(ids), p.Matching)
			}
			return ids
		}
	}
}

// draw makes a body that could be anything.
func draw(r *rand.Rand, seq int64) desk.RecordBody {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	start := noon.Add(-time.Duration(r.IntN(1000)) * time.Minute).UnixMilli()
	b := desk.RecordBody{
		InteractionID: desk.InteractionID(fmt.Sprintf("int_%d", seq)), ThreadID: "thr_1", FirstSeq: seq,
		NumberID: desk.NumberID(pick("num_1", "num_2")), ServiceName: pick("", "Support", "Sales"), ContactID: desk.ContactID(pick("con_1", "con_2", "con_3")),
		InboxID: desk.InboxID(pick("", "inb_1", "inb_2")), PlanID: desk.PlanID(pick("", "pln_1")), BusinessStarted: r.IntN(3) == 0,
		StartedAt: start, EndedAt: start + int64(r.IntN(7_200_000)), EndReason: pick("closed", "archived", "expired"), EndedBy: desk.UserID(pick("", "ana", "ben")),
		Disposition: "archived", Rule: "ended", MessagesIn: int64(r.IntN(5)), MessagesOut: int64(r.IntN(5)),
	}
	if r.IntN(2) == 0 {
		b.DataSource = append(b.DataSource, desk.KV{Key: "region", Value: pick("emea", "apac")}, desk.KV{Key: "language", Value: pick("de", "en")})
	}
	for i, n := 0, r.IntN(3); i < n; i++ {
		from := start + int64(r.IntN(600_000))
		b.Agents = append(b.Agents, desk.RecordSpan{UserID: desk.UserID(pick("ana", "ben", "eve")), From: from, To: from + int64(r.IntN(600_000))})
	}
	switch {
	case b.BusinessStarted && r.IntN(2) == 0:
		b.Before, b.BeforeRule = "initiated", "noAnswerYet"
	case b.BusinessStarted:
		b.Before, b.BeforeRule = "active", "customerAnswered"
	case r.IntN(2) == 0:
		b.Before, b.BeforeRule = "active", "humanReplied"
	default:
		b.Before, b.BeforeRule = "waiting", "customerWaits"
	}
	if len(b.Agents) > 0 && b.BusinessStarted {
		b.StartedBy = b.Agents[0].UserID
	}
	if r.IntN(3) > 0 {
		b.Service = &desk.RecordService{First: desk.ServiceResult(pick("", "met", "missed")), Resolution: desk.ServiceResult(pick("", "met", "missed")), NextMet: int64(r.IntN(2)), NextMissed: int64(r.IntN(2))}
	}
	if r.IntN(2) == 0 {
		b.CustomerAt, b.AnsweredAt = start, start+int64(r.IntN(900_000))
	}
	return b
}

// matches says by the line itself, and shares nothing with the index, whether it meets
// a filter.
func matches(b desk.RecordBody, f wire.RecordFilter) bool {
	in := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	within := func(r wire.RecordRange, n int64) bool { return n >= r.From && (r.To == 0 || n <= r.To) }
	first, answered := b.FirstResponse()
	var agents, sources []string
	for _, a := range b.Agents {
		agents = append(agents, string(a.UserID))
	}
	for _, kv := range b.DataSource {
		sources = append(sources, kv.Key+"="+kv.Value)
	}
	overlap := func(want, have []string) bool {
		return len(want) == 0 || slices.ContainsFunc(want, func(s string) bool { return slices.Contains(have, s) })
	}
	text := strings.ToLower(fmt.Sprint(b.ServiceName, " ", sources, " ", map[desk.NumberID]string{"num_1": "first +49301", "num_2": "second +4930222"}[b.NumberID],
		" ", map[desk.ContactID]string{"con_1": "Änne Müller +491701", "con_2": "Bo +4917022", "con_3": "+49170333"}[b.ContactID], " ",
		map[desk.InboxID]string{"inb_1": "Queue one", "inb_2": "Queue two"}[b.InboxID], " ", agents, " ", b.EndedBy))
	for _, w := range strings.Fields(strings.ToLower(f.Text)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return b.StartedAt >= f.From && (f.To == 0 || b.StartedAt < f.To) && in(f.Numbers, string(b.NumberID)) && in(f.Services, b.ServiceName) &&
		(f.Contact == "" || f.Contact == string(b.ContactID)) && in(f.Inboxes, string(b.InboxID)) && in(f.Plans, string(b.PlanID)) &&
		in(f.StartedBy, string(b.StartedBy)) && in(f.EndedBy, string(b.EndedBy)) && in(f.Dispositions, b.Disposition) && in(f.Before, b.Before) && in(f.Rules, b.BeforeRule) &&
		in(f.EndReasons, b.EndReason) && in(f.Promised, cameOf(b.Service)) && overlap(f.Agents, agents) && overlap(f.Sources, sources) && within(f.Queue, b.Queue()/1000) &&
		within(f.Handling, b.Handling(b.EndedAt)/1000) && within(f.Messages, b.MessagesIn+b.MessagesOut) &&
		(f.First == wire.RecordRange{} || answered && within(f.First, first/1000)) && (!f.Unanswered || !answered) &&
		(!f.NoAgent || len(agents) == 0) && (f.Started == "" || (f.Started == "business") == b.BusinessStarted)
}

// cameOf says what became of what was promised: a single miss counts more than all that
// was kept.
func cameOf(s *desk.RecordService) string {
	if s == nil {
		return ""
	}
	all := fmt.Sprint(s.First, " ", s.Resolution, strings.Repeat(" met", int(s.NextMet)), strings.Repeat(" missed", int(s.NextMissed)))
	for _, word := range []string{"missed", "met"} {
		if strings.Contains(all, word) {
			return word
		}
	}
	return ""
}

func drawFilter(r *rand.Rand) wire.RecordFilter {
	var f wire.RecordFilter
	some := func(of ...string) []string { return of[:1+r.IntN(len(of))] }
	parts := []func(){
		func() {
			f.Text = []string{"müller", "ANA", "queue o", "emea", "4930222", "sup al", "nobody"}[r.IntN(7)]
		},
		func() { f.From = noon.Add(-time.Duration(r.IntN(1000)) * time.Minute).UnixMilli() },
		func() { f.To = noon.Add(-time.Duration(r.IntN(500)) * time.Minute).UnixMilli() },
		func() { f.Numbers = some("num_2", "num_1") }, func() { f.Services = some("Sales", "") }, func() { f.Sources = some("region=emea", "language=en") },
		func() { f.Contact = "con_2" }, func() { f.Inboxes = some("inb_2", "inb_9", "") }, func() { f.Plans = some("pln_1") },
		func() { f.Agents = some("eve", "ana") }, func() { f.StartedBy = some("ben") }, func() { f.EndedBy = some("ana", "") },
		func() { f.Started = []string{"customer", "business"}[r.IntN(2)] }, func() { f.Dispositions = some("archived", "active") },
		func() { f.Before = some("waiting") }, func() { f.Rules = some("humanReplied", "noAnswerYet", "customerWaits", "customerAnswered") }, func() { f.EndReasons = some("expired", "closed") },
		func() { f.Queue = wire.RecordRange{From: int64(r.IntN(100)), To: 300} }, func() { f.First = wire.RecordRange{To: int64(1 + r.IntN(600))} },
		func() { f.Handling = wire.RecordRange{From: 1} }, func() { f.Messages = wire.RecordRange{From: 3, To: 6} },
		func() { f.Promised = some("missed", "met") }, func() { f.Unanswered = true }, func() { f.NoAgent = true },
	}
	for range r.IntN(4) {
		parts[r.IntN(len(parts))]()
	}
	if f.To > 0 && f.From >= f.To {
		f.From = 0
	}
	return f
}

func settings(k *kept) {
	k.put(
		&desk.Number{ID: "num_1", Name: "First", Phone: "+49301"}, &desk.Number{ID: "num_2", Name: "Second", Phone: "+4930222"},
		&desk.Inbox{ID: "inb_1", Name: "Queue one"}, &desk.Inbox{ID: "inb_2", Name: "Queue two"},
		&desk.User{ID: "ana", Name: "Ana"}, &desk.User{ID: "ben", Name: "Ben"}, &desk.User{ID: "eve", Name: "Eve"},
		&desk.Contact{ID: "con_1", SavedName: "Änne Müller", WaID: "491701"}, &desk.Contact{ID: "con_2", ProfileName: "Bo", WaID: "4917022"},
		&desk.Contact{ID: "con_3", WaID: "49170333"},
	)
}

// drawing is an organization without records, and what draws them.
func drawing(seed uint64) (*rand.Rand, *kept, *record.Service) {
	k := newKept()
	settings(k)
	return rand.New(rand.NewPCG(seed, seed+1)), k, newService(k) //nolint:gosec // a test's
}

// Any mixture of conditions finds what going through all lines finds, on pages of any
// size, newest first, whatever was taken back and whatever goes on.
func TestPage_anyFilter_findsWhatTheLinesSay(t *testing.T) {
	t.Parallel()
	r, k, s := drawing(1)
	bodies := map[desk.InteractionID]desk.RecordBody{}
	lines := map[desk.InteractionID]int64{}
	for round := range 60 {
		for range 12 {
			b := draw(r, int64(1000+r.IntN(100_000)))
			if _, twice := bodies[b.InteractionID]; twice {
				continue
			}
			bodies[b.InteractionID], lines[b.InteractionID] = b, k.seal(b).N
		}
		for id, n := range lines { // one goes on after all
			k.seal(desk.RecordBody{InteractionID: id, Voids: n})
			delete(bodies, id)
			delete(lines, id)
			break
		}
		for range 10 {
			f := drawFilter(r)
			var want []string
			all := make([]desk.RecordBody, 0, len(bodies))
			for _, b := range bodies {
				all = append(all, b)
			}
			slices.SortFunc(all, func(a, b desk.RecordBody) int { return cmp.Compare(b.FirstSeq, a.FirstSeq) })
			for _, b := range all {
				if matches(b, f) {
					want = append(want, string(b.InteractionID))
				}
			}
			if got := pages(t, s, f, 1+r.IntN(100)); !slices.Equal(got, want) {
				t.Fatalf("round %d: %+v finds\n%v, want\n%v", round, f, got, want)
			}
		}
	}
}

func TestPage_whatGoesOn_standsAmongTheLines(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	k.seal(desk.RecordBody{InteractionID: "int_1", FirstSeq: 10, StartedAt: 1, EndedAt: 2, Disposition: "archived", ContactID: "con_1"})
	k.seal(desk.RecordBody{InteractionID: "int_3", FirstSeq: 30, StartedAt: 3, EndedAt: 4, Disposition: "archived", ContactID: "con_1"})
	open := &desk.Interaction{
		ID: "int_2", FirstSeq: 20, State: desk.InteractionOpen, Owner: "ana", ContactID: "con_2", InboxID: "inb_1",
		StartedAt: noon.Add(-time.Minute).UnixMilli(), FirstCustomerAt: noon.Add(-time.Minute).UnixMilli(), MessagesIn: 1,
	}
	k.put(open, &desk.Span{ID: "spn_1", InteractionID: "int_2", UserID: "ana", From: noon.Add(-40 * time.Second).UnixMilli(), Began: desk.SpanTook})
	s := newService(k)
	if got := pages(t, s, wire.RecordFilter{}, 1); !slices.Equal(got, []string{"int_3", "int_2", "int_1"}) {
		t.Errorf("the pages have %v", got)
	}
	p := page(t, s, owner, wire.RecordsAsk{Filter: wire.RecordFilter{Dispositions: []string{"waiting"}, Agents: []string{"ana"}}})
	if len(p.Rows) != 1 || p.All != 3 || p.Lines != 2 || p.Hash != k.head.Hash {
		t.Fatalf("%+v", p)
	}
	row := p.Rows[0]
	if row.Line != 0 || row.Queue != 20_000 || row.Handling != 40_000 || row.First != -1 || row.ContactName != "Bo" || row.ContactPhone != "+4917022" || len(row.Agents) != 1 {
		t.Errorf("the row is %+v", row)
	}
	// It ends: its line stands for it.
	delete(k.rows, open.RowKey())
	k.seal(desk.RecordBody{InteractionID: "int_2", FirstSeq: 20, StartedAt: open.StartedAt, EndedAt: noon.UnixMilli(), Disposition: "archived"})
	if got := pages(t, s, wire.RecordFilter{}, 2); !slices.Equal(got, []string{"int_3", "int_2", "int_1"}) {
		t.Errorf("ended, the pages have %v", got)
	}
}

// Who may not see customers' numbers does not find them either: a search that answers
// would tell them digit by digit.
func TestPage_hiddenNumbers_areNotFound(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	k.seal(desk.RecordBody{InteractionID: "int_1", FirstSeq: 1, ContactID: "con_3"})
	k.put(&desk.Contact{ID: "con_4", ProfileName: "0170 444 555 66", WaID: "4917044455566"})
	k.seal(desk.RecordBody{InteractionID: "int_2", FirstSeq: 2, ContactID: "con_4"})
	s := newService(k)
	hidden := owner
	hidden.HideNumbers = true
	for text, want := range map[string]int{"49170333": 1, "444 555": 1, "4917": 2} {
		ask := wire.RecordsAsk{Filter: wire.RecordFilter{Text: text}}
		if n := len(page(t, s, owner, ask).Rows); n != want {
			t.Errorf("%q: %d rows, want %d", text, n, want)
		}
		if n := len(page(t, s, hidden, ask).Rows); n != 0 {
			t.Errorf("%q: %d rows for who may not see numbers", text, n)
		}
	}
	for _, row := range page(t, s, hidden, wire.RecordsAsk{}).Rows {
		if row.ContactPhone != "" || strings.Contains(row.ContactName, "444") {
			t.Errorf("shown: %+v", row)
		}
	}
	// Another name is found at once.
	k.put(&desk.Contact{ID: "con_4", SavedName: "Zoë", WaID: "4917044455566"})
	if n := len(page(t, s, hidden, wire.RecordsAsk{Filter: wire.RecordFilter{Text: "ZOË"}}).Rows); n != 1 {
		t.Errorf("by their new name %d are found", n)
	}
}

func TestPage_refusesWhatIsNoFilter(t *testing.T) {
	t.Parallel()
	s := newService(newKept())
	for name, f := range map[string]wire.RecordFilter{
		"recordText":   {Text: strings.Repeat("x", 201)},
		"recordPeriod": {From: 5, To: 5},
		"recordRange":  {Queue: wire.RecordRange{From: 9, To: 3}},
		"recordValues": {Agents: make([]string, 501)},
	} {
		if _, err := s.Page(t.Context(), owner, wire.RecordsAsk{Filter: f}); desk.SubcodeOf(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	agent := view.Viewer{OrgID: org, UserID: "ana", Role: desk.RoleAgent}
	if _, err := s.Page(t.Context(), agent, wire.RecordsAsk{}); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent: %v", err)
	}
}
