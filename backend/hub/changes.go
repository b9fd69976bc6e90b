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
	kind := desk.Declared(c.Kind)
	switch {
	case c.Kind == desk.RowAssignment:
		return p.assignment(ctx, c)
	case c.Kind == desk.RowThread:
		return p.listRow(ctx, desk.ThreadID(c.ID))
	case c.Kind == desk.RowReadMark:
		return p.ownMark(ctx, c.ID)
	case kind == nil || kind.Scope == desk.ScopeRelay:
		return nil // a kind of a newer relay's feed: nothing this one can show
	}
	r, err := p.read(ctx, c.Kind, c.ID)
	switch {
	case err != nil:
		return err
	case kind.Scope == desk.ScopeContact:
		return p.contact(ctx, r)
	case kind.Scope == desk.ScopeThread:
		return p.ofThread(ctx, kind.Thread(r), r)
	}
	return p.addRow(ctx, view.Subject{}, r)
}

// ofThread projects a row that belongs to a thread.
func (p *projector) ofThread(ctx context.Context, id desk.ThreadID, r desk.Row) error {
	s, err := p.subject(ctx, id)
	if err != nil {
		return err
	}
	if err := p.addRow(ctx, *s, r); err != nil {
		return err
	}
	// The list row shows its last line and how far it has come, and no row of its own says that this changed.
	if m, ok := r.(*desk.Message); ok && s.Last != nil && s.Last.ID == m.ID && p.viewer.Follows(*s) {
		p.add(p.viewer.Thread(*s))
	}
	return nil
}

// assignment sends enter or leave. Who may see the thread now gets it anew: what
// they had of it goes, and what they may have comes. Leave goes to those who
// could see it before and no longer may, or who still see something of what they
// follow no longer; nobody else learns that it exists.
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
		if sees && l.User == p.viewer.UserID && !p.viewer.Follows(*s) {
			p.add(p.viewer.Thread(*s))
		}
		if !sees && (l.User == p.viewer.UserID || p.viewer.Inboxes[l.Inbox]) {
			p.add(view.Gone(desk.RowThread, string(l.Thread)))
			return p.lostSight(ctx, s.Thread.ContactID)
		}
		return nil
	}
	key, err := p.hub.cfg.Rows.IDKey(ctx, p.viewer.OrgID)
	if err != nil {
		return desk.Wrap("read since when leaves are named", err)
	}
	if !p.viewer.Role.Supervisor() && (sees || !key.Counts(c.Seq)) { // older lines do not name who leaves
		p.add(view.Gone(desk.RowThread, string(l.Thread)))
	}
	return p.thread(ctx, l.Thread)
}

// listRow projects a thread to whoever follows it. That it comes or goes is told by
// the assignment.
func (p *projector) listRow(ctx context.Context, id desk.ThreadID) error {
	s, err := p.subject(ctx, id)
	if err != nil {
		return err
	}
	if p.viewer.Follows(*s) {
		p.add(p.viewer.Thread(*s))
	}
	return nil
}

// ownMark projects a read mark, which is named by person and thread, to whose it
// is: of the others' nothing is read.
func (p *projector) ownMark(ctx context.Context, id string) error {
	user, thread, _ := strings.Cut(id, "/")
	if desk.UserID(user) != p.viewer.UserID {
		return nil
	}
	return p.mark(ctx, p.viewer.UserID, desk.ThreadID(thread))
}

// settings projects everything that is not a conversation.
func (p *projector) settings(ctx context.Context) error {
	for _, sent := range desk.SentFirst {
		l := sent.With()
		if sent.Own {
			l = sent.With(string(p.viewer.UserID))
		}
		if err := p.list(ctx, view.Subject{}, l.First(sent.Most)); err != nil {
			return desk.Wrap("read settings", err)
		}
	}
	return nil
}

// list projects the rows of a list; s is the thread to which they belong.
func (p *projector) list(ctx context.Context, s view.Subject, l desk.List) error {
	rows, err := p.hub.cfg.Feed.List(ctx, p.viewer.OrgID, l)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := p.addRow(ctx, s, r); err != nil {
			return err
		}
	}
	return nil
}
