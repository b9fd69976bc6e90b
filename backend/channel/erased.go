package channel

import (
	"bytes"
	"encoding/json"
)

// What stays of an item whose content was erased: who wrote to whom, when, what
// sort of message it was and which other one it is about. It stands in the item's
// place and is read in place of it, so that everything that followed from the
// message follows again.

// erasedItem is how it is stored. Its first field tells it from every provider's
// own items; never rename it.
type erasedItem struct {
	Erased *erasedMessage `json:"erased"`
}

type erasedMessage struct {
	Kind     Kind     `json:"kind"`
	Reason   string   `json:"reason,omitempty"`
	Left     Message  `json:"message"`
	Richness Richness `json:"richness"` // of the message when it was whole
}

var erasedMark = []byte(`{"erased":`)

// EraseItem gives what stays of a kept item once its content is erased; false
// when it holds no message.
func EraseItem(s Stored) (json.RawMessage, bool) {
	kind, reason := s.Classify()
	if kind != KindMessage && kind != KindEcho && kind != KindHistory && kind != KindStandby {
		return nil, false
	}
	if _, _, isChunk := s.History(); kind == KindHistory && isChunk {
		return nil, false
	}
	m, err := s.Message()
	if err != nil {
		return nil, false
	}
	out, err := json.Marshal(erasedItem{&erasedMessage{Kind: kind, Reason: reason, Left: m.withoutContent(), Richness: m.Richness()}})
	return out, err == nil
}

// OpenErased opens what EraseItem gave; false when the item is another one.
func OpenErased(item json.RawMessage) (Stored, bool) {
	if !bytes.HasPrefix(item, erasedMark) {
		return nil, false
	}
	var e erasedItem
	if json.Unmarshal(item, &e) != nil || e.Erased == nil {
		return nil, false
	}
	return e.Erased, true
}

// Classify says what the item was.
func (e *erasedMessage) Classify() (Kind, string) { return e.Kind, e.Reason }

// Message gives what stays of it.
func (e *erasedMessage) Message() (Message, error) {
	m := e.Left
	m.Erased = &e.Richness
	return m, nil
}

// Receipt says that it is none.
func (e *erasedMessage) Receipt() (Receipt, error) { return Receipt{}, errErased }

// Event says that it is none.
func (e *erasedMessage) Event() (Event, error) { return Event{}, errErased }

// History says that it is no chunk.
func (e *erasedMessage) History() (History, []Stored, bool) { return History{}, nil, false }

type erasedError string

func (e erasedError) Error() string { return string(e) }

const errErased = erasedError("its content was erased")

// withoutContent leaves out what was said. What there was stays as an empty one:
// ids of rows are counted by it.
func (m Message) withoutContent() Message {
	m.Text, m.Location, m.Contacts, m.Referral = "", nil, nil, nil
	if m.Media != nil {
		m.Media = &Media{}
	}
	if m.Button != nil {
		m.Button = &Button{}
	}
	if m.Interactive != nil {
		m.Interactive = &Interactive{Type: m.Interactive.Type}
	}
	if m.Order != nil {
		m.Order = &Order{}
	}
	if m.System != nil {
		s := *m.System
		s.Body = ""
		m.System = &s
	}
	if m.Reaction != nil {
		m.Reaction = &Reaction{MessageID: m.Reaction.MessageID}
	}
	if m.Edit != nil {
		m.Edit = &Edit{OriginalID: m.Edit.OriginalID, Content: m.Edit.Content.withoutContent()}
	}
	if m.Context != nil {
		c := *m.Context
		c.Product = nil
		m.Context = &c
	}
	if len(m.Details) > 0 {
		m.Details = []Detail{{}}
	}
	return m
}
