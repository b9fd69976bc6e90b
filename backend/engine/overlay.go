package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// row is a pointer to one of desk's row types.
type row[T any] interface {
	*T
	desk.Row
}

// adopt takes a row that was just read into the overlay. If the fold has it
// already, its own copy counts.
func adopt[T any, P row[T]](w *work, p P, err error) (P, error) {
	if err != nil {
		return nil, err
	}
	ref := p.RowKey()
	if h, ok := w.rows[ref]; ok {
		return h.row.(P), nil //nolint:errcheck // a Ref's kind is its type
	}
	base := *p
	w.rows[ref] = &held{row: p, base: P(&base)}
	return p, nil
}

// get reads a row by its key, from the overlay if it is there.
func get[T any, P row[T]](w *work, ref desk.Ref, read func() (P, error)) (P, error) {
	if h, ok := w.rows[ref]; ok {
		return h.row.(P), nil //nolint:errcheck // a Ref's kind is its type
	}
	p, err := read()
	return adopt[T](w, p, err)
}

// changed calls f for every row of the type that this fold changed, with what
// it was before (nil if it is new), in the order of the changes.
func changed[T any, P row[T]](w *work, kind desk.Kind, f func(now, before P)) {
	for _, ref := range w.dirty {
		if ref.Kind != kind {
			continue
		}
		h := w.rows[ref]
		before, _ := h.base.(P)
		f(h.row.(P), before) //nolint:errcheck // a Ref's kind is its type
	}
}

func (w *work) user(id desk.UserID) (*desk.User, error) {
	return get(w, desk.Ref{Kind: desk.RowUser, ID: string(id)}, func() (*desk.User, error) {
		return w.st.User(w.ctx, w.e.Org, id)
	})
}

// users gives everybody, by id.
func (w *work) users() ([]*desk.User, error) {
	list, err := w.st.Users(w.ctx, w.e.Org)
	if err != nil {
		return nil, err
	}
	return merged(w, desk.RowUser, list, func(*desk.User) bool { return true },
		func(a, b *desk.User) int { return cmp.Compare(a.ID, b.ID) }), nil
}

func (w *work) number(id desk.NumberID) (*desk.Number, error) {
	return get(w, desk.Ref{Kind: desk.RowNumber, ID: string(id)}, func() (*desk.Number, error) {
		return w.st.Number(w.ctx, w.e.Org, id)
	})
}

func (w *work) inbox(id desk.InboxID) (*desk.Inbox, error) {
	return get(w, desk.Ref{Kind: desk.RowInbox, ID: string(id)}, func() (*desk.Inbox, error) {
		return w.st.Inbox(w.ctx, w.e.Org, id)
	})
}

// inboxes gives those that are not deleted, by id.
func (w *work) inboxes() ([]*desk.Inbox, error) {
	list, err := w.st.Inboxes(w.ctx, w.e.Org)
	if err != nil {
		return nil, err
	}
	return merged(w, desk.RowInbox, list, func(i *desk.Inbox) bool { return !i.Deleted },
		func(a, b *desk.Inbox) int { return cmp.Compare(a.ID, b.ID) }), nil
}

func (w *work) template(id desk.TemplateID) (*desk.Template, error) {
	return get(w, desk.Ref{Kind: desk.RowTemplate, ID: string(id)}, func() (*desk.Template, error) {
		return w.st.Template(w.ctx, w.e.Org, id)
	})
}

func (w *work) contact(id desk.ContactID) (*desk.Contact, error) {
	return get(w, desk.Ref{Kind: desk.RowContact, ID: string(id)}, func() (*desk.Contact, error) {
		return w.st.Contact(w.ctx, w.e.Org, id)
	})
}

func (w *work) thread(id desk.ThreadID) (*desk.Thread, error) {
	return get(w, desk.Ref{Kind: desk.RowThread, ID: string(id)}, func() (*desk.Thread, error) {
		return w.st.Thread(w.ctx, w.e.Org, id)
	})
}

func (w *work) interaction(id desk.InteractionID) (*desk.Interaction, error) {
	return get(w, desk.Ref{Kind: desk.RowInteraction, ID: string(id)}, func() (*desk.Interaction, error) {
		return w.st.Interaction(w.ctx, w.e.Org, id)
	})
}

func (w *work) offer(id desk.OfferID) (*desk.Offer, error) {
	return get(w, desk.Ref{Kind: desk.RowOffer, ID: string(id)}, func() (*desk.Offer, error) {
		return w.st.Offer(w.ctx, w.e.Org, id)
	})
}

