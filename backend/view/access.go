package view

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Subject is a thread with what decides who may see it. For rows that belong to no
// thread it has what they show beside their own fields.
type Subject struct {
	Mapping      desk.Mapping // for numbers and inboxes
	Thread       *desk.Thread
	Current      *desk.Interaction   // the thread's open or last one; nil if it has none
	Interactions []*desk.Interaction // all of them, for what the viewer handled
	Offer        *desk.Offer         // the open offer of Current, or nil
	Mode         desk.Mode           // of Current's inbox
	Contact      *desk.Contact
	Last         *desk.Message // the thread's last message
	FirstLine    *desk.Message // the customer's first message of Current
}

// Access gives how much of the thread the viewer may see: one of wire's Access
// values, or "" for nothing.
func (v Viewer) Access(s Subject) string {
	if v.Role.Supervisor() {
		return wire.AccessFull
	}
	if c := s.Current; c != nil && c.State != desk.InteractionEnded {
		switch {
		case c.Owner == v.UserID:
			return wire.AccessFull
		case s.Offer != nil && s.Offer.UserID == v.UserID && s.Offer.State == desk.OfferOpen:
			return wire.AccessSummary
		case c.ForTaking(s.Mode) && v.Inboxes[c.InboxID]:
			return wire.AccessSummary
		}
	}
	if len(v.handled(s)) > 0 {
		return wire.AccessHandled
	}
	return ""
}

// handled names the interactions of the thread that the viewer owned at some time.
func (v Viewer) handled(s Subject) map[desk.InteractionID]bool {
	ids := map[desk.InteractionID]bool{}
	for _, in := range s.Interactions {
		if slices.Contains(in.Handlers, v.UserID) {
			ids[in.ID] = true
		}
	}
	return ids
}

// SeesInteraction says whether the viewer may see that interaction's content.
func (v Viewer) SeesInteraction(s Subject, id desk.InteractionID) bool {
	switch v.Access(s) {
	case wire.AccessFull:
		return true
	case wire.AccessHandled:
		return v.handled(s)[id]
	default:
		return false
	}
}

// HearsOf says whether a viewer who follows the thread is told of what happens in that
// interaction: they see its content, or had it themselves and see no more than a summary
// of it only while it is there for them to take.
func (v Viewer) HearsOf(s Subject, id desk.InteractionID) bool {
	return v.Access(s) == wire.AccessFull || v.handled(s)[id]
}

// followers names who follows the thread to whoever sees its interaction as it is now.
// Anybody else hears of themselves alone, so that they know of it and can end it.
func (v Viewer) followers(s Subject) []string {
	all := s.Thread.Followers
	switch {
	case s.Current != nil && v.SeesInteraction(s, s.Current.ID):
		return names(all)
	case slices.Contains(all, v.UserID):
		return names([]desk.UserID{v.UserID})
	default:
		return nil
	}
}

// KnowsOf says whether the viewer may see that the interaction exists and what became
// of it: because they may see its content, or because it waits for them.
func (v Viewer) KnowsOf(s Subject, id desk.InteractionID) bool {
	waits := v.Access(s) == wire.AccessSummary && s.Current != nil && s.Current.ID == id
	return waits || v.SeesInteraction(s, id)
}
