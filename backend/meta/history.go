package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A number that is also on a phone brings its old messages along, if the business
// shares them: the field "history" tells them in chunks, thread by thread, for up
// to 180 days. Files come later under the ids of the messages, as "messages" of
// the same field.

// HistoryDeclined is Meta's code for a business that does not share its history.
const HistoryDeclined = 2593109

// historyJSON is one element of the array "history".
type historyJSON struct {
	Metadata soft[struct {
		Phase    num `json:"phase"`
		Progress num `json:"progress"`
	}] `json:"metadata"`
	Errors  list[problemJSON] `json:"errors"`
	Threads json.RawMessage   `json:"threads"`
}

type historyThreadJSON struct {
	ID       str             `json:"id"`
	Messages json.RawMessage `json:"messages"`
}

// History reads a KindHistory payload that is no message. Messages gives those
// that stand in it: older versions kept a chunk in one piece.
func (s *Stored) History() (h channel.History, messages []channel.Stored, isChunk bool) {
	if s.err != nil || s.env.Field != fieldHistory || s.env.Value == nil {
		return channel.History{}, nil, false
	}
	var v struct {
		History json.RawMessage   `json:"history"`
		Errors  list[problemJSON] `json:"errors"`
	}
	read(s.env.Value, &v)
	h.Problems = problems(v.Errors)
	for _, raw := range several(v.History) {
		var c historyJSON
		if !read(raw, &c) {
			continue
		}
		isChunk = true
		m := c.Metadata.or()
		h.Phase, h.Progress = max(h.Phase, bounded(m.Phase, 2)), max(h.Progress, bounded(m.Progress, 100))
		h.Problems = append(h.Problems, problems(c.Errors)...)
		c.each(func(thread string, message json.RawMessage) {
			env := envelope{Entry: s.env.Entry, Time: s.env.Time, Field: fieldHistory, Metadata: s.env.Metadata, Thread: thread, Message: message}
			messages = append(messages, &Stored{env: env})
		})
	}
	return h, messages, isChunk || len(h.Problems) > 0
}

func bounded(n num, most int) int { return int(min(max(n, 0), num(most))) }

// each calls f for every message of the chunk.
func (c *historyJSON) each(f func(thread string, message json.RawMessage)) {
	for _, raw := range several(c.Threads) {
		var t soft[historyThreadJSON]
		_ = t.UnmarshalJSON(raw) // never fails
		for _, m := range several(t.or().Messages) {
			f(string(t.or().ID), m)
		}
	}
}

// history makes an item of every message of a "history" value, and one of what
// each chunk says of itself. It returns how many there were.
func (s *splitter) history(at *place, value json.RawMessage) int {
	var v struct {
		History json.RawMessage `json:"history"`
	}
	read(value, &v)
	before := len(s.items)
	for _, raw := range several(v.History) {
		var c historyJSON
		if !isObject(raw) || !read(raw, &c) {
			continue
		}
		messages := 0
		c.each(func(thread string, m json.RawMessage) {
			messages++
			s.message(at, envelope{Thread: thread, Message: m}, "history", false)
		})
		s.event(at, withoutThreads(raw, messages > 0))
	}
	return len(s.items) - before
}

// withoutThreads gives a "history" value of one chunk, without the messages that
// are items of their own.
func withoutThreads(chunk json.RawMessage, apart bool) json.RawMessage {
	rest := map[string]json.RawMessage{}
	if !read(chunk, &rest) {
		return nil
	}
	if apart {
		delete(rest, "threads")
	}
	value, _ := marshal(map[string]any{"history": []any{rest}}) // valid JSON marshals
	return value
}

// side says of an old message who wrote it and to whom: it names its author, and
// stands in the thread of the customer. Whatever cannot be told is taken for the
// customer's.
func (e *envelope) side(m *channel.Message) {
	if e.Thread == "" || m.To != (channel.Person{}) {
		return
	}
	customer := person(str(e.Thread), "", "")
	ours := m.DisplayPhone.Digits()
	switch from := m.From.WaID.Digits(); {
	case m.From == (channel.Person{}), m.From.WaID == customer.WaID && customer.WaID != "", m.From.UserID == customer.UserID && customer.UserID != "":
		// Theirs: what the thread adds is taken over.
	case ours != "" && from == ours, ours == "" && from != "":
		m.To = customer
		return
	}
	m.From.WaID = desk.PhoneNumber(first(str(m.From.WaID), str(customer.WaID)))
	m.From.UserID = first(str(m.From.UserID), str(customer.UserID))
}
