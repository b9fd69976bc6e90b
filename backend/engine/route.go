package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// maxFollow bounds the decisions that one entry may lead to. What is left over
// is asked about when the next offer is settled.
const maxFollow = 64

// routes gathers what routing does in one fold. Its decisions are entries that
// are folded after this one, so what they will change is remembered here.
type routes struct {
	decided map[desk.InteractionID]bool
	offers  map[desk.UserID]int                  // offers that the decisions will make
	cursors map[desk.InboxID]desk.UserID         // where they will leave the turn
	freed   map[desk.UserID]bool                 // who may have become able to take a thread
	spared  map[desk.UserID]bool                 // the same, by letting an offer run out: see drainInbox
	opened  map[desk.InboxID]bool                // queues to look at in any case
	open    map[desk.UserID]int                  // threads held, as the state says; nil = not read
	pending map[desk.UserID]int                  // offers open, as the state says
	openIn  map[desk.InboxID]map[desk.UserID]int // threads held of an inbox, as the state says
}

// set puts a value into a map that is made when it gets its first: most folds need
// none of them.
func set[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

// ask has routing decide about a waiting interaction. One whose number is not
// mapped waits until it is.
func (w *work) ask(it *desk.Interaction, why routing.Trigger) error {
	if it.State != desk.InteractionWaiting || w.routes.decided[it.ID] || len(w.follow) >= maxFollow {
		return nil
	}
	if it.InboxID == "" {
		return w.unrouted(it)
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("route: read inbox", err)
	}
	if box.Deleted || box.Opening.Closed {
		return nil
	}
	if moved, err := w.overflow(it, box); moved || err != nil {
		return err
	}
	people, err := w.candidates(box)
	if err != nil {
		return err
	}
	question, err := w.question(it, box, why)
	if err != nil {
		return err
	}
	in := routing.Input{Interaction: question, Inbox: w.queue(box), Candidates: people}
	return w.decide(in, routing.Decide(in))
}

// unrouted tells the supervisors of an interaction whose number no inbox has: nobody
// else sees it. Under the first policy they heard of an SMS only.
func (w *work) unrouted(it *desk.Interaction) error {
	if it.Escalated {
		return nil
	}
	p, err := w.policy()
	if err != nil {
		return err
	}
	if p.TellAll {
		return w.escalateAs(desk.NoticeUnrouted, it)
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if t.Channel.Named() != desk.SMS {
		return nil
	}
	return w.escalate(it)
}

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
	out.LastAgent = c.LastAgent
	return out, nil
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

// decide appends the decision as an entry of its own: on rebuild it is there
// already and is applied, not made again.
func (w *work) decide(in routing.Input, d routing.Decision) error {
	it, err := w.interaction(in.Interaction.ID)
	if err != nil {
		return desk.Wrap("route: read interaction", err)
	}
	input, err := routing.EncodeInput(in)
	if err != nil {
		return err
	}
	output, err := routing.EncodeDecision(d)
	if err != nil {
		return err
	}
	set(&w.routes.decided, it.ID, true)
	if d.Outcome == routing.OutcomeOffer {
		set(&w.routes.offers, d.Winner, w.routes.offers[d.Winner]+1)
		set(&w.routes.cursors, in.Inbox.ID, d.NewCursor)
	}
	return w.then(desk.EntryDecision, desk.DecisionEntry{
		ID: desk.DecisionID(w.id("dec")), InteractionID: it.ID, ThreadID: it.ThreadID,
		At: w.e.At, Version: d.Version, Input: string(input), Output: string(output),
	})
}

// foldDecision does what was decided. A decision that came too late (somebody
// took the interaction, or it ended) is only kept.
func (w *work) foldDecision() error {
	e, err := payload[desk.DecisionEntry](w)
	if err != nil {
		return err
	}
	d, err := routing.DecodeDecision([]byte(e.Output))
	if err != nil {
		return desk.Refuse(desk.CodeInvalid, "decision")
	}
	w.put(&desk.Decision{
		ID: e.ID, InteractionID: e.InteractionID, ThreadID: e.ThreadID, At: e.At, Version: e.Version, Seq: w.e.Seq,
	})
	it, err := w.interaction(e.InteractionID)
	if err != nil {
		return desk.Wrap("apply decision: read interaction", err)
	}
	if it.State != desk.InteractionWaiting {
		return nil
	}
	it.DecisionID = e.ID
	w.put(it)
	w.assigned(it.ThreadID)
	if d.Outcome == routing.OutcomeOffer {
		free, err := w.isStillFree(d.Winner, it)
		switch {
		case err != nil:
			return err
		case !free:
			return w.ask(it, routing.TriggerReturned)
		}
		return w.offerTo(it, d)
	}
	switch {
	case it.Escalated:
		return nil
	case d.Escalate:
		return w.escalate(it)
	}
	return w.escalateLater(it)
}

// escalateLater has the supervisors told if nobody takes it in time.
func (w *work) escalateLater(it *desk.Interaction) error {
	at, _, err := w.untakenAt(it)
	if err == nil {
		w.setTimer(desk.TimerUntaken, string(it.ID), at)
	}
	return err
}

// untakenAt gives when supervisors are told that nobody has taken it, and whether its
// inbox is closed. What waited while it was is late only after it has been open as long.
func (w *work) untakenAt(it *desk.Interaction) (at int64, closed bool, err error) {
	p, err := w.policy()
	if err != nil {
		return 0, false, err
	}
	since := it.WaitingSince
	if it.InboxID != "" {
		box, err := w.inbox(it.InboxID)
		if err != nil {
			return 0, false, desk.Wrap("read inbox", err)
		}
		since, closed = max(since, box.Opening.Since), box.Opening.Closed
	}
	return since + p.EscalateAfter, closed, nil
}

// escalate tells the supervisors, once per round, that nobody has taken it.
// From then on the agents of its inbox may: see ForTaking.
func (w *work) escalate(it *desk.Interaction) error {
	return w.escalateAs(desk.NoticeEscalation, it)
}

func (w *work) escalateAs(notice desk.NoticeKind, it *desk.Interaction) error {
	it.Escalated = true
	w.put(it)
	w.assigned(it.ThreadID)
	return w.notifySupervisors(notice, it.ThreadID, string(it.ID))
}

func (w *work) offerTo(it *desk.Interaction, d routing.Decision) error {
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("apply decision: read inbox", err)
	}
	if box.Cursor != d.NewCursor {
		box.Cursor = d.NewCursor
		w.putQuiet(box)
	}
	o := &desk.Offer{
		ID: desk.OfferID(w.id("off")), InteractionID: it.ID, ThreadID: it.ThreadID, InboxID: it.InboxID,
		UserID: d.Winner, DecisionID: it.DecisionID, State: desk.OfferOpen,
		OfferedAt: w.e.At, ExpiresAt: w.e.At + int64(d.OfferSeconds)*1000,
	}
	it.State = desk.InteractionOffered
	w.put(o)
	w.setTimer(desk.TimerOfferExpires, string(o.ID), o.ExpiresAt)
	u, err := w.user(o.UserID)
	if err != nil {
		return desk.Wrap("apply decision: read user", err)
	}
	if u.AutoAccept {
		if err := w.assign(it, u.ID, desk.SpanAccepted); err != nil {
			return err
		}
		return w.notify(u.ID, desk.NoticeAssigned, o.ThreadID, string(it.ID))
	}
	return w.notify(o.UserID, desk.NoticeOffer, o.ThreadID, string(o.ID))
}

// settle ends an offer that found no owner. The caller routes again.
func (w *work) settle(o *desk.Offer, to desk.OfferState) error {
	o.State = to
	w.put(o)
	w.stopTimer(desk.TimerOfferExpires, string(o.ID))
	w.assigned(o.ThreadID)
	if to == desk.OfferMissed {
		set(&w.routes.spared, o.UserID, true)
		return nil // the notice stays: it says what was missed
	}
	set(&w.routes.freed, o.UserID, true)
	return w.markNoticeRead(o.UserID, desk.NoticeOffer, o.ThreadID)
}

// passOn puts an interaction whose offer was declined, missed or withdrawn back
// and asks the next one.
func (w *work) passOn(o *desk.Offer, to desk.OfferState) error {
	return w.passOnAs(o, to, desk.Attempt{})
}

// passOnAs does so with what the person who was asked said of it.
func (w *work) passOnAs(o *desk.Offer, to desk.OfferState, said desk.Attempt) error {
	if err := w.settle(o, to); err != nil {
		return err
	}
	it, err := w.interaction(o.InteractionID)
	if err != nil {
		return desk.Wrap("pass offer on: read interaction", err)
	}
	if it.State != desk.InteractionOffered {
		return nil
	}
	outcome, why := "", routing.TriggerReturned
	switch to {
	case desk.OfferDeclined:
		outcome, why = routing.OutcomeDeclined, routing.TriggerDeclined
	case desk.OfferMissed:
		outcome, why = routing.OutcomeMissed, routing.TriggerMissed
	default: // nobody was asked in vain
	}
	it.State = desk.InteractionWaiting
	if outcome != "" {
		it.Attempts = append(slices.Clone(it.Attempts), desk.Attempt{
			UserID: o.UserID, Outcome: outcome, At: w.e.At, Reason: said.Reason, Note: said.Note,
		})
	}
	w.put(it)
	return w.ask(it, why)
}

// drain offers what waits to those whom this fold freed.
func (w *work) drain() error {
	r := w.routes
	if len(r.freed)+len(r.spared)+len(r.opened) == 0 {
		return nil
	}
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, box := range boxes {
		if !automatic(box.Mode) || box.Opening.Closed {
			continue
		}
		whole := r.opened[box.ID] || slices.ContainsFunc(box.Members, func(id desk.UserID) bool { return r.freed[id] })
		if !whole && !slices.ContainsFunc(box.Members, func(id desk.UserID) bool { return r.spared[id] }) {
			continue
		}
		if err := w.drainInbox(box, whole); err != nil {
			return err
		}
	}
	return nil
}

func automatic(mode desk.Mode) bool {
	for _, m := range routing.Modes() {
		if m.Mode == mode {
			return m.Automatic
		}
	}
	return false
}

// drainInbox offers what waits in the inbox. After an offer that merely ran out
// (not whole) only what whoever missed it was not asked about yet is offered: else two
// threads would be offered in turn, all night, to somebody who has left the desk.
func (w *work) drainInbox(box *desk.Inbox, whole bool) error {
	people, err := w.candidates(box)
	if err != nil {
		return err
	}
	room := routing.Free(routing.Backlog{Inbox: w.queue(box), Candidates: people})
	if room == 0 { // spares looking at the queue while everybody is busy
		return nil
	}
	steps, err := w.drainSteps(box, people, room, whole)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if len(w.follow) >= maxFollow {
			break
		}
		if err := w.decide(step.Input, step.Decision); err != nil {
			return err
		}
	}
	return nil
}

