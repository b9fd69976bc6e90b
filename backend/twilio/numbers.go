package twilio

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// rentedJSON is a number that is rented from Twilio.
type rentedJSON struct {
	SID          string `json:"sid"`
	Phone        string `json:"phone_number"`
	Capabilities struct {
		SMS   bool `json:"sms"`
		Voice bool `json:"voice"`
	} `json:"capabilities"`
	SMSURL   string `json:"sms_url"`
	SMSHow   string `json:"sms_method"`
	SMSElse  string `json:"sms_fallback_url"`
	SMSApp   string `json:"sms_application_sid"`
	VoiceURL string `json:"voice_url"`
	VoiceHow string `json:"voice_method"`
	VoiceApp string `json:"voice_application_sid"`
	Trunk    string `json:"trunk_sid"`
	Type     string `json:"type"`
	Origin   string `json:"origin"`
}

func (j rentedJSON) number() channel.CarrierNumber {
	return channel.CarrierNumber{
		E164: desk.PhoneNumber(j.Phone), Type: first(j.Type, j.Origin), SMS: j.Capabilities.SMS, Voice: j.Capabilities.Voice, SMSURL: j.SMSURL,
		SMSMethod: j.SMSHow, SMSElse: j.SMSElse != "",
		CallsURL: j.VoiceURL, CallsMethod: j.VoiceHow,
	}
}

// The limits of a paged list.
const (
	pageSize = 1000 // the most that Twilio gives
	maxPages = 50
)

// Numbers lists every number that is rented by the account.
func (c *Client) Numbers(ctx context.Context) ([]channel.CarrierNumber, error) {
	list, err := c.rented(ctx, url.Values{"PageSize": {strconv.Itoa(pageSize)}})
	if err != nil {
		return nil, err
	}
	out := make([]channel.CarrierNumber, 0, len(list))
	for _, n := range list {
		out = append(out, n.number())
	}
	return out, nil
}

// rented reads the list to its end. Each page names the next one by a path, which is
// followed at the API's own address only.
func (c *Client) rented(ctx context.Context, query url.Values) ([]rentedJSON, error) {
	r := request{op: "list numbers", method: http.MethodGet, base: c.Hosts.api(), path: c.account("/IncomingPhoneNumbers.json"), query: query}
	var out []rentedJSON
	for range maxPages {
		var page struct {
			Numbers *[]rentedJSON `json:"incoming_phone_numbers"`
			Next    string        `json:"next_page_uri"`
		}
		if err := c.call(ctx, r, &page); err != nil {
			return nil, err
		}
		if page.Numbers == nil {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		out = append(out, *page.Numbers...)
		if page.Next == "" {
			return out, nil
		}
		next, err := url.Parse(page.Next)
		if err != nil || next.IsAbs() || next.Host != "" || next.Path != c.account("/IncomingPhoneNumbers.json") {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		r.query = next.Query()
	}
	return nil, r.unreadable(http.StatusOK, errAnswerTooLong)
}

// RedirectSMS sends the SMS of a number to an address, "" = nowhere. The method by which
// Twilio calls it stays, so that an address that is put back is called as before. A
// number that belongs to an application ignores its address: that is refused in words.
func (c *Client) RedirectSMS(ctx context.Context, n channel.CarrierNumber, address string) error {
	const op = "redirect sms"
	have, err := c.rentedNumber(ctx, op, n.E164)
	switch {
	case err != nil:
		return err
	case have.SMSApp != "":
		return invalid(op, "smsApplication")
	}
	return c.changeNumber(ctx, op, have.SID, url.Values{"SmsUrl": {address}})
}

// WhereSMS says where the SMS of a number go, "" = nowhere. Those of one that belongs to
// an application go where no one but Twilio knows: that is refused in words.
func (c *Client) WhereSMS(ctx context.Context, e164 desk.PhoneNumber) (string, error) {
	const op = "look up sms address"
	have, err := c.rentedNumber(ctx, op, e164)
	if err == nil && have.SMSApp != "" {
		err = invalid(op, "smsApplication")
	}
	return have.SMSURL, err
}

// rentedNumber finds one number of the account.
func (c *Client) rentedNumber(ctx context.Context, op string, e164 desk.PhoneNumber) (rentedJSON, error) {
	list, err := c.rented(ctx, url.Values{"PhoneNumber": {"+" + e164.Digits()}})
	if err != nil {
		return rentedJSON{}, err
	}
	for _, n := range list {
		if desk.PhoneNumber(n.Phone).Digits() == e164.Digits() && numberForm.MatchString(n.SID) {
			return n, nil
		}
	}
	return rentedJSON{}, invalid(op, "numberGone")
}

var numberForm = regexp.MustCompile(`^PN[0-9a-f]{32}$`)

func (c *Client) changeNumber(ctx context.Context, op, sid string, form url.Values) error {
	var after struct {
		SID string `json:"sid"`
	}
	r := request{op: op, method: http.MethodPost, base: c.Hosts.api(), path: c.account("/IncomingPhoneNumbers/" + sid + ".json"), form: form}
	if err := c.call(ctx, r, &after); err != nil {
		return err
	}
	if after.SID != sid {
		return r.unreadable(http.StatusOK, errNotOurShape)
	}
	return nil
}

// accountJSON is an account as Twilio describes it.
type accountJSON struct {
	SID    string `json:"sid"`
	Name   string `json:"friendly_name"`
	Status string `json:"status"` // active, suspended, closed
	Type   string `json:"type"`   // Full, Trial
}

func (c *Client) readAccount(ctx context.Context) (accountJSON, error) {
	r := request{op: "get account", method: http.MethodGet, base: c.Hosts.api(), path: c.account(".json")}
	var a accountJSON
	if err := c.call(ctx, r, &a); err != nil {
		return a, err
	}
	if a.SID != c.Login.Account {
		return a, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return a, nil
}

// DebugToken asks whether the client's own login opens its account, and the account is
// in use.
func (c *Client) DebugToken(ctx context.Context, _ desk.Secret) (channel.TokenInfo, error) {
	a, err := c.readAccount(ctx)
	if err != nil {
		return channel.TokenInfo{}, err
	}
	if !strings.EqualFold(a.Status, "active") {
		return channel.TokenInfo{}, &Error{Op: "get account", Source: channel.FromProvider, Code: codeSuspended}
	}
	return channel.TokenInfo{Valid: true, AppID: a.SID, AppName: a.Name, Type: a.Type}, nil
}

// GetAccount reads the account.
func (c *Client) GetAccount(ctx context.Context, id string) (channel.Account, error) {
	if id != c.Login.Account {
		return channel.Account{}, invalid("get account", "account")
	}
	a, err := c.readAccount(ctx)
	return channel.Account{ID: a.SID, Name: a.Name, ReviewStatus: a.Status}, err
}

// SubscribeApp does nothing: what a sender's webhooks call is set on the sender, by
// Register.
func (c *Client) SubscribeApp(context.Context, string) error { return nil }

// ListSubscribedApps gives the account itself, for the same reason.
func (c *Client) ListSubscribedApps(context.Context, string) ([]channel.SubscribedApp, error) {
	return []channel.SubscribedApp{{ID: c.Login.Account}}, nil
}
