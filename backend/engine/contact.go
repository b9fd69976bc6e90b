package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
)

// Aliases are the keys under which a contact is found.
func aliasOfWaID(id desk.PhoneNumber) string { return "wa:" + string(id) }
func aliasOfUserID(id string) string         { return "bsuid:" + id }

// contactFor finds or makes the contact that a person on WhatsApp is, and keeps what
// the provider says about them. nil = nothing tells who it is.
func (w *work) contactFor(p channel.Person, number desk.NumberID) (*desk.Contact, error) {
	c, err := w.findContact(p, number)
	if err != nil {
		return nil, err
	}
	if c == nil {
		if p.WaID == "" && p.UserID == "" {
			return nil, nil // nobody is an answer here
		}
		c = &desk.Contact{ID: desk.ContactID(w.id("con")), CreatedAt: w.e.At, Aliases: []string{}}
		w.put(c)
	}
	w.noteProfile(c, p, number)
	return c, nil
}

// contactTyped finds or makes the contact of a number that somebody of ours wrote: to whom the
// provider gave another form of it, messages go on under that one.
func (w *work) contactTyped(digits string) (*desk.Contact, error) {
	c, err := w.contactByPhone(desk.PhoneNumber(digits))
	if err != nil || c != nil {
		return c, err
	}
	return w.contactFor(personOf(digits), "")
}

