package engine

import (
	"errors"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Old messages of a number that is also on a phone are history: they stand in
// their thread at their time, and nothing follows from them. A message from
// before a number came here opens no window at Meta's, so it opens none here.

// foldHistory folds a message of the history, or what a chunk says of itself.
func (w *work) foldHistory(it item) error {
	h, messages, isChunk := it.stored.History()
	if !isChunk {
		return w.itemMessage(it, channel.KindHistory)
	}
	w.noteHistoryProgress(it.number, h)
	if len(h.Problems) > 0 {
		if err := w.notifySupervisors(desk.NoticeAccount, "", string(it.number.ID)); err != nil {
			return err
		}
	}
	for _, m := range messages { // kept in one piece by an older version
		one := it
		one.stored = m
		if err := w.itemMessage(one, channel.KindHistory); err != nil {
			return err
		}
	}
	return nil
}

// noteHistoryProgress notes how far the history has come. Chunks come in any order, and
// the furthest counts; one that comes after a problem puts it right.
func (w *work) noteHistoryProgress(n *desk.Number, h channel.History) {
	now := n.History
	now.At = w.e.At
	if len(h.Problems) > 0 {
		now.Problem, now.Said = "", h.Problems[0].Said
	} else {
		now.Problem, now.Said, now.Percent = "", nil, max(now.Percent, h.Progress)
	}
	n.History = now
	w.put(n)
}

// partiesOf says who the customer of a message is, and whether the business wrote
// it elsewhere. A file of the history names its author alone: the message that
// it belongs to says whose thread it is.
func (w *work) partiesOf(it item, kind channel.Kind, in channel.Message) (who channel.Person, ours bool, err error) {
	if kind == channel.KindMessage {
		return in.From, false, nil
	}
	if in.To != (channel.Person{}) {
		return in.To, true, nil
	}
	if kind != channel.KindHistory || in.From.WaID == "" || in.From.WaID.Digits() != it.number.Phone.Digits() {
		return in.From, false, nil
	}
	have, err := w.knownMessage(in.ID)
	if err != nil || have == nil {
		return channel.Person{}, true, err
	}
	c, err := w.customerOf(have.ThreadID)
	if err != nil {
		return channel.Person{}, true, err
	}
	return channel.Person{WaID: c.WaID, UserID: c.UserID}, true, nil
}

func (w *work) customerOf(id desk.ThreadID) (*desk.Contact, error) {
	t, err := w.thread(id)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	c, err := w.contact(t.ContactID)
	return c, desk.Wrap("read contact", err)
}

// joinFileFirst gives a message of the history whose file came before it the content
// that came with the file. Nothing said then whose thread that belongs to.
func (w *work) joinFileFirst(a arrival) (arrival, error) {
	base, ok := strings.CutSuffix(w.e.Key, channel.KeyGrades[0])
	if !a.past || !a.ours || !ok {
		return a, nil
	}
	seqs, err := w.entriesOf(base, base+behindKey)
	if err != nil || len(seqs) == 0 {
		return a, err
	}
	e, err := w.st.Entry(w.ctx, w.e.Org, seqs[0])
	if err != nil {
		return a, desk.Wrap("read file of the history", err)
	}
	_, stored, ok := read(w.reader, e.Payload)
	if !ok {
		return a, nil // erased
	}
	in, err := stored.Message()
	switch {
	case err != nil:
		return a, nil //nolint:nilerr // it was not understood then either, and a line says so
	case in.To != (channel.Person{}):
		return a, nil // it had a thread of its own
	}
	in.To, in.Time, in.HistoryStatus = a.in.To, a.in.Time, a.in.HistoryStatus
	a.in, a.file = in, e.Seq
	return a, w.markUnderstood(e.Seq)
}

// markUnderstood marks the line that says that an entry, which made nothing else,
// could not be placed.
func (w *work) markUnderstood(seq int64) error {
	read, err := stored[desk.Unhandled](w, desk.RowUnhandled, string(desk.UnhandledID(w.key.ID("unh", w.e.Org, seq, 1))))
	if missing(err) {
		return nil
	}
	line, err := adopt(w, read, err)
	if err != nil {
		return desk.Wrap("read unhandled", err)
	}
	line.Replayed = true
	w.put(line)
	return nil
}

// promoteHistory takes a message that is here as history for what it is: somebody just
// said it, and Meta tells of it in both ways, in either order.
func (w *work) promoteHistory(a arrival, m *desk.Message) error {
	if a.in.Richness() > richness(m) {
		m.Problem, m.System = nil, ""
		w.fillOriginal(m, a)
	}
	if err := w.quote(a, m); err != nil {
		return err
	}
	if a.in.System != nil {
		if err := errors.Join(w.rename(a), w.saidRenamed(a)); err != nil {
			return err
		}
	}
	return w.applyAsLive(a, m)
}

// applyAsLive has everything follow from a message that follows from what is said now.
func (w *work) applyAsLive(a arrival, m *desk.Message) error {
	m.Past, m.Echo, m.Seq = false, !a.live, w.e.Seq
	m.InteractionID, m.AuthorKind = a.thread.InteractionID, a.author()
	w.put(m)
	if a.live && !a.group && a.in.System == nil {
		if err := w.advanceInteraction(a, m); err != nil {
			return err
		}
	}
	if err := w.updateLastMessage(a.thread, m); err != nil {
		return err
	}
	return w.notifyOfMessage(a, m)
}
