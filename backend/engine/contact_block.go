package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdBlockContact blocks a customer: what they write is kept and nobody is offered it. What
// is going on with them ends. Supervisors block anybody, agents whom they talk with.
func (w *work) cmdBlockContact(r request, c wire.BlockContact) (*wire.None, error) {
	contact, err := w.nameable(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	if contact.Group {
		return nil, errGroup()
	}
	if c.Blocked == (contact.BlockedAt != 0) {
		return nil, nil
	}
	contact.BlockedAt, contact.BlockedBy = 0, r.by.ID
	if c.Blocked {
		contact.BlockedAt = w.e.At
	}
	w.put(contact)
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	all, err := w.family(contact)
	if err != nil {
		return nil, err
	}
	for _, each := range all {
		for _, n := range numbers {
			t, err := w.threadOf(n.ID, each.ID)
			if err != nil {
				return nil, err
			}
			if t == nil {
				continue
			}
			if err := w.blockedIn(t, r.by, c.Blocked); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// blockedIn says in a thread that its customer is blocked, or not any more, and ends what is
// going on there.
func (w *work) blockedIn(t *desk.Thread, by *desk.User, blocked bool) error {
	said := desk.SystemUnblocked
	if blocked {
		said = desk.SystemBlocked
	}
	w.putDeed(t, by, said)
	it, err := w.openOf(t)
	if err != nil || it == nil || !blocked {
		return err
	}
	return w.end(it, lifecycle.EndClosed, by.ID, w.e.At)
}

// putDeed says in a thread what somebody of ours did with its customer.
func (w *work) putDeed(t *desk.Thread, by *desk.User, said string) *desk.Message {
	m := &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, InteractionID: t.InteractionID, Direction: desk.Out,
		Author: by.ID, AuthorKind: desk.AuthorPerson, Seq: w.e.Seq, At: w.second(), Kind: desk.KindNote, System: said,
	}
	w.put(m)
	return m
}

// keepOnly puts a message of a customer who is blocked where it belongs, and says whether
// that is all there is to do: nobody is asked to answer. Where somebody talks with them all
// the same, it goes on.
func (w *work) keepOnly(a arrival, m *desk.Message) (bool, error) {
	person, err := w.personOf(a.contact)
	if err != nil || person.BlockedAt == 0 {
		return false, err
	}
	it, err := w.openOf(a.thread)
	if err != nil || it != nil {
		return false, err
	}
	if a.at >= a.thread.LastCustomerAt {
		a.thread.LastCustomerAt, a.thread.LastInboundID = a.at, m.ID
		w.put(a.thread)
	}
	return true, nil
}
