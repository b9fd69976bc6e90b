package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdAcceptOffer makes the person who was asked the owner.
func (w *work) cmdAcceptOffer(r request, c wire.OfferRef) (*wire.None, error) {
	o, it, err := w.offered(r.by, c.OfferID)
	if err != nil {
		return nil, err
	}
	if err := w.mayAccept(r.by, o, it); err != nil {
		return nil, err
	}
	return nil, w.assign(it, o.UserID, desk.SpanAccepted)
}

// mayAccept refuses what somebody has no room for any more: after they were asked they
// were assigned another, took one, or may have fewer now. Then the next one is asked.
func (w *work) mayAccept(u *desk.User, o *desk.Offer, it *desk.Interaction) error {
	p, err := w.policy()
	if err != nil || !p.Room {
		return err
	}
	reason, err := w.isFull(u, it.InboxID)
	if err != nil || reason == "" {
		return err
	}
	if err := w.then(desk.EntryNoRoom, desk.NoRoomEntry{OfferID: o.ID}); err != nil {
		return err
	}
	return consequence{refusal{desk.Refuse(desk.CodeConflict, "cannotTake", desk.Params{"context": "passed" + reason})}}
}

// foldNoRoom asks the next one. It is no decline: whoever wanted to accept may be asked
// again once they have room.
func (w *work) foldNoRoom() error {
	e, err := payload[desk.NoRoomEntry](w)
	if err != nil {
		return err
	}
	o, err := w.offer(e.OfferID)
	if missing(err) || err == nil && o.State != desk.OfferOpen {
		return nil
	}
	if err != nil {
		return desk.Wrap("read offer", err)
	}
	return w.passOn(o, desk.OfferWithdrawn)
}

// cmdDeclineOffer asks the next one.
func (w *work) cmdDeclineOffer(r request, c wire.OfferRef) (*wire.None, error) {
	o, _, err := w.offered(r.by, c.OfferID)
	if err != nil {
		return nil, err
	}
	why, err := declineOf(c)
	if err != nil {
		return nil, err
	}
	return nil, w.passOnAs(o, desk.OfferDeclined, why)
}

// declineOf reads why somebody declines.
func declineOf(c wire.OfferRef) (desk.Attempt, error) {
	out := desk.Attempt{Reason: desk.DeclineReason(c.Reason)}
	if !out.Reason.Valid() {
		return out, refuse(desk.CodeInvalid, "badReason")
	}
	if c.Note == "" && out.Reason != desk.DeclineOther {
		return out, nil
	}
	note, err := cleanName(desk.PlainLine(c.Note), "reason")
	out.Note = note
	return out, err
}

// cmdPriority says how soon an interaction is offered while it waits.
func (w *work) cmdPriority(r request, c wire.SetPriority) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	to := desk.Priority(c.Priority)
	switch {
	case !to.Valid():
		return nil, refuse(desk.CodeInvalid, "badPriority")
	case it.State == desk.InteractionEnded:
		return nil, refuse(desk.CodeConflict, "ended")
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	it.Priority = to
	w.put(it, t)
	return nil, nil
}

// offered reads an offer that still stands, made to this person.
func (w *work) offered(u *desk.User, id string) (*desk.Offer, *desk.Interaction, error) {
	o, err := named(w.offer(desk.OfferID(id)))(wire.AskOffer)
	if err != nil {
		return nil, nil, err
	}
	if o.UserID != u.ID {
		return nil, nil, refuse(desk.CodeForbidden, "notYours", desk.Params{"context": "offer"})
	}
	if o.State != desk.OfferOpen {
		return nil, nil, refuse(desk.CodeConflict, "offerOver", desk.Params{"context": string(o.State)})
	}
	it, err := named(w.interaction(o.InteractionID))(wire.AskInteraction)
	return o, it, err
}

// cmdTake takes a waiting interaction from the queue; supervisors may take any.
func (w *work) cmdTake(r request, c wire.InteractionRef) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	switch {
	case it.State == desk.InteractionEnded:
		return nil, refuse(desk.CodeConflict, "ended")
	case it.State == desk.InteractionOpen && it.Owner == r.by.ID:
		return nil, nil
	case it.Epoch != c.Epoch:
		return nil, refuse(desk.CodeConflict, "changedHands", desk.Params{"context": "quicker", "who": w.nameOf(it.Owner)})
	case !r.by.Role.Supervisor():
		if err := w.mayTake(r.by, it); err != nil {
			return nil, err
		}
	}
	if err := mayHold(r.by); err != nil {
		return nil, err
	}
	from := it.Owner
	if err := w.assign(it, r.by.ID, desk.SpanTook); err != nil {
		return nil, err
	}
	if from != "" {
		return nil, w.tellFormer(from, it)
	}
	return nil, nil
}

