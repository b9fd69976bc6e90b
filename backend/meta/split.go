package meta

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
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
func Split(body []byte) ([]Item, error) {
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
	items  []Item
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

func (s *splitter) messages(at *place, array json.RawMessage, prefix string) int {
	return s.each(at, array, func(at *place, raw json.RawMessage, single bool) {
		s.message(at, envelope{Message: raw}, prefix, single)
	})
}

// message makes an item of one message.
func (s *splitter) message(at *place, env envelope, prefix string, single bool) {
	var m soft[struct {
		ID     str `json:"id"`
		From   str `json:"from"`
		To     str `json:"to"`
		UserID str `json:"from_user_id"`
		ToUser str `json:"to_user_id"`
		Time   num `json:"timestamp"`
	}]
	_ = m.UnmarshalJSON(env.Message) // never fails
	h := m.or()
	h.ID = str(desk.FitID(string(h.ID)))
	env.Contacts = at.contactsOf(single, h.UserID, h.From, h.ToUser, h.To)
	s.add(at, env, Item{ID: string(h.ID), Time: millis(h.Time), Key: messageKey(&env, prefix, h.ID)})
}

// messageKey names a version of a message: by its id alone if its content is
// there, and apart if it is not. So the real message is another item than the
// word that came before it that there is one, and each of them is known again.
func messageKey(env *envelope, prefix string, id str) string {
	if id == "" {
		return ""
	}
	switch m, _ := env.message(); m.Richness() {
	case Bare:
		return join(prefix, id, "bare")
	case Loose:
		return join(prefix, id, "loose")
	default:
		return join(prefix, id)
	}
}

func (s *splitter) call(at *place, raw json.RawMessage, single bool) {
	c := readCall(raw)
	key := ""
	if c.ID != "" {
		key = join("call", c.ID, c.Event)
	}
	env := envelope{Call: raw, Contacts: at.contactsOf(single, c.FromUser, c.From, c.ToUser, c.To)}
	s.add(at, env, Item{ID: string(c.ID), Time: millis(c.Timestamp), Key: key})
}

func (s *splitter) status(at *place, raw json.RawMessage, single bool) {
	var m soft[statusJSON]
	_ = m.UnmarshalJSON(raw) // never fails
	h := m.or()
	h.ID = str(desk.FitID(string(h.ID)))
	key := ""
	if h.ID != "" && h.Status != "" {
		key = join("status", h.ID, h.Status, str(first(h.RecipientID, h.RecipientUserID)))
		if h.Participant != "" { // in a group everybody has a status of their own
			key = join(key, h.Participant)
		}
	}
	env := envelope{Status: raw, Contacts: at.contactsOf(single, h.RecipientUserID, h.RecipientID)}
	s.add(at, env, Item{ID: string(h.ID), Time: millis(h.Timestamp), Key: key})
}

// StatusKeys is how the keys of a message's statuses begin, followed by |.
func StatusKeys(messageID string) string { return join("status", str(messageID)) }

func (s *splitter) problem(at *place, raw json.RawMessage, _ bool) {
	s.add(at, envelope{Error: raw}, Item{})
}

func (s *splitter) event(at *place, value json.RawMessage) {
	s.add(at, envelope{Value: value}, Item{Time: innerTime(value)})
}

// innerTime finds the stamp of an event whose entry has none: it stands in the
// value or in the first element of one of its arrays.
func innerTime(value json.RawMessage) int64 {
	type stamped struct {
		Timestamp num `json:"timestamp"`
		Metadata  soft[struct {
			Timestamp num `json:"timestamp"`
		}] `json:"metadata"`
	}
	var v struct {
		Timestamp   num           `json:"timestamp"`
		Preferences list[stamped] `json:"user_preferences"`
		UserIDs     list[stamped] `json:"user_id_update"`
		Sync        list[stamped] `json:"state_sync"`
		Calls       list[stamped] `json:"calls"`
	}
	read(value, &v)
	if v.Timestamp > 0 {
		return millis(v.Timestamp)
	}
	for _, l := range []list[stamped]{v.Preferences, v.UserIDs, v.Sync, v.Calls} {
		for _, e := range l {
			if at := max(millis(e.Timestamp), millis(e.Metadata.or().Timestamp)); at > 0 {
				return at
			}
		}
	}
	return 0
}

// add makes an item of what stands at a place, beginning with what is known of
// it: id, time and key, or not even those.
func (s *splitter) add(at *place, env envelope, item Item) {
	if item.Time == 0 {
		item.Time = at.time
	}
	env.Object, env.Entry, env.Time, env.Field = s.object, at.entryID, item.Time, at.field
	if isObject(at.head.Metadata) {
		env.Metadata = at.head.Metadata
	}
	var m soft[metadata]
	_ = m.UnmarshalJSON(at.head.Metadata) // never fails
	item.Field, item.WABA = at.field, first(at.head.WABAInfo.or().ID, str(at.entryID))
	item.PhoneNumberID = string(m.or().PhoneID)
	item.DisplayPhone = first(m.or().DisplayPhone, at.head.Display, at.head.Phone)
	item.Kind, item.Reason = env.classify()
	s.finish(item, at, env)
}

// keep makes an unknown item of JSON whose shape says nothing.
func (s *splitter) keep(at place, raw json.RawMessage, reason string) {
	env := envelope{Object: s.object, Entry: at.entryID, Time: at.time, Field: at.field, Raw: raw}
	item := Item{Kind: KindUnknown, Field: at.field, WABA: at.entryID, Time: at.time, Reason: reason}
	s.finish(item, &at, env)
}

func (s *splitter) finish(item Item, at *place, env envelope) {
	if s.over = s.over || len(s.items) >= maxItems || s.size > maxSplit; s.over {
		s.items = nil
		return
	}
	if item.Key == "" {
		item.Key, item.Expiring = s.hashKey(at, item)
	}
	at.n++
	item.Payload = env.payload()
	s.size += len(item.Payload)
	s.items = append(s.items, item)
}

// hashKey names an item that has no id of its own: by its content and Meta's
// stamp, or, without a stamp, by the body and its place in it.
func (s *splitter) hashKey(at *place, item Item) (key string, expiring bool) {
	if item.Time == 0 {
		if s.hash == "" {
			sum := sha256.Sum256(s.body)
			s.hash = hex.EncodeToString(sum[:])
		}
		return join("body", str(s.hash), str(strconv.Itoa(len(s.items)))), true
	}
	parts := []string{at.entryID, strconv.FormatInt(item.Time, 10), strconv.Itoa(at.n), at.content()}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return join("event", str(item.Field), str(hex.EncodeToString(sum[:]))), false
}

// content stands for the change in its items' keys: itself for the first, and
// for the others its hash, or a body full of items without ids would be hashed
// once for each of them.
func (p *place) content() string {
	if p.n > 0 && p.digest != "" {
		return p.digest
	}
	var compact bytes.Buffer
	if json.Compact(&compact, p.change) != nil {
		compact.Write(p.change)
	}
	if p.n == 0 {
		return compact.String()
	}
	sum := sha256.Sum256(compact.Bytes())
	p.digest = hex.EncodeToString(sum[:])
	return p.digest
}

var escapes = strings.NewReplacer("%", "%25", "|", "%7C")

// join builds a key whose parts cannot run into each other.
func join(prefix string, parts ...str) string {
	var b strings.Builder
	b.WriteString(prefix)
	for _, p := range parts {
		b.WriteByte('|')
		if strings.ContainsAny(string(p), "%|") {
			p = str(escapes.Replace(string(p)))
		}
		b.WriteString(string(p))
	}
	return b.String()
}

// marshal writes JSON without turning <, > and & into escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
