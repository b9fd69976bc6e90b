package vonage

import "github.com/parleydesk/parley/backend/channel"

// Limits of what is read from outside. A part of an SMS has at most 160
// characters and a joined one some ten thousand; whatever is far above is not
// an SMS.
const (
	MaxBody   = 256 << 10 // bytes of a webhook's body or query
	maxFields = 100       // names in one webhook
	maxText   = 64 << 10  // bytes of one text
	maxID     = 128       // bytes of an id, a number or a sender's name
)

// The formats in which a webhook comes, told apart by their shape; which one
// arrives is a switch in the carrier's account.
const (
	APISMS         = "sms"           // SMS API: messageId, msisdn
	APIMessages    = "messages"      // Messages API v1: message_uuid, channel
	APIMessagesOld = "messages-v0.1" // Messages API beta: from and to are objects
)

// Delivery is what one webhook turned out to be.
type Delivery struct {
	Kind   channel.SMSKind
	SMS    channel.SMS // set when Kind is KindSMS
	Params Params      // what an SMS API signature covers; nil for the Messages API, which signs the bytes
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
