package twilio

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// fieldMessages is the field of every item: one address takes messages and statuses.
const fieldMessages = "messages"

// oursParam is the name in the address of a status callback that carries our id of the
// message: Twilio sends nothing else back.
const oursParam = "ours"

// envelope is the shape of an Item's payload around Twilio's unchanged values.
type envelope struct {
	Query map[string]string `json:"query,omitempty"` // of the address: what we put there
	Form  map[string]string `json:"form,omitempty"`
	// File is which of a message's files this item is, from 2: the first comes with the
	// text, and each other one stands alone.
	File int             `json:"file,omitempty"`
	Raw  json.RawMessage `json:"raw,omitempty"` // a body that is JSON
	// At is when the message came, in Unix ms, of one that was read from Twilio's list: a
	// webhook gives no time.
	At int64 `json:"at,omitempty"`

	err error // why the payload is none of ours
}

// Split takes a webhook apart: one message or one status, and an item more for each
// further file. It never drops anything; an error means that there is no form in it.
func Split(r channel.Request) ([]channel.Item, error) {
	query, err := parseForm(r.RawQuery)
	if err != nil {
		return nil, err
	}
	delete(query, bodyHash)
	e := envelope{Query: query}
	if !hasForm(r) && json.Valid(r.Body) {
		e.Raw = r.Body
		it, err := e.item()
		return []channel.Item{it}, err
	}
	form, err := parseForm(string(r.Body))
	if err != nil {
		return nil, err
	}
	if len(form) == 0 {
		return nil, errForm
	}
	e.Form = form
	return e.items()
}

// items gives the item of an envelope, and one more for each further file.
func (e envelope) items() ([]channel.Item, error) {
	out := make([]channel.Item, 0, 1)
	for n := range max(e.files(), 1) {
		one := e
		if n > 0 {
			one.File = n + 1
		}
		it, err := one.item()
		if err != nil {
			return nil, err
		}
		out = append(out, it)
	}
	return out, nil
}

// item makes the item of an envelope.
func (e envelope) item() (channel.Item, error) {
	payload, err := json.Marshal(e)
	if err != nil {
		return channel.Item{}, desk.Wrap("encode item", err)
	}
	kind, reason := e.Classify()
	it := channel.Item{Kind: kind, Field: fieldMessages, WABA: e.Form["AccountSid"], Payload: payload, Stored: e, Reason: reason, Time: e.At}
	switch kind {
	case channel.KindMessage:
		it.PhoneNumberID, it.ID = e.Form["To"], e.id()
		it.Key = "message/" + it.ID
	case channel.KindStatus:
		it.PhoneNumberID, it.ID = e.Form["From"], e.id()
		it.Key = "status/" + it.ID + "|" + strings.ToLower(e.Form["MessageStatus"])
	default:
		sum := sha256.Sum256(payload)
		it.Key, it.Expiring = "item/"+hex.EncodeToString(sum[:]), true
	}
	it.DisplayPhone = string(phoneOf(it.PhoneNumberID))
	return it, nil
}

// sidForm is lenient on purpose: a longer or differently spelt id is an id all the same.
var sidForm = regexp.MustCompile(`^[A-Za-z0-9]{2,64}$`)

// id is the message's: one further file has its number behind it.
func (e envelope) id() string {
	id := e.sid()
	if e.File > 1 {
		id += "." + strconv.Itoa(e.File)
	}
	return id
}

// sid is Twilio's id of the message that the item is or is about.
func (e envelope) sid() string {
	for _, name := range []string{"MessageSid", "SmsSid", "SmsMessageSid"} {
		if e.Form[name] != "" {
			return e.Form[name]
		}
	}
	return ""
}

// mostFiles bounds the files of one message; Twilio carries ten.
const mostFiles = 10

func (e envelope) files() int {
	n, err := strconv.Atoi(e.Form["NumMedia"])
	if err != nil || n < 0 || e.isStatus() {
		return 0
	}
	return min(n, mostFiles)
}

// isStatus tells a callback about a message of ours from a message: both have SmsStatus.
func (e envelope) isStatus() bool {
	return e.Form["MessageStatus"] != "" && e.Form["MessageStatus"] != "received"
}

// Classify says what the payload is, by today's knowledge.
func (e envelope) Classify() (channel.Kind, string) {
	sid := e.sid()
	switch {
	case e.err != nil:
		return channel.KindUnknown, e.err.Error()
	case e.Raw != nil:
		return channel.KindUnknown, "the webhook is JSON, which no webhook of messages is"
	case sid == "" && e.Form["CallSid"] != "":
		return channel.KindUnknown, "the webhook is about a call"
	case sid == "":
		return channel.KindUnknown, "the webhook names no message"
	case !sidForm.MatchString(sid):
		return channel.KindUnknown, "the message's id is not one of Twilio's"
	case !addressed(e.Form["From"]) || !addressed(e.Form["To"]):
		return channel.KindUnknown, "the webhook does not say from whom to whom"
	case e.isStatus():
		if _, err := e.Receipt(); err != nil {
			return channel.KindUnknown, err.Error()
		}
		return channel.KindStatus, ""
	}
	return channel.KindMessage, ""
}

// addressed says whether an address names somebody.
func addressed(address string) bool { return address != "" && len(address) <= maxID }

// History is never told.
func (envelope) History() (h channel.History, messages []channel.Stored, isChunk bool) {
	return h, nil, false
}

// Event is never told.
func (envelope) Event() (channel.Event, error) {
	return channel.Event{}, malformed("the item is no event")
}

// malformed is the reason why something is not understood. It quotes no content.
type malformed string

func (m malformed) Error() string { return string(m) }

// Open reads a stored payload.
func Open(payload json.RawMessage) channel.Stored {
	var e envelope
	if !bytes.HasPrefix(bytes.TrimSpace(payload), []byte("{")) || json.Unmarshal(payload, &e) != nil {
		return envelope{err: malformed("the payload is not one of ours")}
	}
	return e
}

const whatsapp = "whatsapp:"

// phoneOf gives the number in an address: +E164, with the channel's prefix or without.
func phoneOf(address string) desk.PhoneNumber {
	return desk.PhoneNumber(strings.TrimPrefix(address, whatsapp))
}

// person gives who has an address. An SMS may come from a name or a short code; a name
// is all that is known of its sender.
func person(address string) channel.Person {
	phone := phoneOf(address)
	digits := phone.Digits()
	if digits == "" || strings.Trim(string(phone), "+0123456789 ") != "" {
		return channel.Person{UserID: string(phone), Name: string(phone)}
	}
	return channel.Person{WaID: desk.PhoneNumber(digits)}
}
