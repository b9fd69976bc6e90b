package record

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Export is a table of records on its way out.
type Export struct {
	Rows int64 // that it is going to have

	s       *Service
	v       view.Viewer
	table   *table
	lines   []int64 // in their order
	going   []desk.RecordBody
	names   map[string]string
	clients map[desk.ContactID]client

	rated ratings
}

// client is what a customer is called, for who asks.
type client struct{ name, phone string }

// exportPage is how many rows are read at a time, and mostClients how many customers'
// names are held meanwhile.
const (
	exportPage  = 500
	mostClients = 20_000
)

// Export finds what a table is to have, for a supervisor. Rows come in the order in
// which interactions ended, and behind them those that go on.
func (s *Service) Export(ctx context.Context, v view.Viewer, in wire.RecordsExport) (*Export, error) {
	if !v.Role.Supervisor() {
		return nil, desk.Refuse(desk.CodeForbidden, "")
	}
	t, err := newTable(in)
	if err != nil {
		return nil, err
	}
	if err := check(in.Filter); err != nil {
		return nil, err
	}
	e := &Export{s: s, v: v, table: t, names: map[string]string{}, clients: map[desk.ContactID]client{}}
	if err := s.called(ctx, v.OrgID, e.names); err != nil {
		return nil, err
	}
	if e.rated, err = s.ratings(ctx, v.OrgID, in.Filter.From-ahead); err != nil {
		return nil, err
	}
	o, letGo := s.orgs.Of(v.OrgID)
	defer letGo()
	f, err := s.find(ctx, v, o, in.Filter, window{})
	if err != nil {
		return nil, err
	}
	e.lines, e.going = make([]int64, len(f.lines)), f.going.bodies
	for i, at := range f.lines {
		e.lines[i] = int64(o.index.rows[o.index.order[at]].n)
	}
	slices.Sort(e.lines)
	e.Rows = int64(len(e.lines) + len(e.going))
	return e, nil
}

// Write writes the table, with a page of it in memory. may is asked before each page
// whether it may go on.
func (e *Export) Write(ctx context.Context, to io.Writer, may func() error) error {
	if _, err := to.Write(e.table.head()); err != nil {
		return desk.Wrap("write table", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var b []byte
	for page := range e.read(ctx) {
		err := errors.Join(page.err, may())
		if err != nil {
			return err
		}
		if b, err = e.page(ctx, to, b[:0], page.bodies); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return desk.Wrap("read records", err)
	}
	on := make([]*desk.RecordBody, len(e.going))
	for i := range e.going {
		on[i] = &e.going[i]
	}
	for page := range slices.Chunk(on, exportPage) {
		var err error
		if b, err = e.page(ctx, to, b[:0], page); err != nil {
			return err
		}
	}
	return nil
}

// readPage is a page of lines, or why it could not be read.
type readPage struct {
	bodies []*desk.RecordBody
	err    error
}

// read reads the lines page by page, one ahead of whoever takes them: reading and
// writing take a core each. It ends with the context.
func (e *Export) read(ctx context.Context) <-chan readPage {
	pages := make(chan readPage) // none waits in it: memory holds two pages
	go func() {
		defer close(pages)
		for ns := range slices.Chunk(e.lines, exportPage) {
			lines, err := e.s.rows.RecordLines(ctx, e.v.OrgID, ns)
			page := readPage{make([]*desk.RecordBody, len(lines)), desk.Wrap("read records", err)}
			for i, l := range lines {
				page.bodies[i] = &l.RecordBody
			}
			select {
			case pages <- page:
			case <-ctx.Done():
				return
			}
		}
	}()
	return pages
}

func (e *Export) page(ctx context.Context, to io.Writer, b []byte, bodies []*desk.RecordBody) ([]byte, error) {
	if err := e.know(ctx, bodies); err != nil {
		return b, err
	}
	now := e.s.now().UnixMilli()
	r := tableRow{names: func(id string) string { return e.names[id] }, words: e.table.words}
	for _, body := range bodies {
		r.RecordRow = e.v.Record(body, nil, now)
		r.Score = e.rated[body.FirstSeq].Score
		c := e.clients[body.ContactID]
		r.ContactName, r.ContactPhone = c.name, c.phone
		b = e.table.row(b, &r)
	}
	_, err := to.Write(b)
	return b, desk.Wrap("write table", err)
}

// know reads what the customers of a page are called.
func (e *Export) know(ctx context.Context, bodies []*desk.RecordBody) error {
	if len(e.clients) > mostClients {
		clear(e.clients)
	}
	var ask []desk.ContactID
	for _, b := range bodies {
		if _, known := e.clients[b.ContactID]; !known && b.ContactID != "" {
			ask = append(ask, b.ContactID)
			e.clients[b.ContactID] = client{}
		}
	}
	found, err := e.s.rows.Contacts(ctx, e.v.OrgID, ask)
	if err != nil {
		return desk.Wrap("read customers", err)
	}
	for _, c := range found {
		name, phone := e.v.Customer(c)
		e.clients[c.ID] = client{name, phone}
	}
	return nil
}

// called notes what numbers, inboxes, plans and people are called.
func (s *Service) called(ctx context.Context, id desk.OrgID, of map[string]string) error {
	return s.settings(ctx, id, func(id, name, _ string) { of[id] = name })
}
