package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// keepRecords brings the organization's records up to what this fold did: it counts
// the messages of interactions, writes a line for each that has ended, and takes back
// lines that are no longer right. All of it is read off the rows, as events are
// (happened), so that no fold function can forget it.
func (w *work) keepRecords() error {
	for i := 0; i < len(w.dirty); i++ { // it may grow by interactions
		h := w.rows.get(w.dirty[i])
		m, is := h.row.(*desk.Message)
		if !is {
			continue
		}
		before, _ := h.base.(*desk.Message)
		if err := w.judgeCount(m); err != nil {
			return err
		}
		if err := w.judgeRating(m); err != nil {
			return err
		}
		if err := w.countMessage(m, before, h.gone); err != nil {
			return err
		}
	}
	for _, id := range w.recordable() {
		if err := w.recordEnd(id); err != nil {
			return err
		}
	}
	return nil
}

// recordable names the interactions of which there may be something else to say since
// this fold, in the order of the changes.
func (w *work) recordable() (ids []desk.InteractionID) {
	for _, ref := range w.dirty {
		var id desk.InteractionID
		switch r := w.rows.get(ref).row.(type) {
		case *desk.Interaction:
			id = r.ID
		case *desk.Span:
			id = r.InteractionID
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// judgeCount says whether a message of ours still counts. One that was never accepted does
// not, nor one that failed later, unless its interaction had ended by then: what is recorded
// of that stays.
func (w *work) judgeCount(m *desk.Message) error {
	lost := m.Lost()
	if m.Direction != desk.Out || m.InteractionID == "" || lost == m.Uncounted {
		return nil
	}
	if lost && m.Status != desk.StatusRejected && m.Status != desk.StatusCancelled {
		it, err := w.interaction(m.InteractionID)
		if missing(err) {
			return nil
		}
		if err != nil {
			return desk.Wrap("read interaction", err)
		}
		if it.State == desk.InteractionEnded {
			return nil
		}
	}
	m.Uncounted = lost
	w.putQuiet(m)
	return nil
}

// countedIn says in which interaction a message counts, "" = in none: old messages of
// a phone, parts of a rating, reactions, notes and what is only spoken of so far do not.
func countedIn(m *desk.Message) desk.InteractionID {
	if m == nil || m.Past || m.Awaited || m.Uncounted || m.Rating != nil || m.Kind == desk.KindReaction || m.Kind == desk.KindNote {
		return ""
	}
	return m.InteractionID
}

func (w *work) countMessage(m, before *desk.Message, gone bool) error {
	was, is := countedIn(before), countedIn(m)
	if gone {
		is = ""
	}
	if was == is {
		return nil
	}
	if was != "" {
		if err := w.addMessage(was, before.Direction, -1); err != nil {
			return err
		}
	}
	if is == "" {
		return nil
	}
	return w.addMessage(is, m.Direction, 1)
}

func (w *work) addMessage(id desk.InteractionID, d desk.Direction, n int64) error {
	it, err := w.interaction(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	if d == desk.Out {
		it.MessagesOut += n
	} else {
		it.MessagesIn += n
	}
	w.putQuiet(it)
	return nil
}

// recordEnd writes the line of an interaction that has ended, and takes back the one
// that it has when it goes on or when something else is to be said of it: a clock that
// is put right moves stamps, and a late webhook may add a message.
func (w *work) recordEnd(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	ended := it.State == desk.InteractionEnded
	if !ended && it.RecordN == 0 {
		return nil
	}
	var now desk.RecordBody
	if ended {
		spans, err := list[desk.Span](w, desk.SpansOfInteraction.With(string(it.ID)))
		if err != nil {
			return desk.Wrap("read ownership spans", err)
		}
		now = lifecycle.RecordOf(it, spans)
	}
	if it.RecordN != 0 {
		line, err := stored[desk.RecordLine](w, desk.RowRecord, string(desk.RecordIDOf(it.RecordN)))
		if err != nil {
			return desk.Wrap("read record", err)
		}
		if ended && line.SaysTheSame(now) {
			return nil
		}
		if _, err := w.seal(desk.RecordBody{InteractionID: it.ID, Voids: it.RecordN}); err != nil {
			return err
		}
		it.RecordN = 0
	}
	if ended {
		line, err := w.seal(now)
		if err != nil {
			return err
		}
		it.RecordN = line.N
	}
	w.putQuiet(it)
	return nil
}

// seal puts a line behind the last one.
func (w *work) seal(b desk.RecordBody) (*desk.RecordLine, error) {
	head, err := orZero(get[desk.RecordHead](w, desk.RowRecordHead, string(w.e.Org)))
	if err != nil {
		return nil, desk.Wrap("read the head of the records", err)
	}
	b.Org, b.Seq = w.e.Org, w.e.Seq
	line, next, err := b.Seal(*head)
	if err != nil {
		return nil, err
	}
	w.putQuiet(line)
	w.putQuiet(&next)
	return line, nil
}
