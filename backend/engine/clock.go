package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
)

// healAtOnce bounds how much of each kind one entry puts right.
const healAtOnce = 500

// foldClockSet puts right what was stamped by a clock that ran ahead: this
// entry's stamp is the first of the time that is right. What lies after it has
// not happened yet. Messages get the time that the record knows; what is still
// going on counts as happening now; offers get their time anew; what ended at a
// time that has not come goes on. One entry does a bounded part: whoever appends
// it looks whether something is left.
func (w *work) foldClockSet() error {
	c, err := payload[desk.ClockEntry](w)
	if err != nil {
		return err
	}
	if c.Behind {
		return w.restampForward(c.Was)
	}
	ahead, err := w.st.StampedAfter(w.ctx, w.e.Org, w.e.At+desk.ClockSlack, healAtOnce)
	if err != nil {
		return desk.Wrap("read what is stamped ahead", err)
	}
	if len(ahead.Messages) > 0 { // before their threads, which go by them
		return w.restampMessages(ahead.Messages)
	}
	for _, part := range []func(desk.Ahead) error{
		w.restampThreads, w.restampEnded, w.restampPeople, w.restampOpen, w.restampUnsettled, w.restampJobs, w.restampNotices,
	} {
		if err := part(ahead); err != nil {
			return err
		}
	}
	return w.judgeAllHours()
}

// capAtNow takes a stamp that lies in the future back to now.
func (w *work) capAtNow(stamps ...*int64) (pulled bool) { return capAt(w.e.At, stamps...) }

func capAt(most int64, stamps ...*int64) (pulled bool) {
	for _, s := range stamps {
		if *s > most {
			*s, pulled = most, true
		}
	}
	return pulled
}

