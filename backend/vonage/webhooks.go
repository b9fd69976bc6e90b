package vonage

import (
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Provider names Vonage in stored entries and keys. It never changes.
const Provider = "vonage"

// Webhooks reads the carrier's webhooks.
type Webhooks struct{}

// Provider names Vonage.
func (Webhooks) Provider() string { return Provider }

// MaxBody is the largest body that can be an SMS.
func (Webhooks) MaxBody() int64 { return MaxBody }

// ReadSMS reads a webhook in any of the carrier's transports and shapes. What it
// is proven by follows from the shape.
func (Webhooks) ReadSMS(r channel.Request) (channel.SMSDelivery, error) {
	d, err := Decode(Inbound{Method: r.Method, ContentType: r.Header("Content-Type"), RawQuery: r.RawQuery, Body: r.Body})
	if err != nil {
		return channel.SMSDelivery{}, err
	}
	prove := func(keys channel.CarrierKeys, now func() time.Time) error {
		if d.Signed() == ProofToken {
			v := TokenVerifier{Secrets: keys.Secrets, APIKey: keys.Account, Now: now}
			_, err := v.Verify(r.Header("Authorization"), r.Body)
			return err
		}
		v := Verifier{Method: Method(keys.Method), Secrets: keys.Secrets, Now: now}
		return v.Verify(d.Params)
	}
	out := channel.SMSDelivery{Kind: d.Kind, SMS: d.SMS, Prove: prove}
	if d.Kind == channel.SMSReceipt {
		out.Receipt = receiptOf(d.Params)
	}
	return out, nil
}

// Unsigned says whether a proof failed only because there is none: the carrier
// sends one without a signature in rare cases, and sends it again, signed, after
// a 5xx.
func (Webhooks) Unsigned(err error) bool { return desk.SubcodeOf(err) == SubUnsigned }
