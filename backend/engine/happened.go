package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// emitters say what happened to a row of a kind: now is the row as this fold leaves it,
// before the row as it was, nil if it is new. What happened is read off the rows, in
// one place, so that no fold function can forget an event. A fold that replaces a row
// without reading it first has no before, and must read it (adopt).
var emitters = map[desk.Kind]func(w *work, now, before desk.Row){
	desk.RowMessage:     emitting((*work).messageEvents),
	desk.RowThread:      emitting((*work).threadEvents),
	desk.RowInteraction: emitting((*work).interactionEvents),
	desk.RowOffer:       emitting((*work).offerEvents),
	desk.RowContact:     emitting((*work).contactEvents),
	desk.RowTemplate:    emitting((*work).templateEvents),
	desk.RowNumber:      emitting((*work).numberEvents),
	desk.RowUser:        emitting((*work).userEvents),
}

// emitting gives before an empty row where there was none, so that emitters compare
// fields only.
func emitting[T any, P row[T]](f func(w *work, now, before P, isNew bool)) func(*work, desk.Row, desk.Row) {
	return func(w *work, now, before desk.Row) {
		b, known := before.(P)
		if !known || b == nil {
			b, known = new(T), false
		}
		f(w, now.(P), b, !known) //nolint:errcheck // a Ref's kind is its type
	}
}

// happened tells everything that this fold did, in the order of the changes.
func (w *work) happened() []desk.Event {
	for _, ref := range w.dirty {
		h := w.rows.get(ref)
		if emit := emitters[ref.Kind]; emit != nil && !h.gone {
			emit(w, h.row, h.base)
		}
	}
	return w.events
}

func (w *work) emit(e desk.Event) { w.events = append(w.events, e) }

// emitChange tells that something went from one state to another, if it did.
func emitChange[S ~string](w *work, e desk.Event, from, to S) {
	if from != to {
		e.From, e.To = string(from), string(to)
		w.emit(e)
	}
}

// messageEvents says nothing of history, from which nothing follows, and nothing
// of a row that waits for its message: it is told when the message fills it. A
// reaction is told of the message that it is on. Notes are nobody's business outside.
func (w *work) messageEvents(m, before *desk.Message, isNew bool) {
	if m.Past || m.Awaited || m.Kind == desk.KindReaction || m.Kind == desk.KindNote || m.OwnLine() {
		return
	}
	e := desk.Event{ThreadID: m.ThreadID, InteractionID: m.InteractionID, MessageID: m.ID, UserID: m.Author}
	of := func(kind desk.EventKind) desk.Event { e.Kind = kind; return e }
	was := before.Status
	if isNew || before.Awaited {
		arrived := of(desk.EventMessageReceived)
		if m.Direction == desk.Out {
			arrived.Kind = desk.EventMessageWritten
		}
		arrived.To, was = string(m.Kind), ""
		w.emit(arrived)
	}
	if m.Direction == desk.Out {
		emitChange(w, of(desk.EventMessageStatus), was, m.Status)
	}
	if m.Erased && !before.Erased {
		w.emit(of(desk.EventMessageErased))
	}
	if m.Edited && m.Text != before.Text && !isNew && !before.Awaited && !m.Erased { // the clock's healing moves stamps only
		w.emit(of(desk.EventMessageEdited))
	}
	if m.Revoked && !before.Revoked {
		w.emit(of(desk.EventMessageRevoked))
	}
	w.reactionEvents(of(desk.EventMessageReaction), m, before)
}

func (w *work) reactionEvents(e desk.Event, m, before *desk.Message) {
	for _, r := range m.Reactions {
		same := func(was desk.Reaction) bool { return was.From == r.From && was.Emoji == r.Emoji }
		if !slices.ContainsFunc(before.Reactions, same) {
			e.From, e.To = string(r.From), r.Emoji
			w.emit(e)
		}
	}
	for _, r := range before.Reactions {
		if !slices.ContainsFunc(m.Reactions, func(now desk.Reaction) bool { return now.From == r.From }) {
			e.From, e.To = string(r.From), ""
			w.emit(e)
		}
	}
}

func (w *work) threadEvents(t, _ *desk.Thread, isNew bool) {
	if isNew {
		w.emit(desk.Event{Kind: desk.EventThreadStarted, ThreadID: t.ID, NumberID: t.NumberID, ContactID: t.ContactID})
	}
}

func (w *work) interactionEvents(i, before *desk.Interaction, isNew bool) {
	e := desk.Event{ThreadID: i.ThreadID, InteractionID: i.ID, NumberID: i.NumberID, ContactID: i.ContactID, InboxID: i.InboxID}
	of := func(kind desk.EventKind) desk.Event { e.Kind = kind; return e }
	if isNew {
		w.emit(of(desk.EventInteractionStarted))
	} else {
		emitChange(w, of(desk.EventInteractionMoved), before.InboxID, i.InboxID)
	}
	if before.Owner != i.Owner {
		owner := of(desk.EventInteractionAssigned)
		if owner.UserID = i.Owner; i.Owner == "" {
			owner.Kind, owner.UserID = desk.EventInteractionReturned, before.Owner
		}
		emitChange(w, owner, before.Owner, i.Owner)
	}
	if i.State == desk.InteractionWaiting && before.State != desk.InteractionWaiting {
		w.emit(of(desk.EventInteractionWaiting))
	}
	if i.Escalated && !before.Escalated {
		w.emit(of(desk.EventInteractionEscalated))
	}
	if before.State == desk.InteractionEnded && i.State != desk.InteractionEnded {
		w.emit(of(desk.EventInteractionRevived))
	}
	if i.State == desk.InteractionEnded && before.State != desk.InteractionEnded {
		ended := of(desk.EventInteractionEnded)
		ended.UserID, ended.To = i.EndedBy, i.EndReason
		w.emit(ended)
	}
}

func (w *work) offerEvents(o, before *desk.Offer, isNew bool) {
	e := desk.Event{
		ThreadID: o.ThreadID, InteractionID: o.InteractionID, OfferID: o.ID, InboxID: o.InboxID, UserID: o.UserID,
	}
	if isNew {
		e.Kind = desk.EventOfferMade
		w.emit(e)
	}
	if o.State != desk.OfferOpen && o.State != before.State {
		e.Kind, e.To = desk.EventOfferEnded, string(o.State)
		w.emit(e)
	}
}

func (w *work) contactEvents(c, before *desk.Contact, isNew bool) {
	e := desk.Event{Kind: desk.EventContactChanged, ContactID: c.ID}
	switch {
	case isNew:
		e.Kind = desk.EventContactAdded
		w.emit(e)
	case c.ProfileName != before.ProfileName, c.SavedName != before.SavedName, c.Username != before.Username,
		c.WaID != before.WaID, c.UserID != before.UserID:
		w.emit(e)
	}
}

func (w *work) templateEvents(t, before *desk.Template, _ bool) {
	emitChange(w, desk.Event{Kind: desk.EventTemplateStatus, TemplateID: t.ID}, before.Status, t.Status)
}

func (w *work) numberEvents(n, before *desk.Number, _ bool) {
	emitChange(w, desk.Event{Kind: desk.EventNumberState, NumberID: n.ID}, before.State, n.State)
	emitChange(w, desk.Event{Kind: desk.EventNumberQuality, NumberID: n.ID}, before.Quality, n.Quality)
}

func (w *work) userEvents(u, before *desk.User, _ bool) {
	emitChange(w, desk.Event{Kind: desk.EventPresenceChanged, UserID: u.ID}, before.Presence.State, u.Presence.State)
}