// drainSteps finds the offers to make. The head of the queue has them as a rule:
// more of it is read only while somebody whom none of it can go to has room.
func (w *work) drainSteps(box *desk.Inbox, people []routing.Candidate, room int, whole bool) ([]routing.Step, error) {
	const atFirst = 64
	told, err := w.tellsAll()
	if err != nil {
		return nil, err
	}
	for limit := atFirst; ; limit *= 8 {
		waiting, all, err := w.firstWaitingIn(box.ID, limit)
		if err != nil {
			return nil, desk.Wrap("read queue", err)
		}
		backlog := routing.Backlog{Inbox: w.queue(box), Candidates: people, Room: room}
		for _, it := range waiting {
			if w.routes.decided[it.ID] || !whole && !w.isNewTo(it, people, told) {
				continue
			}
			question, err := w.question(it, box, routing.TriggerDrain)
			if err != nil {
				return nil, err
			}
			backlog.Waiting = append(backlog.Waiting, question)
		}
		if steps := routing.Drain(backlog); all || len(steps) >= room {
			return steps, nil
		}
	}
}

// isNewTo says whether one of those whose offer ran out was not asked about it in this
// round. Under the first policy only what nobody was asked about was new to them, and
// somebody who was free was not asked about what a colleague had missed.
func (w *work) isNewTo(it *desk.Interaction, people []routing.Candidate, told bool) bool {
	if !told {
		return len(it.Attempts) == 0
	}
	return slices.ContainsFunc(people, func(c routing.Candidate) bool {
		return w.routes.spared[c.UserID] && c.UserID != it.Excluded &&
			!slices.ContainsFunc(it.Attempts, func(a desk.Attempt) bool { return a.UserID == c.UserID })
	})
}

// tellsAll says whether everybody hears of what concerns them: see desk.Policy.
func (w *work) tellsAll() (bool, error) {
	p, err := w.policy()
	return p.TellAll, err
}

// isStillFree says whether the winner of a decision can be asked when it is applied. One
// that the same entry led to may have come first, and been accepted by itself: then
// whom it freed was decided about without knowledge of this one.
func (w *work) isStillFree(id desk.UserID, it *desk.Interaction) (bool, error) {
	told, err := w.tellsAll()
	if err != nil || !told {
		return true, err
	}
	u, err := w.user(id)
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, desk.Wrap("apply decision: read user", err)
	}
	reason, err := w.cannotHold(u, it)
	if err != nil || reason != "" {
		return false, err
	}
	_, pending, err := w.loads()
	return pending[id] == 0, err
}
