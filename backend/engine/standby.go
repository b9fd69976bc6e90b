package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// Another system may share a number and have some of its conversations. What happens there
// is kept in the thread, nobody is asked to answer it, and a line says when a conversation
// goes from one to the other. Whoever writes here takes it over: that is the provider's rule.

// heardOnly keeps what a customer wrote to another system. It opens the window, for the rules
// count what the customer wrote and not who was to answer it.
func (w *work) heardOnly(a arrival, m *desk.Message) error {
	t := a.thread
	if a.at >= t.LastCustomerAt || t.LastInboundID == "" {
		t.LastCustomerAt, t.LastInboundID = max(t.LastCustomerAt, a.at), m.ID
		w.put(t)
	}
	if t.Elsewhere || t.Open {
		return nil
	}
	return w.elsewhere(t, true, desk.SystemElsewhere, a.at)
}

// elsewhere notes who has the conversation, with a line that says so.
func (w *work) elsewhere(t *desk.Thread, is bool, line string, at int64) error {
	t.Elsewhere = is
	w.put(t)
	_, err := w.putLine(t, line, at)
	return err
}

// putLine puts a line of the system's own into a thread.
func (w *work) putLine(t *desk.Thread, line string, at int64) (*desk.Message, error) {
	m := &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, InteractionID: t.InteractionID, Direction: desk.In,
		Seq: w.e.Seq, At: at, Kind: desk.KindSystem, System: line, Status: desk.StatusReceived, StatusAt: at,
	}
	w.put(m)
	return m, w.appendToThread(t, m)
}

// handoverNews folds that a conversation went from one system to the other. One that comes
// to us waits for a person: whoever had it asks for one.
func (w *work) handoverNews(it item, ev channel.Event) error {
	h := ev.Handover
	if it.number == nil || it.number.Deleted {
		return w.keepUnhandled(it, "event", notUnderstood("noNumber"))
	}
	c, err := w.contactFor(h.Who, it.number.ID)
	if err != nil {
		return err
	}
	t, err := w.threadWith(it.number.ID, c.ID)
	if err != nil {
		return err
	}
	at := w.stamp(ev.Time)
	if err := w.elsewhere(t, !h.ToUs, handoverLine(h), at); err != nil {
		return err
	}
	if !h.ToUs || t.Open {
		return nil
	}
	return w.askForPerson(t, it.number, at)
}

func handoverLine(h *channel.Handover) string {
	switch {
	case h.ToUs && h.ByAgent:
		return desk.SystemFromAgent
	case h.ToUs:
		return desk.SystemFromOther
	case h.ByAgent:
		return desk.SystemToAgent
	}
	return desk.SystemToOther
}

// askForPerson begins an interaction with what the customer has written to the other system.
func (w *work) askForPerson(t *desk.Thread, n *desk.Number, at int64) error {
	it, err := w.start(t, n)
	if err != nil {
		return err
	}
	if err := w.firstStep(it); err != nil {
		return err
	}
	if t.LastCustomerAt == 0 { // what they wrote was not told, but it was moments ago
		t.LastCustomerAt = at
	}
	it.FirstCustomerAt, it.LastCustomerAt, it.FirstLineID = t.LastCustomerAt, t.LastCustomerAt, t.LastInboundID
	w.put(it, t)
	w.setDeadlines(it)
	return w.ask(it, routing.TriggerArrived)
}
