package hub

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// ownThreads gives the threads that view gives an agent access to, newest
// first: those they handled, are asked about, or may take from a queue. What
// becomes theirs from now on comes with the changes.
func (h *Hub) ownThreads(ctx context.Context, v view.Viewer) ([]*desk.Thread, error) {
	feed, rows, org := h.cfg.Feed, h.cfg.Rows, v.OrgID
	list, err := feed.ThreadsHandledBy(ctx, org, v.UserID)
	if err != nil {
		return nil, desk.Wrap("read handled threads", err)
	}
	offers, err := desk.Find[*desk.Offer](ctx, feed, org, desk.OffersOpenTo.With(string(v.UserID)))
	if err != nil {
		return nil, desk.Wrap("read offers", err)
	}
	var more []desk.ThreadID
	for _, o := range offers {
		more = append(more, o.ThreadID)
	}
	for inbox := range v.Inboxes {
		waiting, err := h.takeable(ctx, org, inbox)
		if err != nil {
			return nil, err
		}
		more = append(more, waiting...)
	}
	known := make(map[desk.ThreadID]bool, len(list)+len(more))
	for _, t := range list {
		known[t.ID] = true
	}
	for _, id := range more {
		if known[id] {
			continue
		}
		known[id] = true
		t, err := desk.Get[*desk.Thread](ctx, rows, org, desk.RowThread, id)
		if err != nil {
			return nil, desk.Wrap("read thread", err)
		}
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *desk.Thread) int {
		return cmp.Or(cmp.Compare(b.LastAt, a.LastAt), cmp.Compare(b.ID, a.ID))
	})
	return list, nil
}

// takeable gives the threads that wait in an inbox for agents to take them.
func (h *Hub) takeable(ctx context.Context, org desk.OrgID, id desk.InboxID) ([]desk.ThreadID, error) {
	inbox, err := desk.Get[*desk.Inbox](ctx, h.cfg.Rows, org, desk.RowInbox, id)
	if err != nil {
		return nil, desk.Wrap("read inbox", err)
	}
	waiting, err := h.cfg.Feed.WaitingIn(ctx, org, id)
	if err != nil {
		return nil, desk.Wrap("read queue", err)
	}
	var list []desk.ThreadID
	for _, it := range waiting {
		if it.ForTaking(inbox.Mode) {
			list = append(list, it.ThreadID)
		}
	}
	return list, nil
}
