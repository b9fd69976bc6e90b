package engine

import "github.com/parleydesk/parley/backend/desk"

// beginSpan notes that the interaction's owner has come to own it. Ids of spans are
// counted for themselves: with the entry's other ids, those would be others than
// the ones that the same entries were given before there were spans.
func (w *work) beginSpan(it *desk.Interaction, how desk.SpanBegin) {
	w.spans++
	s := &desk.Span{
		ID:            desk.SpanID(w.key.ID("spn", w.e.Org, w.e.Seq, w.spans)),
		InteractionID: it.ID, ThreadID: it.ThreadID, InboxID: it.InboxID, UserID: it.Owner, From: w.e.At, Began: how,
	}
	switch how {
	case desk.SpanAssigned, desk.SpanGot, desk.SpanBack:
		s.By = w.byOther(it.Owner)
	default: // they did it themselves, or nobody did
	}
	w.put(s)
}

// endSpan notes that the owner of an open interaction owns it no longer. One that
// was assigned before there were spans has none.
func (w *work) endSpan(it *desk.Interaction, how desk.SpanEnd, at int64) error {
	s, err := w.lastSpan(it)
	if err != nil || s == nil || s.To != 0 {
		return err
	}
	s.To, s.Ended = max(at, s.From), how
	if how == desk.SpanTransferred || how == desk.SpanReturned {
		s.EndedBy = w.byOther(s.UserID)
	}
	if how == desk.SpanTransferred && it.InboxID != s.InboxID {
		s.Into = it.InboxID
	}
	w.put(s)
	return nil
}

// byOther gives whose command this fold is, "" if it is nobody's or that person's.
func (w *work) byOther(id desk.UserID) desk.UserID {
	if w.by == id {
		return ""
	}
	return w.by
}

// resumeSpan takes the end of an interaction's last span back.
func (w *work) resumeSpan(it *desk.Interaction) error {
	s, err := w.lastSpan(it)
	if err != nil || s == nil || s.UserID != it.Owner {
		return err
	}
	s.To, s.Ended, s.EndedBy, s.Into = 0, "", "", ""
	w.put(s)
	return nil
}

// capSpans pulls the stamps of an interaction's spans to the entry's time.
func (w *work) capSpans(it *desk.Interaction) error {
	spans, err := list[desk.Span](w, desk.SpansOfInteraction.With(string(it.ID)))
	if err != nil {
		return desk.Wrap("read ownership spans", err)
	}
	for _, s := range spans {
		if w.capAtNow(&s.From, &s.To) {
			w.put(s)
		}
	}
	return nil
}

// lastSpan gives the interaction's newest span, nil if it has none.
func (w *work) lastSpan(it *desk.Interaction) (*desk.Span, error) {
	s, err := first[desk.Span](w, desk.SpansOfInteraction.With(string(it.ID)))
	if missing(err) {
		return nil, nil // none is an answer here
	}
	return s, desk.Wrap("read ownership span", err)
}
