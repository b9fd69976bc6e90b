package engine

import (
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
	if h := w.rows.get(ref); h != nil {
		if h.gone {
			return nil, desk.Refuse(desk.CodeNotFound, "")
		}
		return h.row.(P), nil //nolint:errcheck // a Ref's kind is its type
	}
	base := *p
	h := w.rows.add(ref)
	h.row, h.base = p, P(&base)
	return p, nil
}

// get reads a row by its name, from the overlay if it is there.
func get[T any, P row[T]](w *work, kind desk.Kind, id string) (P, error) {
	if h := w.rows.get(desk.Ref{Kind: kind, ID: id}); h != nil {
		if h.gone {
			return nil, desk.Refuse(desk.CodeNotFound, "")
		}
		return h.row.(P), nil //nolint:errcheck // a Ref's kind is its type
	}
	p, err := stored[T, P](w, kind, id)
	return adopt[T](w, p, err)
}

// stored reads a row as it was before this fold.
func stored[T any, P row[T]](w *work, kind desk.Kind, id string) (P, error) {
	return desk.Get[P](w.ctx, w.st, w.e.Org, kind, id)
}

// list gives the rows of a declared list as they are for this fold.
func list[T any, P row[T]](w *work, l desk.List) ([]P, error) {
	kind := l.Kind.Kind
	ask := l
	if l.Limit > 0 { // so many of the rows may have to give way
		ask.Limit += w.changes(kind)
	}
	read, err := w.st.List(w.ctx, w.e.Org, ask)
	if err != nil {
		return nil, err
	}
	out := merged[T](w, kind, read, func(p P) bool { return l.Has(p) }, func(a, b P) int { return l.Compare(a, b) })
	if l.Limit > 0 && len(out) > l.Limit {
		out = out[:l.Limit]
	}
	return out, nil
}

// first gives the first row of a declared list, or CodeNotFound.
func first[T any, P row[T]](w *work, l desk.List) (P, error) {
	rows, err := list[T, P](w, l.First(1))
	return firstRow(rows, l, err)
}

func firstRow[P desk.Row](rows []P, l desk.List, err error) (P, error) {
	var none P
	switch {
	case err != nil:
		return none, err
	case len(rows) == 0:
		return none, desk.Refuse(desk.CodeNotFound, "")
	}
	return rows[0], nil
}

// storedFirst gives the first row of a declared list as it was before this fold,
// or CodeNotFound.
func storedFirst[T any, P row[T]](w *work, l desk.List) (P, error) {
	rows, err := storedList[T, P](w, l.First(1))
	return firstRow(rows, l, err)
}

// storedList gives the rows of a declared list as they were before this fold.
func storedList[T any, P row[T]](w *work, l desk.List) ([]P, error) {
	return desk.Find[P](w.ctx, w.st, w.e.Org, l)
}

// changes counts the rows of a kind that this fold has changed.
func (w *work) changes(kind desk.Kind) (n int) {
	for _, ref := range w.dirty {
		if ref.Kind == kind {
			n++
		}
	}
	return n
}

// changed calls f for every row of the type that this fold changed, with what
// it was before (nil if it is new), in the order of the changes.
func changed[T any, P row[T]](w *work, kind desk.Kind, f func(now, before P)) {
	for _, ref := range w.dirty {
		if ref.Kind != kind {
			continue
		}
		h := w.rows.get(ref)
		if h.gone {
			continue
		}
		before, _ := h.base.(P)
		f(h.row.(P), before) //nolint:errcheck // a Ref's kind is its type
	}
}

func (w *work) user(id desk.UserID) (*desk.User, error) {
	return get[desk.User](w, desk.RowUser, string(id))
}

// users gives everybody, by id.
func (w *work) users() ([]*desk.User, error) {
	return list[desk.User](w, desk.Users.With())
}

func (w *work) number(id desk.NumberID) (*desk.Number, error) {
	return get[desk.Number](w, desk.RowNumber, string(id))
}

