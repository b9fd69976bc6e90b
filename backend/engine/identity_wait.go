package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// reasonIdentity holds a message up until somebody knows who the customer is.
const reasonIdentity = "identity"

// saidAutomatic is the sentence about what a rule wrote, which does not wait.
const saidAutomatic = "automatic"

// askEvery is how often a message that waits is judged anew, less than any job may be put off.
const askEvery = 90 * 60_000

// waitsForIdentity keeps a message until its customer's hold ends, or it has waited too long,
// or nothing may be sent any more. Of a conversation's sends only the first is due; the others
// wait behind it, and are judged with it: see judgeBehind.
func (w *work) waitsForIdentity(m *desk.Message, t *desk.Thread) {
	due := m.StatusAt + desk.IdentityWait
	if closes := lifecycle.Window(channel.RulesOf(t.Channel), t.LastCustomerAt, lifecycle.Latest(w.e.At, t.LastCustomerAt)).ClosesAt; closes > w.e.At {
		due = min(due, closes) // a template goes then too, and what is behind it does not
	}
	if m.ValidUntil > 0 {
		due = min(due, m.ValidUntil+1)
	}
	if m.Status != desk.StatusQueued { // it was put off before, and is what waits now: see deferred
		m.Status, m.Problem = desk.StatusQueued, nil
		w.put(m)
	}
	w.requeueJob(m, max(min(due, w.e.At+askEvery), w.e.At+1), 0)
	id := identityOf(t)
	id.FirstID = m.ID
	setIdentity(w, t, id)
}

// mostBehind is how many of a conversation's newest messages are looked at for what waits: a few,
// and many if those do not reach back to the first one, for a customer may write much meanwhile.
// It is frozen with FoldVersion.
var mostBehind = [...]int{100, 3_000}

// sinceHeld gives a conversation's newest messages, all since the first one that waits if they
// are not too many.
func (w *work) sinceHeld(first *desk.Message, t *desk.Thread) (newest []*desk.Message, err error) {
	for _, most := range mostBehind {
		newest, err = list[desk.Message](w, desk.MessagesUpTo.With(string(t.ID), w.e.At+desk.ClockSlack, w.e.Seq+1).First(most))
		if err != nil || len(newest) < most || newest[most-1].At < first.At {
			break
		}
	}
	return newest, desk.Wrap("read what waits", err)
}

// judgeBehind brings those back to their authors that wait behind the first one and cannot go
// any more, whatever becomes of that one: a template may wait for a day, and the window of the
// reply behind it may close meanwhile.
func (w *work) judgeBehind(first *desk.Message, t *desk.Thread) error {
	newest, err := w.sinceHeld(first, t)
	if err != nil {
		return err
	}
	for _, m := range slices.Backward(newest) {
		if m.Seq <= first.Seq || m.Status != desk.StatusQueued && !deferred(m) {
			continue
		}
		s, err := w.obstacle(m, t)
		switch {
		case err != nil:
			return err
		case s.said == "":
			continue // it can go once the first one has, or waits like that one
		}
		if err := w.rejected(m, t, unsent(s.said, s.source, w.e.At)); err != nil {
			return err
		}
	}
	return nil
}

// identityStop says whether a message has to wait for somebody to know who the customer is, or
// cannot go after such a wait: what happened meanwhile is judged as if it was written now.
func (w *work) identityStop(m *desk.Message, t *desk.Thread, it *desk.Interaction) (stop, error) {
	id := identityOf(t)
	if id.Hold == nil && m.Seq >= id.FreedSeq {
		return stop{}, nil
	}
	if m.AuthorKind == desk.AuthorRule && (m.Rating == nil || m.Rating.Part != desk.RatingQuestion) {
		return stop{reasonExpired, "relay", saidAutomatic}, nil // it is about the time when it was written
	}
	said, err := w.changedMeanwhile(m, t, it)
	switch {
	case err != nil:
		return stop{}, err
	case said != "":
		return stop{reasonNotOwner, "relay", said}, nil
	case id.Hold == nil:
		return stop{}, nil
	case w.e.At >= m.StatusAt+desk.IdentityWait:
		return stop{reasonExpired, "relay", "identity"}, nil
	}
	return stop{reason: reasonIdentity}, nil
}

// changedMeanwhile gives the sentence about what a message that waited cannot go for; "" = it can.
func (w *work) changedMeanwhile(m *desk.Message, t *desk.Thread, it *desk.Interaction) (string, error) {
	c, err := w.contact(t.ContactID)
	if err != nil {
		return "", desk.Wrap("read contact", err)
	}
	if c, err = w.holderOf(c); err != nil {
		return "", err
	}
	byPerson := m.AuthorKind.Answers()
	switch {
	case t.Into != "":
		return "joined", nil
	case c.BlockedAt > m.StatusAt:
		return "blocked", nil
	case byPerson && it.State == desk.InteractionEnded:
		return "ended", nil
	case byPerson && answeredByOther(t, m.Author) > m.Seq:
		return "answered", nil
	case byPerson && t.Changed != nil && t.Changed.Seq > m.Seq && m.Kind != desk.KindTemplate:
		return "questionChanged", nil
	case m.Kind != desk.KindTemplate || m.Template == nil:
		return "", nil
	}
	tpl, err := orZero(w.template(m.Template.TemplateID))
	if err != nil {
		return "", desk.Wrap("read template", err)
	}
	if desk.PurposeOf(tpl.Category) == desk.PurposeMarketing && c.Stopped() {
		return "stopped", nil
	}
	return "", nil
}

// hashFor gives the hash that goes with a message, "" where the number has the check off.
func (w *work) hashFor(t *desk.Thread) (string, error) {
	id, err := w.identityOn(t)
	if err != nil || id.Hash == "" {
		return "", err
	}
	n, err := w.number(t.NumberID)
	if err != nil || n.IdentityCheck == desk.IdentityCheckOff {
		return "", desk.Wrap("read number", err)
	}
	return id.Hash, nil
}

// foldNumberIdentity notes that the provider took the setting of the check.
func (w *work) foldNumberIdentity() error {
	e, err := payload[desk.NumberIdentity](w)
	if err != nil {
		return err
	}
	n, err := w.presentNumber(e.NumberID)
	if n == nil || err != nil {
		return err
	}
	n.IdentityCheck = e.Check
	w.put(n)
	return nil
}
