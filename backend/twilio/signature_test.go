package twilio_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/twilio"
)

const token = "12345"

// The values of the example that Twilio documents, and the signature that goes with them.
var (
	example = url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
	}
	exampleAddress   = "https://mycompany.com/myapp.php?foo=1&bar=2"
	exampleSignature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
)

// request is a webhook with a form, signed as it says.
func request(address, body, signature string) channel.Request {
	h := http.Header{}
	h.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	h.Set(twilio.SignatureHeader, signature)
	_, query, _ := strings.Cut(address, "?")
	return channel.Request{Method: http.MethodPost, Address: address, RawQuery: query, Header: h.Get, Body: []byte(body)}
}

func TestVerify_takesWhatTwilioDocuments(t *testing.T) {
	t.Parallel()
	if !twilio.Verify(request(exampleAddress, example.Encode(), exampleSignature), token) {
		t.Error("Twilio's own example is refused")
	}
	plain := map[string]string{}
	for k := range example {
		plain[k] = example.Get(k)
	}
	if got := twilio.Sign(token, exampleAddress, plain); got != exampleSignature {
		t.Errorf("signed %s", got)
	}
}

// What the validator of Twilio's own library was measured to do, and where ours has to
// be stricter.
func TestVerify_addressesAndBodies(t *testing.T) {
	t.Parallel()
	plain := map[string]string{}
	for k := range example {
		plain[k] = example.Get(k)
	}
	signed := func(address string) string { return twilio.Sign(token, address, plain) }
	const base = "https://mycompany.com/myapp.php?foo=1&bar=2"
	for name, tt := range map[string]struct {
		address, signature string
		body               string
		tokens             []string
		want               bool
	}{
		"the usual port, not signed":   {"https://mycompany.com:443/myapp.php?foo=1&bar=2", signed(base), "", nil, true},
		"the usual port, signed":       {base, signed("https://mycompany.com:443/myapp.php?foo=1&bar=2"), "", nil, true},
		"another port, signed":         {base, signed("https://mycompany.com:8443/myapp.php?foo=1&bar=2"), "", nil, false},
		"another port, not signed":     {"https://mycompany.com:8443/myapp.php?foo=1&bar=2", signed(base), "", nil, true},
		"http instead":                 {"http://mycompany.com/myapp.php?foo=1&bar=2", signed(base), "", nil, false},
		"without the query":            {"https://mycompany.com/myapp.php", signed(base), "", nil, false},
		"the query in another order":   {"https://mycompany.com/myapp.php?bar=2&foo=1", signed(base), "", nil, false},
		"another host, as a proxy has": {"https://10.0.0.7/myapp.php?foo=1&bar=2", signed(base), "", nil, false},
		"with the fragment":            {base + "#rc=3", signed(base), "", nil, true},
		"a user in the address":        {"https://user:pass@mycompany.com/x", signed("https://user:pass@mycompany.com/x"), "", nil, true},
		"a user and the usual port":    {"https://user:pass@mycompany.com/x", signed("https://user:pass@mycompany.com:443/x"), "", nil, true},
		"a user that was not signed":   {"https://user:pass@mycompany.com/x", signed("https://mycompany.com/x"), "", nil, false},
		"an IPv6 address with a port":  {"https://[2001:db8::1]:8443/x", signed("https://[2001:db8::1]:8443/x"), "", nil, true},
		"an IPv6 address, port added":  {"https://[2001:db8::1]/x", signed("https://[2001:db8::1]:443/x"), "", nil, true},
		"no query, a path of its own":  {"https://mycompany.com", signed("https://mycompany.com"), "", nil, true},
		"another token":                {base, signed(base), "", []string{"54321"}, false},
		"the old token beside the new": {base, signed(base), "", []string{"54321", token}, true},
		"no token":                     {base, twilio.Sign("", base, plain), "", []string{""}, false},
		"no tokens":                    {base, signed(base), "", []string{}, false},
		"a value changed":              {base, signed(base), strings.Replace(example.Encode(), "1234", "1235", 1), nil, false},
		"a name added":                 {base, signed(base), example.Encode() + "&AddOns=x", nil, false},
		"a name twice":                 {base, signed(base), example.Encode() + "&From=%2B12349013030", nil, false},
		"a raw semicolon":              {base, signed(base), example.Encode() + ";a=b", nil, false},
		"no signature":                 {base, "", "", nil, false},
		"no base64":                    {base, "!!!", "", nil, false},
		"a short signature":            {base, "AAAA", "", nil, false},
		"no address":                   {"", signed(base), "", nil, false},
	} {
		body := tt.body
		if body == "" {
			body = example.Encode()
		}
		tokens := tt.tokens
		if tokens == nil {
			tokens = []string{token}
		}
		if got := twilio.Verify(request(tt.address, body, tt.signature), tokens...); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A GET is signed by its whole address, and no form.
func TestVerify_get(t *testing.T) {
	t.Parallel()
	address := "https://mycompany.com/sms?" + example.Encode()
	r := request(address, "", twilio.Sign(token, address, nil))
	r.Method, r.Header = http.MethodGet, http.Header{twilio.SignatureHeader: {twilio.Sign(token, address, nil)}}.Get
	if !twilio.Verify(r, token) {
		t.Error("a signed GET is refused")
	}
	plain := map[string]string{}
	for k := range example {
		plain[k] = example.Get(k)
	}
	r.Header = http.Header{twilio.SignatureHeader: {twilio.Sign(token, "https://mycompany.com/sms", plain)}}.Get
	if twilio.Verify(r, token) {
		t.Error("a GET that was signed as a form is taken")
	}
}

// A body that is no form is covered by its hash in the address.
func TestVerify_json(t *testing.T) {
	t.Parallel()
	body := `{"a": 1}`
	sum := sha256.Sum256([]byte(body))
	digits := hex.EncodeToString(sum[:])
	for name, tt := range map[string]struct {
		address, body string
		want          bool
	}{
		"its hash":               {"https://x.example/h?bodySHA256=" + digits, body, true},
		"its hash in capitals":   {"https://x.example/h?bodySHA256=" + strings.ToUpper(digits), body, false},
		"another body":           {"https://x.example/h?bodySHA256=" + digits, `{"a":1}`, false},
		"no hash":                {"https://x.example/h", body, false},
		"no hash and no body":    {"https://x.example/h", "", true},
		"a query that is spoilt": {"https://x.example/h?bodySHA256=" + digits + "&x=%zz", body, false},
	} {
		h := http.Header{"Content-Type": {"application/json"}, twilio.SignatureHeader: {twilio.Sign(token, tt.address, nil)}}
		r := channel.Request{Method: http.MethodPost, Address: tt.address, Header: h.Get, Body: []byte(tt.body)}
		if got := twilio.Verify(r, token); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(exampleAddress, example.Encode(), exampleSignature, "application/x-www-form-urlencoded")
	f.Add("https://[::1", "a=b;c", "AAAA", "application/json")
	f.Add("//@:?", "%zz", "", "")
	f.Fuzz(func(t *testing.T, address, body, signature, kind string) {
		r := request(address, body, signature)
		header := r.Header
		r.Header = func(name string) string {
			if name == "Content-Type" {
				return kind
			}
			return header(name)
		}
		if twilio.Verify(r, "") {
			t.Error("an empty token proves something")
		}
		twilio.Verify(r, token)
	})
}
