package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// edit gives a message the content that its author changed it to. If we never
// had it, the new content stands for it.
func (w *work) edit(a arrival) error {
	target, err := w.ownMessage(a, a.in.Edit.OriginalID)
	if err != nil {
		return err
	}
	content := a.in.Edit.Content
	if target != nil && target.Direction != a.direction() {
		return w.stranger(a.item, "message", "it edits a message of the other side")
	}
	if target == nil {
		changedTo := a
		changedTo.in = content
		changedTo.in.ID = a.in.Edit.OriginalID
		m := w.row(changedTo)
		m.Edited = true
		if a.live { // it came before what it edits, which will be known then
			if err := w.converse(a, m); err != nil {
				return err
			}
		}
		return w.add(a, m)
	}
	if content.Media == nil || target.Media != nil && target.Media.RemoteID == content.Media.ID {
		// Only the words changed: the file that is here stays.
		target.Text = content.Text
	} else {
		w.fill(target, content)
	}
	target.Edited = true
	w.put(target)
	return nil
}

// revoke marks a message that its author took back. Its content stays in the
// record; the screens say that it was deleted.
func (w *work) revoke(a arrival) error {
	target, err := w.ownMessage(a, a.in.RevokedID)
	if err != nil {
		return err
	}
	if target != nil && target.Direction != a.direction() {
		return w.stranger(a.item, "message", "it takes back a message of the other side")
	}
	if target == nil { // its message will find this row, should it still come
		m := w.row(a)
		m.ProviderID, m.System, m.Revoked = a.in.RevokedID, meta.TypeRevoke, true
		return w.add(a, m)
	}
	target.Revoked = true
	w.put(target)
	return nil
}

// awaited says whether the message is only word that its author took it back,
// which came first.
func awaited(m *desk.Message) bool { return m.Revoked && m.System == meta.TypeRevoke }

// takenBack gives such a row the message that it is about. The customer has
// written, as if both had come in order.
func (w *work) takenBack(a arrival, m *desk.Message) error {
	m.System = ""
	w.fill(m, a.in)
	w.put(m)
	if !a.live {
		return nil
	}
	return w.converse(a, m)
}

func (a arrival) direction() desk.Direction {
	if a.ours {
		return desk.Out
	}
	return desk.In
}

// rename gives the contact the new number or id that a system message tells of.
// The provider vouches that both are one person, so a contact that has it
// already is joined.
func (w *work) rename(a arrival) error {
	s := a.in.System
	if s == nil || s.NewWaID == "" && s.NewUserID == "" {
		return nil
	}
	return w.becomes(a.contact, meta.Person{WaID: s.NewWaID, UserID: s.NewUserID}, a.number.ID)
}

// becomes adds new keys to a contact.
func (w *work) becomes(c *desk.Contact, p meta.Person, number desk.NumberID) error {
	other, err := w.known(p, number)
	if err != nil {
		return err
	}
	if other != nil && other.ID != c.ID {
		if c, err = w.join(c, other, number); err != nil {
			return err
		}
	}
	w.learn(c, p)
	return nil
}
