package twilio

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Carrier opens accounts at Twilio for their rented numbers.
type Carrier struct {
	Hosts Hosts
	HTTP  *http.Client
}

// Provider names Twilio.
func (Carrier) Provider() string { return Provider }

// Methods lists the ways of signing: there is one.
func (Carrier) Methods() []string { return []string{"HMAC-SHA1"} }

// RetryHorizon is how long an old auth token may still sign: after a new one is made,
// both are good until the new one is promoted, which a person does.
func (Carrier) RetryHorizon() time.Duration { return 24 * time.Hour }

// Check wants the account's SID and its auth token, and an API key only with its secret.
func (Carrier) Check(l channel.Login) error {
	const op = "link account"
	if l.Key == "" && l.Secret != "" {
		return invalid(op, "key")
	}
	for _, each := range []Login{{Account: l.Account, Secret: l.Signature}, loginOf(l)} {
		if why := each.fault(); why != "" {
			return invalid(op, why)
		}
	}
	return nil
}

// Open gives a client of an account. It calls nothing yet.
func (c Carrier) Open(l channel.Login) channel.Carrier {
	return rentals{&Client{Hosts: c.Hosts, HTTP: c.HTTP, Login: loginOf(l)}, l.Signature}
}

// Token gives the login as the token with which the account is opened as one that
// carries messages.
func (Carrier) Token(l channel.Login) desk.Secret { return loginOf(l).Token() }

// loginOf reads what a person typed: an API key with its secret, else the auth token,
// which is what signs webhooks too.
func loginOf(l channel.Login) Login {
	out := Login{Account: l.Account, Key: l.Key, Secret: l.Secret}
	if l.Key == "" {
		out.Secret = l.Signature
	}
	return out
}

// rentals are the numbers of an account, in channel's words.
type rentals struct {
	c         *Client
	signature desk.Secret // which signs webhooks
}

// OnCall is channel's.
func (r rentals) OnCall(f func(err error)) { r.c.OnCall(f) }

// Numbers lists every number of the account.
func (r rentals) Numbers(ctx context.Context) ([]channel.CarrierNumber, error) {
	return r.c.Numbers(ctx)
}

// RedirectSMS sends the SMS of a number to an address.
func (r rentals) RedirectSMS(ctx context.Context, n channel.CarrierNumber, address string) error {
	return r.c.RedirectSMS(ctx, n, address)
}

// WhereSMS gives the number's own address: an account has none.
func (r rentals) WhereSMS(ctx context.Context, n channel.CarrierNumber) (string, error) {
	return r.c.WhereSMS(ctx, n.E164)
}

// ReceivedSMS lists the SMS that came to a number since a moment.
func (r rentals) ReceivedSMS(ctx context.Context, n channel.CarrierNumber, since time.Time) ([]channel.SMS, error) {
	return r.c.ReceivedSMS(ctx, n, since)
}

// Texts gives what sends SMS from the account's numbers.
func (r rentals) Texts(receipts string) channel.Messenger {
	c := *r.c
	c.Webhook = receipts
	return &c
}

// Resign signs a webhook for another address than ours. Whoever is there has the same
// account's token, and judges by it.
func (r rentals) Resign(raw channel.Raw, address string) map[string]string {
	out := maps.Clone(raw.Header)
	if out == nil {
		out = map[string]string{}
	}
	req := channel.Request{
		Method: raw.Method, Address: address, RawQuery: raw.Query, Body: raw.Body,
		Header: func(name string) string { return raw.Header[name] },
	}
	// What cannot be read was never signed, and stays as it came.
	if params, ok := signed(req); ok && r.signature != "" {
		out[SignatureHeader] = Sign(r.signature.Reveal(), address, params)
	}
	return out
}

var (
	_ channel.Client      = (*Client)(nil)
	_ channel.Resigner    = rentals{}
	_ channel.SMSLister   = rentals{}
	_ channel.TextCarrier = rentals{}
	_ channel.Watchable   = rentals{}
)
