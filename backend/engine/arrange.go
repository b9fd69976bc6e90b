package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// outboundOf reads from which numbers somebody may begin conversations.
func (w *work) outboundOf(c wire.Outbound) (desk.Outbound, error) {
	if !c.Only {
		return desk.Outbound{}, nil
	}
	out := desk.Outbound{Only: true}
	for _, id := range c.Numbers {
		n, err := w.liveNumber(desk.NumberID(id))
		if err != nil {
			return out, err
		}
		if !slices.Contains(out.Numbers, n.ID) {
			out.Numbers = append(out.Numbers, n.ID)
		}
	}
	return out, nil
}

func sameOutbound(a, b desk.Outbound) bool {
	return a.Only == b.Only && slices.Equal(a.Numbers, b.Numbers)
}

func errNotOutbound(n *desk.Number) error {
	return refuse(desk.CodeForbidden, "notOutbound", desk.Params{"number": n.Name})
}

// cmdPlaces puts a person into exactly these inboxes. All is looked at before anything
// changes.
func (w *work) cmdPlaces(by, u *desk.User, said []wire.Place) error {
	levels := map[desk.InboxID]int{}
	for _, p := range said {
		if p.Level < desk.MinLevel || p.Level > desk.MaxLevel {
			return refuse(desk.CodeInvalid, "badLevel", desk.Params{"least": desk.MinLevel, "most": desk.MaxLevel})
		}
		box, err := w.liveInbox(desk.InboxID(p.InboxID))
		if err != nil {
			return err
		}
		if !u.Handles() && !slices.Contains(box.Members, u.ID) {
			return refuse(desk.CodeInvalid, "notLicensed", desk.Params{"who": u.Name})
		}
		levels[box.ID] = p.Level
	}
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	var moved []*desk.Inbox
	for _, box := range boxes {
		if placedAt(box, u.ID) != levels[box.ID] {
			moved = append(moved, box)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	if err := w.permits(by, desk.ActMember, u); err != nil {
		return err
	}
	for _, box := range moved {
		if err := w.place(box, u.ID, levels[box.ID]); err != nil {
			return err
		}
	}
	return nil
}

// placedAt is a person's proficiency in an inbox, 0 = they are not in it.
func placedAt(box *desk.Inbox, id desk.UserID) int {
	if !slices.Contains(box.Members, id) {
		return 0
	}
	return max(desk.MinLevel, box.LevelOf()[id])
}

// place puts a person into an inbox at a level, or with 0 takes them out, and has its
// queue looked at.
func (w *work) place(box *desk.Inbox, id desk.UserID, level int) error {
	not := func(each desk.UserID) bool { return each == id }
	members := slices.DeleteFunc(slices.Clone(box.Members), not)
	switch {
	case level == 0:
	case slices.Contains(box.Members, id):
		members = box.Members // the order is that of the turns
	default:
		members = append(members, id)
	}
	box.Levels = slices.DeleteFunc(slices.Clone(box.Levels), func(l desk.AgentLevel) bool { return l.UserID == id })
	if level > desk.MinLevel {
		box.Levels = append(box.Levels, desk.AgentLevel{UserID: id, Level: level})
	}
	w.put(box)
	set(&w.routes.opened, box.ID, true)
	return w.setMembers(box, members)
}

// settleIn gives whoever has joined what their invitation kept and arranged. An inbox that
// was deleted meanwhile is left out, and so is any for whom cannot handle conversations.
func (w *work) settleIn(u *desk.User, r *desk.Reservation) error {
	if err := w.leaveWithout(u, r.Without); err != nil {
		return err
	}
	a := r.Arranged
	to := *u
	to.WhatsApp, to.AutoAccept, to.Outbound = u.WhatsApp && !a.NoWhatsApp, a.AutoAccept, a.Outbound
	if a.Capacity != 0 {
		to.Capacity = a.Capacity
	}
	if to.WhatsApp != u.WhatsApp || to.AutoAccept != u.AutoAccept || to.Capacity != u.Capacity || a.Outbound.Only {
		if err := w.changeUser(u, to); err != nil {
			return err
		}
	}
	if err := w.beginAs(u, r); err != nil || !u.Handles() {
		return err
	}
	for _, p := range a.Places {
		box, err := w.inbox(p.InboxID)
		if missing(err) || err == nil && box.Deleted {
			continue
		}
		if err != nil {
			return desk.Wrap("read inbox", err)
		}
		if err := w.place(box, u.ID, p.Level); err != nil {
			return err
		}
	}
	return nil
}

// beginAs gives whoever has joined the presence that was arranged for them, with the name of
// who did. It stays until they choose themselves.
func (w *work) beginAs(u *desk.User, r *desk.Reservation) error {
	if r.Arranged.Presence == "" {
		return nil
	}
	p := u.Presence
	p.Chosen, p.Reason = r.Arranged.Presence, r.Arranged.Reason
	by, err := w.user(r.By)
	if missing(err) {
		return w.setPresence(u, p)
	}
	if err != nil {
		return desk.Wrap("read user", err)
	}
	return w.choosePresence(by, u, p)
}
