package vonage

import (
	"context"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Carrier opens accounts at Vonage.
type Carrier struct {
	BaseURL string       // "" = DefaultBaseURL; the sandbox has its own
	HTTP    *http.Client // nil = a plain one
	// Now is the clock by which requests are signed; nil = that of this computer.
	Now func() time.Time
}

// Provider names Vonage.
func (Carrier) Provider() string { return Provider }

// Methods lists the ways of signing; the first is the account's default.
func (Carrier) Methods() []string {
	out := make([]string, 0, len(Methods))
	for _, m := range Methods {
		out = append(out, string(m))
	}
	return out
}

// RetryHorizon is how long the carrier sends again what was not answered.
func (Carrier) RetryHorizon() time.Duration { return RetryHorizon }

// Check wants the key and its secret.
func (Carrier) Check(l channel.Login) error {
	if l.Key == "" || l.Secret == "" {
		return desk.Refuse(desk.CodeInvalid, SubCredentials)
	}
	return nil
}

// Open gives a client of an account. It calls nothing yet.
func (c Carrier) Open(l channel.Login) channel.Carrier {
	a := account{Client: NewClient(ClientConfig{BaseURL: c.BaseURL, APIURL: c.BaseURL, APIKey: l.Key, APISecret: l.Secret, HTTP: c.HTTP}), login: l, now: c.Now}
	if a.now == nil {
		a.now = time.Now
	}
	return a
}

// account is a Client in channel's words.
type account struct {
	*Client
	login channel.Login
	now   func() time.Time
}

var _ channel.TextCarrier = account{}

// Texts gives what sends SMS from the account's numbers. Requests are signed when the
// account has a signature secret: the carrier may be set to take no others.
func (a account) Texts(receipts string) channel.Messenger {
	return texts{c: a.Client, sign: a.login.Signature, method: Method(a.login.Method), receipts: receipts, now: a.now}
}

// Numbers lists every number of the account.
func (a account) Numbers(ctx context.Context) ([]channel.CarrierNumber, error) {
	list, err := a.ListNumbers(ctx)
	if err != nil {
		return nil, err
	}
	return a.carrierNumbers(ctx, list)
}

// RedirectSMS sends the SMS of a number to an address. What else is set at the number
// stays: it is read and said again, since an update clears what it does not say.
func (a account) RedirectSMS(ctx context.Context, n channel.CarrierNumber, address string) error {
	now, err := a.GetNumber(ctx, n.E164, n.Country)
	if err != nil {
		return err
	}
	return a.UpdateNumber(ctx, NumberUpdate{E164: n.E164, Country: n.Country, MOHTTPURL: address, Links: now.Links})
}

// WhereSMS gives a number's own address, or else that of the account.
func (a account) WhereSMS(ctx context.Context, n channel.CarrierNumber) (string, error) {
	if n.SMSURL != "" {
		return n.SMSURL, nil
	}
	return a.InboundURL(ctx)
}
