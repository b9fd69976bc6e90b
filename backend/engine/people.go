package engine

import (
	"errors"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// foldUser makes or changes a person. Presence and generation are the fold's
// own and never taken from outside.
func (w *work) foldUser() error {
	u, err := payload[desk.User](w)
	if err != nil {
		return err
	}
	if u.ID == "" || !u.Role.Valid() {
		return desk.Refuse(desk.CodeInvalid, "user")
	}
	before, err := w.user(u.ID)
	if missing(err) {
		u.Presence = desk.Presence{State: desk.PresenceOffline, Since: w.e.At}
		u.Generation = 1
		if u.CreatedAt == 0 {
			u.CreatedAt = w.e.At
		}
		w.put(&u)
		return nil
	}
	if err != nil {
		return desk.Wrap("read user", err)
	}
	u.CreatedAt, u.Without, u.AutoAccept, u.Outbound = before.CreatedAt, before.Without, before.AutoAccept, before.Outbound
	u.DayEnds, u.AfterClose = before.DayEnds, before.AfterClose
	return w.changeUser(before, u)
}

// changeUser gives a person new particulars and does what follows: other
// rights mean a new replica, and who may hold no threads holds none.
func (w *work) changeUser(u *desk.User, to desk.User) error {
	to.Presence, to.Generation, to.IdleSince = u.Presence, u.Generation, u.IdleSince
	if to.Role != u.Role || to.Active != u.Active {
		to.Generation++
	}
	able := to.Handles()
	loses := u.Handles() && !able
	if u.Active && !to.Active || to.Role.Below(u.Role) {
		// Their sessions and the codes that they made end here for good: switched on
		// again, they sign in again.
		w.endings = append(w.endings, desk.Ending{UserID: u.ID})
		if err := w.unreserveOf(u.ID); err != nil {
			return err
		}
	}
	*u = to
	w.put(u)
	if able {
		set(&w.routes.freed, u.ID, true)
	}
	if loses {
		return w.takeAway(u)
	}
	return nil
}

// foldPresence notes that a person's desktops came or went.
func (w *work) foldPresence() error {
	e, err := payload[desk.PresenceEntry](w)
	if err != nil {
		return err
	}
	u, err := w.user(e.UserID)
	if err != nil {
		return desk.Wrap("read user", err)
	}
	p := u.Presence
	p.Connected, p.Locked = e.Connected, e.Locked
	return w.setPresence(u, p)
}

// setPresence works out the state from what is chosen and whether a desktop is
// there. Who goes offline cannot answer an offer.
func (w *work) setPresence(u *desk.User, p desk.Presence) error {
	switch {
	case !p.Connected:
		p.State = desk.PresenceOffline
	case p.Chosen == "":
		p.State = desk.PresenceOnline
	default:
		p.State = p.Chosen
	}
	if p.State != u.Presence.State || p.Since == 0 {
		p.Since = w.e.At
	}
	switch {
	case p.State != desk.PresenceOffline:
		p.GoneSince = 0
	case u.Presence.Keeps() && !p.Keeps():
		p.GoneSince = w.e.At
	default: // it stays as it was
	}
	if p == u.Presence {
		return nil
	}
	u.Presence = p
	w.put(u)
	switch p.State {
	case desk.PresenceOnline:
		set(&w.routes.freed, u.ID, true)
	case desk.PresenceOffline:
		if err := w.watchHeld(u); err != nil {
			return err
		}
		return w.returnOffers(u, desk.OfferMissed)
	default: // whoever is away keeps the offers they have
	}
	return nil
}

// foldStarted begins a new life of the relay: no desktop is connected yet.
// Offers stand until their time is over, because desktops are back in seconds.
func (w *work) foldStarted() error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if !u.Presence.Connected && !u.Presence.Locked && u.Presence.State == desk.PresenceOffline {
			continue
		}
		if u.Presence.Keeps() {
			u.Presence.GoneSince = w.e.At
		}
		if u.Presence.State != desk.PresenceOffline {
			u.Presence.Since = w.e.At
		}
		u.Presence.Connected, u.Presence.Locked, u.Presence.State = false, false, desk.PresenceOffline
		w.put(u)
	}
	return w.watchAbsent()
}

