package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// projector reads rows and has them projected for one viewer. What it reads is
// remembered, so that ten messages of a thread cost one look.
type projector struct {
	hub    *Hub
	viewer view.Viewer
	rows   *readings
	since  int64 // up to where whoever is told of changes has read
	out    []view.Projected
}

func (h *Hub) projector(v view.Viewer) *projector {
	return &projector{hub: h, viewer: v, rows: newReadings()}
}

func (p *projector) add(items ...view.Projected) {
	for _, i := range items {
		if !i.Empty() {
			p.out = append(p.out, i)
		}
	}
}

// subject reads a thread and what decides who may see it.
func (p *projector) subject(ctx context.Context, id desk.ThreadID) (*view.Subject, error) {
	p.rows.mu.Lock()
	defer p.rows.mu.Unlock()
	if s := p.rows.subjects[id]; s != nil {
		return s, nil
	}
	s, err := p.readSubject(ctx, id)
	if err == nil {
		p.rows.subjects[id] = s
	}
	return s, err
}

func (p *projector) readSubject(ctx context.Context, id desk.ThreadID) (*view.Subject, error) {
	rows, org := p.hub.cfg.Rows, p.viewer.OrgID
	t, err := desk.Get[*desk.Thread](ctx, rows, org, desk.RowThread, id)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	s := &view.Subject{Thread: t}
	if s.Interactions, err = desk.Find[*desk.Interaction](ctx, rows, org, desk.InteractionsOfThread.With(string(id))); err != nil {
		return nil, desk.Wrap("read interactions", err)
	}
	for _, i := range s.Interactions {
		if i.ID == t.InteractionID {
			s.Current = i
		}
	}
	if err := p.addRouting(ctx, s); err != nil {
		return nil, err
	}
	if t.LastMessageID != "" {
		if s.Last, err = desk.Get[*desk.Message](ctx, rows, org, desk.RowMessage, t.LastMessageID); err != nil {
			return nil, desk.Wrap("read last message", err)
		}
	}
	return s, nil
}

// addRouting reads what is needed only while an interaction is on its way to
// an owner: its offer, its inbox's mode, the customer's first line.
func (p *projector) addRouting(ctx context.Context, s *view.Subject) error {
	c := s.Current
	if c == nil || (c.State != desk.InteractionWaiting && c.State != desk.InteractionOffered) {
		return nil
	}
	rows, org := p.hub.cfg.Rows, p.viewer.OrgID
	offer, err := rows.OpenOfferOf(ctx, org, c.ID)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return desk.Wrap("read offer", err)
	}
	if err == nil {
		s.Offer = offer
	}
	if c.InboxID != "" {
		inbox, err := desk.Get[*desk.Inbox](ctx, rows, org, desk.RowInbox, c.InboxID)
		if err != nil {
			return desk.Wrap("read inbox", err)
		}
		s.Mode = inbox.Mode
	}
	if c.FirstLineID == "" {
		return nil
	}
	s.FirstLine, err = desk.Get[*desk.Message](ctx, rows, org, desk.RowMessage, c.FirstLineID)
	return desk.Wrap("read first line", err)
}

// read reads a row that is of no other use than to be shown.
func (p *projector) read(ctx context.Context, kind desk.Kind, id string) (desk.Row, error) {
	return p.rows.row(ctx, p.hub.cfg.Rows, p.viewer.OrgID, desk.Ref{Kind: kind, ID: id})
}

// thread projects a thread's own rows: list row, contact, interactions, its
// open offer, decisions, and its newest messages.
func (p *projector) thread(ctx context.Context, id desk.ThreadID) error {
	s, err := p.subject(ctx, id)
	if err != nil {
		return err
	}
	access := p.viewer.Access(*s)
	if access == "" {
		return nil
	}
	rows, org := p.hub.cfg.Rows, p.viewer.OrgID
	contact, err := desk.Get[*desk.Contact](ctx, rows, org, desk.RowContact, s.Thread.ContactID)
	if err != nil {
		return desk.Wrap("read contact", err)
	}
	if err := p.addPerson(ctx, contact); err != nil {
		return err
	}
	p.add(p.viewer.Thread(*s))
	for _, i := range s.Interactions {
		p.add(p.interaction(*s, i))
	}
	if s.Offer != nil {
		if err := p.addRow(ctx, *s, s.Offer); err != nil {
			return err
		}
	}
	for _, sent := range desk.SentWithThread {
		if err := p.list(ctx, *s, sent.With(string(id)).First(sent.Most)); err != nil {
			return desk.Wrap("read what hangs on the thread", err)
		}
	}
	if err := p.mark(ctx, p.viewer.UserID, id); err != nil {
		return err
	}
	if access == wire.AccessSummary {
		return nil
	}
	return p.messages(ctx, s)
}

func (p *projector) messages(ctx context.Context, s *view.Subject) error {
	list, err := p.hub.cfg.Feed.MessagesBefore(ctx, p.viewer.OrgID, s.Thread.ID, 0, 0, wire.SnapshotPage)
	if err != nil {
		return desk.Wrap("read messages", err)
	}
	for _, m := range list {
		p.add(p.viewer.Message(*s, m))
	}
	return nil
}

func (p *projector) mark(ctx context.Context, user desk.UserID, thread desk.ThreadID) error {
	m, err := desk.Get[*desk.ReadMark](ctx, p.hub.cfg.Rows, p.viewer.OrgID, desk.RowReadMark, desk.ReadMarkID(user, thread))
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	if err != nil {
		return desk.Wrap("read mark", err)
	}
	p.add(p.viewer.ReadMark(m))
	return nil
}

// row projects a row of any kind. For three kinds it looks up what they show
// beside what they hold.
func (p *projector) row(ctx context.Context, s view.Subject, r desk.Row) (view.Projected, error) {
	switch v := r.(type) {
	case *desk.Interaction:
		return p.interaction(s, v), nil
	case *desk.Offer:
		return p.offer(ctx, s, v)
	case *desk.Decision:
		return p.decision(ctx, s, v)
	default:
		return p.viewer.Row(s, r), nil
	}
}

func (p *projector) interaction(s view.Subject, i *desk.Interaction) view.Projected {
	f := lifecycle.FactsOf(i)
	disposition, rule := lifecycle.DispositionOf(f)
	clock := lifecycle.ServiceClockOf(f)
	ends, _ := lifecycle.EndsAt(f)
	return p.viewer.Interaction(s, view.InteractionFacts{
		Interaction: i, Disposition: string(disposition), Rule: string(rule),
		ServiceStartAt: clock.StartedAt, AnsweredAt: clock.AnsweredAt, OwedSince: lifecycle.OwedSince(f), EndsAt: ends,
	})
}

// addRow adds a row that belongs to no thread, or to that of s. A number and an inbox
// are shown with where a plan leads.
func (p *projector) addRow(ctx context.Context, s view.Subject, r desk.Row) error {
	switch r.(type) {
	case *desk.Number, *desk.Inbox:
		m, err := p.rows.mapped(ctx, p.hub.cfg.Rows, p.viewer.OrgID)
		if err != nil {
			return err
		}
		s.Mapping = m
	}
	shown, err := p.row(ctx, s, r)
	if err != nil {
		return err
	}
	p.add(shown)
	return nil
}
