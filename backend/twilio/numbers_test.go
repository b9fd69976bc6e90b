package twilio_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
)

const rented = `{"incoming_phone_numbers":[{"sid":"PN0123456789abcdef0123456789abcdef","phone_number":"+4930123456","capabilities":{"sms":true,"voice":true,"mms":false},"sms_url":"https://old.example/sms","type":"local"}]`

func rentals(s *server) channel.Carrier {
	return twilio.Carrier{Hosts: twilio.HostsAt(s.URL)}.Open(channel.Login{Account: account, Signature: authToken})
}

func TestNumbers_readsEveryPage(t *testing.T) {
	t.Parallel()
	s := newServer(t).
		on("GET {account}/IncomingPhoneNumbers.json", 200, rented+`,"next_page_uri":"/2010-04-01/Accounts/`+account+`/IncomingPhoneNumbers.json?PageSize=1000&Page=1&PageToken=PAPN1"}`).
		on("GET {account}/IncomingPhoneNumbers.json", 200, `{"incoming_phone_numbers":[{"sid":"PN1","phone_number":"+15005550006","capabilities":{"voice":true}}],"next_page_uri":null}`)
	got, err := rentals(s).Numbers(t.Context())
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := got[0]; n.E164 != "+4930123456" || !n.SMS || !n.Voice || n.SMSURL != "https://old.example/sms" || n.Type != "local" {
		t.Errorf("%+v", n)
	}
	if n := got[1]; n.SMS || !n.Voice || n.SMSURL != "" {
		t.Errorf("%+v", n)
	}
	if a := s.last(); !strings.Contains(a.query, "PageToken=PAPN1") || s.count() != 2 {
		t.Errorf("asked %s", a.query)
	}
}

// The next page is looked for at Twilio's own list and nowhere else: the credentials go
// with the question.
func TestNumbers_followsNoOtherAddress(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"https://evil.example/x", "//evil.example/x", "/2010-04-01/Accounts/AC1/Other.json", "%zz"} {
		s := newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, rented+`,"next_page_uri":"`+next+`"}`)
		if _, err := rentals(s).Numbers(t.Context()); err == nil || s.count() != 1 {
			t.Errorf("%s: %v after %d calls", next, err, s.count())
		}
	}
	s := newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, rented+`,"next_page_uri":"/2010-04-01/Accounts/`+account+`/IncomingPhoneNumbers.json?Page=1"}`)
	if _, err := rentals(s).Numbers(t.Context()); err == nil || s.count() > 100 {
		t.Errorf("a list without end: %v after %d calls", err, s.count())
	}
	if _, err := rentals(newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, `{}`)).Numbers(t.Context()); err == nil {
		t.Error("an answer without a list is an empty one")
	}
}

func TestRedirectSMS(t *testing.T) {
	t.Parallel()
	n := channel.CarrierNumber{E164: "+4930123456"}
	s := newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, rented+`}`).
		on("POST {account}/IncomingPhoneNumbers/PN0123456789abcdef0123456789abcdef.json", 200, `{"sid":"PN0123456789abcdef0123456789abcdef"}`)
	if where, err := rentals(s).WhereSMS(t.Context(), n); err != nil || where != "https://old.example/sms" {
		t.Errorf("%s, %v", where, err)
	}
	if err := rentals(s).RedirectSMS(t.Context(), n, "https://parley.example/sms"); err != nil {
		t.Fatal(err)
	}
	a := s.last()
	if a.form.Get("SmsUrl") != "https://parley.example/sms" || len(a.form) != 1 {
		t.Errorf("changed %v", a.form)
	}
	if err := rentals(s).RedirectSMS(t.Context(), n, ""); err != nil || !s.last().form.Has("SmsUrl") || s.last().form.Get("SmsUrl") != "" {
		t.Errorf("%v: changed %v", err, s.last().form)
	}
	for why, list := range map[string]string{
		"smsApplication": strings.Replace(rented, `"type"`, `"sms_application_sid":"AP1","type"`, 1) + "}",
		"numberGone":     `{"incoming_phone_numbers":[]}`,
	} {
		s := newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, list)
		if _, err := rentals(s).WhereSMS(t.Context(), n); desk.SaidOf(err).Params[desk.ParamContext] != why {
			t.Errorf("%s: %v", why, err)
		}
		s = newServer(t).on("GET {account}/IncomingPhoneNumbers.json", 200, list)
		err := rentals(s).RedirectSMS(t.Context(), n, "https://parley.example/sms")
		if desk.SaidOf(err).Params[desk.ParamContext] != why || s.count() != 1 {
			t.Errorf("%s: %v after %d calls", why, err, s.count())
		}
	}
}

