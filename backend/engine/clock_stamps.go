package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// restampMessages gives messages the latest time that is known to have been before
// them: the provider's own stamp of them, or what came before in the record. Their order
// is that of the record, so it is right even where the minute is not known.
func (w *work) restampMessages(list []*desk.Message) error {
	last := map[desk.ThreadID]int64{}
	for _, read := range list {
		m, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		if last[m.ThreadID] == 0 {
			if last[m.ThreadID], err = w.lastBefore(m); err != nil {
				return err
			}
		}
		at, err := w.trueTime(m)
		if err != nil {
			return err
		}
		m.At = max(at, last[m.ThreadID])
		last[m.ThreadID] = m.At
		w.capAtNow(&m.StatusAt, &m.EditedAt)
		m.Earlier, m.Reactions = slices.Clone(m.Earlier), slices.Clone(m.Reactions)
		for i := range m.Earlier {
			w.capAtNow(&m.Earlier[i].At)
		}
		for i := range m.Reactions {
			w.capAtNow(&m.Reactions[i].At)
		}
		if m.Problem != nil {
			p := *m.Problem
			w.capAtNow(&p.At)
			m.Problem = &p
		}
		w.put(m)
		if err := w.answeredAt(m); err != nil {
			return err
		}
	}
	return nil
}

// answeredAt keeps the time of a first answer that of its message.
func (w *work) answeredAt(m *desk.Message) error {
	it, err := w.interaction(m.InteractionID)
	if missing(err) {
		return nil
	}
	if err == nil && it.Reopened.ReplyID == m.ID {
		it.Reopened.ReplyAt = m.At
		w.put(it)
	}
	if err == nil && it.HumanReplyID == m.ID {
		it.HumanReplyAt = m.At
		w.put(it)
	}
	return desk.Wrap("read interaction", err)
}

// lastBefore gives the time of what came before the message in its thread.
func (w *work) lastBefore(m *desk.Message) (int64, error) {
	before, err := orZero(storedFirst[desk.Message](w, desk.MessagesUpTo.With(string(m.ThreadID), w.e.At, m.Seq)))
	if err != nil {
		return 0, desk.Wrap("read the message before", err)
	}
	return before.At, nil
}

// trueTime finds the message's time in the record, in whole seconds.
func (w *work) trueTime(m *desk.Message) (int64, error) {
	const far = 256 // entries: further back little is learned
	var at int64
	for seq := m.Seq; seq > 0 && m.Seq-seq < far; seq-- {
		e, err := w.st.Entry(w.ctx, w.e.Org, seq)
		if missing(err) {
			continue
		}
		if err != nil {
			return 0, desk.Wrap("read entry", err)
		}
		stamp, ours := w.stampOf(e)
		if stamp > w.e.At {
			continue
		}
		if seq == m.Seq && stamp > 0 { // the provider's stamp of this very message
			return stamp - stamp%1000, nil
		}
		if at = max(at, stamp); ours {
			break
		}
	}
	return at - at%1000, nil
}

// stampOf gives what an entry says of the time, and whether our own clock said it.
func (w *work) stampOf(e desk.Entry) (at int64, ours bool) {
	if e.At <= w.e.At {
		return e.At, true
	}
	return w.engine.stampOf(e), false
}

// stampOf gives the provider's stamp of what an entry holds, 0 = it has none.
func (g *Engine) stampOf(e desk.Entry) int64 {
	reader, what := g.itemOf(e.Kind)
	if what != desk.ItemMessage && what != desk.ItemStatus {
		return 0
	}
	me, stored, ok := read(reader, e.Payload)
	if !ok {
		return 0
	}
	if in, err := stored.Message(); err == nil && what == desk.ItemMessage && in.Time > 0 {
		return in.Time
	}
	return me.Time
}

// restampThreads brings threads in line with their messages, which are right now.
func (w *work) restampThreads(a desk.Ahead) error {
	for _, read := range a.Threads {
		t, err := adopt(w, read, nil)
		if err != nil {
			return err
		}
		newest, err := orZero(storedFirst[desk.Message](w, desk.MessagesUpTo.With(string(t.ID), w.e.At+desk.ClockSlack, w.e.Seq)))
		if err != nil {
			return desk.Wrap("read the newest message", err)
		}
		if newest.ID != "" {
			t.LastMessageID, t.LastAt = newest.ID, newest.At
		}
		w.capAtNow(&t.LastAt)
		if err := w.restampLastInbound(t); err != nil {
			return err
		}
		if err := w.restampRated(t); err != nil {
			return err
		}
		w.put(t)
	}
	return nil
}

// restampLastInbound gives the thread the time of the customer's last message: the
// window is judged by it.
func (w *work) restampLastInbound(t *desk.Thread) error {
	if t.LastCustomerAt <= w.e.At {
		return nil
	}
	m, err := orZero(stored[desk.Message](w, desk.RowMessage, string(t.LastInboundID)))
	if err != nil {
		return desk.Wrap("read the customer's last message", err)
	}
	if t.LastCustomerAt = w.e.At; m.At > 0 {
		w.capAtNow(&m.At)
		t.LastCustomerAt = m.At
	}
	w.put(t)
	return nil
}
