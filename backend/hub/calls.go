package hub

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// maxPage bounds what one call gives.
const maxPage = 200

// ownCalls are the calls that only read rows.
func (h *Hub) ownCalls() map[string]CallFunc {
	return wire.ByName(
		Handle(wire.CallOlder, h.older),
		Handle(wire.CallWhole, h.whole),
		Handle(wire.CallTalks, h.talks),
		Handle(wire.CallFiles, h.files),
		Handle(wire.CallReplay, h.replay),
		Handle(wire.CallSkipped, h.skipped),
		Handle(wire.CallSearch, h.search),
		Handle(wire.CallRawUnhandled, h.rawUnhandled),
		Handle(wire.CallTryPlan, h.tryPlan),
		Handle(wire.CallHolidays, publicHolidays),
		Handle(wire.CallReach, reach),
		Handle(wire.CallInView, inView),
		Handle(wire.CallPutDraft, h.putDraft),
		Handle(wire.CallDrafts, h.drafts),
	)
}

// ReadBody decodes a call's body.
func ReadBody[T any](body []byte) (T, error) {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return v, desk.Refuse(desk.CodeInvalid, "badBody")
	}
	return v, nil
}

// older gives messages of a thread before the ones that the desktop holds.
func (h *Hub) older(ctx context.Context, c Caller, req wire.OlderRequest) (view.Body, error) {
	p := h.projector(c.Viewer)
	s, err := p.subject(ctx, desk.ThreadID(req.ThreadID))
	if err != nil {
		return view.Body{}, err
	}
	limit := bounded(req.Limit)
	list, err := p.visible(ctx, limit+1, func(last *desk.Message, n int) ([]*desk.Message, error) {
		if last != nil {
			req.At, req.Seq = last.At, last.Seq
		}
		return h.cfg.Feed.MessagesBefore(ctx, c.Viewer.OrgID, s.Thread.ID, req.At, req.Seq, n)
	})
	if err != nil {
		return view.Body{}, desk.Wrap("read messages", err)
	}
	return pageOf(list, limit, false)
}

// visible gives messages, newest first, until there are enough that the viewer
// may see or no more at all. So a page and whether there is more follow from
// what the viewer may see, and never from what was only looked at. With an error
// it gives what it has.
func (p *projector) visible(ctx context.Context, enough int, next func(last *desk.Message, n int) ([]*desk.Message, error)) ([]seen, error) {
	var out []seen
	for last := (*desk.Message)(nil); ; {
		list, cut := next(last, enough)
		sights, err := p.sights(ctx, list)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			last = m
			if row := p.viewer.Message(*sights[m.ThreadID], m); !row.Empty() {
				out = append(out, seen{row, m.Seq})
			}
		}
		if cut != nil || len(list) < enough || len(out) >= enough && out[len(out)-1].seq != out[enough-2].seq {
			return out, cut
		}
	}
}

