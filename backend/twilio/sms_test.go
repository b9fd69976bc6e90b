package twilio_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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

// What is kept of an SMS as a message has the text that it is given, its files, and none
// of the values that may repeat the text.
func TestReadSMS_itemsOfAMessage(t *testing.T) {
	t.Parallel()
	form := smsForm()
	form.Set("From", "+4915112345678")
	form.Set("NumMedia", "2")
	form.Set("MediaUrl0", "https://api.twilio.com/a")
	form.Set("MediaContentType0", "image/png")
	form.Set("MediaUrl1", "https://api.twilio.com/b")
	form.Set("MediaContentType1", "image/png")
	form.Set("AddOns", `{"text":"WhatsApp code 123-456"}`)
	form.Set("FromCity", "123-456")
	d, err := twilio.SMSWebhooks{}.ReadSMS(signedSMS(form, authToken))
	if err != nil {
		t.Fatal(err)
	}
	items, err := d.SMS.Items("WhatsApp code •••")
	if err != nil || len(items) != 2 {
		t.Fatalf("%+v, %v", items, err)
	}
	for _, it := range items {
		if strings.Contains(string(it.Payload), "123-456") || it.Kind != channel.KindMessage || it.PhoneNumberID != "+4930123456" {
			t.Errorf("the item is %+v: %s", it, it.Payload)
		}
	}
	// The same keys as those of Twilio's other webhook: an SMS that comes both ways is one.
	both, err := twilio.Split(request("https://parley.example/webhooks/twilio/"+account, form.Encode(), ""))
	if err != nil || both[0].Key != items[0].Key || both[1].Key != items[1].Key {
		t.Errorf("keys %s and %s, %v", items[0].Key, items[1].Key, err)
	}
	m, err := twilio.Reader{}.OpenItem(items[0].Payload).Message()
	if err != nil || m.Text != "WhatsApp code •••" || m.From.WaID != "4915112345678" || m.Media == nil || m.Media.MIME != "image/png" {
		t.Errorf("read as %+v, %v", m, err)
	}
}

func TestReadSMS_receipts(t *testing.T) {
	t.Parallel()
	form := url.Values{
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "AccountSid": {account}, "From": {"+4930123456"}, "To": {"+4915112345678"},
		"MessageStatus": {"undelivered"}, "ErrorCode": {"30003"},
	}
	read := func(change func(url.Values), query string) channel.SMSDelivery {
		t.Helper()
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		change(f)
		r := signedSMS(f, authToken)
		r.RawQuery = query
		d, err := twilio.SMSWebhooks{}.ReadSMS(r)
		if err != nil || d.Kind != channel.SMSReceipt {
			t.Fatalf("%+v, %v", d, err)
		}
		return d
	}
	d := read(func(url.Values) {}, "ours=msg_1")
	if d.Receipt == nil || d.Receipt.PhoneNumberID != "+4930123456" || d.Receipt.Key != "status/SM0123456789abcdef0123456789abcdef|undelivered" {
		t.Fatalf("the receipt is %+v", d.Receipt)
	}
	r, err := twilio.Reader{}.OpenItem(d.Receipt.Payload).Receipt()
	if err != nil || r.Status != channel.ReceiptFailed || r.CallbackData != "msg_1" || len(r.Problems) != 1 || r.Problems[0].Code != 30003 {
		t.Errorf("read as %+v, %v", r, err)
	}
	for name, change := range map[string]func(url.Values){
		"WhatsApp's":     func(f url.Values) { f.Set("From", "whatsapp:+4930123456") },
		"unknown status": func(f url.Values) { f.Set("MessageStatus", "teleported") },
		"nobody's":       func(f url.Values) { f.Del("To") },
	} {
		if d := read(change, "ours=msg_1"); d.Receipt != nil {
			t.Errorf("%s: %+v", name, d.Receipt)
		}
	}
	if d := read(func(url.Values) {}, "ours=1&ours=2"); d.Receipt != nil {
		t.Errorf("with a repeated name: %+v", d.Receipt)
	}
}

// An SMS leaves from the number itself, and its statuses come to the address of SMS.
func TestTexts_sendsFromTheNumber(t *testing.T) {
	t.Parallel()
	var got url.Values
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ParseForm() != nil || !strings.HasSuffix(r.URL.Path, "/Messages.json") {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		got = r.PostForm
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"sid":"SM1","to":"+4915112345678","status":"queued"}`)
	}))
	t.Cleanup(s.Close)
	c, ok := twilio.Carrier{Hosts: twilio.HostsAt(s.URL)}.Open(channel.Login{Account: account, Signature: authToken}).(channel.TextCarrier)
	if !ok {
		t.Fatal("it sends no SMS")
	}
	sent, err := c.Texts(smsAddress).Send(t.Context(), "+4930123456", channel.Outgoing{To: "4915112345678", CallbackData: "msg_1", Text: &channel.OutText{Body: "hi"}})
	if err != nil || sent.MessageID != "SM1" || sent.WaID != "4915112345678" {
		t.Fatalf("%+v, %v", sent, err)
	}
	want := url.Values{"From": {"+4930123456"}, "To": {"+4915112345678"}, "Body": {"hi"}, "StatusCallback": {smsAddress + "?ours=msg_1#rc=5&rp=ct,rt,5xx"}}
	if got.Encode() != want.Encode() {
		t.Errorf("sent %v", got)
	}
}
