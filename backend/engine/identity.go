package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A provider that checks the identity of customers tells a hash of the key of their phone and
// app. Another one than before means that somebody else may hold the phone. The check is a
// setting of a number of ours, and so the hash is kept with each conversation; the phone is the
// customer's, and so a change that is heard in one holds up all of their conversations on
// WhatsApp. Another customer with whom somebody merged them has another phone.

// heard is word of a customer's identity.
type heard struct {
	hash  string
	at    int64 // by the provider
	news  bool  // the provider says that it changed; else it came with something
	wrote bool  // with a message of the customer
}

// identityIn keeps what something that came in says of its writer's identity.
func (w *work) identityIn(a arrival) error {
	if !a.live || a.group {
		return nil
	}
	h := heard{hash: a.hash, at: a.at, wrote: true}
	if s := a.in.System; s != nil {
		h.wrote, h.news = false, s.Kind == channel.SystemIdentityChanged
		h.hash = firstOf(s.IdentityHash, h.hash)
	}
	return w.heardIdentity(a.thread, a.contact, h)
}

func (w *work) heardIdentity(t *desk.Thread, c *desk.Contact, h heard) error {
	if h.hash == "" && !h.news {
		return nil
	}
	p, err := w.policy()
	if err != nil || !p.Identity {
		return err
	}
	id, err := w.identityOn(t)
	if err != nil {
		return err
	}
	switch {
	case h.at < id.At: // it comes late
		return nil
	case c.Identity != nil:
		return w.heardInHold(t, c, h)
	case h.news && h.hash != "" && h.hash == id.Hash, !h.news && id.Hash == h.hash:
		return nil
	case !h.news && id.Hash == "":
		id.Hash, id.At = h.hash, h.at
		setIdentity(w, t, id)
		return nil
	}
	id.Next, id.NextAt = h.hash, h.at
	setIdentity(w, t, id)
	return w.holdIdentity(t, c, desk.IdentityHold{Since: h.at, Wrote: h.wrote}, h.news)
}

// heardInHold keeps who writes now. No message ends a hold: the notice of a change, the failure
// of what was sent and the first message of the new identity come in any order, and none of them
// says who that is. What comes late by the provider's time moves nothing on.
func (w *work) heardInHold(t *desk.Thread, c *desk.Contact, h heard) error {
	id, err := w.identityOn(t)
	if err != nil || h.hash == "" || h.hash == id.Hash && (id.Next == "" || h.at < id.NextAt) {
		return err
	}
	hold := *c.Identity
	isNew := id.Next != "" || id.Hash != "" // else it may be the one that this number always had
	hold.Wrote = hold.Wrote || h.wrote && isNew && h.hash != id.Hash
	again := false
	switch {
	case h.hash == id.Next:
		hold.Since = min(hold.Since, h.at)
	case h.at >= id.NextAt:
		again = id.Next != ""
		if isNew {
			hold.Since = h.at
		}
		id.Next, id.NextAt = h.hash, h.at
		setIdentity(w, t, id)
	}
	if again { // yet another one
		return w.holdIdentity(t, c, hold, h.news)
	}
	return w.spreadHold(c, hold)
}

// spreadHold brings a hold up to date in every conversation of its customer.
func (w *work) spreadHold(c *desk.Contact, hold desk.IdentityHold) error {
	if hold == *c.Identity {
		return nil
	}
	c.Identity = &hold
	w.put(c)
	return w.eachChecked(c, func(each *desk.Thread) error {
		w.inheritHold(each, c)
		return nil
	})
}

// receivedBy keeps the hash of who received a message that went without one. A receipt never
// ends a hold, nor does it bring back what was given up: it may come late.
func (w *work) receivedBy(m *desk.Message, t *desk.Thread, s channel.Receipt, at int64) error {
	hash := s.Recipient.IdentityHash
	if hash == "" || s.Group || s.Status == channel.ReceiptFailed || m.IdentityHash != "" {
		return nil
	}
	id, err := w.identityOn(t)
	if err != nil || id.Hash != "" || id.Gone == hash || id.Hold != nil {
		return err
	}
	c, err := w.contactNow(t.ContactID)
	if err != nil {
		return err
	}
	return w.heardIdentity(t, c, heard{hash: hash, at: at})
}