// mayHold refuses threads to somebody without the channel or a licence, from whom they would
// be taken away (see changeUser).
func mayHold(u *desk.User) error {
	switch {
	case !u.WhatsApp:
		return refuse(desk.CodeForbidden, "noChannel")
	case !u.FullyLicensed():
		return refuse(desk.CodeForbidden, "noLicence")
	}
	return nil
}

// mayTake says whether an agent may take it: it waits in a queue of theirs from
// which agents take, or nobody took it when asked, and they have room.
func (w *work) mayTake(u *desk.User, it *desk.Interaction) error {
	switch {
	case it.State == desk.InteractionInFlow:
		return refuse(desk.CodeConflict, "inFlow")
	case it.InboxID == "":
		return refuse(desk.CodeForbidden, "unmapped")
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	switch {
	case !slices.Contains(box.Members, u.ID):
		return refuse(desk.CodeForbidden, "notMember", desk.Params{"inbox": box.Name})
	case it.State == desk.InteractionOpen:
		return refuse(desk.CodeConflict, "changedHands", desk.Params{"context": "quicker", "who": w.nameOf(it.Owner)})
	case box.Mode != desk.ModeManual && !it.ForTaking(box.Mode):
		return refuse(desk.CodeForbidden, "notManual", desk.Params{"inbox": box.Name})
	}
	reason, err := w.cannotHold(u, it)
	if err != nil {
		return err
	}
	if reason != "" {
		return refuse(desk.CodeConflict, "cannotTake", desk.Params{"context": "you" + reason})
	}
	return nil
}

// cannotHold says why a person cannot hold an interaction that they do not hold yet, ""
// if they can.
func (w *work) cannotHold(u *desk.User, it *desk.Interaction) (string, error) {
	switch {
	case !u.Active:
		return "Suspended", nil
	case !u.WhatsApp:
		return "NoChannel", nil
	case !u.FullyLicensed():
		return "NoLicence", nil
	case u.Presence.State == desk.PresenceAway:
		return "Away", nil
	case u.Presence.State != desk.PresenceOnline:
		return "Offline", nil
	}
	return w.isFull(u, it.InboxID)
}

// isFull says whether a person holds as many threads as they may, of all or of the inbox.
func (w *work) isFull(u *desk.User, id desk.InboxID) (string, error) {
	open, _, err := w.loads()
	if err != nil {
		return "", err
	}
	if open[u.ID] >= u.Capacity {
		return "Full", nil
	}
	return w.isFullOf(u, id)
}

// isFullOf says whether a person holds as many threads of an inbox as it allows one agent.
func (w *work) isFullOf(u *desk.User, id desk.InboxID) (string, error) {
	if id == "" {
		return "", nil
	}
	box, err := w.inbox(id)
	if err != nil {
		return "", desk.Wrap("read inbox", err)
	}
	here, err := w.loadsIn(box)
	if err != nil || box.Capacity == 0 || here[u.ID] < box.Capacity {
		return "", err
	}
	return "FullHere", nil
}

// cmdClose ends the interaction as dealt with.
func (w *work) cmdClose(r request, c wire.InteractionRef) (*wire.None, error) {
	if err := w.endBy(r, c, lifecycle.EndClosed); err != nil {
		return nil, err
	}
	return nil, w.rateLater(desk.InteractionID(c.InteractionID))
}

// cmdArchive ends the interaction and puts it away.
func (w *work) cmdArchive(r request, c wire.InteractionRef) (*wire.None, error) {
	return nil, w.endBy(r, c, lifecycle.EndArchived)
}

func (w *work) endBy(r request, c wire.InteractionRef, reason lifecycle.EndReason) error {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return err
	}
	if err := mayMind(r.by, it, c.Epoch); err != nil {
		return err
	}
	return w.end(it, reason, r.by.ID, w.e.At)
}

// cmdRequeue returns the interaction to its queue. One that a flow has goes to the
// queue for which it is bound.
func (w *work) cmdRequeue(r request, c wire.InteractionRef) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	if err := mayMind(r.by, it, c.Epoch); err != nil {
		return nil, err
	}
	switch it.State {
	case desk.InteractionOpen:
	case desk.InteractionInFlow:
		if err := w.leaveFlow(it); err != nil {
			return nil, err
		}
		return nil, w.ask(it, routing.TriggerReturned)
	default:
		return nil, refuse(desk.CodeConflict, "waiting")
	}
	return nil, w.requeue(it, it.Owner, desk.SpanReturned)
}

