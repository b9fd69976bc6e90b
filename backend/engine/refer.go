package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Messages that are about others come in any order with them. Whatever is said
// about a message that is not here is kept in a row that stands for it
// (desk.Message.Awaited), which the message fills when it comes.

// target finds the message of this very thread that a reaction, an edit or a
// revocation is about. fresh: it is not here, and a row stands for it now. nil =
// it is another thread's: nobody may change what is said elsewhere.
func (w *work) target(a arrival, providerID string) (m *desk.Message, fresh bool, err error) {
	m, err = w.knownMessage(providerID)
	switch {
	case err != nil:
		return nil, false, err
	case m == nil:
		return w.await(a, providerID), true, nil
	case m.ThreadID != a.thread.ID:
		joined, err := w.goesOnIn(m.ThreadID, a.thread.ID)
		if err != nil || !joined {
			return nil, false, err
		}
	case m.Awaited && m.Past && !a.past && !m.Edited:
		m.Past, m.Echo = false, !a.live // somebody speaks of it now
		w.putQuiet(m)
	}
	return m, false, nil
}

// await makes the row that stands for a message that is not here.
func (w *work) await(a arrival, providerID string) *desk.Message {
	nothing := channel.Message{OnPhone: a.in.OnPhone} // its author is for now who speaks of it
	m := w.row(arrival{
		item: a.item, in: nothing, contact: a.contact, thread: a.thread, at: a.at, ours: a.ours, live: a.live, past: a.past, group: a.group,
	})
	m.ProviderID, m.Kind, m.System, m.Awaited = providerID, desk.KindReaction, "", true
	w.putQuiet(m)
	a.thread.Messages++
	w.put(a.thread)
	return m
}

// showAwaited puts a row that stands for a message into the list, if the thread has
// nothing else to show there.
func (w *work) showAwaited(t *desk.Thread, m *desk.Message) {
	w.put(m)
	if t.LastMessageID == "" {
		t.LastMessageID, t.LastAt = m.ID, m.At
	}
	t.LastSeq = max(t.LastSeq, m.Seq)
	w.put(t)
}

// react puts an emoji on a message, or takes it off. A reaction is no message:
// it opens no window and starts no interaction.
func (w *work) react(a arrival) error {
	r := a.in.Reaction
	target, _, err := w.target(a, r.MessageID)
	if err != nil {
		return err
	}
	if target == nil {
		return w.keepUnhandled(a.item, "message", notUnderstood("reactElsewhere"))
	}
	from := desk.In
	if a.ours {
		from = desk.Out
	}
	target.Reactions = reacted(target.Reactions, desk.Reaction{From: from, Emoji: r.Emoji, At: a.at})
	if !target.Awaited || target.Kind != desk.KindReaction || target.Revoked {
		w.put(target)
		return nil
	}
	// Of a message that is not here only the reaction can be shown.
	target.Text = ""
	for _, have := range target.Reactions {
		target.Text += have.Emoji
	}
	if target.ReplyLost = target.Text != ""; !target.ReplyLost {
		w.put(target)
		return nil
	}
	w.showAwaited(a.thread, target)
	return nil
}

// reacted gives the reactions with one more; each side has at most one, and an
// older one does not replace a newer one. One that was taken off stays without
// an emoji.
func reacted(list []desk.Reaction, r desk.Reaction) []desk.Reaction {
	out := make([]desk.Reaction, 0, len(list)+1)
	for _, have := range list {
		if have.From != r.From {
			out = append(out, have)
		} else if have.At > r.At {
			r = have
		}
	}
	out = append(out, r)
	slices.SortStableFunc(out, func(a, b desk.Reaction) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.From, b.From))
	})
	return out
}

// mostQuotes bounds how many messages wait for the one that they quote.
const mostQuotes = 100

// quote finds the message that this one answers.
func (w *work) quote(a arrival, m *desk.Message) error {
	if a.in.Context == nil || a.in.Context.ID == "" || a.in.Context.ID == m.ProviderID {
		return nil
	}
	q, _, err := w.target(a, a.in.Context.ID)
	switch {
	case err != nil:
		return err
	case q == nil:
		m.ReplyLost = true
		return nil
	case !q.Awaited:
		answers(m, q)
		return nil
	}
	m.ReplyLost = true
	if len(q.QuotedBy) < mostQuotes && !slices.Contains(q.QuotedBy, m.ID) {
		q.QuotedBy = append(slices.Clone(q.QuotedBy), m.ID)
		w.putQuiet(q)
	}
	return nil
}

// answers notes which message one answers, and where that is: in a conversation that goes on in
// this one it stays where it was said.
func answers(m, q *desk.Message) {
	m.ReplyTo, m.ReplyLost, m.Other = q.ID, false, ""
	if q.ThreadID != m.ThreadID {
		m.Other = q.ThreadID
	}
}

// answerQuotes gives those that quote a message which has come what they quote.
func (w *work) answerQuotes(m *desk.Message) error {
	for _, id := range m.QuotedBy {
		by, err := w.message(id)
		if err != nil {
			return desk.Wrap("read quoting message", err)
		}
		answers(by, m)
		w.put(by)
	}
	m.QuotedBy = nil
	return nil
}

// applyEarlierStatuses gives a message of ours that was sent elsewhere the statuses that
// came before it. They are entries of their own, which nobody could place.
func (w *work) applyEarlierStatuses(a arrival, m *desk.Message) error {
	if !a.ours || m.ProviderID == "" {
		return nil
	}
	from := w.reader.ReceiptKeys(a.AppID, m.ProviderID)
	seqs, err := w.entriesOf(from+"|", from+"}") // the next character
	if err != nil {
		return err
	}
	placed := int64(0)
	for _, seq := range seqs {
		e, err := w.st.Entry(w.ctx, w.e.Org, seq)
		if err != nil {
			return desk.Wrap("read status", err)
		}
		_, stored, ok := w.reader.ReadEntry(e.Payload)
		if !ok {
			continue // erased
		}
		s, err := stored.Receipt()
		if err != nil {
			continue // it was not understood then either, and a line says so
		}
		if err := w.applyReceipt(m, a.thread, s); err != nil {
			return err
		}
		placed++
	}
	return w.uncountForeign(a.number, placed)
}