// foldAccount folds what happened to a sign-in, a password or a code. What it changed
// there was written beside the entry; here people are told of what they should know.
func (w *work) foldAccount() error {
	e, err := payload[desk.AccountEntry](w)
	if err != nil {
		return err
	}
	if !e.Act.Valid() {
		return desk.Refuse(desk.CodeInvalid, "unknownAct", desk.Params{"act": e.Act})
	}
	switch e.Act {
	case desk.ActInvited:
		return w.reserve(e)
	case desk.ActUninvited:
		return w.unreserve(e.InviteID)
	case desk.ActJoined:
		return w.seat(e)
	case desk.ActCopyRefused:
		return w.tellCopyRefused(e)
	default:
		return nil
	}
}

func (w *work) tellCopyRefused(e desk.AccountEntry) error {
	whose, err := w.user(e.On)
	if err != nil {
		return desk.Wrap("read user", err)
	}
	if !whose.Role.Supervisor() { // supervisors are told together
		if err := w.notify(whose.ID, desk.NoticeSignIn, "", string(whose.ID)); err != nil {
			return err
		}
	}
	return w.notifySupervisors(desk.NoticeSignIn, "", string(whose.ID))
}

// cmdPresence is what a person chooses for themselves, or a supervisor for them.
func (w *work) cmdPresence(r request, c wire.SetPresence) (*wire.None, error) {
	u := r.by
	if c.UserID != "" && c.UserID != string(r.by.ID) {
		other, err := w.actedOn(r.by, desk.UserID(c.UserID), desk.ActPresence)
		if err != nil {
			return nil, err
		}
		u = other
	}
	p, err := chosenPresence(u.Presence, c.State, c.Reason)
	if err != nil {
		return nil, err
	}
	return nil, w.choosePresence(r.by, u, p)
}

// chosenPresence gives a presence with another choice and reason.
func chosenPresence(p desk.Presence, state, reason string) (desk.Presence, error) {
	p.Chosen, p.Reason = desk.PresenceState(state), ""
	switch p.Chosen {
	case desk.PresenceOnline, desk.PresenceAway, desk.PresenceOffline:
	default:
		return p, refuse(desk.CodeInvalid, "badState")
	}
	if reason == "" {
		return p, nil
	}
	said, err := cleanName(reason, "reason")
	p.Reason = said
	return p, err
}

// cmdUpdateUser changes a colleague.
func (w *work) cmdUpdateUser(r request, c wire.UpdateUser) (*wire.None, error) {
	u, err := w.actedOn(r.by, desk.UserID(c.UserID), desk.ActRename)
	if err != nil {
		return nil, err
	}
	if c, err = w.userEdit(u, c); err != nil {
		return nil, err
	}
	to := *u
	if to.Name, err = cleanName(c.Name, "name"); err != nil {
		return nil, err
	}
	to.Role, to.Active, to.WhatsApp, to.Capacity = desk.Role(c.Role), c.Active, c.WhatsApp, c.Capacity
	if c.AutoAccept != nil {
		to.AutoAccept = *c.AutoAccept
	}
	if !to.Role.Valid() {
		return nil, refuse(desk.CodeInvalid, "badRole")
	}
	if err := capacityFits(to.Capacity); err != nil {
		return nil, err
	}
	if c.Outbound != nil {
		if to.Outbound, err = w.outboundOf(*c.Outbound); err != nil {
			return nil, err
		}
	}
	if err := w.mayChange(r.by, u, to); err != nil {
		return nil, err
	}
	if err := w.roomFor(u, &to); err != nil {
		return nil, err
	}
	if err := w.changeUser(u, to); err != nil || c.Places == nil {
		return nil, err
	}
	return nil, w.cmdPlaces(r.by, u, c.Places.List)
}

