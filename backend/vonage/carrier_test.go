package vonage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
)

// carrier opens an account at a pretend Vonage.
func carrier(t *testing.T, h http.HandlerFunc) channel.Carrier {
	t.Helper()
	s := httptest.NewServer(asDocumented(t, h))
	t.Cleanup(s.Close)
	return vonage.Carrier{BaseURL: s.URL, HTTP: s.Client()}.Open(channel.Login{Key: "abcd1234", Secret: apiSecret})
}

// A number is listed in channel's words, whatever it can.
func TestCarrier_numbersInNeutralWords(t *testing.T) {
	t.Parallel()
	c := carrier(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"count":4,"numbers":[`+
			`{"country":"GB","msisdn":"447700900001","moHttpUrl":"https://x.example/sms","type":"mobile-lvn","features":["SMS","VOICE","MMS"]},`+
			`{"country":"DE","msisdn":"4930231250","type":"landline","features":["voice"]},`+
			`{"country":"US","msisdn":"18005551234","type":"landline-toll-free","features":[]},`+
			`{"country":"US","msisdn":"12025550123","type":"mobile-lvn","features":["sms"],"messagesCallbackType":"app","voiceCallbackType":"app"}]}`)
	})
	got, err := c.Numbers(t.Context())
	want := []channel.CarrierNumber{
		{E164: "+447700900001", Country: "GB", Type: "mobile-lvn", SMS: true, Voice: true, SMSURL: "https://x.example/sms"},
		{E164: "+4930231250", Country: "DE", Type: "landline", Voice: true},
		{E164: "+18005551234", Country: "US", Type: "landline-toll-free"},
		{E164: "+12025550123", Country: "US", Type: "mobile-lvn", SMS: true, CallsSet: "vonage:voiceCallbackType=app"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCarrier_redirectsAndTakesBack(t *testing.T) {
	t.Parallel()
	var forms []string
	c := carrier(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == "/account/numbers" {
			fmt.Fprint(w, `{"count":1,"numbers":[{"country":"GB","msisdn":"447700900001","features":["SMS"]}]}`)
			return
		}
		if r.Method != http.MethodPost || r.URL.Path != "/number/update" || r.ParseForm() != nil {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		forms = append(forms, r.PostForm.Encode())
		fmt.Fprint(w, `{"error-code":"200","error-code-label":"success"}`)
	})
	n := channel.CarrierNumber{E164: "+447700900001", Country: "GB"}
	for _, address := range []string{"https://relay.example/webhooks/vonage/sms", ""} {
		if err := c.RedirectSMS(t.Context(), n, address); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"country=GB&moHttpUrl=" + url.QueryEscape("https://relay.example/webhooks/vonage/sms") + "&msisdn=447700900001",
		"country=GB&moHttpUrl=&msisdn=447700900001", // an empty one removes it
	}
	if !slices.Equal(forms, want) {
		t.Errorf("sent %q", forms)
	}
}

// What the carrier refuses keeps its kind on the way through channel's words.
func TestCarrier_failuresKeepTheirKind(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]desk.Code{
		401: desk.CodeUnauthorized, 403: desk.CodeForbidden, 404: desk.CodeNotFound, 420: desk.CodeInvalid, 429: desk.CodeTooMany,
		400: desk.CodeInvalid, 418: desk.CodeInvalid, 500: desk.CodeUnavailable, 502: desk.CodeUnavailable, 302: desk.CodeUnavailable, 204: desk.CodeUnavailable,
	} {
		c := carrier(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(status)
		})
		if list, err := c.Numbers(t.Context()); desk.CodeOf(err) != want || list != nil {
			t.Errorf("%d: %v, %v; want %s", status, list, err, want)
		}
		if err := c.RedirectSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB"}, ""); desk.CodeOf(err) != want {
			t.Errorf("%d, changing: %v; want %s", status, err, want)
		}
	}
}

// Odd answers with status 200 are errors: a number that was not redirected must not
// be taken for one that was.
func TestCarrier_oddAnswersAreNoSuccess(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing": "", "no JSON": "<html>", "another code": `{"error-code":"420","error-code-label":"method failed"}`, "a list": `[]`,
		"no word of success": `{}`, "too much": `{"error-code":"200","x":"` + strings.Repeat("x", 2<<20) + `"}`, "cut off": `{"error-code":"200"`,
	} {
		c := carrier(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				fmt.Fprint(w, `{"count":1,"numbers":[{"country":"GB","msisdn":"447700900001"}]}`)
				return
			}
			fmt.Fprint(w, body)
		})
		if err := c.RedirectSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB"}, "https://x.example"); err == nil {
			t.Errorf("%s: taken for success", name)
		}
	}
}

// A number or country that cannot be one never leaves: it would change another one.
func TestCarrier_oddNumbersAreNotSent(t *testing.T) {
	t.Parallel()
	c := carrier(t, func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })
	for _, n := range []channel.CarrierNumber{{}, {E164: "+44", Country: "GBR"}, {E164: "+44 77", Country: "GB"}, {E164: "+44x", Country: "GB"}, {E164: "+447700900001"}} {
		if err := c.RedirectSMS(t.Context(), n, "https://x.example"); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%+v: %v", n, err)
		}
	}
}

func TestCarrier_withoutCredentialsAsksNobody(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	t.Cleanup(s.Close)
	for _, a := range []struct{ key, secret string }{{"", "s"}, {"k", ""}, {"", ""}} {
		c := vonage.Carrier{BaseURL: s.URL}.Open(channel.Login{Key: a.key, Secret: desk.Secret(a.secret)})
		if _, err := c.Numbers(t.Context()); desk.SubcodeOf(err) != vonage.SubCredentials {
			t.Errorf("%q: %v", a, err)
		}
	}
}

// The old secret has to vouch for as long as what it signed may come again.
func TestCarrier_namesMethodsAndRetries(t *testing.T) {
	t.Parallel()
	c := vonage.Carrier{}
	if got := strings.Join(c.Methods(), " "); got != "md5hash md5 sha1 sha256 sha512" || c.Provider() != "vonage" {
		t.Errorf("%s signs by %s", c.Provider(), got)
	}
	if c.RetryHorizon() <= 24*time.Hour {
		t.Errorf("resent for %v", c.RetryHorizon())
	}
}

// header gives a request's headers, name and value in turn.
func header(pairs ...string) func(string) string {
	h := http.Header{}
	for pair := range slices.Chunk(pairs, 2) {
		h.Set(pair[0], pair[1])
	}
	return h.Get
}

// hook is a webhook in one of the transports.
func hook(q url.Values) map[string]channel.Request {
	plain := map[string]string{}
	for k := range q {
		plain[k] = q.Get(k)
	}
	body, err := json.Marshal(plain)
	if err != nil {
		panic(err)
	}
	return map[string]channel.Request{
		"query": {Method: http.MethodGet, Header: header(), RawQuery: q.Encode()},
		"form":  {Method: http.MethodPost, Header: header("Content-Type", "application/x-www-form-urlencoded"), Body: []byte(q.Encode())},
		"json":  {Method: http.MethodPost, Header: header("Content-Type", "application/json"), Body: body},
	}
}

// Whatever transport the account is set to, the same keys prove the same SMS, by each
// method, and no others do.
func TestWebhooks_everyMethodProvesEveryTransport(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for _, method := range vonage.Methods {
		p := vonage.Params{
			"messageId": "0A", "msisdn": "WhatsApp", "to": "447700900001", "text": "code 123-456 & more = ü", "type": "unicode",
			"timestamp": strconv.FormatInt(now.Unix(), 10), "api-key": "abcd1234",
		}
		q := url.Values{"sig": {strings.ToUpper(vonage.Sign(method, "right", p))}} // some methods send capitals
		for k, v := range p {
			q.Set(k, v)
		}
		for name, req := range hook(q) {
			d, err := vonage.Webhooks{}.ReadSMS(req)
			if err != nil || d.Kind != channel.SMSReceived || d.SMS.Text != p["text"] || d.SMS.To != "447700900001" || d.SMS.From != "WhatsApp" {
				t.Errorf("%s, %s: %v, %v", method, name, d.SMS, err)
				continue
			}
			keys := func(m vonage.Method, secrets ...desk.Secret) channel.CarrierKeys {
				return channel.CarrierKeys{Account: "abcd1234", Method: string(m), Secrets: secrets}
			}
			if err := d.Prove(keys(method, "right"), clock); err != nil {
				t.Errorf("%s, %s: not proven: %v", method, name, err)
			}
			if err := d.Prove(keys(method, "new", "right"), clock); err != nil {
				t.Errorf("%s, %s: not proven during rotation: %v", method, name, err)
			}
			for what, k := range map[string]channel.CarrierKeys{
				"another secret": keys(method, "wrong"), "no secret": keys(method), "an empty secret": keys(method, ""),
				"another method": keys(otherMethod(method), "right"), "no method": keys("", "right"),
			} {
				if err := d.Prove(k, clock); desk.SubcodeOf(err) != vonage.SubBadSignature {
					t.Errorf("%s, %s, %s: %v", method, name, what, err)
				}
			}
			late := func() time.Time { return now.Add(25 * time.Hour) }
			if err := d.Prove(keys(method, "right"), late); desk.SubcodeOf(err) != vonage.SubStale {
				t.Errorf("%s, %s: a day later: %v", method, name, err)
			}
		}
	}
}

func otherMethod(m vonage.Method) vonage.Method {
	if m == vonage.MethodSHA256 {
		return vonage.MethodSHA512
	}
	return vonage.MethodSHA256
}

// One change to what was signed, and nothing proves it.
func TestWebhooks_changedSMSIsNotProven(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := vonage.Params{"messageId": "0A", "msisdn": "1", "to": "447700900001", "text": "a", "timestamp": strconv.FormatInt(now.Unix(), 10)}
	sig := vonage.Sign(vonage.MethodSHA256, "right", p)
	for name, change := range map[string]func(url.Values){
		"another text":       func(q url.Values) { q.Set("text", "b") },
		"another receiver":   func(q url.Values) { q.Set("to", "447700900002") },
		"one more parameter": func(q url.Values) { q.Set("keyword", "A") },
		"one less":           func(q url.Values) { q.Del("msisdn") },
		"a later stamp":      func(q url.Values) { q.Set("timestamp", strconv.FormatInt(now.Unix()+1, 10)) },
	} {
		q := url.Values{"sig": {sig}}
		for k, v := range p {
			q.Set(k, v)
		}
		change(q)
		for transport, req := range hook(q) {
			d, err := vonage.Webhooks{}.ReadSMS(req)
			if err != nil {
				t.Errorf("%s, %s: %v", name, transport, err)
				continue
			}
			err = d.Prove(channel.CarrierKeys{Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{"right"}}, func() time.Time { return now })
			if desk.SubcodeOf(err) != vonage.SubBadSignature || (vonage.Webhooks{}).Unsigned(err) {
				t.Errorf("%s, %s: %v", name, transport, err)
			}
		}
	}
}

// Only what carries no proof at all is asked for again; a wrong one never is.
func TestWebhooks_unsignedIsTheMissingProofOnly(t *testing.T) {
	t.Parallel()
	now := time.Now
	q := url.Values{"messageId": {"0A"}, "to": {"447700900001"}, "text": {"a"}}
	for name, req := range hook(q) {
		d, err := vonage.Webhooks{}.ReadSMS(req)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err = d.Prove(channel.CarrierKeys{Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{"right"}}, now)
		if !(vonage.Webhooks{}).Unsigned(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	body := []byte(`{"to":"447700900001","from":"WhatsApp","channel":"sms","message_uuid":"u1","timestamp":"2026-11-22T09:00:00Z","message_type":"text","text":"hi"}`)
	for authorization, unsigned := range map[string]bool{"": true, "Bearer ": true, "Basic abc": true, "Bearer a.b.c": false, "Bearer abc": false} {
		d, err := vonage.Webhooks{}.ReadSMS(channel.Request{
			Method: http.MethodPost, Header: header("Content-Type", "application/json", "Authorization", authorization), Body: body,
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Prove(channel.CarrierKeys{Account: "abcd1234", Secrets: []desk.Secret{"right"}}, now)
		if err == nil || (vonage.Webhooks{}).Unsigned(err) != unsigned {
			t.Errorf("%q: %v", authorization, err)
		}
	}
	if (vonage.Webhooks{}).Unsigned(errors.New("another")) || (vonage.Webhooks{}).Unsigned(nil) {
		t.Error("what is nobody's error is a missing proof")
	}
}
