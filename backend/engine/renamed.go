package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
)

// A customer has another number or id now. The provider says so in up to three ways that come in
// any order: a message of the system's, an event, and what the customer writes next. The first
// of them leaves a line in each of the customer's conversations, and the name is marked as told,
// so that the others leave none.

// renaming is a name that may have taken the place of another one.
type renaming struct {
	contact desk.ContactID
	name    desk.KnownName
	said    bool  // the provider says so; else it just came with something
	at      int64 // 0 = when what it came with was said
	number  desk.PhoneNumber
	known   []desk.KnownName // the number and the names from before
}

// hearRenamed notes the names that a customer did not have so far.
func (w *work) hearRenamed(c *desk.Contact, p channel.Person, as desk.KnownName) {
	if as.Via == "" { // somebody of ours typed it
		return
	}
	if p.WaID != "" && as.How != desk.NameSent { // a receipt gives another form of what was typed
		w.heardName(c, aliasOfWaID(p.WaID), as)
	}
	if p.UserID != "" {
		w.heardName(c, aliasOfUserID(p.UserID), as)
	}
}

func (w *work) heardName(c *desk.Contact, key string, as desk.KnownName) {
	if slices.Contains(c.Aliases, key) {
		return
	}
	as.Key = key
	w.renamed = append(w.renamed, renaming{contact: c.ID, name: as, number: c.WaID, known: c.Known})
}

// tellRenamed leaves the lines of what the item at hand tells of.
func (w *work) tellRenamed(at int64) error {
	list := w.renamed
	w.renamed = nil
	for _, r := range list {
		is := r.said
		if !is {
			var err error
			if is, err = w.replaces(r); err != nil {
				return err
			}
		}
		if !is {
			continue
		}
		if err := w.renamedLines(r.contact, r.name.Key, "", cmp.Or(r.at, at)); err != nil {
			return err
		}
	}
	return nil
}

// replaces says whether a name that just came with something takes the place of another one. A
// number has several forms, and a business has its own ids of everybody.
func (w *work) replaces(r renaming) (bool, error) {
	kind, name := r.name.Kind()
	if kind == desk.KnownWaID {
		was := string(r.number)
		return was != "" && was != name && !slices.Contains(phone.Variants(was), name), nil
	}
	here, err := orZero(w.number(r.name.Via))
	if err != nil {
		return false, desk.Wrap("read number", err)
	}
	for _, each := range r.known {
		if other, _ := each.Kind(); other != kind {
			continue
		}
		there, err := orZero(w.number(each.Via))
		if err != nil {
			return false, desk.Wrap("read number", err)
		}
		if each.Via == r.name.Via || here.WabaID != "" && here.WabaID == there.WabaID {
			return true, nil
		}
	}
	return false, nil
}

// renamedLines says in the conversations of a customer, but in the one that has it from the
// provider, that they have another name now. It does so once for each name.
func (w *work) renamedLines(id desk.ContactID, key string, but desk.ThreadID, at int64) error {
	if p, err := w.policy(); err != nil || !p.Renames {
		return err
	}
	c, err := w.contactNow(id)
	if err != nil || !c.TellName(key, w.e.Seq) {
		return err
	}
	w.put(c)
	line := channel.SystemNumberChanged
	if kind, _ := (desk.KnownName{Key: key}).Kind(); kind == desk.KnownUserID {
		line = channel.SystemUserIDChanged
	}
	return w.eachChecked(c, func(t *desk.Thread) error {
		if t.ID == but {
			return nil
		}
		_, err := w.putLine(t, line, at)
		return err
	})
}

// systemIn puts a message of the system's into its conversation, unless a line says there
// already what it says.
func (w *work) systemIn(a arrival) error {
	told, err := w.toldBefore(a)
	if err != nil {
		return err
	}
	if err := w.rename(a); err != nil || told {
		return err
	}
	if a.thread, err = w.goesOnWith(a.thread); err != nil {
		return err
	}
	if err := w.add(a, w.row(a)); err != nil {
		return err
	}
	return w.saidRenamed(a)
}

// saidRenamed has the message of the system's that is at hand count as the line of what it says.
func (w *work) saidRenamed(a arrival) error {
	key := newName(a)
	if key == "" {
		return nil
	}
	return w.renamedLines(a.contact.ID, key, a.thread.ID, a.at)
}

// toldBefore says whether there is a line of what a message of the system's tells.
func (w *work) toldBefore(a arrival) (bool, error) {
	key := newName(a)
	if key == "" {
		return false, nil
	}
	if p, err := w.policy(); err != nil || !p.Renames {
		return false, err
	}
	c, err := w.contactNow(a.contact.ID)
	return err == nil && c.NameTold(key), err
}

// newName gives the name that a message of the system's is about, "" = it is about none.
func newName(a arrival) string {
	s := a.in.System
	switch {
	case a.past || a.group:
		return "" // what somebody was called long ago is not what they are called now
	case s.Kind == channel.SystemNumberChanged && s.NewWaID != "":
		return aliasOfWaID(s.NewWaID)
	case s.Kind == channel.SystemUserIDChanged && s.NewUserID != "":
		return aliasOfUserID(s.NewUserID)
	}
	return ""
}