// actedOn gives the person whom a command names, if by may do the act to them.
func (w *work) actedOn(by *desk.User, id desk.UserID, act desk.Act) (*desk.User, error) {
	if id != by.ID {
		if err := allowed(desk.MayActOnOthers(by, act)); err != nil {
			return nil, err
		}
	}
	u, err := named(w.user(id))(wire.AskUser)
	if err != nil {
		return nil, err
	}
	return u, w.permits(by, act, u)
}

// permits asks the table who may act on whom. A command from before there was the
// table is judged by the rules of its time, or a rebuild would take back what was
// granted then.
func (w *work) permits(by *desk.User, act desk.Act, on *desk.User) error {
	if w.key.Counts(w.e.Seq) {
		return allowed(desk.May(by, act, on))
	}
	isRights := act == desk.ActRole || act == desk.ActActive
	switch {
	case isRights && by.Role != desk.RoleOwner && on.Role == desk.RoleOwner:
		return refuse(desk.CodeForbidden, "ownersOnly", desk.Params{"context": "change"})
	case isRights && by.ID == on.ID:
		return refuse(desk.CodeForbidden, "self", desk.Params{"context": "change"})
	}
	return nil
}

// mayChange asks for every particular that is to change. A change of nothing needs
// the right to rename.
func (w *work) mayChange(by, u *desk.User, to desk.User) error {
	acts := map[desk.Act]bool{
		desk.ActRole: to.Role != u.Role, desk.ActActive: to.Active != u.Active,
		desk.ActChannel:  to.WhatsApp != u.WhatsApp || !sameOutbound(to.Outbound, u.Outbound),
		desk.ActCapacity: to.Capacity != u.Capacity || to.AutoAccept != u.AutoAccept,
		desk.ActRename:   true,
	}
	for _, act := range desk.Acts {
		if !acts[act] {
			continue
		}
		if err := w.permits(by, act, u); err != nil {
			return err
		}
	}
	if to.Role == u.Role {
		return nil
	}
	return allowed(desk.MayGive(by, to.Role))
}

// allowed turns the table's answer into a refusal.
func allowed(err error) error {
	var e *desk.Error
	if errors.As(err, &e) {
		return refusal{e}
	}
	return err
}

// cmdPreferences sets a person's own switches.
func (w *work) cmdPreferences(r request, c wire.Preferences) (*wire.None, error) {
	if c.DayEnds < wire.NoDayEnd || c.DayEnds > desk.MinutesOfDay {
		return nil, refuse(desk.CodeInvalid, "badDayEnd")
	}
	if c.AfterClose != "" && !desk.AfterClose(c.AfterClose).Valid() {
		return nil, refusal{errBadBody()}
	}
	if !c.KeepReceipts {
		r.by.ReadReceipts = c.ReadReceipts
	}
	if c.DayEnds != 0 {
		r.by.DayEnds = max(c.DayEnds, 0)
	}
	if c.AutoAccept != nil {
		r.by.AutoAccept = *c.AutoAccept
	}
	if c.AfterClose != "" {
		r.by.AfterClose = desk.AfterClose(c.AfterClose)
	}
	w.put(r.by)
	return nil, nil
}

// cmdReadNotices marks one's own notices read.
func (w *work) cmdReadNotices(r request, c wire.ReadNotices) (*wire.None, error) {
	var list []*desk.Notice
	if c.All {
		all, err := storedList[desk.Notice](w, desk.NoticesUnread.With(string(r.by.ID)))
		if err != nil {
			return nil, desk.Wrap("read notices", err)
		}
		list = all
	}
	for _, id := range c.IDs {
		n, err := named(stored[desk.Notice](w, desk.RowNotice, id))(wire.AskNotice)
		if err != nil {
			return nil, err
		}
		if n.UserID != r.by.ID {
			return nil, refusal{wire.AskNotice.Refusal()}
		}
		list = append(list, n)
	}
	for _, n := range list {
		n, _ = adopt(w, n, nil)
		if !n.Read {
			n.Read = true
			w.put(n)
		}
	}
	return nil, nil
}

