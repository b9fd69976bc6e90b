package hub

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// maxPage bounds what one call gives.
const maxPage = 200

// ownCalls are the calls that only read rows.
func (h *Hub) ownCalls() map[string]CallFunc {
	return map[string]CallFunc{
		wire.CallOlder:        h.older,
		wire.CallSearch:       h.search,
		wire.CallRawUnhandled: h.rawUnhandled,
	}
}

// ReadBody decodes a call's body.
func ReadBody[T any](body []byte) (T, error) {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return v, desk.Errorf(desk.CodeInvalid, "badBody", "The relay cannot read this request. Update the app.")
	}
	return v, nil
}

// older gives messages of a thread before the ones that the desktop holds.
func (h *Hub) older(ctx context.Context, c Caller, body []byte) (view.Body, error) {
	req, err := ReadBody[wire.OlderRequest](body)
	if err != nil {
		return view.Body{}, err
	}
	p := h.projector(c.Viewer)
	s, err := p.subject(ctx, desk.ThreadID(req.ThreadID))
	if err != nil {
		return view.Body{}, err
	}
	if c.Viewer.Access(*s) == "" {
		return view.Body{}, errNotYours()
	}
	limit := bounded(req.Limit)
	list, err := h.cfg.Feed.MessagesBefore(ctx, h.cfg.Org, s.Thread.ID, req.At, req.Seq, limit)
	if err != nil {
		return view.Body{}, desk.Wrap("read messages", err)
	}
	for _, m := range list {
		p.add(c.Viewer.Message(*s, m))
	}
	return pageWithin(p.out, len(list) == limit)
}

func errNotYours() error {
	return desk.Errorf(desk.CodeNotFound, "thread", "This conversation is not yours to see. It may have been handed to somebody else.")
}

// search looks through messages beyond the replica. What the viewer may not
// see is dropped after the search and never counted.
func (h *Hub) search(ctx context.Context, c Caller, body []byte) (view.Body, error) {
	req, err := ReadBody[wire.SearchRequest](body)
	if err != nil {
		return view.Body{}, err
	}
	query := strings.TrimSpace(req.Query)
	if utf8.RuneCountInString(query) < 2 || len(query) > 500 {
		return view.Body{}, desk.Errorf(desk.CodeInvalid, "query", "Search for at least two characters.")
	}
	limit := bounded(req.Limit)
	p := h.projector(c.Viewer)
	before, more := req.Before, true
	// Pages with nothing for this viewer are skipped, a few at a time: an empty
	// answer with More set asks the desktop to go on.
	for round := 0; round < 5 && more && len(p.out) < limit; round++ {
		list, err := h.cfg.Feed.SearchMessages(ctx, h.cfg.Org, query, desk.ThreadID(req.ThreadID), before, limit)
		if err != nil {
			return view.Body{}, desk.Wrap("search messages", err)
		}
		more = len(list) == limit
		for _, m := range list {
			before = m.Seq
			s, err := p.subject(ctx, m.ThreadID)
			if err != nil {
				return view.Body{}, err
			}
			p.add(c.Viewer.Message(*s, m))
		}
	}
	return pageWithin(p.out, more)
}

// rawUnhandled gives the kept JSON of something not understood, to supervisors.
func (h *Hub) rawUnhandled(ctx context.Context, c Caller, body []byte) (view.Body, error) {
	req, err := ReadBody[wire.UnhandledRef](body)
	if err != nil {
		return view.Body{}, err
	}
	if !c.User.Role.Supervisor() {
		return view.Body{}, desk.Errorf(desk.CodeForbidden, "role", "Only owners and admins can read this. Ask one of them.")
	}
	u, err := h.cfg.Rows.Unhandled(ctx, h.cfg.Org, desk.UnhandledID(req.UnhandledID))
	if err != nil {
		return view.Body{}, err
	}
	e, err := h.cfg.Rows.Entry(ctx, h.cfg.Org, u.Seq)
	if err != nil {
		return view.Body{}, err
	}
	return c.Viewer.Raw(e.Payload)
}

func bounded(limit int) int {
	if limit <= 0 || limit > maxPage {
		return maxPage
	}
	return limit
}

// pageWithin keeps an answer inside one frame; what is cut is asked for again.
func pageWithin(items []view.Projected, more bool) (view.Body, error) {
	size := 0
	for i, p := range items {
		size += len(p.Change().Body) + 128
		if size > frameBudget {
			return view.Page(items[:i], true)
		}
	}
	return view.Page(items, more)
}
