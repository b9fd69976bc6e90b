package meta

import (
	"encoding/json"
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// envelope is the shape of Item.Payload.
type envelope struct {
	Object   string            `json:"object,omitempty"` // only if it is not the usual one
	Entry    string            `json:"entry,omitempty"`  // entry.id
	Time     int64             `json:"time,omitempty"`   // the item's stamp in milliseconds
	Field    string            `json:"field,omitempty"`
	Metadata json.RawMessage   `json:"metadata,omitempty"`
	Contacts []json.RawMessage `json:"contacts,omitempty"`
	Thread   string            `json:"thread,omitempty"` // of an old message: the customer's id
	// Exactly one of the following is set.
	Message json.RawMessage `json:"message,omitempty"`
	Call    json.RawMessage `json:"call,omitempty"`
	Status  json.RawMessage `json:"status,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
	Raw     json.RawMessage `json:"raw,omitempty"`

	ours *metadata // Metadata, where it was read already
	// decoded remembers the message, which is asked for to classify it and again
	// for itself.
	decoded *decodedMessage
}

type decodedMessage struct {
	m   channel.Message
	err error
}

// metadata names our number.
type metadata struct {
	DisplayPhone str `json:"display_phone_number"`
	PhoneID      str `json:"phone_number_id"`
}

func (m *metadata) display() desk.PhoneNumber { return desk.PhoneNumber(m.DisplayPhone) }

// webhookObject is the only value of "object" that WhatsApp uses.
const webhookObject = "whatsapp_business_account"

// The fields that are not simply events.
const (
	fieldMessages  = "messages"
	fieldHistory   = "history"
	fieldEchoes    = "message_echoes"
	fieldAppEchoes = "smb_message_echoes"
	fieldCalls     = "calls"
	fieldStandby   = "standby"
	fieldHandovers = "messaging_handovers"
)

// Classify says what a stored payload is, by today's knowledge: an item that
// was KindUnknown when it came in may be understood after an upgrade.
func Classify(payload json.RawMessage) (channel.Kind, string) { return Open(payload).Classify() }

// Stored is a stored payload, read once for those who ask more than one thing
// of it. It shares the payload's memory.
type Stored struct {
	env envelope
	err error // why the payload is none of ours
}

// Open reads a stored payload. Its methods answer like the functions of their
// names.
func Open(payload json.RawMessage) *Stored {
	env, err := open(payload)
	return &Stored{env, err}
}

// Classify says what the payload is, by today's knowledge.
func (s *Stored) Classify() (channel.Kind, string) {
	if s.err != nil {
		return channel.KindUnknown, s.err.Error()
	}
	return s.env.classify()
}

// Message reads it as DecodeMessage does.
func (s *Stored) Message() (channel.Message, error) {
	if s.err != nil {
		return channel.Message{}, s.err
	}
	return s.env.message()
}

// Receipt reads it as DecodeStatus does.
func (s *Stored) Receipt() (channel.Receipt, error) {
	if s.err != nil {
		return channel.Receipt{}, s.err
	}
	return s.env.status()
}

// Event reads it as DecodeEvent does.
func (s *Stored) Event() (channel.Event, error) {
	if s.err != nil {
		return channel.Event{}, s.err
	}
	return s.env.event()
}

func open(payload json.RawMessage) (envelope, error) {
	if isObject(payload) && !json.Valid(payload) {
		return envelope{}, malformed("the payload is not one of ours")
	}
	return opened(payload)
}

// opened reads a payload that is valid JSON, or none.
func opened(payload json.RawMessage) (envelope, error) {
	var env envelope
	if !isObject(payload) {
		return env, malformed("the payload is not an object")
	}
	if !env.read(payload) {
		return env, malformed("the payload is not one of ours")
	}
	return env, nil
}

// read takes the envelope out of its payload, and says whether it can be one.
func (e *envelope) read(payload []byte) bool {
	fits := true
	members(payload, func(key, value []byte) {
		if string(value) == "null" {
			return
		}
		text := func(to *string) {
			if fits = fits && value[0] == '"'; fits {
				*to = unquote(value)
			}
		}
		switch string(key) {
		case "object":
			text(&e.Object)
		case "entry":
			text(&e.Entry)
		case "field":
			text(&e.Field)
		case "thread":
			text(&e.Thread)
		case "time":
			var err error
			e.Time, err = strconv.ParseInt(string(value), 10, 64)
			fits = fits && err == nil
		case "contacts":
			e.Contacts = elements(value)
			fits = fits && value[0] == '['
		case "metadata":
			e.Metadata = value
		case "message":
			e.Message = value
		case "call":
			e.Call = value
		case "status":
			e.Status = value
		case "error":
			e.Error = value
		case "value":
			e.Value = value
		case "raw":
			e.Raw = value
		}
	})
	return fits
}

// payload writes the envelope: what is empty is left out, Meta's parts lose
// their white space and nothing else.
func (e *envelope) payload() json.RawMessage {
	size := 128
	for _, raw := range [...]json.RawMessage{e.Metadata, e.Message, e.Call, e.Status, e.Error, e.Value, e.Raw} {
		size += len(raw)
	}
	for _, raw := range e.Contacts {
		size += len(raw)
	}
	b := append(make([]byte, 0, size), '{')
	name := func(s string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), s...), '"', ':')
	}
	text := func(key, s string) {
		if s != "" {
			name(key)
			b = appendText(b, s)
		}
	}
	raw := func(key string, r json.RawMessage) {
		if len(r) > 0 {
			name(key)
			b = appendCompact(b, r)
		}
	}
	text("object", e.Object)
	text("entry", e.Entry)
	if e.Time != 0 {
		name("time")
		b = strconv.AppendInt(b, e.Time, 10)
	}
	text("field", e.Field)
	raw("metadata", e.Metadata)
	for i, c := range e.Contacts {
		if i == 0 {
			name("contacts")
		}
		b = appendCompact(append(b, "[,"[min(i, 1)]), c)
	}
	if len(e.Contacts) > 0 {
		b = append(b, ']')
	}
	text("thread", e.Thread)
	raw("message", e.Message)
	raw("call", e.Call)
	raw("status", e.Status)
	raw("error", e.Error)
	raw("value", e.Value)
	raw("raw", e.Raw)
	return append(b, '}')
}

func (e *envelope) classify() (channel.Kind, string) {
	var err error
	var kind channel.Kind
	switch {
	case e.Object != "":
		return channel.KindUnknown, "the object is not " + webhookObject
	case e.Message != nil:
		var m channel.Message
		m, err = e.message()
		if kind = messageKind(e.Field); e.Field == fieldStandby {
			kind = standbyKind(&m)
		}
	case e.Call != nil:
		kind = channel.KindMessage
		if call := readCall(e.Call); call.ours() {
			kind = channel.KindEcho
		}
		_, err = e.message()
	case e.Status != nil:
		kind = channel.KindStatus
		_, err = e.status()
	case e.Field == fieldHistory && e.Value != nil:
		return channel.KindHistory, "" // what a chunk says of itself
	case e.Error != nil || e.Value != nil:
		kind = channel.KindEvent
		_, err = e.event()
	default:
		return channel.KindUnknown, "the shape is not one of a webhook"
	}
	if err != nil {
		return channel.KindUnknown, err.Error()
	}
	return kind, ""
}

func messageKind(field string) channel.Kind {
	switch field {
	case fieldEchoes, fieldAppEchoes:
		return channel.KindEcho
	case fieldHistory:
		return channel.KindHistory
	}
	return channel.KindMessage
}

// malformed is the reason why something is not understood. It never quotes
// content, only names of Meta's protocol.
type malformed string

func (m malformed) Error() string { return string(m) }

// unfamiliar is a malformed that quotes a word of Meta's, cut to a harmless
// length and to the characters that Meta's words have.
func unfamiliar(what string, word str) malformed {
	const longest = 60
	clean := make([]byte, 0, longest)
	for i := 0; i < len(word) && len(clean) < longest; i++ {
		c := word[i]
		if c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			clean = append(clean, c)
		}
	}
	return malformed(what + " " + string(clean) + " is not known")
}