// restampEnded looks at interactions whose end has not come yet. One that time
// ended goes on, unless the customer has begun another one meanwhile.
func (w *work) restampEnded(a desk.Ahead) error {
	for _, read := range a.Ended {
		it, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		t, err := w.thread(it.ThreadID)
		if err != nil {
			return desk.Wrap("read thread", err)
		}
		if err := w.capSpans(it); err != nil {
			return err
		}
		goesOn, err := w.mayContinue(it, t)
		switch {
		case err != nil:
			return err
		case !goesOn:
			w.capInteraction(it, t)
			w.capRatingDue(it)
			w.capAtNow(&it.EndedAt)
			w.put(it)
			continue
		}
		if err := w.takeEndBack(it, t); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) mayContinue(it *desk.Interaction, t *desk.Thread) (bool, error) {
	if t.InteractionID != it.ID || t.Open || t.Into != "" || lifecycle.EndReason(it.EndReason).ByAgent() {
		return false, nil
	}
	n, err := w.number(it.NumberID)
	if err != nil {
		return false, desk.Wrap("read number", err)
	}
	return !n.Deleted, nil
}

// takeEndBack opens an ended interaction again. Its owner gets it back under the same
// epoch, so that replies of theirs that wait go out; without an owner it waits in its
// queue.
func (w *work) takeEndBack(it *desk.Interaction, t *desk.Thread) error {
	owner, err := orZero(w.user(it.Owner))
	if err != nil {
		return desk.Wrap("read owner", err)
	}
	it.EndedAt, it.EndReason, it.EndedBy, t.Open = 0, "", "", true
	w.capInteraction(it, t)
	if it.State = desk.InteractionOpen; !owner.Active {
		it.Owner = ""
		if it.State, err = w.stateUnowned(it); err != nil {
			return err
		}
	}
	if err := w.resumeSpan(it); err != nil {
		return err
	}
	w.put(it, t)
	w.assigned(t.ID)
	if err := w.markNoticeRead(owner.ID, desk.NoticeWindow, t.ID); err != nil {
		return err
	}
	return w.ask(it, routing.TriggerReturned)
}

// capInteraction pulls the stamps of an interaction. The customer's are no later than
// the thread's, which are their messages'.
func (w *work) capInteraction(it *desk.Interaction, t *desk.Thread) (pulled bool) {
	most := w.e.At
	if t.InteractionID == it.ID && t.LastCustomerAt > 0 {
		most = min(most, t.LastCustomerAt)
	}
	if it.LastCustomerAt > w.e.At || it.FirstCustomerAt > w.e.At {
		pulled = capAt(most, &it.FirstCustomerAt, &it.LastCustomerAt)
	}
	if it.LostAt > w.e.At { // it has not closed after all
		it.LostAt, pulled = 0, true
	}
	pulled = capPromises(&it.Levels, w.e.At) || pulled
	pulled = w.capRating(it) || pulled
	pulled = w.capStory(it) || pulled
	return w.capAtNow(&it.StartedAt, &it.WaitingSince, &it.CameAt, &it.LastBusinessAt, &it.LastPersonAt, &it.HumanReplyAt, &it.TemplateAt,
		&it.Reopened.At, &it.Reopened.CustomerAt, &it.Reopened.ReplyAt, &it.Overflowed.At) || pulled
}

// capStory pulls when it was offered and snoozed. Until when somebody wants it to sleep
// stays as they said.
func (w *work) capStory(it *desk.Interaction) (pulled bool) {
	it.Tried, it.Attempts, it.Snoozes = slices.Clone(it.Tried), slices.Clone(it.Attempts), slices.Clone(it.Snoozes)
	for _, list := range [][]desk.Attempt{it.Tried, it.Attempts} {
		for i := range list {
			pulled = w.capAtNow(&list[i].At) || pulled
		}
	}
	for i := range it.Snoozes {
		pulled = w.capAtNow(&it.Snoozes[i].At, &it.Snoozes[i].WokeAt) || pulled
	}
	return pulled
}

func (w *work) restampPeople(desk.Ahead) error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if w.capAtNow(&u.IdleSince) {
			w.putQuiet(u)
		}
		if w.capAtNow(&u.Presence.Since, &u.Presence.GoneSince) {
			w.put(u)
		}
		if err := w.restampOffers(u.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) restampOffers(user desk.UserID) error {
	offers, err := w.openOffersOf(user)
	if err != nil {
		return desk.Wrap("read offers", err)
	}
	for _, o := range offers {
		if o.OfferedAt > w.e.At {
			w.restartOffer(o)
		}
	}
	return nil
}

func (w *work) restampOpen(desk.Ahead) error { return w.eachOpen(w.restampInteraction) }

// eachOpen goes through what has not ended, in every inbox.
func (w *work) eachOpen(do func(*desk.Interaction) error) error {
	boxes, err := storedList[desk.Inbox](w, desk.Inboxes.With())
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	ids := []desk.InboxID{""} // of numbers that are not mapped
	for _, b := range boxes {
		ids = append(ids, b.ID)
	}
	for _, id := range ids {
		open, err := w.unendedIn(id)
		if err != nil {
			return desk.Wrap("read conversations of an inbox", err)
		}
		for _, it := range open {
			if err := do(it); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) restampInteraction(it *desk.Interaction) error {
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if err := w.restampLastInbound(t); err != nil {
		return err
	}
	if err := w.capSpans(it); err != nil {
		return err
	}
	if w.capInteraction(it, t) {
		w.put(it)
		w.setDeadlines(it)
	}
	// A reminder that came too early has gone.
	for _, d := range lifecycle.Deadlines(lifecycle.FactsOf(it)) {
		if d.At > w.e.At {
			w.setTimer(d.Kind, string(it.ID), d.At)
		}
	}
	if next := lifecycle.NextStep(it.Levels); next > w.e.At {
		w.setTimer(desk.TimerService, string(it.ID), next)
	}
	if it.State == desk.InteractionWaiting && !it.Escalated {
		return w.escalateLater(it)
	}
	return nil
}

// restampUnsettled begins the wait for the outcome of a send anew from now, and with it
// the time for which the thread is held.
func (w *work) restampUnsettled(a desk.Ahead) error {
	for _, timer := range a.Unsettled {
		m, err := w.message(desk.MessageID(timer.Subject))
		if err != nil {
			return desk.Wrap("read message", err)
		}
		t, err := w.thread(m.ThreadID)
		if err != nil {
			return desk.Wrap("read thread", err)
		}
		if t.HoldUntil > 0 && t.HoldUntil != w.e.At+holdFor {
			t.HoldUntil = w.e.At + holdFor
			w.putQuiet(t)
		}
		m.StatusAt = w.e.At
		w.put(m)
		w.setTimer(timer.Kind, timer.Subject, m.StatusAt+holdFor)
	}
	return nil
}

// restampJobs makes due what was put off to a time that is far away. What must
// wait still is put off again by whoever does it.
func (w *work) restampJobs(a desk.Ahead) error {
	for _, j := range a.Jobs {
		if !slices.ContainsFunc(w.jobs, func(set desk.Job) bool { return set.Kind == j.Kind && set.Subject == j.Subject }) {
			j.DueAt = w.e.At
			w.jobs = append(w.jobs, j)
		}
	}
	return nil
}

func (w *work) restampNotices(a desk.Ahead) error {
	for _, read := range a.Notices {
		n, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		w.capAtNow(&n.At)
		w.put(n)
	}
	for _, read := range a.Uploads {
		u, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		w.capAtNow(&u.At)
		w.put(u)
	}
	return nil
}