// sights gives what decides whether the viewer may see the messages, by thread:
// read together, because a search finds those of many threads.
func (p *projector) sights(ctx context.Context, list []*desk.Message) (map[desk.ThreadID]*view.Subject, error) {
	out, ask := map[desk.ThreadID]*view.Subject{}, []desk.ThreadID{}
	for _, m := range list {
		id := m.ThreadID
		if out[id] != nil {
			continue
		}
		if out[id] = p.rows.subjects[id]; out[id] == nil {
			out[id] = &view.Subject{}
			ask = append(ask, id)
		}
	}
	if p.viewer.Role.Supervisor() { // sees the messages of every thread
		return out, nil
	}
	threads, err := p.hub.cfg.Feed.Threads(ctx, p.viewer.OrgID, ask)
	if err != nil {
		return nil, desk.Wrap("read threads", err)
	}
	for _, t := range threads {
		out[t.ID].Thread = t
	}
	interactions, err := p.hub.cfg.Feed.InteractionsOfThreads(ctx, p.viewer.OrgID, ask)
	if err != nil {
		return nil, desk.Wrap("read interactions", err)
	}
	for _, i := range interactions {
		s := out[i.ThreadID]
		s.Interactions = append(s.Interactions, i)
		if s.Thread != nil && i.ID == s.Thread.InteractionID {
			s.Current = i
		}
	}
	for _, id := range ask {
		if err := p.addRouting(ctx, out[id]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// seen is a message that the viewer may see, with what it is paged by.
type seen struct {
	row view.Projected
	seq int64
}

// searchDeadline is how long one search may take, and how long it may wait for
// the same person's last one.
const searchDeadline = 2 * time.Second

// searchRest is how long a person's next search waits after one that took so
// long. Whoever searches without a pause would otherwise take a core from the
// webhooks; who types and reads meets an end of the rest.
func searchRest(took time.Duration) time.Duration {
	return min(max(4*took, 50*time.Millisecond), 150*time.Millisecond)
}

// wasCut says that a search was cut short, so that what it has found is not all.
func wasCut(err error) bool {
	sub := desk.SubcodeOf(err)
	return sub == desk.SubSearchSlow || sub == desk.SubIndexing
}

// search looks through messages beyond the replica: supervisors' through all,
// an agent's through what an agent may see and nothing else. Each person has one
// search at a time.
func (h *Hub) search(ctx context.Context, c Caller, req wire.SearchRequest) (view.Body, error) {
	q, err := h.searchOf(c, req)
	if err != nil {
		return view.Body{}, err
	}
	ctx = desk.WithWork(ctx, desk.WorkSearch)
	brief, cancel := context.WithTimeout(ctx, searchDeadline)
	defer cancel()
	done, err := h.searches.enter(brief, c.Viewer.UserID)
	if err != nil {
		return view.Body{}, err
	}
	began := h.cfg.Clock()
	defer func() { done(searchRest(h.cfg.Clock().Sub(began))) }()
	limit := bounded(req.Limit)
	p := h.projector(c.Viewer)
	list, err := p.visible(ctx, limit+1, func(last *desk.Message, n int) ([]*desk.Message, error) {
		if last != nil {
			q.Before = last.Seq
		}
		q.Limit = n
		return h.cfg.Feed.SearchMessages(brief, c.Viewer.OrgID, q)
	})
	if err != nil && (len(list) == 0 || !wasCut(err)) {
		return view.Body{}, desk.Wrap("search messages", err)
	}
	return pageOf(list, limit, err != nil)
}

// aDay is how far a search looks beyond the relay's clock: providers' stamps are of
// other clocks.
const aDay = 24 * 60 * 60 * 1000

// searchOf reads what is asked for. Two characters, or else a filter, are the least.
func (h *Hub) searchOf(c Caller, req wire.SearchRequest) (desk.MessageSearch, error) {
	q := desk.MessageSearch{Query: strings.TrimSpace(req.Query), ThreadID: desk.ThreadID(req.ThreadID), Before: req.Before, Filter: req.Filter.Desk()}
	if n := utf8.RuneCountInString(q.Query); n < 2 && (n > 0 || q.Filter.Empty()) || len(q.Query) > 500 {
		return q, desk.Refuse(desk.CodeInvalid, "query")
	}
	if q.Filter.Since > 0 && q.Filter.Until == 0 {
		q.Filter.Until = h.cfg.Clock().UnixMilli() + aDay
	}
	if !c.Viewer.Role.Supervisor() {
		q.By = c.Viewer.UserID
	}
	return q, nil
}

// rawUnhandled gives the kept JSON of something not understood, to supervisors.
func (h *Hub) rawUnhandled(ctx context.Context, c Caller, req wire.UnhandledRef) (view.Body, error) {
	u, err := desk.Get[*desk.Unhandled](ctx, h.cfg.Rows, c.Viewer.OrgID, desk.RowUnhandled, req.UnhandledID)
	if err != nil {
		return view.Body{}, err
	}
	e, err := h.cfg.Rows.Entry(ctx, c.Viewer.OrgID, u.Seq)
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

// pageOf gives the first messages that fit a frame, at most limit. There is
// more when one is left over, or when the list was cut short. Those of one
// sequence stay together: the next page begins after it.
func pageOf(list []seen, limit int, cut bool) (view.Body, error) {
	rows, size := make([]view.Projected, 0, len(list)), 0
	for i, m := range list {
		size += len(m.row.Change().Body) + 128
		if i > 0 && (i >= limit && m.seq != list[i-1].seq || size > frameBudget) {
			return view.Page(rows, true)
		}
		rows = append(rows, m.row)
	}
	return view.Page(rows, cut)
}
