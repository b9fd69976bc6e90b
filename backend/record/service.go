package record

import (
	"context"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/contacts"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Rows reads the store.
type Rows interface {
	desk.Rows
	Orgs(ctx context.Context) ([]desk.OrgID, error)
	Head(ctx context.Context, org desk.OrgID) (int64, error)
	FeedFloor(ctx context.Context, org desk.OrgID) (int64, error)
	FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) (changes []desk.Change, to int64, err error)
	// RecordFacts gives what lines behind a number are searched by, in their order.
	RecordFacts(ctx context.Context, org desk.OrgID, after int64, limit int, each func(n int64, facts string) error) error
	// RecordLines gives the lines of those numbers, which are in order, in their order.
	RecordLines(ctx context.Context, org desk.OrgID, ns []int64) ([]*desk.RecordLine, error)
	// Contacts gives those of the customers that there are, in no order.
	Contacts(ctx context.Context, org desk.OrgID, ids []desk.ContactID) ([]*desk.Contact, error)
	// TemplateFacts gives what there is to count about the templates that were sent from
	// a time on, in their order.
	TemplateFacts(ctx context.Context, org desk.OrgID, from int64, each func(fact string) error) error
	// RatingFacts does so about questions for a rating.
	RatingFacts(ctx context.Context, org desk.OrgID, from int64, each func(fact string) error) error
	// SpansOfInteractions gives the ownership spans of interactions, in no order.
	SpansOfInteractions(ctx context.Context, org desk.OrgID, ids []desk.InteractionID) ([]*desk.Span, error)
}

// Service answers for all organizations. It is safe for concurrent use.
type Service struct {
	rows Rows
	now  func() time.Time

	orgs *contacts.Held[*org]

	stop       context.CancelFunc // of what reads ahead, nil = nothing does
	background sync.WaitGroup
}

// org is what is held of one organization, some 100 bytes for each interaction.
type org struct {
	index *index
	names contacts.Book
}

// New makes the service.
func New(rows Rows, now func() time.Time) *Service {
	return &Service{rows: rows, now: now, orgs: contacts.NewHeld(now, func() *org { return &org{index: newIndex()} })}
}

// factPage is how many lines are read at a time.
const factPage = 10_000

// refresh takes in the lines that were written since.
func (s *Service) refresh(ctx context.Context, id desk.OrgID, x *index) error {
	from := len(x.order)
	for read := factPage; read == factPage; {
		read = 0
		err := s.rows.RecordFacts(ctx, id, x.last, factPage, func(n int64, text string) error {
			f, ok := desk.ReadFacts(text)
			if !ok {
				return desk.Broken("record", "line %d cannot be searched", n)
			}
			x.add(n, f)
			read++
			return nil
		})
		if err != nil {
			return desk.Wrap("read records", err)
		}
	}
	x.sorted(from)
	return nil
}

// Warm reads what records are searched by before anybody asks, since a million lines
// take seconds.
func (s *Service) Warm(ctx context.Context, id desk.OrgID) error {
	o, letGo := s.orgs.Of(id)
	defer letGo()
	if err := s.refresh(ctx, id, o.index); err != nil {
		return err
	}
	return o.names.Load(ctx, s.rows, id)
}

// going are the interactions that go on: they have no line yet.
type going struct {
	bodies []desk.RecordBody
	rows   []row
}

func (s *Service) going(ctx context.Context, id desk.OrgID, x *index) (going, error) {
	list, err := desk.Find[*desk.Interaction](ctx, s.rows, id, desk.InteractionsAllUnended.With())
	if err != nil {
		return going{}, desk.Wrap("read interactions", err)
	}
	ids := make([]desk.InteractionID, len(list))
	for i, it := range list {
		ids[i] = it.ID
	}
	read, err := s.rows.SpansOfInteractions(ctx, id, ids)
	if err != nil {
		return going{}, desk.Wrap("read ownership spans", err)
	}
	spans := map[desk.InteractionID][]*desk.Span{}
	for _, span := range read {
		spans[span.InteractionID] = append(spans[span.InteractionID], span)
	}
	slices.SortFunc(list, func(a, b *desk.Interaction) int { return int(b.FirstSeq - a.FirstSeq) })
	now := s.now().UnixMilli()
	var g going
	for _, it := range list {
		b := lifecycle.RecordOf(it, spans[it.ID])
		asOf := b
		asOf.EndedAt = now
		f, _ := desk.ReadFacts(asOf.Facts())
		f.EndedAt, f.Handling = 0, b.Handling(now)
		g.bodies, g.rows = append(g.bodies, b), append(g.rows, x.rowOf(0, f))
	}
	return g, nil
}

