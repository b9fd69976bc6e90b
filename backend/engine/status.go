package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// climbs maps the words of receipts to the ladder.
var climbs = map[string]desk.Status{
	channel.ReceiptAccepted: desk.StatusAccepted, channel.ReceiptSent: desk.StatusSent, channel.ReceiptDelivered: desk.StatusDelivered,
	channel.ReceiptRead: desk.StatusRead, channel.ReceiptPlayed: desk.StatusPlayed,
	// It was taken, or nothing could have failed later.
	channel.ReceiptFailed: desk.StatusAccepted,
}

// receipt folds how far a message of ours has come.
func (w *work) receipt(it item) error {
	s, err := it.stored.Receipt()
	if err != nil {
		return w.keepUnhandled(it, "status", err.Error())
	}
	m, t, err := w.sentMessage(s, it.number)
	if err != nil {
		return err
	}
	if m == nil {
		return w.countForeign(it)
	}
	if err := w.applyReceipt(m, t, s); err != nil {
		return err
	}
	return w.provenOut(it.number, m)
}

// applyReceipt notes how far a message of ours has come, or that it failed.
func (w *work) applyReceipt(m *desk.Message, t *desk.Thread, s channel.Receipt) error {
	if !s.Group {
		if err := w.noteIdentity(t, s.Recipient); err != nil {
			return err
		}
	}
	at := w.stamp(s.Time)
	if err := w.receivedBy(m, t, s, at); err != nil {
		return err
	}
	if m.ProviderID == "" { // the status came before the answer to our call, or instead of it
		m.ProviderID = s.MessageID
	}
	if s.Status != channel.ReceiptFailed { // a failure stands beside, with a time of its own
		if c := desk.Contrary(desk.StatusStamp{Status: m.Status, At: m.StatusAt}, desk.StatusStamp{Status: climbs[s.Status], At: at}); c != nil {
			m.Contrary = c
		}
	}
	if err := w.raiseStatus(m, t, climbs[s.Status], at); err != nil {
		return err
	}
	chargedFor(m, s.Pricing)
	if s.Status == channel.ReceiptFailed {
		m.Problem = w.problem(s.Problems)
		if m.Problem == nil {
			m.Problem = unsent("undelivered", w.reader.Provider(), 0)
			m.Problem.Said.Params["channel"] = channel.RulesOf(t.Channel).Name
		}
		m.Problem.At = at
		if err := w.noteStop(t, m.Problem); err != nil {
			return err
		}
		if err := w.noteMismatch(m, t, m.Problem, at); err != nil {
			return err
		}
		if m.Lost() {
			if err := w.uncountReply(m); err != nil {
				return err
			}
		}
		if err := w.tellFailed(m); err != nil {
			return err
		}
	}
	w.put(m)
	return nil
}

// foreignStatus is why a status cannot be placed: another system sends from the
// same number. That is allowed, and there may be any number of them.
const foreignStatus = "statuses of messages that another system sent from this number"

// countForeign counts a status of a message that Parley did not send in one line
// for the number. Nobody is called: there is nothing to do.
func (w *work) countForeign(it item) error {
	if w.replayed != nil {
		return w.keepUnhandled(it, "status", notUnderstood("foreignStatus"))
	}
	line, err := w.foreignStatuses(it.number)
	if err != nil {
		return err
	}
	if line == nil {
		line = &desk.Unhandled{
			ID: desk.UnhandledID(w.id("unh")), Provider: w.reader.Provider(), Account: firstOf(string(it.WabaID), string(it.AppID)),
			Field: it.Field, Kind: "status", Reason: foreignStatus,
		}
		it.number.ForeignID = line.ID
		w.putQuiet(it.number)
	}
	line.Count++
	line.Replayed = false
	line.Seq, line.At = w.e.Seq, w.e.At
	w.put(line)
	return nil
}

// foreignStatuses gives the line that counts a number's foreign statuses, nil if
// there is none yet.
func (w *work) foreignStatuses(n *desk.Number) (*desk.Unhandled, error) {
	if n.ForeignID == "" {
		return nil, nil // none is an answer here
	}
	read, err := stored[desk.Unhandled](w, desk.RowUnhandled, string(n.ForeignID))
	if missing(err) {
		return nil, nil // none is an answer here
	}
	line, err := adopt(w, read, err)
	if err != nil {
		return nil, desk.Wrap("read line of foreign statuses", err)
	}
	return line, nil
}

// uncountForeign takes statuses back out of the line that have found their
// message.
func (w *work) uncountForeign(n *desk.Number, placed int64) error {
	line, err := w.foreignStatuses(n)
	if err != nil || line == nil || placed == 0 {
		return err
	}
	line.Count = max(line.Count-placed, 0)
	line.Replayed = line.Count == 0
	w.put(line)
	return nil
}

// sentMessage finds the message that a status is about: by the provider's id, or else
// by our own, which the provider sends back. nil = we do not know it.
func (w *work) sentMessage(s channel.Receipt, n *desk.Number) (*desk.Message, *desk.Thread, error) {
	m, err := w.messageOf(s.MessageID)
	if missing(err) && s.CallbackData != "" {
		m, err = w.message(desk.MessageID(s.CallbackData))
		if err == nil && m.ProviderID != "" && !channel.RulesOf(n.Channel).Parts {
			return nil, nil, nil // it went out under another id: this is not it
		}
	}
	if missing(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, desk.Wrap("read message", err)
	}
	t, err := w.thread(m.ThreadID)
	if err != nil {
		return nil, nil, desk.Wrap("read thread", err)
	}
	if m.Direction != desk.Out || t.NumberID != n.ID {
		return nil, nil, nil
	}
	return m, t, nil
}

// raiseStatus moves a message up the ladder, never down, and does what follows from
// its having left: the job is done, the thread goes on, what was written off
// did go out.
func (w *work) raiseStatus(m *desk.Message, t *desk.Thread, to desk.Status, at int64) error {
	if !desk.Climbs(m.Status, to) {
		return nil
	}
	from, cameAfterAll := m.Status, m.Lost() && to.Arrived()
	if err := w.release(t, m); err != nil {
		return err
	}
	m.Status, m.StatusAt = to, at
	if m.Problem != nil && (from == desk.StatusRejected || m.Problem.Ours()) {
		m.Problem = nil
	}
	w.put(m)
	switch from {
	case desk.StatusQueued, desk.StatusPosting:
		w.unjob(desk.JobSend, string(m.ID))
	case desk.StatusUnknown, desk.StatusRejected, desk.StatusCancelled:
		if err := w.markFailureRead(m); err != nil {
			return err
		}
	default:
		if !cameAfterAll { // its failure stands beside
			return nil
		}
	}
	return w.countReply(m)
}
