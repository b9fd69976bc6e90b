package lifecycle

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// RecordOf gives the line of an interaction as it stands, without its number and its
// place in the record: of one that has ended, the line that is kept for ever; of
// another, what there is to say now. spans are its ownership spans in any order.
func RecordOf(it *desk.Interaction, spans []*desk.Span) desk.RecordBody {
	f := FactsOf(it)
	disposition, rule := DispositionOf(f)
	clock := ServiceClockOf(f)
	b := desk.RecordBody{
		InteractionID: it.ID, ThreadID: it.ThreadID, FirstSeq: it.FirstSeq, NumberID: it.NumberID,
		ServiceName: it.ServiceName, DataSource: slices.Clone(it.DataSource), ContactID: it.ContactID, InboxID: it.InboxID, PlanID: it.PlanID,
		BusinessStarted: it.BusinessStarted, StartedAt: it.StartedAt, EndedAt: it.EndedAt, EndReason: it.EndReason, EndedBy: it.EndedBy,
		Disposition: string(disposition), Rule: string(rule), CustomerAt: clock.StartedAt, AnsweredAt: clock.AnsweredAt,
		MessagesIn: it.MessagesIn, MessagesOut: it.MessagesOut, Service: desk.RecordServiceOf(it.Levels),
	}
	if f.ended() {
		f.EndedAt = 0
		before, beforeRule := DispositionOf(f)
		b.Before, b.BeforeRule = string(before), string(beforeRule)
	}
	spans = slices.Clone(spans)
	// Within a millisecond whoever ended first was first: the order may not depend on
	// where the spans were read from.
	slices.SortFunc(spans, func(x, y *desk.Span) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.ID, y.ID))
	})
	for _, s := range spans {
		b.Agents = append(b.Agents, desk.RecordSpan{UserID: s.UserID, From: s.From, To: s.To, Began: s.Began, Ended: s.Ended})
	}
	if len(spans) > 0 && (spans[0].Began == desk.SpanStarted || spans[0].Began == desk.SpanReopened) {
		b.StartedBy = spans[0].UserID
	}
	return b
}