// findContact finds the contact; if phone number and user id lead to two, the
// provider has just said that they are one, and they are joined.
func (w *work) findContact(p channel.Person, number desk.NumberID) (*desk.Contact, error) {
	var found []*desk.Contact
	if p.WaID != "" {
		c, err := w.contactByPhone(p.WaID)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	if p.UserID != "" {
		c, err := w.contactBy(aliasOfUserID(p.UserID))
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	found = slices.DeleteFunc(found, func(c *desk.Contact) bool { return c == nil })
	switch {
	case len(found) == 0:
		return nil, nil // unknown is an answer here
	case len(found) == 1 || found[0].ID == found[1].ID:
		return found[0], nil
	}
	return w.joinContacts(found[0], found[1], number)
}

// contactByPhone finds a contact by a number, also by another form of it, nil if nobody has it.
func (w *work) contactByPhone(id desk.PhoneNumber) (*desk.Contact, error) {
	c, err := w.contactBy(aliasOfWaID(id))
	if err != nil || c != nil {
		return c, err
	}
	for _, digits := range phone.Variants(string(id)) {
		if c, err = w.contactBy(aliasOfWaID(desk.PhoneNumber(digits))); err != nil || c != nil {
			return c, err
		}
	}
	return nil, nil // nobody is an answer here
}

// contactBy finds a contact by alias, nil if nobody has it.
func (w *work) contactBy(alias string) (*desk.Contact, error) {
	var found *desk.Contact
	changed(w, desk.RowContact, func(c, _ *desk.Contact) {
		if slices.Contains(c.Aliases, alias) {
			found = c
		}
	})
	if found != nil {
		return found, nil
	}
	read, err := w.st.ContactByAlias(w.ctx, w.e.Org, alias)
	if missing(err) {
		return nil, nil // unknown is an answer here
	}
	c, err := adopt(w, read, err)
	if err != nil {
		return nil, desk.Wrap("read contact", err)
	}
	if !slices.Contains(c.Aliases, alias) {
		return nil, nil // this fold has taken it away from them
	}
	return c, nil
}

// joinContacts gives all aliases of two contacts to the one whose thread with the
// number is the livelier, and has one of their two threads with each number go on. The other
// keeps what was said in it: joining moves keys, no content.
func (w *work) joinContacts(a, b *desk.Contact, number desk.NumberID) (*desk.Contact, error) {
	ofA, err := w.threadOf(number, a.ID)
	if err != nil {
		return nil, err
	}
	ofB, err := w.threadOf(number, b.ID)
	if err != nil {
		return nil, err
	}
	keep, lose := a, b
	if b, err := w.livelier(ofB, ofA); err != nil || b {
		keep, lose = lose, keep
		if err != nil {
			return nil, err
		}
	}
	if err := w.joinFamilies(keep, lose); err != nil {
		return nil, err
	}
	aliases := slices.Clone(keep.Aliases)
	for _, s := range lose.Aliases {
		aliases = withOne(aliases, s)
	}
	lose.Aliases, keep.Aliases = []string{}, aliases
	keep.SavedName = firstOf(keep.SavedName, lose.SavedName)
	keep.AccountID = firstOf(keep.AccountID, lose.AccountID)
	keep.Language = firstOf(keep.Language, lose.Language)
	for _, label := range lose.Labels {
		if !slices.Contains(keep.Labels, label) {
			keep.Labels = append(slices.Clone(keep.Labels), label)
		}
	}
	keep.Username = firstOf(keep.Username, lose.Username)
	keep.UserID = firstOf(keep.UserID, lose.UserID)
	keep.WaID = desk.PhoneNumber(firstOf(string(keep.WaID), string(lose.WaID)))
	if err := w.personTakes(keep, lose); err != nil {
		return nil, err
	}
	keep.TakeConsent(lose)
	takeKnown(keep, lose)
	takeNoted(keep, lose)
	lose.Into = keep.ID
	w.put(lose, keep)
	if err := w.joinThreads(keep, lose); err != nil || keep.Identity == nil && lose.Identity == nil {
		return keep, err
	}
	return keep, w.joinIdentity(keep, lose)
}

// noteProfile keeps what the provider says about a contact; via is the number of ours on which
// it said so.
func (w *work) noteProfile(c *desk.Contact, p channel.Person, via desk.NumberID) {
	w.noteProfileAs(c, p, w.learning(via))
}

func (w *work) noteProfileAs(c *desk.Contact, p channel.Person, as desk.KnownName) {
	w.hearRenamed(c, p, as)
	aliases := slices.Clip(c.Aliases) // one that is added goes into a copy
	if p.WaID != "" {
		aliases = withOne(aliases, aliasOfWaID(p.WaID))
	}
	if p.UserID != "" {
		aliases = withOne(aliases, aliasOfUserID(p.UserID))
	}
	now := *c
	now.Aliases = aliases
	now.WaID = desk.PhoneNumber(firstOf(string(p.WaID), string(c.WaID)))
	now.UserID = firstOf(p.UserID, c.UserID)
	now.Username = firstOf(p.Username, c.Username)
	now.ProfileName = firstOf(p.Name, c.ProfileName)
	learnt := learn(&now, p, as)
	desk.Fit(&now) // else a name that was cut would seem to have changed
	same := len(aliases) == len(c.Aliases) && now.WaID == c.WaID && now.UserID == c.UserID &&
		now.Username == c.Username && now.ProfileName == c.ProfileName && !learnt
	if !same {
		*c = now
		w.put(c)
	}
}

// noteIdentity gives a thread's contact what the provider has proven about them
// while our messages were on their way: the id it resolved a typed number to.
func (w *work) noteIdentity(t *desk.Thread, p channel.Person) error {
	if p.WaID == "" && p.UserID == "" {
		return nil
	}
	c, err := w.contactNow(t.ContactID)
	if err != nil {
		return err
	}
	other, err := w.findContact(p, t.NumberID)
	if err != nil {
		return err
	}
	if other != nil && other.ID != c.ID {
		if c, err = w.joinContacts(c, other, t.NumberID); err != nil {
			return err
		}
	}
	w.noteProfile(c, channel.Person{WaID: p.WaID, UserID: p.UserID}, t.NumberID)
	return nil
}

// threadOf finds the thread of a number and a contact, nil if there is none.
func (w *work) threadOf(number desk.NumberID, contact desk.ContactID) (*desk.Thread, error) {
	var found *desk.Thread
	changed(w, desk.RowThread, func(t, _ *desk.Thread) {
		if t.NumberID == number && t.ContactID == contact {
			found = t
		}
	})
	if found != nil {
		return found, nil
	}
	read, err := w.st.ThreadOf(w.ctx, w.e.Org, number, contact)
	if missing(err) {
		return nil, nil // no thread yet is an answer here
	}
	t, err := adopt(w, read, err)
	if err == nil && t.ContactID != contact {
		return nil, nil // this fold has given it to another
	}
	return t, desk.Wrap("read thread", err)
}

// threadWith finds or makes the thread of a number and a contact.
func (w *work) threadWith(number desk.NumberID, contact desk.ContactID) (*desk.Thread, error) {
	t, err := w.threadOf(number, contact)
	if err != nil || t != nil {
		return t, err
	}
	n, err := w.number(number)
	if err != nil {
		return nil, desk.Wrap("read number", err)
	}
	t = &desk.Thread{
		ID: desk.ThreadID(w.id("thr")), NumberID: number, Channel: n.Channel, ContactID: contact, CreatedAt: w.e.At,
	}
	w.put(t)
	c, err := w.contact(contact)
	if err != nil {
		return nil, desk.Wrap("read contact", err)
	}
	w.inheritHold(t, c)
	return t, nil
}

// withOne gives a list that has the value, once.
func withOne[T comparable](list []T, value T) []T {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
