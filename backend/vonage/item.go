package vonage

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// stored is what the record keeps of an SMS or of a receipt. The carrier's own form is
// not kept: a long SMS has several, and its keyword repeats the first word of the text,
// which may be a code.
type stored struct {
	SMS  *storedSMS     `json:"sms,omitempty"`
	Came *storedReceipt `json:"receipt,omitempty"`

	err error // why the payload is none of ours
}

// storedSMS is an SMS. SentAt is in Unix milliseconds, 0 = not said.
type storedSMS struct {
	ID     string `json:"id"`
	From   string `json:"from"` // digits, a short code or a name
	To     string `json:"to"`   // digits
	Text   string `json:"text,omitempty"`
	Type   string `json:"type,omitempty"`
	SentAt int64  `json:"sentAt,omitempty"`
}

// storedReceipt is a delivery receipt, with the carrier's words.
type storedReceipt struct {
	ID     string `json:"messageId"`
	To     string `json:"msisdn"` // the customer
	From   string `json:"to"`     // our number
	Status string `json:"status"`
	Code   string `json:"err-code,omitempty"`
	Ours   string `json:"client-ref,omitempty"`
	At     int64  `json:"at,omitempty"`
}

// itemsOf gives what is kept of an SMS as a message.
func itemsOf(s channel.SMS) func(string) ([]channel.Item, error) {
	return func(text string) ([]channel.Item, error) {
		it, err := stored{SMS: &storedSMS{
			ID: s.MessageID, From: string(s.From), To: string(s.To), Text: text, Type: s.Type, SentAt: s.Timestamp,
		}}.item()
		return []channel.Item{it}, err
	}
}

// receiptOf reads a delivery receipt; nil for one that names no message of a number.
func receiptOf(p Params) *channel.Item {
	r := &storedReceipt{
		ID: p["messageId"], To: p["msisdn"], From: strings.TrimPrefix(p["to"], "+"), Status: strings.ToLower(p["status"]),
		Code: p["err-code"], Ours: p["client-ref"], At: parseTime(p["message-timestamp"]),
	}
	long := max(len(r.ID), len(r.To), len(r.From), len(r.Status), len(r.Code), len(r.Ours)) > maxID
	if r.ID == "" || !isDigits(r.From) || long {
		return nil
	}
	it, err := stored{Came: r}.item()
	if err != nil {
		return nil
	}
	return &it
}

// item makes the item of what is kept.
func (s stored) item() (channel.Item, error) {
	payload, err := json.Marshal(s)
	if err != nil {
		return channel.Item{}, &desk.Error{Code: desk.CodeInternal, Op: "encode sms"} // the cause may quote it
	}
	kind, reason := s.Classify()
	it := channel.Item{Kind: kind, Reason: reason, Field: channel.FieldSMS, Payload: payload, Stored: s}
	switch {
	case s.SMS != nil:
		it.ID, it.Time = s.SMS.ID, s.SMS.SentAt
		it.Key = "message/" + it.ID
		it.DisplayPhone = "+" + s.SMS.To
	case s.Came != nil:
		it.ID, it.Time = s.Came.ID, s.Came.At
		it.Key = statusKey(it.ID) + "|" + s.Came.Status
		it.DisplayPhone = "+" + s.Came.From
	}
	it.PhoneNumberID = it.DisplayPhone
	return it, nil
}

func statusKey(id string) string { return "status/" + id }

// Reader reads what the record keeps of the carrier's SMS.
type Reader struct{}

var _ channel.Reader = Reader{}

// Provider names Vonage.
func (Reader) Provider() string { return Provider }

// ReadEntry reads an entry of channel.FieldSMS.
func (Reader) ReadEntry(payload []byte) (e desk.ItemEntry, s channel.Stored, ok bool) {
	if !bytes.HasPrefix(payload, []byte("{")) || json.Unmarshal(payload, &e) != nil {
		return desk.ItemEntry{}, nil, false
	}
	return e, open(e.Item), true
}

// OpenItem opens an item's payload.
func (Reader) OpenItem(item json.RawMessage) channel.Stored { return open(item) }

// ReceiptKeys is how the keys of the receipts of an SMS begin.
func (Reader) ReceiptKeys(app desk.AppID, messageID string) string {
	return channel.EntryKey(Provider, app, channel.FieldSMS, statusKey(messageID))
}

