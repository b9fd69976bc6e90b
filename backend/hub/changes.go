package hub

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// change projects one line of the feed as its row is now.
func (p *projector) change(ctx context.Context, c desk.Change) error {
	err := p.changeOf(ctx, c)
	if desk.CodeOf(err) == desk.CodeNotFound {
		// Erased since: nothing to tell but that.
		p.add(view.Gone(c.Kind, c.ID))
		return nil
	}
	return err
}

func (p *projector) changeOf(ctx context.Context, c desk.Change) error {
	switch c.Kind {
	case desk.RowAssignment:
		return p.assignment(ctx, c)
	case desk.RowContact:
		return p.contact(ctx, desk.ContactID(c.ID))
	case desk.RowThread, desk.RowInteraction, desk.RowOffer, desk.RowDecision, desk.RowMessage:
		return p.conversation(ctx, c)
	case desk.RowReadMark, desk.RowNotice, desk.RowUnhandled:
		return p.personal(ctx, c)
	default:
		return p.setting(ctx, c)
	}
}

// assignment sends enter or leave. Who may see the thread now gets it anew: what
// they had of it goes, and what they may have comes. Leave goes to those who
// could see it before and no longer may; nobody else learns that it exists.
func (p *projector) assignment(ctx context.Context, c desk.Change) error {
	l, leaves := desk.LeaveOf(c.ID)
	if !leaves {
		l.Thread = desk.ThreadID(c.ID)
	}
	s, err := p.subject(ctx, l.Thread)
	if err != nil {
		return err
	}
	sees := p.viewer.Access(*s) != ""
	if leaves {
		if !sees && (l.User == p.viewer.UserID || p.viewer.Inboxes[l.Inbox]) {
			p.add(view.Gone(desk.RowThread, string(l.Thread)))
		}
		return nil
	}
	key, err := p.hub.cfg.Rows.IDKey(ctx, p.hub.cfg.Org)
	if err != nil {
		return desk.Wrap("read since when leaves are named", err)
	}
	if !p.viewer.Role.Supervisor() && (sees || !key.Counts(c.Seq)) { // older lines do not name who leaves
		p.add(view.Gone(desk.RowThread, string(l.Thread)))
	}
	return p.thread(ctx, l.Thread)
}

// contact goes to whoever may see one of its threads.
func (p *projector) contact(ctx context.Context, id desk.ContactID) error {
	rows, org := p.hub.cfg.Rows, p.hub.cfg.Org
	c, err := rows.Contact(ctx, org, id)
	if err != nil {
		return err
	}
	if p.viewer.Role.Supervisor() {
		p.add(p.viewer.Contact(c))
		return nil
	}
	numbers, err := rows.Numbers(ctx, org)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		t, err := rows.ThreadOf(ctx, org, n.ID, id)
		if desk.CodeOf(err) == desk.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		s, err := p.subject(ctx, t.ID)
		if err != nil {
			return err
		}
		if p.viewer.Access(*s) != "" {
			p.add(p.viewer.Contact(c))
			return nil
		}
	}
	return nil
}

func (p *projector) conversation(ctx context.Context, c desk.Change) error {
	rows, org := p.hub.cfg.Rows, p.hub.cfg.Org
	switch c.Kind {
	case desk.RowThread:
		return p.with(ctx, desk.ThreadID(c.ID), func(s *view.Subject) {
			if p.viewer.Follows(*s) { // coming and leaving are told by the assignment, not here
				p.add(p.viewer.Thread(*s))
			}
		})
	case desk.RowInteraction:
		i, err := rows.Interaction(ctx, org, desk.InteractionID(c.ID))
		if err != nil {
			return err
		}
		return p.with(ctx, i.ThreadID, func(s *view.Subject) { p.add(p.interaction(s, i)) })
	case desk.RowOffer:
		o, err := rows.Offer(ctx, org, desk.OfferID(c.ID))
		if err != nil {
			return err
		}
		return p.with(ctx, o.ThreadID, func(s *view.Subject) { p.add(p.offer(ctx, s, o)) })
	case desk.RowDecision:
		d, err := rows.Decision(ctx, org, desk.DecisionID(c.ID))
		if err != nil {
			return err
		}
		return p.with(ctx, d.ThreadID, func(s *view.Subject) { p.add(p.viewer.Decision(*s, wireDecision(d))) })
	default:
		m, err := rows.Message(ctx, org, desk.MessageID(c.ID))
		if err != nil {
			return err
		}
		return p.with(ctx, m.ThreadID, func(s *view.Subject) {
			p.add(p.viewer.Message(*s, m))
			// The list row shows its last line and how far it has come, and no row of its own says that this changed.
			if s.Last != nil && s.Last.ID == m.ID && p.viewer.Follows(*s) {
				p.add(p.viewer.Thread(*s))
			}
		})
	}
}