// noteMismatch holds a customer's conversations up when the provider did not deliver a message
// since their identity is another one. What it is now is not known yet. A message that went
// with an older hash says nothing of the one that is known now.
func (w *work) noteMismatch(m *desk.Message, t *desk.Thread, p *desk.Problem, at int64) error {
	if p == nil || p.Said == nil || p.Said.Params[desk.ParamContext] != channel.SaysIdentityChanged {
		return nil
	}
	rules, err := w.policy()
	if err != nil || !rules.Identity {
		return err
	}
	id, err := w.identityOn(t)
	if err != nil || m.IdentityHash != id.Hash {
		return err
	}
	c, err := w.contactNow(t.ContactID)
	if err != nil || c.Identity != nil {
		return err
	}
	return w.holdIdentity(t, c, desk.IdentityHold{Since: at}, false)
}

// holdIdentity holds up what is sent to a customer, and says so in each of their
// conversations; told is set where the provider's own line says it in this one.
func (w *work) holdIdentity(t *desk.Thread, c *desk.Contact, hold desk.IdentityHold, told bool) error {
	c.Identity = &hold
	w.put(c)
	return w.eachChecked(c, func(each *desk.Thread) error {
		w.inheritHold(each, c)
		if told && each.ID == t.ID {
			return nil
		}
		line, err := w.putLine(each, channel.SystemIdentityChanged, w.stamp(hold.Since))
		if err != nil || each.ID == t.ID {
			return err
		}
		return w.tellOwner(each, line)
	})
}

// tellOwner tells whoever has a conversation of a line in it.
func (w *work) tellOwner(t *desk.Thread, line *desk.Message) error {
	it, err := w.openOf(t)
	if err != nil || it == nil || it.State != desk.InteractionOpen {
		return err
	}
	return w.notify(it.Owner, desk.NoticeMessage, t.ID, string(line.ID))
}

// inheritHold has a conversation held up as its customer is.
func (w *work) inheritHold(t *desk.Thread, c *desk.Contact) {
	if c.Identity == nil || !isChecked(t) {
		return
	}
	id, hold := identityOf(t), *c.Identity
	id.Hold = &hold
	setIdentity(w, t, id)
}

// freeIdentity ends the hold of a customer: the first that waits in each conversation is
// judged anew now, and those behind it follow. A hash that is not known any more is given up,
// so that what goes next goes without one and its receipt brings it.
func (w *work) freeIdentity(c *desk.Contact, at int64) error {
	c.Identity = nil
	w.put(c)
	return w.eachChecked(c, func(t *desk.Thread) error {
		id, err := w.identityOn(t)
		if err != nil {
			return err
		}
		if id.Next != "" {
			id.Hash = id.Next
		} else if id.Hash != "" {
			id.Gone, id.Hash = id.Hash, ""
		}
		id.Next, id.NextAt, id.Hold, id.At, id.FreedSeq = "", 0, nil, max(at, id.At), w.e.Seq
		setIdentity(w, t, id)
		return w.askAgain(t)
	})
}

// askAgain has the first message that waits in a conversation be judged now.
func (w *work) askAgain(t *desk.Thread) error {
	id := identityOf(t)
	first := id.FirstID
	if first == "" {
		return nil
	}
	id.FirstID = ""
	setIdentity(w, t, id)
	m, err := orZero(w.message(first))
	if err != nil {
		return desk.Wrap("read the message that waits", err)
	}
	if m.Status == desk.StatusQueued || deferred(m) {
		w.requeueJob(m, w.e.At, 0)
	}
	return nil
}

