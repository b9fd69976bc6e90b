package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// shown says for each kind that leaves the relay how one of its rows is projected.
// Kinds that show more than their row holds are missing: hub looks up what they need
// besides (Interaction, Offer, Decision).
var shown = map[desk.Kind]func(Viewer, Subject, desk.Row) Projected{
	desk.RowOrg:       alone(Viewer.Org),
	desk.RowUser:      alone(Viewer.User),
	desk.RowApp:       alone(Viewer.App),
	desk.RowWaba:      alone(Viewer.Waba),
	desk.RowNumber:    with(Viewer.Number),
	desk.RowInbox:     with(Viewer.Inbox),
	desk.RowPlan:      alone(Viewer.Plan),
	desk.RowTemplate:  alone(Viewer.Template),
	desk.RowContact:   alone(Viewer.Contact),
	desk.RowThread:    func(v Viewer, s Subject, _ desk.Row) Projected { return v.Thread(s) },
	desk.RowMessage:   with(Viewer.Message),
	desk.RowSpan:      with(Viewer.Span),
	desk.RowReadMark:  alone(Viewer.ReadMark),
	desk.RowNotice:    alone(Viewer.Notice),
	desk.RowUnhandled: alone(Viewer.Unhandled),

	desk.RowReservation: alone(Viewer.Reservation),
	desk.RowCheckup:     alone(Viewer.Checkup),
	desk.RowSavedFilter: alone(Viewer.SavedFilter),
	desk.RowLabel:       alone(Viewer.Label),
	desk.RowListView:    alone(Viewer.ListView),
	desk.RowCannedReply: alone(Viewer.CannedReply),
	desk.RowProfile:     alone(Viewer.Profile),
}

// Row projects a row of any kind in the table. The subject is the thread to which it
// belongs, the zero value for one that belongs to none. A row of another kind is
// nothing.
func (v Viewer) Row(s Subject, r desk.Row) Projected {
	f := shown[r.RowKey().Kind]
	if f == nil {
		return Projected{}
	}
	return f(v, s, r)
}

// Shows says whether Row knows the kind.
func Shows(k desk.Kind) bool { return shown[k] != nil }

func alone[T desk.Row](f func(Viewer, T) Projected) func(Viewer, Subject, desk.Row) Projected {
	return func(v Viewer, _ Subject, r desk.Row) Projected {
		return f(v, r.(T)) //nolint:errcheck // a kind is its type
	}
}

func with[T desk.Row](f func(Viewer, Subject, T) Projected) func(Viewer, Subject, desk.Row) Projected {
	return func(v Viewer, s Subject, r desk.Row) Projected {
		return f(v, s, r.(T)) //nolint:errcheck // a kind is its type
	}
}

// Plan projects an interaction plan. A deleted one is gone.
func (v Viewer) Plan(p *desk.Plan) Projected {
	if p.Deleted {
		return Gone(desk.RowPlan, string(p.ID))
	}
	return project(desk.RowPlan, string(p.ID), wire.Plan{ID: string(p.ID), Name: p.Name, Kind: string(p.Kind), InboxID: string(p.InboxID), Branches: wire.BranchesOf(p.Branches)})
}

// Reservation projects what an open invitation keeps, for supervisors.
func (v Viewer) Reservation(r *desk.Reservation) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	out := wire.Reservation{ID: r.ID, Without: names(r.Without), Until: r.Until, Presence: string(r.Arranged.Presence), Reason: r.Arranged.Reason}
	for _, p := range r.Arranged.Places {
		out.Places = append(out.Places, wire.Place{InboxID: string(p.InboxID), Level: p.Level})
	}
	return project(desk.RowReservation, r.ID, out)
}

// Span projects who owned an interaction and when, to whoever may see the
// interaction.
func (v Viewer) Span(s Subject, o *desk.Span) Projected {
	if !v.KnowsOf(s, o.InteractionID) {
		return Projected{}
	}
	return project(desk.RowSpan, string(o.ID), wire.Span{
		ID: string(o.ID), InteractionID: string(o.InteractionID), ThreadID: string(o.ThreadID), InboxID: string(o.InboxID),
		UserID: string(o.UserID), From: o.From, To: o.To, Began: string(o.Began), Ended: string(o.Ended),
		By: string(o.By), EndedBy: string(o.EndedBy), Into: string(o.Into),
	})
}

// Checkup projects the last examination of a number, for supervisors.
func (v Viewer) Checkup(c *desk.Checkup) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	out := wire.Checkup{
		ID: string(c.NumberID), At: c.At, Cause: string(c.Cause), By: string(c.By), Checks: make([]wire.Check, 0, len(c.Checks)),
		ChangedAt: c.ChangedAt, InboundAt: c.InboundAt, DeliveredAt: c.DeliveredAt, ProvenAt: c.ProvenAt(),
	}
	for _, each := range c.Checks {
		out.Checks = append(out.Checks, wire.CheckOf(c.SinceProven(each)))
	}
	if s := c.Silence; s != nil && c.Cause == desk.CheckQuiet {
		out.Silence = &wire.Silence{Since: s.Since, Usual: s.Usual}
	}
	if p := c.Proving; p != nil {
		out.Proving = &wire.Proving{
			Code: p.Code, By: string(p.By), Since: p.Since, ThreadID: string(p.ThreadID), SeenAt: p.SeenAt, AnswerID: string(p.AnswerID),
			Status: string(p.Status), StatusAt: p.StatusAt, Failed: p.Failed(), Arrived: p.Arrived(), Said: wire.ErrorOf(p.Said.Err()),
		}
	}
	return project(desk.RowCheckup, out.ID, out)
}