// leave lets those go that have ended since they were read, and so have a line.
func (g *going) leave(ended []row) {
	if len(ended) == 0 {
		return
	}
	seqs := map[int64]bool{}
	for i := range ended {
		seqs[ended[i].seq] = true
	}
	kept := going{}
	for i := range g.rows {
		if !seqs[g.rows[i].seq] {
			kept.bodies, kept.rows = append(kept.bodies, g.bodies[i]), append(kept.rows, g.rows[i])
		}
	}
	*g = kept
}

// found is what matches a filter.
type found struct {
	going    going // those of it that go on and match, newest first
	lines    []int // places of the index's order that match, newest last
	matching int64
	all      int64
}

// window is which of the matching lines are wanted: the newest ones that began before an
// entry, at most so many; all of them for the zero value.
type window struct {
	before int64
	most   int
}

// find gives what matches. The organization is locked.
func (s *Service) find(ctx context.Context, v view.Viewer, o *org, f wire.RecordFilter, w window) (found, error) {
	x := o.index
	on, err := s.going(ctx, v.OrgID, x)
	if err != nil {
		return found{}, err
	}
	had := len(x.rows)
	if err := s.refresh(ctx, v.OrgID, x); err != nil {
		return found{}, err
	}
	on.leave(x.rows[had:])
	if f, err = s.byChannel(ctx, v.OrgID, f); err != nil {
		return found{}, err
	}
	labels, err := s.labels(ctx, v, o, f)
	if err != nil {
		return found{}, err
	}
	tests := x.compile(f, labels)
	if len(f.Templates) > 0 || f.Fate != "" {
		sends, err := s.sends(ctx, v.OrgID, f.From)
		if err != nil {
			return found{}, err
		}
		tests = append(tests, sends.test(f))
	}
	if len(f.Ratings) > 0 {
		rated, err := s.ratings(ctx, v.OrgID, f.From-ahead)
		if err != nil {
			return found{}, err
		}
		tests = append(tests, rated.test(f.Ratings))
	}
	out := found{all: int64(len(x.rows) - x.void + len(on.rows))}
	for i := range on.rows {
		if meets(&on.rows[i], tests) {
			out.going.bodies, out.going.rows = append(out.going.bodies, on.bodies[i]), append(out.going.rows, on.rows[i])
		}
	}
	x.collect(&out, tests, w)
	return out, nil
}

// collect counts the lines that match and notes those of the window, newest first.
func (x *index) collect(out *found, tests []test, w window) {
	out.matching = int64(len(out.going.rows))
	if len(tests) == 0 {
		out.matching = out.all
	}
	for at := len(x.order) - 1; at >= 0; at-- {
		full := w.most > 0 && len(out.lines) >= w.most
		if full && len(tests) == 0 {
			return // all of them match, and enough were noted
		}
		r := &x.rows[x.order[at]]
		if r.void || !meets(r, tests) {
			continue
		}
		if len(tests) > 0 {
			out.matching++
		}
		if !full && (w.before == 0 || r.seq < w.before) {
			out.lines = append(out.lines, at)
		}
	}
}

// labels says by which text the ids of an organization are found.
func (s *Service) labels(ctx context.Context, v view.Viewer, o *org, f wire.RecordFilter) (labels, error) {
	if len(contacts.TermsOf(f.Text, fewestDigits)) == 0 {
		return nil, nil
	}
	if err := o.names.Load(ctx, s.rows, v.OrgID); err != nil {
		return nil, desk.Wrap("read customers", err)
	}
	of := map[string]string{}
	if err := s.settings(ctx, v.OrgID, func(id, name, also string) { of[id] = contacts.AsCompared(name + "\n" + also) }); err != nil {
		return nil, err
	}
	return func(id string) string {
		if n, is := o.names.Of[desk.ContactID(id)]; is {
			return n.Text(v.HideNumbers)
		}
		return of[id]
	}, nil
}

// settings tells what numbers, inboxes, plans and people are called, and what else they
// are found by.
func (s *Service) settings(ctx context.Context, id desk.OrgID, see func(id, name, also string)) error {
	numbers, err := desk.Find[*desk.Number](ctx, s.rows, id, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		see(string(n.ID), n.Name, string(n.Phone))
	}
	inboxes, err := desk.Find[*desk.Inbox](ctx, s.rows, id, desk.Inboxes.With())
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, i := range inboxes {
		see(string(i.ID), i.Name, "")
	}
	plans, err := desk.Find[*desk.Plan](ctx, s.rows, id, desk.Plans.With())
	if err != nil {
		return desk.Wrap("read plans", err)
	}
	for _, p := range plans {
		see(string(p.ID), p.Name, "")
	}
	users, err := desk.Find[*desk.User](ctx, s.rows, id, desk.Users.With())
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range users {
		see(string(u.ID), u.Name, "")
	}
	return nil
}