// Explain names the sentence that says what a receipt's code means.
func (Reader) Explain(code int, title string) *desk.Said { return explainReceipt(code, title) }

func open(payload json.RawMessage) stored {
	var s stored
	if !bytes.HasPrefix(bytes.TrimSpace(payload), []byte("{")) || json.Unmarshal(payload, &s) != nil || s.SMS == nil == (s.Came == nil) {
		return stored{err: malformed("the payload is not one of ours")}
	}
	return s
}

// malformed is the reason why something is not understood. It quotes no content.
type malformed string

func (m malformed) Error() string { return string(m) }

// Classify says what the payload is, by today's knowledge.
func (s stored) Classify() (channel.Kind, string) {
	switch {
	case s.err != nil:
		return channel.KindUnknown, s.err.Error()
	case s.Came != nil:
		if _, err := s.Came.read(); err != nil {
			return channel.KindUnknown, err.Error()
		}
		return channel.KindStatus, ""
	case s.SMS == nil || s.SMS.ID == "" || s.SMS.From == "":
		return channel.KindUnknown, "nothing says whose SMS it is"
	}
	return channel.KindMessage, ""
}

// binarySMS is the type of SMS that hold no text: settings, ring tones, pictures of the
// last century.
const binarySMS = "binary"

// Message reads what a customer wrote.
func (s stored) Message() (channel.Message, error) {
	kind, reason := s.Classify()
	if kind != channel.KindMessage {
		return channel.Message{}, malformed(first(reason, "the item is no SMS"))
	}
	m := channel.Message{
		ID: desk.FitID(s.SMS.ID), Type: channel.TypeText, Time: s.SMS.SentAt, From: person(s.SMS.From), Text: s.SMS.Text,
		PhoneNumberID: "+" + s.SMS.To, DisplayPhone: desk.PhoneNumber("+" + s.SMS.To),
	}
	if s.SMS.Type == binarySMS {
		m.Type, m.Unsupported, m.NotUnderstood = channel.TypeUnsupported, binarySMS, "the SMS holds no text"
	}
	return m, nil
}

// person gives who sent an SMS. A name or a short code with letters is all that is known
// of its sender, and nobody can answer it.
func person(from string) channel.Person {
	if !isDigits(from) {
		return channel.Person{UserID: from, Name: from}
	}
	return channel.Person{WaID: desk.PhoneNumber(from)}
}

// climbs maps the carrier's words for how far an SMS has come. Of unknown it says
// nothing more than the answer to the send did.
var climbs = map[string]string{
	"accepted": channel.ReceiptSent, "buffered": channel.ReceiptSent, "delivered": channel.ReceiptDelivered, "unknown": channel.ReceiptAccepted,
	"expired": channel.ReceiptFailed, "failed": channel.ReceiptFailed, "rejected": channel.ReceiptFailed,
}

// Receipt reads how far an SMS of ours has come.
func (s stored) Receipt() (channel.Receipt, error) {
	if s.Came == nil {
		return channel.Receipt{}, malformed("the item is no receipt")
	}
	return s.Came.read()
}

func (r *storedReceipt) read() (channel.Receipt, error) {
	out := channel.Receipt{
		MessageID: desk.FitID(r.ID), Status: climbs[r.Status], Time: r.At, PhoneNumberID: "+" + r.From,
		DisplayPhone: desk.PhoneNumber("+" + r.From), Recipient: person(r.To), CallbackData: r.Ours,
	}
	switch {
	case r.ID == "":
		return out, malformed("the receipt names no SMS")
	case out.Status == "":
		return out, malformed("the receipt's status is not known")
	case out.Status != channel.ReceiptFailed:
		return out, nil
	}
	code, err := strconv.Atoi(r.Code)
	if err != nil || code < 0 {
		code = 0
	}
	out.Problems = []channel.Problem{{Code: code, Title: r.Status, Said: explainReceipt(code, r.Status)}}
	return out, nil
}

// Event is never told.
func (stored) Event() (channel.Event, error) {
	return channel.Event{}, malformed("the item is no event")
}

// History is never told.
func (stored) History() (h channel.History, messages []channel.Stored, isChunk bool) {
	return h, nil, false
}

// first gives the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
