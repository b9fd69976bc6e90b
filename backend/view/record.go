package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// maxRecordAgents is how many spans a row of the records shows.
const maxRecordAgents = 20

// Record gives a row of the records to a supervisor, empty to anybody else. c is the
// customer, nil if there is none any more. now is up to when one counts who has it still.
func (v Viewer) Record(b *desk.RecordBody, c *desk.Contact, now int64) wire.RecordRow {
	if !v.Role.Supervisor() {
		return wire.RecordRow{}
	}
	row := wire.RecordRow{
		InteractionID: string(b.InteractionID), ThreadID: string(b.ThreadID), FirstSeq: b.FirstSeq, Line: b.N, NumberID: string(b.NumberID),
		ServiceName: b.ServiceName, DataSource: pairs(b.DataSource), ContactID: string(b.ContactID), InboxID: string(b.InboxID), PlanID: string(b.PlanID),
		BusinessStarted: b.BusinessStarted, StartedBy: string(b.StartedBy), StartedAt: b.StartedAt, EndedAt: b.EndedAt,
		EndReason: b.EndReason, EndedBy: string(b.EndedBy), Disposition: b.Disposition, Rule: b.Rule, Before: b.Before, BeforeRule: b.BeforeRule,
		Agents: []wire.RecordAgent{}, First: -1, Handling: b.Handling(now), MessagesIn: b.MessagesIn, MessagesOut: b.MessagesOut, Sentiment: b.Sentiment,
		Service: recordServiceOf(b.Service),
	}
	row.Queue = b.Queue()
	if len(b.Agents) == 0 && b.EndedAt == 0 {
		row.Queue = max(now-b.StartedAt, 0)
	}
	if ms, answered := b.FirstResponse(); answered {
		row.First = ms
	}
	for i, s := range b.Agents {
		if i == maxRecordAgents {
			row.MoreAgents = len(b.Agents) - i
			break
		}
		row.Agents = append(row.Agents, wire.RecordAgent{UserID: string(s.UserID), From: s.From, To: s.To, Began: string(s.Began), Ended: string(s.Ended)})
	}
	row.ContactName, row.ContactPhone = v.Customer(c)
	return row
}

// Customer names a customer and gives their number, as Contact does: no number where
// it is hidden, and no name that is one.
func (v Viewer) Customer(c *desk.Contact) (name, phone string) {
	if c == nil {
		return "", ""
	}
	out := wire.Contact{
		SavedName: desk.Visible(c.SavedName), ProfileName: desk.Visible(c.ProfileName), Username: desk.Visible(c.Username),
		Phone: displayNumber(c.WaID), AccountID: c.AccountID, Group: c.Group,
	}
	if v.HideNumbers {
		out.Phone, out.PhoneHidden = "", c.WaID != ""
		out.SavedName, out.ProfileName = HideNumberName(out.SavedName), HideNumberName(out.ProfileName)
	}
	return label(out), out.Phone
}

// Records gives a page of records.
func (v Viewer) Records(p wire.RecordsPage) (Body, error) {
	if !v.Role.Supervisor() {
		return Body{}, desk.Refuse(desk.CodeForbidden, "")
	}
	return Own(p)
}

// Customers gives customers to choose from.
func (v Viewer) Customers(c wire.Customers) (Body, error) {
	if !v.Role.Supervisor() {
		return Body{}, desk.Refuse(desk.CodeForbidden, "")
	}
	return Own(c)
}
