package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// question is the interaction as routing sees it, with what the inbox's mode asks of it.
func (w *work) question(it *desk.Interaction, box *desk.Inbox, why routing.Trigger) (routing.Interaction, error) {
	out := asked(it, why)
	if box.Mode != desk.ModeSticky {
		return out, nil
	}
	c, err := w.contact(it.ContactID)
	if missing(err) {
		return out, nil
	}
	if err != nil {
		return out, desk.Wrap("route: read contact", err)
	}
	out.LastAgent, err = w.lastAgentOf(c)
	return out, err
}

// lastAgentOf gives who had the customer last, on this address or else on another one of the
// same person.
func (w *work) lastAgentOf(c *desk.Contact) (desk.UserID, error) {
	if c.LastAgent != "" || c.Merged == nil && len(c.Parts) == 0 {
		return c.LastAgent, nil
	}
	all, err := w.family(c)
	for _, each := range all {
		if each.LastAgent != "" {
			return each.LastAgent, err
		}
	}
	return "", err
}

// asked is the interaction as every mode sees it.
func asked(it *desk.Interaction, why routing.Trigger) routing.Interaction {
	out := routing.Interaction{
		ID: it.ID, Trigger: why, WaitingSince: it.WaitingSince, Seq: it.FirstSeq, Escalated: it.Escalated,
		Rank: it.Priority.Rank(),
	}
	for _, a := range it.Attempts {
		out.Attempts = append(out.Attempts, routing.Attempt{UserID: a.UserID, Outcome: a.Outcome})
	}
	if it.Excluded != "" {
		out.Excluded = []desk.UserID{it.Excluded}
	}
	return out
}

// queue is the inbox as routing sees it.
func (w *work) queue(box *desk.Inbox) routing.Inbox {
	cursor := box.Cursor
	if c, ok := w.routes.cursors[box.ID]; ok {
		cursor = c
	}
	queue := routing.Inbox{
		ID: box.ID, Mode: box.Mode, ReassignSeconds: box.ReassignSeconds,
		Cursor: cursor, Members: slices.Clone(box.Members), Capacity: box.Capacity,
	}
	if box.Mode == desk.ModeSticky {
		queue.Dials = box.Dials
	}
	return queue
}

// candidates gives what is known of the inbox's agents at this moment.
func (w *work) candidates(box *desk.Inbox) ([]routing.Candidate, error) {
	open, pending, err := w.loads()
	if err != nil {
		return nil, err
	}
	here, err := w.loadsIn(box)
	if err != nil {
		return nil, err
	}
	people, err := w.people(box.Members)
	if err != nil {
		return nil, err
	}
	var levels map[desk.UserID]int
	if box.Mode == desk.ModeProficiency {
		levels = box.LevelOf()
	}
	list := make([]routing.Candidate, 0, len(people))
	for _, u := range people {
		c := routing.Candidate{
			UserID: u.ID, Role: u.Role, Active: u.Active,
			ContactCenter: u.Licensed(desk.LicenceContactCenter),
			WhatsApp:      u.WhatsApp && u.Licensed(desk.LicenceWhatsApp),
			Presence:      u.Presence.State, PresenceReason: u.Presence.Reason, PresenceSince: u.Presence.Since,
			Capacity: u.Capacity, OpenThreads: open[u.ID], PendingOffers: pending[u.ID] + w.routes.offers[u.ID],
			OpenHere: here[u.ID],
		}
		switch box.Mode {
		case desk.ModeProficiency:
			c.Level = max(levels[u.ID], desk.MinLevel)
		case desk.ModeLongestIdle:
			c.IdleSince = idleSince(u)
		default: // asks for no more
		}
		list = append(list, c)
	}
	return list, nil
}

// idleSince gives since when a person had nothing to do: since their last thread
// ended, or before the first since they became available.
func idleSince(u *desk.User) int64 {
	if u.IdleSince > 0 {
		return u.IdleSince
	}
	return u.Presence.Since
}

// people reads the users that there are of those named: one by one while they
// are few, else all at once.
func (w *work) people(ids []desk.UserID) ([]*desk.User, error) {
	const few = 16
	if len(ids) > few {
		all, err := w.users()
		if err != nil {
			return nil, desk.Wrap("route: read users", err)
		}
		named := make(map[desk.UserID]bool, len(ids))
		for _, id := range ids {
			named[id] = true
		}
		return slices.DeleteFunc(all, func(u *desk.User) bool { return !named[u.ID] }), nil
	}
	var list []*desk.User
	for _, id := range ids {
		u, err := w.user(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, desk.Wrap("route: read user", err)
		}
		list = append(list, u)
	}
	return list, nil
}

// loads gives how many threads each person holds and is being asked about, as of
// this point of the fold.
func (w *work) loads() (open, pending map[desk.UserID]int, err error) {
	r := &w.routes
	if r.open == nil {
		if r.open, err = w.st.OpenCounts(w.ctx, w.e.Org); err != nil {
			return nil, nil, desk.Wrap("route: count threads", err)
		}
		if r.pending, err = w.st.PendingOffers(w.ctx, w.e.Org); err != nil {
			return nil, nil, desk.Wrap("route: count offers", err)
		}
	}
	open, pending = copied(r.open), copied(r.pending)
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if before != nil && before.State == desk.InteractionOpen {
			open[before.Owner]--
		}
		if now.State == desk.InteractionOpen {
			open[now.Owner]++
		}
	})
	changed(w, desk.RowOffer, func(now, before *desk.Offer) {
		if before != nil && before.State == desk.OfferOpen {
			pending[before.UserID]--
		}
		if now.State == desk.OfferOpen {
			pending[now.UserID]++
		}
	})
	return open, pending, nil
}

// loadsIn gives how many threads of an inbox each person holds, as of this point of the
// fold; nothing for an inbox that does not limit them.
func (w *work) loadsIn(box *desk.Inbox) (map[desk.UserID]int, error) {
	if box.Capacity == 0 {
		return nil, nil // of no matter
	}
	before, known := w.routes.openIn[box.ID]
	if !known {
		var err error
		if before, err = w.st.OpenCountsIn(w.ctx, w.e.Org, box.ID); err != nil {
			return nil, desk.Wrap("route: count threads of inbox", err)
		}
		set(&w.routes.openIn, box.ID, before)
	}
	open := copied(before)
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if before != nil && before.State == desk.InteractionOpen && before.InboxID == box.ID {
			open[before.Owner]--
		}
		if now.State == desk.InteractionOpen && now.InboxID == box.ID {
			open[now.Owner]++
		}
	})
	return open, nil
}

func copied(m map[desk.UserID]int) map[desk.UserID]int {
	out := make(map[desk.UserID]int, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
