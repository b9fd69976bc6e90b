package engine

import (
	"errors"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// knownMessage gives the row of a message by the provider's id, nil if there is none.
func (w *work) knownMessage(providerID string) (*desk.Message, error) {
	if providerID == "" {
		return nil, nil // names nothing
	}
	m, err := w.messageOf(providerID)
	if missing(err) {
		return nil, nil // unknown is an answer here
	}
	return m, desk.Wrap("read message", err)
}

// repeatedMessage handles a message whose id is known already. Its row may have been
// made for a message that was only referred to so far, or this version may say more
// than the one before; otherwise nothing changes.
func (w *work) repeatedMessage(a arrival, have *desk.Message) error {
	if have.ThreadID != a.thread.ID {
		if joined, err := w.goesOnIn(have.ThreadID, a.thread.ID); err != nil || joined {
			return errors.Join(err, w.repeatedBefore(a, have))
		}
	}
	if !refersOnly(a.in) && a.in.Call == nil && have.ThreadID == a.thread.ID {
		w.holds(have)
		w.putQuiet(have)
	}
	if have.Erased {
		return nil
	}
	if a.past && a.ours && !have.Awaited && have.ThreadID == a.thread.ID && have.Direction == desk.Out {
		if err := w.raiseStatus(have, a.thread, statusElsewhere(a.in.HistoryStatus), a.at); err != nil {
			return err
		}
	}
	switch {
	case have.ThreadID != a.thread.ID && have.Awaited && !refersOnly(a.in):
		// Somebody elsewhere spoke of this message, but it is not theirs.
		have.ProviderID = ""
		w.putQuiet(have)
		return w.enter(a)
	case have.ThreadID != a.thread.ID:
		return w.keepUnhandled(a.item, "message", notUnderstood("otherMessage"))
	case have.Past && !a.past && !have.Awaited && !refersOnly(a.in) && have.Direction == a.direction():
		return w.promoteHistory(a, have)
	case a.live && have.Echo && !have.Past && !have.Awaited && !refersOnly(a.in) && have.Direction == desk.In && !a.group:
		return w.applyAsLive(a, have) // another system had the conversation when it was told first
	case a.in.Call != nil && have.Kind == desk.KindCall:
		return w.updateCall(a, have)
	case have.Awaited && !refersOnly(a.in):
		return w.fillAwaited(a, have)
	case !have.Awaited && have.Direction == a.direction() && a.in.Richness() > richness(have):
		return w.enrich(a, have)
	}
	return nil
}

// repeatedBefore handles a message of a conversation that goes on in another one since: it
// is where it was said. One that was only spoken of so far comes to where it goes on.
func (w *work) repeatedBefore(a arrival, have *desk.Message) error {
	if !have.Awaited || refersOnly(a.in) {
		return nil
	}
	have.ThreadID = a.thread.ID
	a.thread.Messages++
	w.put(have, a.thread)
	return w.repeatedMessage(a, have)
}

// refersOnly says whether a message only changes another one, as a reaction or an edit
// does, and is not shown by itself.
func refersOnly(in channel.Message) bool {
	return in.Reaction != nil || in.Edit != nil || in.RevokedID != ""
}

// richness says how much of a message its row holds.
func richness(m *desk.Message) channel.Richness {
	switch {
	case m.Kind == desk.KindUnsupported && m.Interactive == nil, m.Kind.HasMedia() && m.Media == nil:
		return channel.Bare
	case m.Kind == desk.KindUnsupported:
		return channel.Loose
	}
	return channel.Whole
}

// hasFuller says whether a fuller version of a message without a row has been
// folded already: a reaction or an edit leaves none of its own. Its entry has
// the same key without the grade, or with a better one.
func (w *work) hasFuller(a arrival) (bool, error) {
	if a.in.Richness() == channel.Whole {
		return false, nil
	}
	for i, grade := range channel.KeyGrades {
		base, ok := strings.CutSuffix(w.e.Key, grade)
		if !ok {
			continue
		}
		for _, better := range append([]string{""}, channel.KeyGrades[i+1:]...) {
			found, err := w.entriesOf(base+better, base+better+behindKey)
			if err != nil || len(found) > 0 {
				return len(found) > 0, err
			}
		}
	}
	return false, nil
}

// behindKey at the end of a key gives what comes right behind it: no key holds a
// character below it.
const behindKey = "\x01"

// mostRelated bounds how many entries one message is looked up with: one of ours
// has four statuses, per recipient.
const mostRelated = 64

// entriesOf gives the numbers of the entries before this one whose keys lie in
// [from, to), oldest first.
func (w *work) entriesOf(from, to string) ([]int64, error) {
	seqs, err := w.st.KeysBetween(w.ctx, w.e.Org, from, to, mostRelated)
	if err != nil {
		return nil, desk.Wrap("read entries by their keys", err)
	}
	before := seqs[:0]
	for _, seq := range seqs {
		if seq < w.e.Seq { // at a rebuild all keys are there from the beginning
			before = append(before, seq)
		}
	}
	return before, nil
}

// fillAwaited fills the row of a message that was awaited. The rows end as if it had
// come first.
func (w *work) fillAwaited(a arrival, m *desk.Message) error {
	if m.Direction != a.direction() { // an edit or a deletion of somebody else's message has no effect
		m.Revoked, m.Edited, m.EditedAt, m.Earlier = false, false, 0, nil
	}
	m.Awaited, m.ReplyLost, m.System = false, false, ""
	m.Direction, m.Seq, m.At, m.StatusAt, m.Echo, m.Past = a.direction(), w.e.Seq, a.at, a.at, !a.live, a.past
	m.AuthorKind = a.author()
	if m.Status = desk.StatusReceived; a.ours {
		m.Status = statusElsewhere(a.in.HistoryStatus)
	}
	if a.group && !a.ours {
		m.Writer = writer(a.in.From)
	}
	w.fillOriginal(m, a)
	w.put(m)
	if err := w.quote(a, m); err != nil {
		return err
	}
	if err := w.answerQuotes(m); err != nil {
		return err
	}
	switch {
	case a.live && !a.group:
		if err := w.advanceInteraction(a, m); err != nil {
			return err
		}
	case a.past:
		m.InteractionID = ""
	default:
		m.InteractionID = a.thread.InteractionID
	}
	if err := w.updateLastMessage(a.thread, m); err != nil {
		return err
	}
	if err := w.notifyOfMessage(a, m); err != nil {
		return err
	}
	m.Awaited = m.Edited && a.in.Richness() < channel.Whole // its first content may still come
	return w.applyEarlierStatuses(a, m)
}

// enrich gives a row the content that the provider had kept back when it first told of
// the message.
func (w *work) enrich(a arrival, m *desk.Message) error {
	if refersOnly(a.in) { // what was shown as a message was none
		m.Kind, m.System, m.Text, m.Interactive, m.Problem = desk.KindReaction, "", "", nil, nil
		w.put(m)
		return w.enter(a)
	}
	if a.in.System != nil {
		if err := errors.Join(w.rename(a), w.saidRenamed(a)); err != nil {
			return err
		}
	}
	m.Problem, m.System = nil, ""
	w.fillOriginal(m, a)
	if !m.Past {
		m.Seq = w.e.Seq // it is unread again
	}
	w.put(m)
	if err := w.quote(a, m); err != nil {
		return err
	}
	if err := w.updateLastMessage(a.thread, m); err != nil {
		return err
	}
	if !a.live {
		return nil
	}
	return w.notifyOwner(a, m)
}

// fillOriginal writes the content that a message had when it was sent. If it has
// been edited since, that is what it said before.
func (w *work) fillOriginal(m *desk.Message, a arrival) {
	switch {
	case !m.Edited:
		w.fill(m, a.in)
		return
	case a.in.Richness() < channel.Whole:
		return
	}
	m.Earlier = withVersion(m.Earlier, desk.Version{Text: a.in.Text, At: m.At})
	if text := m.Text; m.Media == nil && a.in.Media != nil { // only the words were changed
		w.fill(m, a.in)
		m.Text = text
	}
	w.fillOrigin(m, a.in)
}

// updateCall brings the row of a call up to date. Its end may come first.
func (w *work) updateCall(a arrival, m *desk.Message) error {
	if m.At, m.StatusAt = min(m.At, a.at), min(m.At, a.at); m.System == channel.CallRinging {
		m.System = a.in.Call.State
	}
	w.put(m)
	return nil
}