func (w *work) message(id desk.MessageID) (*desk.Message, error) {
	return get(w, desk.Ref{Kind: desk.RowMessage, ID: string(id)}, func() (*desk.Message, error) {
		return w.st.Message(w.ctx, w.e.Org, id)
	})
}

func (w *work) messageOf(providerID string) (*desk.Message, error) {
	m, err := w.st.MessageByProviderID(w.ctx, w.e.Org, providerID)
	return adopt(w, m, err)
}

// openOffer gives the offer of the interaction that still stands.
func (w *work) openOffer(id desk.InteractionID) (*desk.Offer, error) {
	var found *desk.Offer
	changed(w, desk.RowOffer, func(now, _ *desk.Offer) {
		if now.InteractionID == id && now.State == desk.OfferOpen {
			found = now
		}
	})
	if found != nil {
		return found, nil
	}
	read, err := w.st.OpenOfferOf(w.ctx, w.e.Org, id)
	o, err := adopt(w, read, err)
	if err == nil && o.State != desk.OfferOpen {
		return nil, desk.Errorf(desk.CodeNotFound, "", "There is no open offer.")
	}
	return o, err
}

// firstWaitingIn gives the head of an inbox's queue and whether that is all of
// it. Of the first limit that the state has, the fold may have changed some, and
// it may have put others behind them, of which the order is not known then.
func (w *work) firstWaitingIn(id desk.InboxID, limit int) (list []*desk.Interaction, all bool, err error) {
	read, err := w.st.FirstWaitingIn(w.ctx, w.e.Org, id, limit)
	if err != nil {
		return nil, false, err
	}
	all = len(read) < limit
	var last desk.Interaction
	if !all {
		last = *read[len(read)-1]
	}
	return merged(w, desk.RowInteraction, read, func(i *desk.Interaction) bool {
		return i.State == desk.InteractionWaiting && i.InboxID == id && (all || byWait(i, &last) <= 0)
	}, byWait), all, nil
}

// openOffersOf gives what a person is being asked about.
func (w *work) openOffersOf(id desk.UserID) ([]*desk.Offer, error) {
	list, err := w.st.OpenOffersOf(w.ctx, w.e.Org, id)
	if err != nil {
		return nil, err
	}
	return merged(w, desk.RowOffer, list, func(o *desk.Offer) bool {
		return o.State == desk.OfferOpen && o.UserID == id
	}, func(a, b *desk.Offer) int {
		return cmp.Or(cmp.Compare(a.OfferedAt, b.OfferedAt), cmp.Compare(a.ID, b.ID))
	}), nil
}

func (w *work) ownedBy(id desk.UserID) ([]*desk.Interaction, error) {
	list, err := w.st.OwnedBy(w.ctx, w.e.Org, id)
	if err != nil {
		return nil, err
	}
	return merged(w, desk.RowInteraction, list, func(i *desk.Interaction) bool {
		return i.State == desk.InteractionOpen && i.Owner == id
	}, byWait), nil
}

func (w *work) unendedIn(id desk.InboxID) ([]*desk.Interaction, error) {
	list, err := w.st.UnendedInInbox(w.ctx, w.e.Org, id)
	if err != nil {
		return nil, err
	}
	return merged(w, desk.RowInteraction, list, func(i *desk.Interaction) bool {
		return i.State != desk.InteractionEnded && i.InboxID == id
	}, byWait), nil
}

func byWait(a, b *desk.Interaction) int {
	return cmp.Or(cmp.Compare(a.WaitingSince, b.WaitingSince), cmp.Compare(a.FirstSeq, b.FirstSeq), cmp.Compare(a.ID, b.ID))
}

// merged lays the fold's own changes over a list that the state gave, keeping
// what belongs to it and its order.
func merged[T any, P row[T]](w *work, kind desk.Kind, list []P, belongs func(P) bool, order func(a, b P) int) []P {
	var out []P
	seen := map[desk.Ref]bool{}
	add := func(p P) {
		if ref := p.RowKey(); !seen[ref] && belongs(p) {
			seen[ref] = true
			out = append(out, p)
		}
	}
	for _, p := range list {
		p, _ = adopt[T](w, p, nil)
		add(p)
	}
	changed(w, kind, func(now, _ P) { add(now) })
	slices.SortStableFunc(out, order)
	return out
}
