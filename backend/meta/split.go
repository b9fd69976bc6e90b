package meta

import (
	"encoding/json"
	"errors"

	"github.com/parleydesk/parley/backend/channel"
)

// ErrNotJSON says that a webhook body is not a JSON object.
var ErrNotJSON = errors.New("meta: the webhook body is not a JSON object")

// ErrTooMany says that a webhook body holds more than any of Meta's.
var ErrTooMany = errors.New("meta: the webhook body holds more than Meta ever sends at once")

// Bounds of what one body may become. Meta sends up to 1,000 updates at once;
// what stands beside them (the number, an id) goes along with each, so that a
// body made for it could grow a thousandfold.
const (
	maxItems = 20_000
	maxSplit = 64 << 20 // bytes of all payloads
)

// Split takes a webhook body apart: one item per message, status and error of
// every entry and change, one per change for the other fields. It never drops
// anything and never stops at a bad item: what is not understood comes out as
// KindUnknown with its JSON, and there is always at least one item. The errors
// are ErrNotJSON, with one item that carries the body as a JSON string, and
// ErrTooMany, with none.
func Split(body []byte) ([]channel.Item, error) {
	s := splitter{body: body}
	var env struct {
		Object str             `json:"object"`
		Entry  json.RawMessage `json:"entry"`
	}
	if !isObject(body) || !json.Valid(body) || !read(body, &env) {
		// A JSON string holds any text; what is not UTF-8 is only in the raw
		// body, which the caller has.
		text, _ := json.Marshal(string(body)) // a string always marshals
		s.keep(place{}, text, "the body is not a JSON object")
		return s.items, ErrNotJSON
	}
	entries := elements(env.Entry)
	if len(entries) == 0 {
		s.keep(place{}, body, "the body has no entries")
		return s.items, nil
	}
	if env.Object != "" && env.Object != webhookObject {
		s.object = string(env.Object)
	}
	for _, raw := range entries {
		s.entry(raw)
	}
	if s.over {
		return nil, ErrTooMany
	}
	return s.items, nil
}

// splitter gathers the items of one body.
type splitter struct {
	body   []byte
	hash   string // of body, made when first needed
	object string // set if it is not the usual one
	items  []channel.Item
	size   int  // bytes of their payloads
	over   bool // beyond the bounds: nothing more is gathered
}

// place is where in the body an item stands.
type place struct {
	entryID string
	time    int64 // of the entry, in milliseconds
	field   string
	change  json.RawMessage
	head    valueHead
	ours    metadata       // of head, read
	person  map[string]int // index in contacts by id
	n       int            // items of this change so far
	digest  string         // of change, made when first needed
}

// valueHead is the part of a change's value that Split looks at.
type valueHead struct {
	Metadata json.RawMessage   `json:"metadata"`
	Contacts []json.RawMessage `json:"-"`

	Messages json.RawMessage `json:"messages"`
	Statuses json.RawMessage `json:"statuses"`
	Errors   json.RawMessage `json:"errors"`
	Echoes   json.RawMessage `json:"message_echoes"`
	Calls    json.RawMessage `json:"calls"`

	Standby   json.RawMessage `json:"standby"`
	Recipient json.RawMessage `json:"recipient"` // names our number where there is no metadata

	RawContacts json.RawMessage `json:"contacts"`
	Field       str             `json:"field"`
	Display     str             `json:"display_phone_number"`
	Phone       str             `json:"phone_number"`
	WABAInfo    soft[struct {
		ID str `json:"waba_id"`
	}] `json:"waba_info"`
}

func (s *splitter) entry(raw json.RawMessage) {
	var e struct {
		ID      str             `json:"id"`
		Time    num             `json:"time"`
		Field   str             `json:"field"`
		Changes json.RawMessage `json:"changes"`
	}
	bad := !read(raw, &e)
	at := place{entryID: string(e.ID), time: millis(e.Time), change: raw}
	changes := elements(e.Changes)
	if bad || len(changes) == 0 {
		s.keep(at, raw, "the entry has no changes")
		return
	}
	for _, c := range changes {
		at := at
		at.change = c
		at.field = string(e.Field)
		s.change(&at)
	}
}

func (s *splitter) change(at *place) {
	var c struct {
		Field str             `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	if !read(at.change, &c) || !isObject(c.Value) {
		s.keep(*at, at.change, "the change has no value")
		return
	}
	read(c.Value, &at.head)
	at.head.unwrap()
	var ours soft[metadata]
	_ = ours.UnmarshalJSON(at.head.Metadata) // never fails
	at.ours = ours.or()
	// Meta's own examples of PARTNER_APP_* put the field into the entry or
	// into the value.
	at.field = first(c.Field, str(at.field), at.head.Field)
	if at.field == "" && len(at.head.Messages) > 0 {
		at.field = fieldMessages // nothing else has them
	}
	at.readContacts()

	found := 0
	switch at.field {
	case fieldMessages:
		found += s.messages(at, at.head.Messages, "message")
		found += s.each(at, at.head.Statuses, s.status)
		found += s.each(at, at.head.Errors, s.problem)
	case fieldEchoes, fieldAppEchoes:
		found += s.messages(at, at.head.Echoes, "echo")
	case fieldHistory:
		found += s.messages(at, at.head.Messages, "history")
		found += s.history(at, c.Value)
	case fieldCalls:
		found += s.each(at, at.head.Calls, s.call)
	case fieldStandby:
		found += s.standby(at)
	}
	if found == 0 {
		s.event(at, c.Value)
	}
}

// readContacts indexes the contacts, so that each message takes only its own
// along: with all of them in each item a batch would grow with its square.
func (p *place) readContacts() {
	p.head.Contacts = several(p.head.RawContacts)
	p.person = make(map[string]int, 2*len(p.head.Contacts))
	for i, raw := range p.head.Contacts {
		var c soft[contactJSON]
		_ = c.UnmarshalJSON(raw) // never fails
		for _, id := range []str{c.or().WaID, c.or().UserID} {
			if id != "" {
				p.person[string(id)] = i
			}
		}
	}
}

// contactsOf returns the contacts that belong to one of the ids; in a change
// about one single thing, all of them.
func (p *place) contactsOf(single bool, ids ...str) []json.RawMessage {
	if single {
		return p.head.Contacts
	}
	for _, id := range ids {
		if i, ok := p.person[string(id)]; ok {
			return p.head.Contacts[i : i+1]
		}
	}
	return nil
}

// several gives the elements of an array; an object where an array belongs
// counts as an array of one, and anything else as none.
func several(raw json.RawMessage) []json.RawMessage {
	if isObject(raw) {
		return []json.RawMessage{raw}
	}
	return elements(raw)
}

// each calls f for every element of an array and returns how many there were.
func (s *splitter) each(at *place, array json.RawMessage, f func(at *place, raw json.RawMessage, single bool)) int {
	raws := several(array)
	for _, raw := range raws {
		f(at, raw, len(raws) == 1)
	}
	return len(raws)
}