func (p *projector) with(ctx context.Context, id desk.ThreadID, f func(*view.Subject)) error {
	s, err := p.subject(ctx, id)
	if err != nil {
		return err
	}
	f(s)
	return nil
}

func (p *projector) personal(ctx context.Context, c desk.Change) error {
	rows, org := p.hub.cfg.Rows, p.hub.cfg.Org
	switch c.Kind {
	case desk.RowReadMark:
		user, thread, _ := strings.Cut(c.ID, "/")
		if desk.UserID(user) != p.viewer.UserID {
			return nil
		}
		return p.mark(ctx, p.viewer.UserID, desk.ThreadID(thread))
	case desk.RowNotice:
		n, err := rows.Notice(ctx, org, desk.NoticeID(c.ID))
		if err != nil {
			return err
		}
		p.add(p.viewer.Notice(n))
	default:
		u, err := rows.Unhandled(ctx, org, desk.UnhandledID(c.ID))
		if err != nil {
			return err
		}
		p.add(p.viewer.Unhandled(u))
	}
	return nil
}

func (p *projector) setting(ctx context.Context, c desk.Change) error {
	rows, org := p.hub.cfg.Rows, p.hub.cfg.Org
	switch c.Kind {
	case desk.RowOrg:
		return put(p, p.viewer.Org)(rows.Organization(ctx, org))
	case desk.RowUser:
		return put(p, p.viewer.User)(rows.User(ctx, org, desk.UserID(c.ID)))
	case desk.RowApp:
		return put(p, p.viewer.App)(rows.App(ctx, org, desk.AppID(c.ID)))
	case desk.RowWaba:
		return put(p, p.viewer.Waba)(rows.Waba(ctx, org, desk.WabaID(c.ID)))
	case desk.RowNumber:
		return put(p, p.viewer.Number)(rows.Number(ctx, org, desk.NumberID(c.ID)))
	case desk.RowInbox:
		return put(p, p.viewer.Inbox)(rows.Inbox(ctx, org, desk.InboxID(c.ID)))
	case desk.RowTemplate:
		return put(p, p.viewer.Template)(rows.Template(ctx, org, desk.TemplateID(c.ID)))
	default:
		return nil // a kind of a newer relay's feed: nothing this one can show
	}
}

// put projects what a read gave.
func put[T any](p *projector, f func(T) view.Projected) func(T, error) error {
	return func(row T, err error) error {
		if err == nil {
			p.add(f(row))
		}
		return err
	}
}

// settings projects everything that is not a conversation.
func (p *projector) settings(ctx context.Context) error {
	rows, org := p.hub.cfg.Rows, p.hub.cfg.Org
	if err := put(p, p.viewer.Org)(rows.Organization(ctx, org)); err != nil {
		return desk.Wrap("read organization", err)
	}
	for _, read := range []func() error{
		func() error { return puts(p, p.viewer.User)(rows.Users(ctx, org)) },
		func() error { return puts(p, p.viewer.App)(rows.Apps(ctx, org)) },
		func() error { return puts(p, p.viewer.Waba)(rows.Wabas(ctx, org)) },
		func() error { return puts(p, p.viewer.Number)(rows.Numbers(ctx, org)) },
		func() error { return puts(p, p.viewer.Inbox)(rows.Inboxes(ctx, org)) },
		func() error { return puts(p, p.viewer.Template)(rows.Templates(ctx, org)) },
		func() error { return puts(p, p.viewer.ReadMark)(p.hub.cfg.Feed.ReadMarksOf(ctx, org, p.viewer.UserID)) },
		func() error {
			return puts(p, p.viewer.Notice)(p.hub.cfg.Feed.NoticesOf(ctx, org, p.viewer.UserID, 500))
		},
		func() error { return puts(p, p.viewer.Unhandled)(p.hub.cfg.Feed.UnhandledList(ctx, org, 500)) },
	} {
		if err := read(); err != nil {
			return desk.Wrap("read settings", err)
		}
	}
	return nil
}

func puts[T any](p *projector, f func(T) view.Projected) func([]T, error) error {
	return func(list []T, err error) error {
		for _, row := range list {
			p.add(f(row))
		}
		return err
	}
}