func (w *work) inbox(id desk.InboxID) (*desk.Inbox, error) {
	return get[desk.Inbox](w, desk.RowInbox, string(id))
}

// inboxes gives those that are not deleted, by id.
func (w *work) inboxes() ([]*desk.Inbox, error) {
	all, err := list[desk.Inbox](w, desk.Inboxes.With())
	return slices.DeleteFunc(all, func(i *desk.Inbox) bool { return i.Deleted }), err
}

func (w *work) plan(id desk.PlanID) (*desk.Plan, error) {
	return get[desk.Plan](w, desk.RowPlan, string(id))
}

func (w *work) template(id desk.TemplateID) (*desk.Template, error) {
	return get[desk.Template](w, desk.RowTemplate, string(id))
}

func (w *work) contact(id desk.ContactID) (*desk.Contact, error) {
	return get[desk.Contact](w, desk.RowContact, string(id))
}

func (w *work) thread(id desk.ThreadID) (*desk.Thread, error) {
	return get[desk.Thread](w, desk.RowThread, string(id))
}

func (w *work) interaction(id desk.InteractionID) (*desk.Interaction, error) {
	return get[desk.Interaction](w, desk.RowInteraction, string(id))
}

func (w *work) offer(id desk.OfferID) (*desk.Offer, error) {
	return get[desk.Offer](w, desk.RowOffer, string(id))
}

func (w *work) message(id desk.MessageID) (*desk.Message, error) {
	return get[desk.Message](w, desk.RowMessage, string(id))
}

func (w *work) messageOf(providerID string) (*desk.Message, error) {
	m, err := w.st.MessageByProviderID(w.ctx, w.e.Org, providerID)
	return adopt(w, m, err)
}

// openOffer gives the offer of the interaction that still stands.
func (w *work) openOffer(id desk.InteractionID) (*desk.Offer, error) {
	return first[desk.Offer](w, desk.OffersOpenOf.With(string(id)))
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
	queue := desk.InteractionsWaiting.With(string(id))
	return merged(w, desk.RowInteraction, read, func(i *desk.Interaction) bool {
		return queue.Has(i) && (all || byWait(i, &last) <= 0)
	}, byWait), all, nil
}

// openOffersOf gives what a person is being asked about.
func (w *work) openOffersOf(id desk.UserID) ([]*desk.Offer, error) {
	return list[desk.Offer](w, desk.OffersOpenTo.With(string(id)))
}

// ownedBy gives what a person holds, in the order in which it waited.
func (w *work) ownedBy(id desk.UserID) ([]*desk.Interaction, error) {
	return byWaiting(list[desk.Interaction](w, desk.InteractionsOwned.With(string(id))))
}

// unendedIn gives what an inbox has that has not ended, in the order in which it
// waited.
func (w *work) unendedIn(id desk.InboxID) ([]*desk.Interaction, error) {
	return byWaiting(list[desk.Interaction](w, desk.InteractionsUnended.With(string(id))))
}

func byWaiting(rows []*desk.Interaction, err error) ([]*desk.Interaction, error) {
	slices.SortFunc(rows, byWait)
	return rows, err
}

func byWait(a, b *desk.Interaction) int { return desk.InteractionsWaiting.Compare(a, b) }

// merged lays the fold's own changes over a list that the state gave, keeping
// what belongs to it and its order.
func merged[T any, P row[T], R desk.Row](w *work, kind desk.Kind, list []R, belongs func(P) bool, order func(a, b P) int) []P {
	out := make([]P, 0, len(list))
	seen := map[desk.Ref]bool{}
	add := func(p P) {
		if ref := p.RowKey(); !seen[ref] && belongs(p) {
			seen[ref] = true
			out = append(out, p)
		}
	}
	for _, r := range list {
		if p, err := adopt[T](w, any(r).(P), nil); err == nil { //nolint:errcheck // a list's kind is its type
			add(p)
		}
	}
	changed(w, kind, func(now, _ P) { add(now) })
	slices.SortStableFunc(out, order)
	return out
}