// cmdRead moves a person's read mark forward and, where they own the thread and
// want it, tells the customer.
func (w *work) cmdRead(r request, c wire.ReadUpTo) (*wire.None, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	mark, err := w.mark(r.by.ID, t.ID)
	if err != nil {
		return nil, err
	}
	upTo := min(c.UpToSeq, w.e.Seq)
	moved := upTo > mark.UpToSeq
	if moved || mark.Unread {
		mark.UpToSeq, mark.Unread = max(mark.UpToSeq, upTo), false
		w.put(mark)
	}
	if err := w.markKindsRead(r.by.ID, ofOpening, t.ID); err != nil {
		return nil, err
	}
	if !moved || !r.by.ReadReceipts || t.LastInboundID == "" {
		return nil, nil
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	if it != nil && it.State == desk.InteractionOpen && it.Owner == r.by.ID {
		w.job(desk.JobReadTick, string(t.ID), t.ID, w.e.At)
	}
	return nil, nil
}

// cmdUnread marks a thread unread by hand.
func (w *work) cmdUnread(r request, c wire.ThreadRef) (*wire.None, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	mark, err := w.mark(r.by.ID, t.ID)
	if err != nil {
		return nil, err
	}
	mark.Unread = true
	w.put(mark)
	return nil, nil
}

func (w *work) mark(u desk.UserID, t desk.ThreadID) (*desk.ReadMark, error) {
	m, err := stored[desk.ReadMark](w, desk.RowReadMark, (&desk.ReadMark{UserID: u, ThreadID: t}).RowKey().ID)
	if missing(err) {
		return &desk.ReadMark{UserID: u, ThreadID: t}, nil
	}
	return m, desk.Wrap("read mark", err)
}

// cmdSaveContact edits what we call a contact.
func (w *work) cmdSaveContact(r request, c wire.SaveContact) (*wire.None, error) {
	contact, err := w.nameable(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	var began []wire.KV
	if c.Edited != nil {
		began = c.Edited.Attributes
	}
	values, err := w.noted(contact, c.Attributes, began)
	if err != nil {
		return nil, err
	}
	labels, err := w.labels()
	if err != nil {
		return nil, err
	}
	if len(contact.Labels) > 0 { // as the form shows them
		contact.Labels = desk.LabelNames(labels, contact.Labels)
	}
	if c, err = contactEdit(contact, c); err != nil {
		return nil, err
	}
	name, account := "", ""
	if c.Name != "" {
		if name, err = cleanName(c.Name, "contactName"); err != nil {
			return nil, err
		}
	}
	if c.AccountID != "" {
		if account, err = cleanName(c.AccountID, "accountId"); err != nil {
			return nil, err
		}
	}
	if c.Known != nil {
		if err := noteFacts(contact, *c.Known); err != nil {
			return nil, err
		}
	}
	contact.SavedName, contact.AccountID, contact.Attributes = name, account, values
	w.put(contact)
	return nil, nil
}

// mayName lets supervisors edit any customer, and agents those whom they are
// talking with or were the last to talk with.
func (w *work) mayName(u *desk.User, c *desk.Contact) error {
	if u.Role.Supervisor() {
		return nil
	}
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	all, err := w.family(c)
	if err != nil {
		return err
	}
	for _, each := range all {
		if had, err := w.hadLast(u, each, numbers); err != nil || had {
			return err
		}
	}
	return refuse(desk.CodeForbidden, "notHandler", desk.Params{"context": "name"})
}

// hadLast says whether the person had the last conversation with a customer on a number.
func (w *work) hadLast(u *desk.User, c *desk.Contact, numbers []*desk.Number) (bool, error) {
	for _, n := range numbers {
		t, err := w.threadOf(n.ID, c.ID)
		if err != nil {
			return false, err
		}
		if t == nil {
			continue
		}
		it, err := w.last(t)
		if err != nil {
			return false, err
		}
		if it != nil && slices.Contains(it.Handlers, u.ID) {
			return true, nil
		}
	}
	return false, nil
}
