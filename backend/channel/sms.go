package channel

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// SMSKind says what a webhook of a carrier is about.
type SMSKind string

// The kinds of webhooks that may reach the SMS address.
const (
	SMSReceived SMSKind = "sms"     // somebody sent us an SMS
	SMSProbe    SMSKind = "probe"   // the carrier tries the address; answer 200
	SMSReceipt  SMSKind = "receipt" // delivery status of something sent; not an SMS
)

// SMS is one inbound SMS, or one part of a long one. It masks itself when it is
// printed or logged, because its text may be a verification code.
type SMS struct {
	Org       desk.OrgID // by whose keys it was proven; "" before
	Provider  string
	API       string // in which of the carrier's formats it came
	MessageID string
	APIKey    string           // the receiving account, "" if not said
	From      desk.PhoneNumber // digits without +, a short code or a name: never validate it
	To        desk.PhoneNumber // our number: digits without +
	Text      string           // "" for binary
	Type      string           // text, unicode, binary, or what the carrier says
	Timestamp int64            // carrier's clock, Unix ms, whole seconds; 0 = absent or unreadable

	// Concat says that this is part Part (from 1) of Total of the message Ref.
	Concat      bool
	Ref         string
	Total, Part int

	// PartKeys are the keys of the parts that a Joiner put together, nil otherwise.
	PartKeys []string
	// Raws are the webhooks that it came by: one, or that of each of PartKeys. None
	// when it did not come by a webhook.
	Raws []*Raw
	// Items gives what is kept of it as a message, with another text in place of its own:
	// one item, and one for each further file. nil = it is never a message.
	Items func(text string) ([]Item, error)
}

// Key identifies this SMS, or this part, for ever: the carrier sends the same
// one again for 24 hours until it is answered with 2xx.
func (s SMS) Key() string {
	k := s.Provider + ":sms:" + s.MessageID
	if s.Concat {
		k += ":" + s.Ref + ":" + strconv.Itoa(s.Part)
	}
	return k
}

// String names the SMS without its text and numbers.
func (s SMS) String() string {
	if s.Concat {
		return fmt.Sprintf("sms %s part %d/%d (%d bytes)", s.MessageID, s.Part, s.Total, len(s.Text))
	}
	return fmt.Sprintf("sms %s (%d bytes)", s.MessageID, len(s.Text))
}

// GoString masks the SMS in %#v too.
func (s SMS) GoString() string { return s.String() }

// LogValue masks the SMS in logs.
func (s SMS) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Request is a webhook as it came. Body are the raw bytes, read once.
type Request struct {
	Method   string
	RawQuery string
	// Address is the address that the sender was told, with path and query as they
	// came: some sign it. It is made of the relay's own public address, and never of
	// what the request calls its host, which any proxy may change.
	Address string
	Header  func(name string) string // "" = the request has no such header
	Body    []byte
}

// SMSDelivery is what a carrier's webhook turned out to be.
type SMSDelivery struct {
	Kind SMSKind
	SMS  SMS // of SMSReceived
	// Receipt says how far an SMS of ours has come, of SMSReceipt. PhoneNumberID is the
	// number that it left from, +E164. nil = the receipt cannot be read.
	Receipt *Item
	// Prove says whether the carrier sent it; nobody may act on it before.
	Prove func(keys CarrierKeys, now func() time.Time) error
}

// CarrierKeys is what proves that a webhook comes from a carrier.
type CarrierKeys struct {
	Org     desk.OrgID    // whose they are
	Account string        // the carrier's name of our account
	Method  string        // how the account signs, in the carrier's words
	Secrets []desk.Secret // the current one, and the old one during rotation
}
