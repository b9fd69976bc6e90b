package rehearse

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// Gather reads what was recorded of an inbox in a period, with all that is to be known of
// its agents and of those who are to be. A period in which the inbox was set up otherwise
// is cut: since says from when on it was as it is now, which is where the trace begins.
func Gather(ctx context.Context, src Source, org desk.OrgID, box *desk.Inbox, agents []desk.UserID, from, to int64) (*Trace, error) {
	g := &gathering{src: src, org: org, box: box, from: from, to: to}
	for range 2 { // again, when the inbox was changed meanwhile
		if err := g.read(ctx, agents); err != nil {
			return nil, err
		}
		if g.scan.changed == 0 {
			break
		}
		g.from = g.scan.changed + 1
	}
	if err := g.rows(ctx); err != nil {
		return nil, err
	}
	return g.trace(), nil
}

type gathering struct {
	src      Source
	org      desk.OrgID
	box      *desk.Inbox
	from, to int64
	scan     *scan
	spans    map[desk.InteractionID][]*desk.Span
	offers   map[desk.InteractionID][]*desk.Offer
	ended    map[desk.InteractionID]*desk.Interaction
	had      map[desk.ThreadID]*desk.Span          // who had the customer last, before
	unasked  []*desk.Interaction                   // that wait in the inbox, and nobody was asked about since it closed
	contacts map[desk.InteractionID]desk.ContactID // whose the conversations are that somebody had
	chats    map[desk.InteractionID]int
	begins   []int64 // by chat: when it came to the inbox first
	t        *Trace
}

func (g *gathering) read(ctx context.Context, agents []desk.UserID) error {
	s := &scan{
		box: g.box, from: g.from, causes: map[string]place{}, acts: map[act]int64{},
		list: map[desk.InteractionID][]decided{}, people: map[desk.UserID]*person{}, users: map[desk.UserID]*desk.User{},
	}
	err := g.src.EachRow(ctx, g.org, desk.RowUser, func(_ string, r desk.Row) error {
		if u, is := r.(*desk.User); is && slices.Contains(agents, u.ID) {
			s.users[u.ID], s.people[u.ID] = u, asOfNow(u, g.from)
		}
		return nil
	})
	if err != nil {
		return desk.Wrap("read users", err)
	}
	g.scan = s
	return s.read(ctx, g.src, g.org, g.to)
}

// asOfNow is what is known of a person while nothing of the period tells of them.
func asOfNow(u *desk.User, from int64) *person {
	c := routing.Candidate{
		UserID: u.ID, Role: u.Role, Active: u.Active, ContactCenter: u.Licensed(desk.LicenceContactCenter),
		WhatsApp: u.WhatsApp && u.Licensed(desk.LicenceWhatsApp), Presence: desk.PresenceOffline, PresenceSince: from, Capacity: u.Capacity,
	}
	if u.Presence.Since <= from {
		c.Presence, c.PresenceReason, c.PresenceSince = u.Presence.State, u.Presence.Reason, u.Presence.Since
	}
	if u.IdleSince <= from {
		c.IdleSince = u.IdleSince
	}
	return &person{at: c, now: c, connected: c.Presence != desk.PresenceOffline, chosen: u.Presence.Chosen}
}

// rows reads who had what, and what became of offers.
func (g *gathering) rows(ctx context.Context) error {
	g.spans, g.offers = map[desk.InteractionID][]*desk.Span{}, map[desk.InteractionID][]*desk.Offer{}
	g.unasked = nil
	g.contacts = map[desk.InteractionID]desk.ContactID{}
	g.ended, g.had = map[desk.InteractionID]*desk.Interaction{}, map[desk.ThreadID]*desk.Span{}
	threads := map[desk.ThreadID]bool{}
	for _, list := range g.scan.list {
		threads[list[0].thread] = true
	}
	return cmp.Or(
		desk.Wrap("read who had what", g.src.EachRow(ctx, g.org, desk.RowSpan, func(_ string, r desk.Row) error {
			s, is := r.(*desk.Span)
			switch {
			case !is || s.From > g.to:
			case s.To == 0 || s.To >= g.from:
				g.spans[s.InteractionID] = append(g.spans[s.InteractionID], s)
			}
			if is && s.From < g.from && threads[s.ThreadID] && (g.had[s.ThreadID] == nil || g.had[s.ThreadID].From < s.From) {
				g.had[s.ThreadID] = s
			}
			return ctx.Err()
		})),
		desk.Wrap("read offers", g.src.EachRow(ctx, g.org, desk.RowOffer, func(_ string, r desk.Row) error {
			if o, is := r.(*desk.Offer); is && o.OfferedAt <= g.to && max(o.ExpiresAt, o.OfferedAt) >= g.from {
				g.offers[o.InteractionID] = append(g.offers[o.InteractionID], o)
			}
			return ctx.Err()
		})),
		desk.Wrap("read interactions", g.src.EachRow(ctx, g.org, desk.RowInteraction, func(id string, r desk.Row) error {
			it, is := r.(*desk.Interaction)
			if is && g.spans[it.ID] != nil {
				g.contacts[it.ID] = it.ContactID
			}
			switch {
			case is && g.scan.list[it.ID] != nil:
				g.ended[it.ID] = it
			case is && it.InboxID == g.box.ID && it.State == desk.InteractionWaiting && it.WaitingSince >= g.from && it.WaitingSince <= g.to:
				g.unasked = append(g.unasked, it)
			}
			return ctx.Err()
		})),
	)
}