func TestDebugToken_saysWhoseTheLoginIs(t *testing.T) {
	t.Parallel()
	for status, valid := range map[string]bool{"active": true, "suspended": false, "closed": false} {
		s := newServer(t).on("GET {account}.json", 200, `{"sid":"`+account+`","friendly_name":"Boats","status":"`+status+`","type":"Full"}`)
		info, err := s.client().DebugToken(t.Context(), "")
		if valid && (err != nil || !info.Valid || info.AppID != account || info.AppName != "Boats") {
			t.Errorf("%s: %+v, %v", status, info, err)
		}
		if !valid && (failure(t, err).Said.Params[desk.ParamContext] != "suspended" || info.Valid) {
			t.Errorf("%s: %+v, %v", status, info, err)
		}
		if a, err := s.client().GetAccount(t.Context(), account); err != nil || a.Name != "Boats" || a.ID != account {
			t.Errorf("%+v, %v", a, err)
		}
	}
	s := newServer(t).on("GET {account}.json", 200, `{"sid":"AC9"}`)
	if _, err := s.client().DebugToken(t.Context(), ""); err == nil {
		t.Error("another account's answer is taken")
	}
	if _, err := s.client().GetAccount(t.Context(), "AC9"); failure(t, err).Source != channel.FromHere {
		t.Errorf("another account is asked for: %v", err)
	}
	apps, err := s.client().ListSubscribedApps(t.Context(), account)
	if err != nil || len(apps) != 1 || apps[0].ID != account || s.client().SubscribeApp(t.Context(), account) != nil {
		t.Errorf("%+v, %v", apps, err)
	}
}

// The key opens the account where there is one; the auth token where there is none.
func TestCarrier_whichSecretOpens(t *testing.T) {
	t.Parallel()
	c := twilio.Carrier{}
	if got := twilio.ReadToken(c.Token(channel.Login{Account: account, Secret: "ignored", Signature: authToken})); got.Secret != authToken || got.Key != "" {
		t.Errorf("%+v", got)
	}
	if got := twilio.ReadToken(c.Token(channel.Login{Account: account, Key: "SK1", Secret: "s", Signature: authToken})); got.Secret != "s" || got.Key != "SK1" {
		t.Errorf("%+v", got)
	}
	for why, l := range map[string]channel.Login{
		"":        {Account: account, Signature: authToken},
		"account": {Account: "AC1", Signature: authToken},
		"secret":  {Account: account},
		"key":     {Account: account, Signature: authToken, Secret: "a-secret-without-a-key"},
	} {
		err := c.Check(l)
		if why == "" && err != nil || why != "" && desk.SaidOf(err).Params[desk.ParamContext] != why {
			t.Errorf("%q: %v", why, err)
		}
	}
	key := channel.Login{Account: account, Signature: authToken, Key: "SK0123456789abcdef0123456789abcdef"}
	if desk.SaidOf(c.Check(key)).Params[desk.ParamContext] != "secret" {
		t.Error("a key without its secret passes")
	}
	if c.Provider() != "twilio" || len(c.Methods()) == 0 || c.RetryHorizon() <= 0 {
		t.Error("the carrier does not say what it is")
	}
}
