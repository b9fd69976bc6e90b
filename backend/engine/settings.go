package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

func (w *work) foldOrg() error {
	o, err := payload[desk.Organization](w)
	if err != nil {
		return err
	}
	if o.CreatedAt == 0 {
		o.CreatedAt = w.e.At
	}
	before, err := get[desk.Organization](w, desk.RowOrg, string(o.ID))
	switch {
	case err == nil: // policy and seats have entries of their own
		o.Seats, o.OptIns, o.AwayReasons, o.Attributes = before.Seats, before.OptIns, before.AwayReasons, before.Attributes
		if o.Policy == (desk.Policy{}) {
			o.Policy = before.Policy
		}
	case !missing(err):
		return desk.Wrap("read organization", err)
	}
	w.put(&o)
	return nil
}

// foldPolicy takes over what holds from here on. What was set by the policy
// before it (timers, holds) stays.
func (w *work) foldPolicy() error {
	p, err := payload[desk.Policy](w)
	if err != nil {
		return err
	}
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return desk.Wrap("read organization", err)
	}
	was := o.Policy
	o.Policy = p
	w.putQuiet(o)
	if was.OfflineGrace == 0 {
		if err := w.watchAbsent(); err != nil {
			return err
		}
	}
	if p.Windows && !was.Windows {
		return w.eachOpen(w.watchOpen)
	}
	return nil
}

// policy gives what holds at this entry.
func (w *work) policy() (desk.Policy, error) {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	switch {
	case missing(err) || err == nil && o.Policy == (desk.Policy{}):
		return desk.FirstPolicy(), nil
	case err != nil:
		return desk.Policy{}, desk.Wrap("read organization", err)
	}
	return o.Policy, nil
}

func (w *work) foldApp() error {
	a, err := payload[desk.App](w)
	if err != nil {
		return err
	}
	w.put(&a)
	return w.connectionChanged(a.ChangedAt, func(n *desk.Number) bool { return n.AppID == a.ID })
}

func (w *work) foldWaba() error {
	a, err := payload[desk.Waba](w)
	if err != nil {
		return err
	}
	if a.Scopes == nil {
		a.Scopes = []string{}
	}
	if err := w.keepTold(&a); err != nil {
		return err
	}
	w.put(&a)
	if a.Unlinked {
		w.unjob(desk.JobTemplates, string(a.ID)) // nobody can be asked
	}
	if err := w.tellOfDeadToken(&a); err != nil {
		return err
	}
	return w.connectionChanged(a.ChangedAt, func(n *desk.Number) bool { return n.WabaID == a.ID })
}

// foldNumber makes or changes a business number. A put without an inbox says
// nothing about the mapping.
func (w *work) foldNumber() error {
	e, err := payload[desk.NumberEntry](w)
	if err != nil {
		return err
	}
	n := e.Number
	if n.ID == "" {
		return desk.Refuse(desk.CodeInvalid, "number")
	}
	n.PlanID, n.Deleted, n.Why, n.OnPhone, n.IdentityFrom = "", false, nil, desk.OnPhone{}, 0
	if n.CreatedAt == 0 {
		n.CreatedAt = w.e.At
	}
	if n.State == desk.NumberProblem {
		n.News.Trouble = desk.TroubleRefused
	}
	row, err := w.number(n.ID)
	switch {
	case missing(err):
		row = &n
	case err != nil:
		return desk.Wrap("read number", err)
	default:
		if row.Deleted { // connected anew: its phone is another one, for all that is known
			row.OnPhone = desk.OnPhone{}
		}
		n.OnPhone = row.OnPhone
		n.PlanID, n.CreatedAt, n.ForeignID, n.History, n.Shown, n.Off = row.PlanID, row.CreatedAt, row.ForeignID, row.History, row.Shown, row.Off
		if n.PhoneID == row.PhoneID { // in another account it has another PIN
			n.TwoStep, n.IdentityCheck, n.IdentityFrom = row.TwoStep, row.IdentityCheck, row.IdentityFrom
		} else {
			n.IdentityFrom = w.second()
		}
		trouble := n.News.Trouble
		n.News = row.News
		n.News.Trouble = trouble
		n.State, n.Why = row.State, row.Why // until it is judged anew
		if n.ProfileID == "" {
			n.ProfileID = row.ProfileID
		}
		*row = n
	}
	w.put(row)
	w.askPhone(row, e.StaysOnPhone)
	if err := w.cameBefore(row); err != nil {
		return err
	}
	if err := w.connectionChanged(w.e.At, func(each *desk.Number) bool { return each.ID == row.ID }); err != nil {
		return err
	}
	if err := w.profileOfSetUp(row, e.ProfileSeq); err != nil {
		return err
	}
	had, err := w.inboxOf(row)
	if err == nil && e.AgentID != "" && e.InboxID == "" && had == "" {
		return w.mapToAgent(row, e.AgentID)
	}
	if err != nil || e.InboxID == "" || e.InboxID == had {
		return err
	}
	box, err := w.inbox(e.InboxID)
	switch {
	case missing(err) || err == nil && (box.Deleted || box.Channel.Named() != row.Channel.Named()):
		return nil // gone meanwhile, or for another channel: the number is ready, not mapped
	case err != nil:
		return desk.Wrap("read inbox", err)
	}
	other, err := w.numberIn(box)
	if err != nil || other != nil && other.ID != row.ID {
		return err // or taken meanwhile
	}
	return w.mapTo(row, box)
}