func (g *gathering) trace() *Trace {
	g.t = &Trace{
		Inbox: g.box.ID, From: g.from, To: g.to, Hours: g.box.Hours, Overflow: g.box.Overflow, Windowed: g.box.Channel.Named() == desk.WhatsApp,
		Events: g.scan.events,
	}
	if g.scan.cursor != nil {
		g.t.Cursor = *g.scan.cursor
	}
	g.chats = map[desk.InteractionID]int{}
	for _, id := range g.scan.order {
		slices.SortFunc(g.spans[id], func(a, b *desk.Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(order(a), order(b))) })
		g.chat(id)
	}
	slices.SortFunc(g.unasked, func(a, b *desk.Interaction) int { return cmp.Compare(a.FirstSeq, b.FirstSeq) })
	for _, it := range g.unasked {
		g.t.Chats = append(g.t.Chats, Chat{ID: it.ID, ThreadID: it.ThreadID, Customer: string(it.ContactID)})
		g.event(Event{At: it.WaitingSince, Kind: Entered, Chat: len(g.t.Chats) - 1, Asked: routing.Interaction{
			ID: it.ID, Trigger: routing.TriggerArrived, WaitingSince: it.WaitingSince, Seq: it.FirstSeq, Rank: it.Priority.Rank(),
		}})
	}
	agents := map[desk.UserID]*Agent{}
	for _, id := range sorted(g.scan.people) {
		agents[id] = &Agent{g.scan.people[id].at}
	}
	g.elsewhere(agents)
	for _, id := range sorted(g.scan.people) {
		g.t.Agents = append(g.t.Agents, *agents[id])
	}
	slices.SortStableFunc(g.t.Events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq), cmp.Compare(b.Before, a.Before))
	})
	slices.SortStableFunc(g.t.Offers, func(a, b Offer) int { return cmp.Compare(a.At, b.At) })
	return g.t
}

// order has a span that is over come before the one that follows at the same moment.
func order(s *desk.Span) int {
	if s.To == s.From {
		return 0
	}
	return 1
}

func (g *gathering) event(e Event) { g.t.Events = append(g.t.Events, e) }

// chat makes a chat of an interaction that came to the inbox, with what happened to it.
func (g *gathering) chat(id desk.InteractionID) {
	list, index := g.scan.list[id], -1
	seen, since := false, int64(0)
	for n, d := range list {
		if d.inbox != g.box.ID {
			if seen {
				g.event(Event{At: d.at, Seq: d.seq, Kind: Gone, Chat: index, Away: true, Overflow: g.overflown(id, d.at)})
			}
			seen = false
			continue
		}
		if index < 0 {
			index = g.add(id, d)
		}
		e := Event{At: d.at, Seq: d.seq, Kind: Entered, Chat: index, Asked: d.asked}
		switch {
		case !seen && (d.asked.Trigger == routing.TriggerDrain || d.opening): // it came while nobody could be asked
			e.At, e.Seq = min(max(g.from, d.asked.WaitingSince), d.at), 0
		case d.opening && d.asked.WaitingSince != since && d.asked.Trigger == routing.TriggerReturned: // it was returned meanwhile
			e.At, e.Seq = d.asked.WaitingSince, g.scan.acts[act{string(id), d.asked.WaitingSince}]
		case !seen, d.asked.Trigger == routing.TriggerArrived, d.asked.Trigger == routing.TriggerTransferred, d.asked.Trigger == routing.TriggerReopened:
		case d.asked.Trigger == routing.TriggerReturned && d.asked.WaitingSince == d.at && since != d.at:
		case g.cameLate(id, d):
			continue // somebody was asked already
		case d.asked.Trigger == routing.TriggerReturned:
			e.Kind = Looked
			if o := g.withdrawn(id, list[:n]); o != nil {
				e.Kind, e.User = Back, o.UserID
			}
		default:
			continue // follows from what is played
		}
		if e.Kind == Entered {
			since = d.asked.WaitingSince
			g.begins[index] = min(g.begins[index], e.At)
		}
		seen = true
		g.event(e)
	}
	if index >= 0 {
		g.holds(id, index)
	}
}

