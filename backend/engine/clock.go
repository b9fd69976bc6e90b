package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// foldClockSet judges again what was stamped by a clock that ran ahead: this
// entry's stamp is the first of the time that is right. What lies after it has
// not happened yet, so it counts as happening now; offers get their time anew.
func (w *work) foldClockSet() error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if w.pull(&u.Presence.Since) {
			w.put(u)
		}
		if err := w.offersAgain(u.ID); err != nil {
			return err
		}
		mine, err := w.st.OwnedBy(w.ctx, w.e.Org, u.ID)
		if err != nil {
			return desk.Wrap("read conversations of a person", err)
		}
		if err := w.stampsAgain(mine); err != nil {
			return err
		}
	}
	boxes, err := w.st.Inboxes(w.ctx, w.e.Org)
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	ids := []desk.InboxID{""} // of numbers that are not mapped
	for _, b := range boxes {
		ids = append(ids, b.ID)
	}
	for _, id := range ids {
		open, err := w.st.UnendedInInbox(w.ctx, w.e.Org, id)
		if err != nil {
			return desk.Wrap("read conversations of an inbox", err)
		}
		if err := w.stampsAgain(open); err != nil {
			return err
		}
	}
	return nil
}

// pull takes a stamp that lies in the future back to now.
func (w *work) pull(stamps ...*int64) (pulled bool) {
	for _, s := range stamps {
		if *s > w.e.At {
			*s, pulled = w.e.At, true
		}
	}
	return pulled
}

func (w *work) offersAgain(user desk.UserID) error {
	offers, err := w.st.OpenOffersOf(w.ctx, w.e.Org, user)
	if err != nil {
		return desk.Wrap("read offers", err)
	}
	for _, read := range offers {
		o, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		length := o.ExpiresAt - o.OfferedAt
		if w.pull(&o.OfferedAt) {
			o.ExpiresAt = o.OfferedAt + length
			w.put(o)
			w.setTimer(desk.TimerOfferExpires, string(o.ID), o.ExpiresAt)
		}
	}
	return nil
}

func (w *work) stampsAgain(list []*desk.Interaction) error {
	for _, read := range list {
		it, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		if w.pull(&it.StartedAt, &it.WaitingSince, &it.FirstCustomerAt, &it.LastCustomerAt, &it.LastBusinessAt, &it.HumanReplyAt, &it.TemplateAt) {
			w.put(it)
			w.deadlines(it)
			if it.State == desk.InteractionWaiting && !it.Escalated {
				w.setTimer(desk.TimerUntaken, string(it.ID), it.WaitingSince+escalateAfter)
			}
		}
		t, err := w.thread(it.ThreadID)
		if err != nil {
			return desk.Wrap("read thread", err)
		}
		if t.HoldUntil > w.e.At+holdFor {
			t.HoldUntil = w.e.At + holdFor
			w.put(t)
		}
		if w.pull(&t.LastAt, &t.LastCustomerAt) {
			w.put(t)
		}
	}
	return nil
}
