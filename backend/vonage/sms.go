package vonage

import (
	"fmt"
	"log/slog"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// Limits of what is read from outside. A part of an SMS has at most 160
// characters and a joined one some ten thousand; whatever is far above is not
// an SMS.
const (
	MaxBody   = 256 << 10 // bytes of a webhook's body or query
	maxFields = 100       // names in one webhook
	maxText   = 64 << 10  // bytes of one text
	maxID     = 128       // bytes of an id, a number or a sender's name
)

// API says which of the carrier's formats a webhook came in.
type API string

// The formats, told apart by their shape; which one arrives is a switch in the
// carrier's account.
const (
	APISMS         API = "sms"           // SMS API: messageId, msisdn
	APIMessages    API = "messages"      // Messages API v1: message_uuid, channel
	APIMessagesOld API = "messages-v0.1" // Messages API beta: from and to are objects
)

// Kind says what a webhook is about.
type Kind string

// The kinds of webhooks that may reach the SMS address.
const (
	KindSMS     Kind = "sms"     // somebody sent us an SMS
	KindProbe   Kind = "probe"   // the carrier tries the address; answer 200
	KindReceipt Kind = "receipt" // delivery status of something sent; not an SMS
)

// SMS is one inbound SMS, or one part of a long one. It masks itself when it is
// printed or logged, because its text may be a verification code.
type SMS struct {
	API       API
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
}

// Key identifies this SMS, or this part, for ever: the carrier sends the same
// one again for 24 hours until it is answered with 2xx.
func (s SMS) Key() string {
	k := "vonage:sms:" + s.MessageID
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

// Delivery is what one webhook turned out to be.
type Delivery struct {
	Kind   Kind
	SMS    SMS    // set when Kind is KindSMS
	Params Params // what an SMS API signature covers; nil for the Messages API, which signs the bytes
}

// Signed says which proof of origin a delivery must carry: the signature in its
// parameters, or a token in the Authorization header.
func (d Delivery) Signed() Proof {
	if d.Params == nil {
		return ProofToken
	}
	return ProofParams
}

// Proof is a way in which the carrier signs.
type Proof string

// The two ways of signing.
const (
	ProofParams Proof = "params" // SMS API: sig among the parameters, see Verifier
	ProofToken  Proof = "token"  // Messages API: Bearer token, see TokenVerifier
)
