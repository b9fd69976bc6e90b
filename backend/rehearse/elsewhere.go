package rehearse

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// elsewhere notes what agents had and were asked about that is not played: conversations
// of other inboxes, and those that came before the period.
func (g *gathering) elsewhere(agents map[desk.UserID]*Agent) {
	chatOf := map[string]int{}
	for i, c := range g.t.Chats {
		chatOf[c.Customer] = i
	}
	for id, spans := range g.spans {
		index, played := g.chats[id]
		begins := int64(0)
		if played {
			begins = g.begins[index]
		}
		for _, s := range spans {
			if played && s.From >= begins {
				continue
			}
			if a := agents[s.UserID]; a != nil {
				g.held(a, id, s)
			}
			if chat, comes := chatOf[string(g.contacts[id])]; comes && s.From >= g.from {
				g.event(Event{At: s.From, Seq: g.scan.acts[act{string(id), s.From}], Kind: Met, Chat: chat, User: s.UserID})
			}
		}
	}
	for id, offers := range g.offers {
		for _, o := range offers {
			g.offer(agents[o.UserID], id, o)
		}
	}
}

func (g *gathering) held(a *Agent, id desk.InteractionID, s *desk.Span) {
	here := 0
	if s.InboxID == g.box.ID {
		here = 1
	}
	if s.From < g.from {
		a.OpenThreads++
		a.OpenHere += here
		a.IdleSince = max(a.IdleSince, s.From)
	} else {
		g.event(Event{At: s.From, Seq: g.scan.acts[act{string(id), s.From}], Kind: Busy, User: s.UserID, Open: 1, Here: here, Idle: true})
	}
	if s.To > 0 && s.To <= g.to {
		g.event(Event{At: s.To, Seq: g.scan.acts[act{string(id), s.To}], Kind: Busy, User: s.UserID, Open: -1, Here: -here, Idle: !passes(s.Ended)})
	}
}

// offer notes an offer: of this inbox and period as one that was made, any other one as
// something that the person is asked about meanwhile.
func (g *gathering) offer(a *Agent, id desk.InteractionID, o *desk.Offer) {
	made, next := g.around(id, o)
	answer, end := g.settled(id, o, next)
	index, played := g.chats[id]
	if played && o.InboxID == g.box.ID && made != nil {
		g.t.Offers = append(g.t.Offers, Offer{
			Chat: index, User: o.UserID, At: o.OfferedAt, Limit: o.ExpiresAt - o.OfferedAt, Answer: answer, SettledAt: end.at, Set: end.seq,
		})
		return
	}
	if o.OfferedAt >= g.from && o.State != desk.OfferOpen {
		g.t.Offers = append(g.t.Offers, Offer{Chat: -1, User: o.UserID, At: o.OfferedAt, Answer: answer, SettledAt: end.at, Set: end.seq})
	}
	if a == nil || end.at < g.from {
		return
	}
	if o.OfferedAt < g.from || made == nil {
		a.PendingOffers++
	} else {
		g.event(Event{At: made.at, Seq: made.seq, Before: 1, Kind: Busy, User: o.UserID, Pending: 1})
	}
	if end.at <= g.to {
		g.event(Event{At: end.at, Seq: end.seq, Kind: Busy, User: o.UserID, Pending: -1})
	}
}

// around gives the decision that made an offer and the next one about the interaction
// that counted.
func (g *gathering) around(id desk.InteractionID, o *desk.Offer) (made, next *decided) {
	list := g.scan.list[id]
	for i := range list {
		if list[i].id != o.DecisionID {
			continue
		}
		for n := i + 1; n < len(list) && next == nil; n++ {
			if !g.cameLate(id, list[n]) {
				next = &list[n]
			}
		}
		return &list[i], next
	}
	if o.OfferedAt < g.from && len(list) > 0 {
		next = &list[0]
	}
	return nil, next
}

// cameLate says whether a decision was only kept: the same entry had led to an earlier one,
// which had asked somebody already.
func (g *gathering) cameLate(id desk.InteractionID, d decided) bool {
	return d.outcome == routing.OutcomeOffer && !slices.ContainsFunc(g.offers[id], func(o *desk.Offer) bool { return o.DecisionID == d.id })
}

// settled gives what became of an offer, when, and by which entry.
func (g *gathering) settled(id desk.InteractionID, o *desk.Offer, next *decided) (Answer, place) {
	said, told := g.scan.causes[string(o.ID)]
	after := place{o.ExpiresAt, 0}
	if next != nil {
		after = next.place
	}
	switch o.State {
	case desk.OfferAccepted:
		if told {
			return Accepted, said
		}
		for _, s := range g.spans[id] {
			if s.UserID == o.UserID && s.From >= o.OfferedAt {
				return Accepted, place{s.From, g.scan.acts[act{string(id), s.From}]}
			}
		}
		return Accepted, place{o.OfferedAt, 0}
	case desk.OfferDeclined:
		if told {
			return Declined, said
		}
		return Declined, after
	case desk.OfferWithdrawn:
		for _, s := range g.spans[id] {
			if s.From >= o.OfferedAt && (next == nil || s.From <= next.at) {
				return Withdrawn, place{s.From, g.scan.acts[act{string(id), s.From}]}
			}
		}
		if it := g.ended[id]; it != nil && next == nil && it.EndedAt > 0 {
			after.at = it.EndedAt
		}
		return Withdrawn, after
	case desk.OfferMissed:
		if told {
			return Missed, said
		}
		return Missed, after
	default: // it stands
		return Missed, place{max(g.to+1, cmp.Or(o.ExpiresAt, g.to+1)), 0}
	}
}