// mayReceive refuses a transfer to somebody who cannot take it, with the reason.
func (w *work) mayReceive(to *desk.User, it *desk.Interaction) error {
	reason, err := w.cannotHold(to, it)
	if err != nil {
		return err
	}
	if reason != "" {
		return refuse(desk.CodeConflict, "cannotTake", desk.Params{"context": "other" + reason, "who": to.Name})
	}
	if to.Role.Supervisor() || it.InboxID == "" {
		return nil
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	if !slices.Contains(box.Members, to.ID) {
		return refuse(desk.CodeConflict, "notMember", desk.Params{"context": "other", "who": to.Name, "inbox": box.Name})
	}
	return nil
}

// cmdReopen takes the thread up again: a new interaction with this person as
// owner, which goes on from where the last one stood.
func (w *work) cmdReopen(r request, c wire.ThreadRef) (*wire.IDResult, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	if t.Open {
		return nil, refuse(desk.CodeConflict, "open")
	}
	if c, err := w.contact(t.ContactID); err != nil || c.Group {
		if err == nil {
			err = errGroup()
		}
		return nil, desk.Wrap("reopen", err)
	}
	n, err := w.number(t.NumberID)
	if err != nil {
		return nil, desk.Wrap("read number", err)
	}
	if n.Deleted {
		return nil, refuse(desk.CodeConflict, "numberGone")
	}
	last, err := w.last(t)
	if err != nil {
		return nil, err
	}
	if !r.by.Role.Supervisor() && (last == nil || !slices.Contains(last.Handlers, r.by.ID)) {
		return nil, refuse(desk.CodeForbidden, "notHandler")
	}
	if err := mayHold(r.by); err != nil {
		return nil, err
	}
	if err := mayBeginIn(t, n); err != nil {
		return nil, err
	}
	it, err := w.start(t, n)
	if err != nil {
		return nil, err
	}
	it.Reopened.At = w.e.At
	if last != nil {
		it.LastPersonAt = last.LastPersonAt
		it.BusinessStarted, it.TemplateAt = last.BusinessStarted, last.TemplateAt
		it.FirstCustomerAt, it.LastCustomerAt = last.FirstCustomerAt, last.LastCustomerAt
		it.LastBusinessAt, it.HumanReplyAt, it.HumanReplyID = last.LastBusinessAt, last.HumanReplyAt, last.HumanReplyID
	}
	if err := w.assign(it, r.by.ID, desk.SpanReopened); err != nil {
		return nil, err
	}
	w.setDeadlines(it)
	return &wire.IDResult{ID: string(it.ID)}, nil
}

// last gives the thread's last interaction, nil if it has none.
func (w *work) last(t *desk.Thread) (*desk.Interaction, error) {
	if t.InteractionID == "" {
		return nil, nil // none is an answer here
	}
	it, err := w.interaction(t.InteractionID)
	return it, desk.Wrap("read interaction", err)
}

// takeAway puts back everything that a person holds or is asked about, because
// they can no longer handle it.
func (w *work) takeAway(u *desk.User) error {
	held, err := w.ownedBy(u.ID)
	if err != nil {
		return desk.Wrap("read threads", err)
	}
	for _, it := range held {
		if err := w.requeue(it, u.ID, desk.SpanRemoved); err != nil {
			return err
		}
	}
	return w.returnOffers(u, desk.OfferWithdrawn)
}

// returnOffers passes on what the person is being asked about.
func (w *work) returnOffers(u *desk.User, to desk.OfferState) error {
	return w.returnThose(u.ID, to, func(*desk.Offer) bool { return true })
}

func (w *work) returnOffersIn(box desk.InboxID, u desk.UserID, to desk.OfferState) error {
	return w.returnThose(u, to, func(o *desk.Offer) bool { return o.InboxID == box })
}

func (w *work) returnThose(u desk.UserID, to desk.OfferState, which func(*desk.Offer) bool) error {
	list, err := w.openOffersOf(u)
	if err != nil {
		return desk.Wrap("read offers", err)
	}
	for _, o := range list {
		if !which(o) {
			continue
		}
		if err := w.passOn(o, to); err != nil {
			return err
		}
	}
	return nil
}
