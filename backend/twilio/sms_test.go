package twilio_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
)

const smsAddress = "https://parley.example/webhooks/twilio/sms"

// smsForm is an SMS as Twilio sends it.
func smsForm() url.Values {
	return url.Values{
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "SmsSid": {"SM0123456789abcdef0123456789abcdef"}, "AccountSid": {account},
		"From": {"WhatsApp"}, "To": {"+4930123456"}, "Body": {"WhatsApp code 123-456"}, "NumMedia": {"0"}, "NumSegments": {"1"}, "SmsStatus": {"received"}, "ApiVersion": {"2010-04-01"},
	}
}

func signedSMS(form url.Values, by string) channel.Request {
	plain := map[string]string{}
	for k := range form {
		plain[k] = form.Get(k)
	}
	return request(smsAddress, form.Encode(), twilio.Sign(by, smsAddress, plain))
}

func TestReadSMS_provesByTheAccountsToken(t *testing.T) {
	t.Parallel()
	keys := channel.CarrierKeys{Account: account, Secrets: []desk.Secret{"newer", authToken}}
	d, err := twilio.SMSWebhooks{}.ReadSMS(signedSMS(smsForm(), authToken))
	if err != nil || d.Kind != channel.SMSReceived {
		t.Fatalf("%+v, %v", d.Kind, err)
	}
	s := d.SMS
	if s.From != "WhatsApp" || s.To != "4930123456" || s.Text != "WhatsApp code 123-456" || s.MessageID != "SM0123456789abcdef0123456789abcdef" || s.APIKey != account || s.Provider != "twilio" || s.Concat {
		t.Errorf("%#v: %q", s, s.Text)
	}
	if text := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(text, "123-456") || strings.Contains(text, "4930123456") {
		t.Errorf("it prints itself: %s", text)
	}
	if err := d.Prove(keys, time.Now); err != nil {
		t.Errorf("the account's own token proves nothing: %v", err)
	}
	for name, k := range map[string]channel.CarrierKeys{
		"another account": {Account: "AC9", Secrets: keys.Secrets},
		"another token":   {Account: account, Secrets: []desk.Secret{"newer"}},
		"no token":        {Account: account},
		"an empty token":  {Account: account, Secrets: []desk.Secret{""}},
	} {
		err := d.Prove(k, time.Now)
		if err == nil || (twilio.SMSWebhooks{}).Unsigned(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What goes to another address than ours is signed for that one, and what was never signed
// stays as it came.
func TestResign(t *testing.T) {
	t.Parallel()
	open := func(token desk.Secret) channel.Resigner {
		r, ok := twilio.Carrier{}.Open(channel.Login{Account: account, Signature: token}).(channel.Resigner)
		if !ok {
			t.Fatal("an account cannot sign anew")
		}
		return r
	}
	const there = "https://old.example/sms?key=1"
	kind := "application/x-www-form-urlencoded"
	raw := channel.Raw{Method: http.MethodPost, Body: []byte(smsForm().Encode()), Header: map[string]string{"Content-Type": kind, twilio.SignatureHeader: "ours", "User-Agent": "TwilioProxy"}}
	got := open(authToken).Resign(raw, there)
	if !twilio.Verify(request(there, smsForm().Encode(), got[twilio.SignatureHeader]), authToken) || got["User-Agent"] != "TwilioProxy" || raw.Header[twilio.SignatureHeader] != "ours" {
		t.Errorf("signed %v", got)
	}
	for name, left := range map[string]map[string]string{
		"without a token": open("").Resign(raw, there),
		"no form":         open(authToken).Resign(channel.Raw{Method: http.MethodPost, Body: []byte("%zz"), Header: raw.Header}, there),
	} {
		if left[twilio.SignatureHeader] != "ours" {
			t.Errorf("%s: %v", name, left)
		}
	}
	if got := open(authToken).Resign(channel.Raw{Method: http.MethodGet}, there)[twilio.SignatureHeader]; got != twilio.Sign(authToken, there, nil) {
		t.Errorf("a GET is signed %s", got)
	}
}

func TestReadSMS_transportsAndKinds(t *testing.T) {
	t.Parallel()
	form := smsForm()
	address := smsAddress + "?" + form.Encode()
	get := channel.Request{
		Method: http.MethodGet, Address: address, RawQuery: form.Encode(),
		Header: http.Header{twilio.SignatureHeader: {twilio.Sign(authToken, address, nil)}}.Get,
	}
	d, err := twilio.SMSWebhooks{}.ReadSMS(get)
	if err != nil || d.SMS.Text == "" || d.Prove(channel.CarrierKeys{Account: account, Secrets: []desk.Secret{authToken}}, time.Now) != nil {
		t.Errorf("by GET: %v, %v", d.SMS, err)
	}
	if d, err := (twilio.SMSWebhooks{}).ReadSMS(channel.Request{Method: http.MethodGet, Header: http.Header{}.Get}); err != nil || d.Kind != channel.SMSProbe {
		t.Errorf("somebody who looks: %+v, %v", d, err)
	}
	status := smsForm()
	status.Set("MessageStatus", "delivered")
	if d, err := (twilio.SMSWebhooks{}).ReadSMS(signedSMS(status, authToken)); err != nil || d.Kind != channel.SMSReceipt || d.Prove(channel.CarrierKeys{Account: account, Secrets: []desk.Secret{authToken}}, time.Now) != nil {
		t.Errorf("a status: %+v, %v", d, err)
	}
	for name, change := range map[string]func(url.Values){
		"a message of WhatsApp": func(f url.Values) { f.Set("From", "whatsapp:+4915112345678") },
		"no id":                 func(f url.Values) { f.Del("MessageSid"); f.Del("SmsSid") },
		"no receiver":           func(f url.Values) { f.Set("To", "nobody") },
		"a name twice":          func(f url.Values) { f.Add("Body", "another") },
	} {
		f := smsForm()
		change(f)
		if d, err := (twilio.SMSWebhooks{}).ReadSMS(signedSMS(f, authToken)); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s: %+v, %v", name, d.Kind, err)
		}
	}
	if s := (twilio.SMSWebhooks{}); s.Provider() != "twilio" || s.MaxBody() < 64<<10 {
		t.Error("it does not say what it reads")
	}
	if status, _, text := (twilio.SMSWebhooks{}).Reply([]byte("Body=x")); status != http.StatusOK || text != "<Response/>" {
		t.Errorf("answered %d %s", status, text)
	}
}