// Page gives a page of the records that match, newest first, to a supervisor.
func (s *Service) Page(ctx context.Context, v view.Viewer, ask wire.RecordsAsk) (view.Body, error) {
	if err := check(ask.Filter); err != nil {
		return view.Body{}, err
	}
	limit := ask.Limit
	if limit <= 0 || limit > wire.MaxRecords {
		limit = wire.MaxRecords
	}
	o, letGo := s.orgs.Of(v.OrgID)
	bodies, page, err := s.page(ctx, v, o, ask, limit)
	letGo()
	if err != nil {
		return view.Body{}, err
	}
	if err := s.fill(ctx, v, bodies, &page); err != nil {
		return view.Body{}, err
	}
	return v.Records(page)
}

// page finds what the page holds: the bodies of what goes on, and the numbers of lines.
func (s *Service) page(ctx context.Context, v view.Viewer, o *org, ask wire.RecordsAsk, limit int) ([]desk.RecordBody, wire.RecordsPage, error) {
	x := o.index
	f, err := s.find(ctx, v, o, ask.Filter, window{ask.Before, limit + 1})
	if err != nil {
		return nil, wire.RecordsPage{}, err
	}
	page := wire.RecordsPage{
		Rows: []wire.RecordRow{}, Matching: f.matching, All: f.all, Services: x.choices(x.serviceNames()), Sources: x.choices(x.sourceNames()),
	}
	head, err := desk.Get[*desk.RecordHead](ctx, s.rows, v.OrgID, desk.RowRecordHead, v.OrgID)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return nil, page, desk.Wrap("read the head of the records", err)
	}
	if err == nil {
		page.Lines, page.Hash = head.N, head.Hash
	}
	bodies := x.merge(f, ask.Before, limit+1)
	if page.More = len(bodies) > limit; page.More {
		bodies = bodies[:limit]
	}
	return bodies, page, nil
}

// merge gives the newest ones that began before an entry, at most limit; of lines only
// the number.
func (x *index) merge(f found, before int64, limit int) (out []desk.RecordBody) {
	seq := func(at int) int64 { return x.rows[x.order[f.lines[at]]].seq }
	line, on := 0, 0
	if before > 0 {
		on = sort.Search(len(f.going.rows), func(i int) bool { return f.going.rows[i].seq < before })
	}
	for len(out) < limit && (line < len(f.lines) || on < len(f.going.rows)) {
		if on < len(f.going.rows) && (line == len(f.lines) || f.going.rows[on].seq > seq(line)) {
			out = append(out, f.going.bodies[on])
			on++
			continue
		}
		out = append(out, desk.RecordBody{N: int64(x.rows[x.order[f.lines[line]]].n)})
		line++
	}
	return out
}

// pageBytes is how much of a frame the rows of a page may take.
const pageBytes = 180 << 10

// fill reads the lines and the customers of a page.
func (s *Service) fill(ctx context.Context, v view.Viewer, bodies []desk.RecordBody, page *wire.RecordsPage) error {
	now, size := s.now().UnixMilli(), 0
	for _, b := range bodies {
		if b.N != 0 {
			line, err := desk.Get[*desk.RecordLine](ctx, s.rows, v.OrgID, desk.RowRecord, string(desk.RecordIDOf(b.N)))
			if err != nil {
				return desk.Wrap("read record", err)
			}
			b = line.RecordBody
		}
		c, err := desk.Get[*desk.Contact](ctx, s.rows, v.OrgID, desk.RowContact, b.ContactID)
		if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return desk.Wrap("read customer", err)
		}
		if err != nil {
			c = nil
		}
		row := v.Record(&b, c, now)
		if row.Score, err = s.scoreOf(ctx, v.OrgID, b.InteractionID); err != nil {
			return err
		}
		if size += 700 + 160*len(row.Agents) + 80*len(row.DataSource) + len(row.ServiceName) + len(row.ContactName); size > pageBytes && len(page.Rows) > 0 {
			page.More = true
			break
		}
		page.Rows = append(page.Rows, row)
	}
	return nil
}

// mostChoices bounds the choices of a filter that a page names.
const mostChoices = 200

func (x *index) serviceNames() (out []code) {
	for c := range x.services {
		out = append(out, c)
	}
	return out
}

func (x *index) sourceNames() (out []code) {
	for _, list := range x.sources {
		out = append(out, list...)
	}
	return out
}

func (x *index) choices(of []code) []string {
	out := []string{}
	slices.Sort(of)
	for _, c := range slices.Compact(of) {
		if c != 0 {
			out = append(out, x.texts.words[c])
		}
	}
	slices.Sort(out)
	return out[:min(len(out), mostChoices)]
}