// leaveHold ends the hold in a conversation that goes on in another one. What waits in it comes
// back to its author.
func (w *work) leaveHold(t *desk.Thread) error {
	id := identityOf(t)
	if id.Hold == nil {
		return nil
	}
	id.Hold, id.Next, id.NextAt, id.FreedSeq = nil, "", 0, w.e.Seq
	setIdentity(w, t, id)
	return w.askAgain(t)
}

// joinIdentity has the hold of either of two customers who turn out to be one hold for both.
// Of two the stricter one holds: nobody has made sure of what either of them is about.
func (w *work) joinIdentity(keep, lose *desk.Contact) error {
	if a, b := keep.Identity, lose.Identity; a == nil {
		keep.Identity = b
	} else if b != nil {
		keep.Identity = &desk.IdentityHold{Since: max(a.Since, b.Since), Wrote: a.Wrote || b.Wrote}
	}
	lose.Identity = nil
	w.put(keep, lose)
	return w.eachChecked(keep, func(t *desk.Thread) error {
		w.inheritHold(t, keep)
		return nil
	})
}

// eachChecked goes through the conversations of a customer whose identity a provider can check.
func (w *work) eachChecked(c *desk.Contact, do func(*desk.Thread) error) error {
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		t, err := w.threadOf(n.ID, c.ID)
		if err != nil {
			return err
		}
		if t == nil || !isChecked(t) {
			continue
		}
		if err := do(t); err != nil {
			return err
		}
	}
	return nil
}

// isChecked says whether the identity of its customer concerns a conversation: an SMS goes to
// whoever has the SIM card, of whom WhatsApp tells nothing.
func isChecked(t *desk.Thread) bool { return !channel.RulesOf(t.Channel).TextOnly }

// identityOf gives what is known in a conversation, as a copy.
func identityOf(t *desk.Thread) desk.Identity {
	if t.Identity == nil {
		return desk.Identity{}
	}
	return *t.Identity
}

// identityOn gives what is known in a conversation of who writes to our number as it is at the
// provider now: a hash is told for one of its numbers.
func (w *work) identityOn(t *desk.Thread) (desk.Identity, error) {
	id := identityOf(t)
	n, err := orZero(w.number(t.NumberID))
	if err != nil {
		return id, desk.Wrap("read number", err)
	}
	if id.At < n.IdentityFrom {
		id.Hash, id.Gone = "", ""
	}
	if id.NextAt < n.IdentityFrom {
		id.Next, id.NextAt = "", 0
	}
	return id, nil
}

func setIdentity(w *work, t *desk.Thread, id desk.Identity) {
	t.Identity = &id
	w.put(t)
}

// cmdIdentityChecked says that somebody has made sure in another way who the customer is. What
// waits in all conversations with them goes; each of them has a line of who said so.
func (w *work) cmdIdentityChecked(r request, c wire.IdentityChecked) (*wire.None, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	if !r.by.Role.Supervisor() && (it == nil || it.Owner != r.by.ID) {
		return nil, refuse(desk.CodeForbidden, "notYours", desk.Params{desk.ParamContext: "conversation"})
	}
	contact, err := w.contactNow(t.ContactID)
	if err != nil || contact.Identity == nil { // somebody was quicker
		return nil, err
	}
	if contact.Identity.Since != c.Since { // what they made sure of is not who it is by now
		return nil, refuse(desk.CodeConflict, "identityAgain")
	}
	err = w.eachChecked(contact, func(each *desk.Thread) error {
		return w.sayChecked(each, r.by)
	})
	if err != nil {
		return nil, err
	}
	return nil, w.freeIdentity(contact, w.second())
}

// sayChecked says in a conversation who made sure, and tells whoever else has it: what waits
// there goes as well.
func (w *work) sayChecked(t *desk.Thread, by *desk.User) error {
	line := w.putDeed(t, by, desk.SystemIdentityChecked)
	it, err := w.openOf(t)
	if err != nil || it == nil || it.Owner == by.ID {
		return err
	}
	return w.tellOwner(t, line)
}
