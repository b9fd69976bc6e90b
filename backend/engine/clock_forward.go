package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// restampForward renews the deadlines of what was begun by a clock that was behind and
// has been put forward: by its stamps it would be over at once. An open offer, or the
// wait for the outcome of a send, lasts a minute or so, so all that there are were
// begun by that clock.
func (w *work) restampForward(was int64) error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		offers, err := w.openOffersOf(u.ID)
		if err != nil {
			return desk.Wrap("read offers", err)
		}
		for _, o := range offers {
			w.restartOffer(o)
		}
	}
	pending, err := w.st.StampedAfter(w.ctx, w.e.Org, was, healAtOnce)
	if err != nil {
		return desk.Wrap("read what waits", err)
	}
	if err := w.restampUnsettled(pending); err != nil {
		return err
	}
	return w.eachOpen(w.restampReply)
}

// restampReply gives the customer's last message the provider's stamp, which a clock
// that was behind took for one far ahead, and gives it to the interaction that began
// with the message, too. Otherwise both would be over at once, and the window shut.
func (w *work) restampReply(it *desk.Interaction) error {
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	m, err := orZero(w.message(t.LastInboundID))
	if err != nil {
		return desk.Wrap("read the customer's last message", err)
	}
	e, err := orZeroEntry(w.st.Entry(w.ctx, w.e.Org, m.Seq))
	if err != nil {
		return err
	}
	stamp, was := w.engine.stampOf(e), m.At
	if m.InteractionID != it.ID || stamp <= was+desk.ClockSlack || stamp > w.e.At+desk.ClockSlack {
		return nil
	}
	m.At, m.StatusAt = stamp, max(m.StatusAt, stamp)
	t.LastCustomerAt, it.LastCustomerAt = max(t.LastCustomerAt, stamp), max(it.LastCustomerAt, stamp)
	if it.FirstLineID == m.ID {
		it.FirstCustomerAt = stamp
	}
	for _, ours := range []*int64{&it.StartedAt, &it.WaitingSince} {
		if *ours >= was-desk.ClockSlack { // by the same clock
			*ours = min(*ours+stamp-was, w.e.At)
		}
	}
	w.put(m, it)
	w.setDeadlines(it)
	return w.updateLastMessage(t, m)
}

func orZeroEntry(e desk.Entry, err error) (desk.Entry, error) {
	if missing(err) {
		return desk.Entry{}, nil
	}
	return e, desk.Wrap("read entry", err)
}

func (w *work) restartOffer(o *desk.Offer) {
	length := o.ExpiresAt - o.OfferedAt
	o.OfferedAt, o.ExpiresAt = w.e.At, w.e.At+length
	w.put(o)
	w.setTimer(desk.TimerOfferExpires, string(o.ID), o.ExpiresAt)
}