// mapTo gives the number the plan "to this inbox", or no plan for nil. What waited
// for a mapping goes into the inbox's queue, and what a supervisor has taken
// meanwhile belongs to it too: returned to the queue, it must find one. What is
// going on in the inbox that the number leaves stays there, with that inbox's
// agents.
func (w *work) mapTo(n *desk.Number, box *desk.Inbox) error {
	if err := w.tellInboxLeft(n, box); err != nil {
		return err
	}
	n.PlanID = ""
	if box != nil {
		p, err := w.planTo(box)
		if err != nil {
			return err
		}
		n.PlanID = p.ID
		w.put(box) // viewers see which number it has
	}
	w.put(n)
	if box == nil || n.Off {
		return nil
	}
	return w.queueUnmapped(n)
}

// queueUnmapped puts what waited for the number to lead somewhere into the queue to which
// it leads.
func (w *work) queueUnmapped(n *desk.Number) error {
	unmapped, err := w.unendedIn("")
	if err != nil {
		return desk.Wrap("read unmapped", err)
	}
	ids, err := w.inboxesOf(n)
	if err != nil {
		return err
	}
	p, err := w.policy()
	if err != nil {
		return err
	}
	for _, it := range unmapped {
		if it.NumberID != n.ID || it.State == desk.InteractionInFlow { // its flow lets it go
			continue
		}
		if it.InboxID, it.Branched, err = w.leadsTo(n, it.ContactID); err != nil {
			return err
		}
		if p.Room {
			if err := w.arriveLate(it); err != nil {
				return err
			}
		}
		w.put(it)
		w.assigned(it.ThreadID)
		if err := w.ask(it, routing.TriggerArrived); err != nil {
			return err
		}
	}
	for _, id := range ids {
		set(&w.routes.opened, id, true)
	}
	return nil
}

// arriveLate treats what waited for its number as if it arrived in its inbox now. That
// supervisors heard of the number does not count as word that nobody takes it; the
// customer waits since when they did. Its times are set here, too, because one entry has
// no room to ask about everything that waits.
func (w *work) arriveLate(it *desk.Interaction) error {
	if it.State != desk.InteractionWaiting || it.InboxID == "" {
		return nil
	}
	it.Escalated, it.CameAt = false, w.e.At
	it.NextRound()
	if waitsForAnswer(it) {
		if err := w.outsideHours(it); err != nil {
			return err
		}
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	set(&w.routes.opened, box.ID, true)
	w.overflowLater(it, box)
	return w.escalateLater(it)
}

// numberGone is the payload of EntryNumberGone.
type numberGone struct {
	ID desk.NumberID `json:"id"`
}

// foldNumberGone deletes a number.
func (w *work) foldNumberGone() error {
	gone, err := payload[numberGone](w)
	if err != nil {
		return err
	}
	n, err := w.number(gone.ID)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	return w.deleteNumber(n, "")
}

// setMembers changes an inbox's agents. Who comes or goes sees other things
// from now on; who goes is no longer asked.
func (w *work) setMembers(box *desk.Inbox, members []desk.UserID) error {
	before := box.Members
	box.Members = members
	for _, id := range before {
		if slices.Contains(members, id) {
			continue
		}
		box.Cursor = routing.CursorWithout(before, box.Cursor, id)
		if err := w.renewRights(id); err != nil {
			return err
		}
		if err := w.returnOffersIn(box.ID, id, desk.OfferWithdrawn); err != nil {
			return err
		}
	}
	if !slices.Contains(members, box.Cursor) {
		box.Cursor = ""
	}
	for _, id := range members {
		if slices.Contains(before, id) {
			continue
		}
		if err := w.renewRights(id); err != nil {
			return err
		}
	}
	return nil
}

// renewRights has the person's replica rebuilt. Supervisors see everything
// whatever the inbox.
func (w *work) renewRights(id desk.UserID) error {
	u, err := w.user(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read user", err)
	}
	if !u.Role.Supervisor() {
		u.Generation++
		w.put(u)
	}
	return nil
}
