package engine

import (
	"slices"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// asked judges, before a command is looked at any further, whether the person
// may have each thing that its body names. What is not there and what is not
// theirs are refused alike, and cost the same reads.
func (w *work) asked(by *desk.User, body any) error {
	if !w.key.Counts(w.e.Seq) {
		return nil // the command was judged by the rules of its time
	}
	for _, a := range wire.AsksOf(body) {
		may, err := w.may(by, a)
		if err != nil {
			return desk.Wrap("may the person have this "+string(a.What), err)
		}
		if !may {
			return refusal{a.What.Refusal()}
		}
	}
	return nil
}

// may answers one question. A kind of thing that is not listed is nobody's.
func (w *work) may(by *desk.User, a wire.Asked) (bool, error) {
	switch a.What {
	case wire.AskThread:
		v, s, err := w.subject(by, desk.ThreadID(a.ID))
		return v.Access(s) != "", err
	case wire.AskInteraction:
		return w.mayInteraction(by, desk.InteractionID(a.ID))
	case wire.AskMessage:
		m, err := orZero(w.message(desk.MessageID(a.ID)))
		if err != nil {
			return false, err
		}
		return w.seesMessage(by, m)
	case wire.AskOffer:
		o, err := orZero(w.offer(desk.OfferID(a.ID)))
		return o.ID != "" && (o.UserID == by.ID || by.Role.Supervisor()), err
	case wire.AskContact:
		return w.mayContact(by, desk.ContactID(a.ID))
	case wire.AskFile:
		return w.mayFile(by, desk.MediaID(a.ID))
	case wire.AskNotice:
		n, err := orZero(stored[desk.Notice](w, desk.RowNotice, a.ID))
		return n.ID != "" && n.UserID == by.ID, err
	case wire.AskSavedFilter:
		f, err := orZero(stored[desk.SavedFilter](w, desk.RowSavedFilter, a.ID))
		return f.ID != "" && f.UserID == by.ID, err
	case wire.AskCannedReply:
		c, err := orZero(stored[desk.CannedReply](w, desk.RowCannedReply, a.ID))
		return c.ID != "" && (c.Shared && by.Role.Supervisor() || !c.Shared && c.UserID == by.ID), err
	case wire.AskListView:
		v, err := orZero(stored[desk.ListView](w, desk.RowListView, a.ID))
		return v.ID != "" && (v.UserID == by.ID || v.Shared && by.Role.Supervisor()), err
	default:
		return w.mayOfAll(by, a)
	}
}

// mayOfAll judges what everybody, or every supervisor, of the organization sees.
func (w *work) mayOfAll(by *desk.User, a wire.Asked) (bool, error) {
	switch a.What {
	case wire.AskNumber:
		n, err := orZero(w.number(desk.NumberID(a.ID)))
		return n.ID != "" && !n.Deleted, err
	case wire.AskInbox:
		box, err := orZero(w.inbox(desk.InboxID(a.ID)))
		return box.ID != "" && !box.Deleted, err
	case wire.AskPlan:
		p, err := orZero(w.plan(desk.PlanID(a.ID)))
		return p.ID != "" && !p.Deleted, err
	case wire.AskLabel:
		l, err := orZero(stored[desk.Label](w, desk.RowLabel, a.ID))
		return l.ID != "", err
	case wire.AskTemplate:
		t, err := orZero(w.template(desk.TemplateID(a.ID)))
		return t.ID != "", err
	case wire.AskWaba:
		account, err := orZero(stored[desk.Waba](w, desk.RowWaba, a.ID))
		return account.ID != "" && by.Role.Supervisor(), err
	case wire.AskUser:
		u, err := orZero(w.user(desk.UserID(a.ID)))
		return u.ID != "", err
	case wire.AskUnhandled:
		u, err := orZero(stored[desk.Unhandled](w, desk.RowUnhandled, a.ID))
		return u.ID != "" && by.Role.Supervisor(), err
	default:
		return false, nil
	}
}

// orZero makes an empty thing of one that is not there, so that what follows
// asks the same questions of it.
func orZero[T any](p *T, err error) (*T, error) {
	if missing(err) {
		return new(T), nil
	}
	if err != nil {
		return new(T), err
	}
	return p, nil
}

// subject reads what decides how much of a thread the person may see. Of one
// that is not there, nothing.
func (w *work) subject(by *desk.User, id desk.ThreadID) (view.Viewer, view.Subject, error) {
	t, err := orZero(w.thread(id))
	if err != nil {
		return view.Viewer{}, view.Subject{}, desk.Wrap("read thread", err)
	}
	return w.subjects(t)(by)
}

// subjects gives what a person may see of a thread.
type subjects func(by *desk.User) (view.Viewer, view.Subject, error)

// subjects gives the same of one person after another. What it takes to know of agents is
// read for the first of them, and once: a thread may have hundreds of interactions.
func (w *work) subjects(t *desk.Thread) subjects {
	read := sync.OnceValues(func() (sight, error) { return w.sight(t) })
	return func(by *desk.User) (view.Viewer, view.Subject, error) {
		v := view.Viewer{OrgID: w.e.Org, UserID: by.ID, Role: by.Role}
		if by.Role.Supervisor() {
			if t.ID == "" {
				v.Role = "" // not even they may have what is not there
			}
			return v, view.Subject{Thread: t}, nil
		}
		of, err := read()
		if err != nil {
			return v, view.Subject{Thread: t}, err
		}
		v.Inboxes = map[desk.InboxID]bool{of.box.ID: slices.Contains(of.box.Members, by.ID) && !of.box.Deleted}
		return v, of.Subject, nil
	}
}

// sight is a thread with what decides which agents may see it.
type sight struct {
	view.Subject
	box *desk.Inbox // of the current interaction
}

func (w *work) sight(t *desk.Thread) (sight, error) {
	of := sight{Subject: view.Subject{Thread: t}}
	var err error
	if of.Interactions, err = storedList[desk.Interaction](w, desk.InteractionsOfThread.With(string(t.ID))); err != nil {
		return of, desk.Wrap("read interactions", err)
	}
	current := &desk.Interaction{}
	for _, i := range of.Interactions {
		if i.ID == t.InteractionID {
			of.Current, current = i, i
		}
	}
	offer, err := orZero(storedFirst[desk.Offer](w, desk.OffersOpenOf.With(string(current.ID))))
	if err != nil {
		return of, desk.Wrap("read offer", err)
	}
	if of.box, err = orZero(w.inbox(current.InboxID)); err != nil {
		return of, desk.Wrap("read inbox", err)
	}
	if offer.ID != "" {
		of.Offer = offer
	}
	of.Mode = of.box.Mode
	return of, nil
}

func (w *work) mayInteraction(by *desk.User, id desk.InteractionID) (bool, error) {
	it, err := orZero(w.interaction(id))
	if err != nil {
		return false, err
	}
	v, s, err := w.subject(by, it.ThreadID)
	current := s.Current != nil && s.Current.ID == id
	return v.SeesInteraction(s, id) || v.Access(s) == wire.AccessSummary && current, err
}

func (w *work) seesMessage(by *desk.User, m *desk.Message) (bool, error) {
	v, s, err := w.subject(by, m.ThreadID)
	return m.ID != "" && v.SeesInteraction(s, m.InteractionID), err
}

// mayContact says whether there is a thread with the customer of which the
// person may see something.
func (w *work) mayContact(by *desk.User, id desk.ContactID) (bool, error) {
	c, err := orZero(w.contact(id))
	if err != nil {
		return false, err
	}
	if by.Role.Supervisor() {
		return c.ID != "", nil
	}
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return false, desk.Wrap("read numbers", err)
	}
	all := []*desk.Contact{c} // none costs as many reads as a colleague's: see TestRule2
	if c.ID != "" {
		if all, err = w.family(c); err != nil {
			return false, err
		}
	}
	sees := false
	for _, each := range all {
		for _, n := range numbers {
			t, err := orZero(w.st.ThreadOf(w.ctx, w.e.Org, n.ID, each.ID))
			if err != nil {
				return false, desk.Wrap("read thread", err)
			}
			v, s, err := w.subject(by, t.ID)
			if err != nil {
				return false, err
			}
			sees = sees || v.Access(s) != ""
		}
	}
	return sees, nil
}

// mayFile says whether a command of the person may name the file; attach takes
// it then.
func (w *work) mayFile(by *desk.User, id desk.MediaID) (bool, error) {
	up, err := orZero(w.upload(id))
	if err != nil {
		return false, err
	}
	kept, err := w.cannedFileFor(by, up)
	if err != nil {
		return false, err
	}
	seen, err := w.seenFile(by, id)
	return seen != nil || kept || !up.Taken() && up.UserID == by.ID, err
}
