package channel

import "encoding/json"

// Kind says what an Item is about.
type Kind string

// The kinds of items. A text that is stored: never change one.
const (
	KindMessage Kind = "message" // a customer wrote; DecodeMessage
	KindStatus  Kind = "status"  // a message of ours was sent, delivered, read or failed; DecodeStatus
	KindEvent   Kind = "event"   // something about an account, number, template or user; DecodeEvent
	KindEcho    Kind = "echo"    // the business wrote from its phone; DecodeMessage
	KindHistory Kind = "history" // old messages of a number that is also on a phone
	KindStandby Kind = "standby" // a customer wrote while another system has the conversation; DecodeMessage
	KindUnknown Kind = "unknown" // not understood, kept whole
)

// Item is one thing out of a webhook body, able to stand alone.
type Item struct {
	Kind  Kind
	Field string // the provider's name of what the webhook is about
	WABA  string // the WhatsApp Business Account; empty if the body does not say
	// PhoneNumberID is the provider's id of our number; empty for things about the
	// account. DisplayPhone is the number as the provider writes it, sometimes the
	// only way to tell which number is meant.
	PhoneNumberID string
	DisplayPhone  string
	Time          int64  // the provider's stamp in Unix milliseconds, 0 if there is none
	ID            string // the message that it is or is about; empty for other things
	// Key is the same for every delivery of this item. The provider and the
	// account are not part of it. Expiring marks a key that was made from the
	// body and the item's place in it, because the provider gave neither an id nor a
	// time: it holds for redeliveries only, not for ever.
	Key      string
	Expiring bool
	// Payload is a JSON object of our own shape around the provider's unchanged parts:
	// what the decoders read, and what is stored.
	Payload json.RawMessage
	Stored  Stored // Payload, read
	Reason  string // why Kind is KindUnknown; for an admin, holds no content
}