// withdrawn gives the offer that the last decision made that counted, if it was taken back.
func (g *gathering) withdrawn(id desk.InteractionID, list []decided) *desk.Offer {
	for len(list) > 1 && g.cameLate(id, list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	for _, o := range g.offers[id] {
		if o.DecisionID == list[len(list)-1].id && o.State == desk.OfferWithdrawn {
			return o
		}
	}
	return nil
}

// overflown says whether a chat went to another inbox at a moment because nobody had
// taken it. Only the last time is known of each.
func (g *gathering) overflown(id desk.InteractionID, at int64) bool {
	it := g.ended[id]
	return it != nil && it.Overflowed.From == g.box.ID && it.Overflowed.At == at
}

func (g *gathering) add(id desk.InteractionID, d decided) int {
	index := len(g.t.Chats)
	g.chats[id] = index
	c := Chat{ID: id, ThreadID: d.thread, Customer: string(d.thread)}
	if s := g.had[d.thread]; s != nil {
		c.Last = s.UserID
	}
	if it := g.ended[id]; it != nil {
		c.Customer = string(it.ContactID)
		if it.CameAt <= d.at { // else it left for another one then
			c.CameAt = it.CameAt
		}
		if it.LostAt >= g.from && slices.ContainsFunc(g.spans[id], func(s *desk.Span) bool { return s.From <= it.LostAt && (s.To == 0 || s.To >= it.LostAt) }) {
			c.LostAt = it.LostAt
		}
	}
	g.t.Chats = append(g.t.Chats, c)
	g.begins = append(g.begins, g.to)
	return index
}

// holds notes who had a chat since it came to the inbox, and its end.
func (g *gathering) holds(id desk.InteractionID, index int) {
	c := &g.t.Chats[index]
	begins := g.begins[index]
	for n, s := range g.spans[id] {
		if s.From < begins {
			continue
		}
		h := Hold{User: s.UserID, From: s.From, To: cmp.Or(s.To, g.to+1), ToSeq: g.scan.acts[act{string(id), s.To}], Passed: passes(s.Ended)}
		c.Held = append(c.Held, h)
		g.comesBack(id, index, n)
		e := Event{At: s.From, Seq: g.entryOf(id, s.From), Kind: Taken, Chat: index, User: s.UserID, Hold: h, Away: s.InboxID != g.box.ID}
		switch {
		case s.Began == desk.SpanAccepted && g.asked(id, s):
			continue
		case n > 0 && g.spans[id][n-1].To == s.From:
			e.Kind = Passed
		}
		g.event(e)
	}
	if it := g.ended[id]; it != nil && it.EndedAt > 0 && it.EndedAt <= g.to {
		g.event(Event{At: it.EndedAt, Seq: g.scan.acts[act{string(id), it.EndedAt}], Kind: Gone, Chat: index})
	}
}

// entryOf gives the entry that did something to a conversation at a moment, 0 = not known.
// Who accepts offers by themselves has it by the decision.
func (g *gathering) entryOf(id desk.InteractionID, at int64) int64 {
	seq := g.scan.acts[act{string(id), at}]
	for _, d := range g.scan.list[id] {
		if seq == 0 && d.at == at && d.outcome == routing.OutcomeOffer {
			seq = d.made
		}
	}
	return seq
}

// comesBack has a conversation wait again that went back to the queue of a closed inbox:
// nothing was decided about it then, and somebody may take it before anything is.
func (g *gathering) comesBack(id desk.InteractionID, index, n int) {
	s := g.spans[id][n]
	if !passes(s.Ended) || s.To == 0 || s.To > g.to || n+1 < len(g.spans[id]) && g.spans[id][n+1].From == s.To {
		return
	}
	for _, d := range g.scan.list[id] {
		if d.at == s.To || d.asked.WaitingSince == s.To {
			return
		}
	}
	e := Event{At: s.To, Seq: g.entryOf(id, s.To), Kind: Entered, Chat: index, Asked: g.scan.list[id][0].asked}
	e.Asked.Trigger, e.Asked.WaitingSince, e.Asked.Attempts = routing.TriggerReturned, s.To, nil
	if in := g.inboxAfter(id, n); in != g.box.ID {
		e = Event{At: e.At, Seq: e.Seq, Kind: Gone, Chat: index, Away: true}
	}
	g.event(e)
}

// inboxAfter gives the inbox in whose queue a conversation was after a span.
func (g *gathering) inboxAfter(id desk.InteractionID, n int) desk.InboxID {
	if list := g.spans[id]; n+1 < len(list) {
		return list[n+1].InboxID
	}
	if it := g.ended[id]; it != nil {
		return it.InboxID
	}
	return g.spans[id][n].InboxID
}

// asked says whether a span began with an offer of this inbox.
func (g *gathering) asked(id desk.InteractionID, s *desk.Span) bool {
	return slices.ContainsFunc(g.offers[id], func(o *desk.Offer) bool {
		return o.InboxID == g.box.ID && o.UserID == s.UserID && o.State == desk.OfferAccepted && o.OfferedAt <= s.From && s.From <= max(o.ExpiresAt, o.OfferedAt)+graceOfTimer
	})
}

func passes(how desk.SpanEnd) bool {
	switch how {
	case desk.SpanTransferred, desk.SpanTaken, desk.SpanTakenBack, desk.SpanReturned, desk.SpanRemoved, desk.SpanAbsent:
		return true
	default:
		return false
	}
}
