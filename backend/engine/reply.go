package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// An answer counts from when it is queued. If it turns out later that it reached nobody
// it counts no more, and the customer waits as before.

// mostForAnswers is how many of a thread's newest messages are searched for the answers
// that still count. It is frozen with FoldVersion.
const mostForAnswers = 500

// uncountReply takes back what was noted when the message was queued: an answer that
// reached nobody is none, and a reaction that did not is not on the message.
func (w *work) uncountReply(m *desk.Message) error {
	if m.Kind == desk.KindReaction {
		return w.unreact(m)
	}
	if m.InteractionID == "" || !m.AuthorKind.Answers() {
		return nil
	}
	it, err := w.interaction(m.InteractionID)
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	first, again := it.HumanReplyID == m.ID, it.Reopened.ReplyID == m.ID // not by the second: another answer may have left in it
	if !first && !again && it.LastPersonAt != m.At && m.Settled == nil {
		return nil
	}
	instead, last, err := w.answersBeside(it, m)
	if err != nil {
		return err
	}
	was := it.Levels
	if t := &it.Levels.First; (first || again) && t.Since > 0 && t.DueAt == 0 {
		t.From = 0 // it was given before anything was promised: now it is to be looked at anew
	}
	if first {
		it.HumanReplyAt, it.HumanReplyID = 0, ""
	}
	if again {
		it.Reopened.ReplyAt, it.Reopened.ReplyID = 0, ""
	}
	if instead != nil {
		stampAnswer(it, instead)
	}
	it.LastPersonAt = last
	w.resettleNext(it, m, instead)
	w.put(it)
	w.setDeadlines(it)
	if err := w.settleLevels(it, was); err != nil {
		return err
	}
	if it.State != desk.InteractionOpen || !waitsForAnswer(it) {
		return nil
	}
	return w.watchIfGone(it)
}

// answersBeside finds the first answer after the message, nil = there is none, and when the
// last one beside it was given.
func (w *work) answersBeside(it *desk.Interaction, m *desk.Message) (after *desk.Message, last int64, err error) {
	newest, err := list[desk.Message](w, desk.MessagesUpTo.With(string(m.ThreadID), max(w.e.At, it.LastPersonAt), w.e.Seq+1).First(mostForAnswers))
	if err != nil {
		return nil, 0, desk.Wrap("read the newest messages", err)
	}
	for _, each := range newest {
		goesOn := it.Reopened.At > 0 && each.Seq < it.FirstSeq // its stamps go on from the interaction before
		if each.ID == m.ID || !each.Answers() || each.InteractionID != it.ID && !goesOn {
			continue
		}
		last = max(last, each.At)
		if each.Seq < m.Seq {
			break
		}
		after = each
	}
	if after != nil { // to be changed by this fold
		after, err = w.message(after.ID)
	}
	return after, last, desk.Wrap("read message", err)
}

func (w *work) unreact(m *desk.Message) error {
	target, err := w.message(m.ReplyTo)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read message", err)
	}
	kept := make([]desk.Reaction, 0, len(target.Reactions))
	for _, r := range target.Reactions {
		if r.From != desk.Out || r.At != m.At {
			kept = append(kept, r)
		}
	}
	target.Reactions = kept
	w.put(target)
	return nil
}

// countReply stamps the interaction with a message that has left for sure, if
// an earlier try had been taken back.
func (w *work) countReply(m *desk.Message) error {
	if m.InteractionID == "" || !m.Answers() {
		return nil
	}
	it, err := w.interaction(m.InteractionID)
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	first, again, last := it.HumanReplyID, it.Reopened, it.LastPersonAt
	stampAnswer(it, m)
	it.LastPersonAt = max(it.LastPersonAt, m.At)
	if it.HumanReplyID != first || it.Reopened != again || it.LastPersonAt != last {
		w.put(it)
		w.setDeadlines(it)
	}
	return nil
}
