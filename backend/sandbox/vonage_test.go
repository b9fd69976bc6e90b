package sandbox_test

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

var carrierAuth = "Basic " + base64.StdEncoding.EncodeToString([]byte(sandbox.DefaultVonageKey+":"+sandbox.DefaultVonageSecret))

func TestVonage_numbersArePagedByTen(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for i := range 20 {
		r.s.AddCarrierNumber("NO", fmt.Sprintf("+47406%05d", i), "SMS")
	}
	list := func(q string) (count float64, got []string) {
		status, b := r.request("GET", "/vonage/account/numbers?"+q, carrierAuth, nil)
		if status != 200 {
			t.Fatalf("%d %v", status, b)
		}
		items := as[[]any](b["numbers"])
		for _, v := range items {
			got = append(got, as[string](as[obj](v)["msisdn"]))
		}
		count = as[float64](b["count"])
		return count, got
	}
	if count, got := list(""); count != 23 || len(got) != 10 || !slices.Contains(got, rentedUS) {
		t.Errorf("first page: %v of %v", got, count)
	}
	if _, got := list("index=3"); len(got) != 3 {
		t.Errorf("third page: %v", got)
	}
	if _, got := list("size=100"); len(got) != 23 {
		t.Errorf("all: %d", len(got))
	}
	if count, got := list("country=GB"); count != 1 || got[0] != "442079460958" {
		t.Errorf("GB: %v", got)
	}
	for pattern, n := range map[string]int{"4740&search_pattern=0": 20, "0958&search_pattern=2": 1, "7946&search_pattern=1": 1} {
		if _, got := list("size=100&pattern=" + pattern); len(got) != n {
			t.Errorf("%s: %v", pattern, got)
		}
	}
	if count, got := list("country=FR"); count != 0 || got != nil {
		t.Errorf("none: %v %v", count, got)
	}
}

func TestVonage_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if s, b := r.request("GET", "/vonage/account/numbers", "", nil); s != 401 || b["error-code-label"] != "authentication failed" {
		t.Errorf("%d %v", s, b)
	}
	if s, _ := r.request("GET", "/vonage/account/numbers?size=101", carrierAuth, nil); s != 420 {
		t.Errorf("size 101: %d", s)
	}
	r.status.Store(404)
	in := url.Values{"country": {"US"}, "msisdn": {rentedUS}, "moHttpUrl": {r.hookBase() + "/own"}}
	if s, _ := r.request("POST", "/vonage/number/update", carrierAuth, in); s != 420 {
		t.Errorf("an address that does not answer 200: %d", s)
	}
	r.status.Store(0)
	in.Set("country", "GB")
	if s, _ := r.request("POST", "/vonage/number/update", carrierAuth, in); s != 420 {
		t.Errorf("the wrong country: %d", s)
	}
}

func TestVonage_numbersOwnAddressWins(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	in := url.Values{"country": {"US"}, "msisdn": {rentedUS}, "moHttpUrl": {r.hookBase() + "/own/sms"}}
	if s, b := r.request("POST", "/vonage/number/update", carrierAuth, in); s != 200 || b["error-code"] != "200" {
		t.Fatalf("%d %v", s, b)
	}
	probe := len(r.got()) // the check of the address is a bare GET
	if err := r.s.SendSMS("+"+rentedUS, "Bank", "hello"); err != nil {
		t.Fatal(err)
	}
	r.until("the SMS", func() bool { return len(r.got()) == probe+1 })
	if h := r.got()[probe]; h.path != "/own/sms" {
		t.Errorf("path = %s", h.path)
	}
}

// params reads an SMS webhook by whichever transport it came.
func params(t *testing.T, h hook) map[string]string {
	t.Helper()
	out := map[string]string{}
	if strings.HasPrefix(h.kind, "application/json") {
		if err := json.Unmarshal(h.raw, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	src := h.query
	if h.method == "POST" {
		src = string(h.raw)
	}
	q, err := url.ParseQuery(src)
	if err != nil {
		t.Fatal(err)
	}
	for k := range q {
		out[k] = q.Get(k)
	}
	return out
}

// signature is the test's own reading of the carrier's rule.
func signature(method string, p map[string]string) string {
	var keys []string
	for k := range p {
		if k != "sig" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	canon := ""
	for _, k := range keys {
		canon += "&" + k + "=" + strings.ReplaceAll(strings.ReplaceAll(p[k], "&", "_"), "=", "_")
	}
	if method == sandbox.SignMD5Hash {
		sum := md5.Sum([]byte(canon + sandbox.DefaultSignatureSecret)) //nolint:gosec // the carrier's protocol
		return hex.EncodeToString(sum[:])
	}
	m := hmac.New(map[string]func() hash.Hash{
		"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New,
	}[method], []byte(sandbox.DefaultSignatureSecret))
	m.Write([]byte(canon))
	return strings.ToUpper(hex.EncodeToString(m.Sum(nil)))
}

func TestSMS_everyTransportAndSignature(t *testing.T) {
	t.Parallel()
	const said = "Code & link=1: WhatsApp code 123-830 كود"
	for _, transport := range []string{sandbox.TransportGET, sandbox.TransportForm, sandbox.TransportJSON} {
		for _, method := range []string{
			sandbox.SignNone, sandbox.SignMD5Hash, sandbox.SignMD5, sandbox.SignSHA1, sandbox.SignSHA256, sandbox.SignSHA512,
		} {
			r := newRig(t, nil)
			if err := r.s.SetCarrier(sandbox.Carrier{Transport: transport, Signature: method}); err != nil {
				t.Fatal(err)
			}
			if err := r.s.SendSMS(rentedUS, "WhatsApp", said); err != nil {
				t.Fatal(err)
			}
			r.drained()
			h := r.got()[0]
			p := params(t, h)
			if (h.method == "GET") != (transport == sandbox.TransportGET) || p["text"] != said || p["type"] != "unicode" || p["messageId"] == "" {
				t.Errorf("%s %s: %s %v", transport, method, h.method, p)
			}
			if method == sandbox.SignNone {
				if p["sig"] != "" {
					t.Errorf("%s: signed all the same", transport)
				}
				continue
			}
			if p["sig"] != signature(method, p) || p["nonce"] == "" || p["timestamp"] == "" {
				t.Errorf("%s %s: sig = %s", transport, method, p["sig"])
			}
		}
	}
	if err := sandbox.New(sandbox.Config{}).SetCarrier(sandbox.Carrier{Transport: "pigeon"}); err == nil {
		t.Error("an unknown transport was accepted")
	}
}

func TestSMS_comesInPartsInAnyOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Carrier = sandbox.Carrier{Parts: 3, Backwards: true, DelayMs: 1} })
	id := r.addNumber()
	r.askCode(id)
	r.until("three parts", func() bool { return len(r.got()) == 3 })
	r.drained()
	texts := make([]string, 3)
	refs, ids := map[string]bool{}, map[string]bool{}
	order := ""
	for _, h := range r.got() {
		p := params(t, h)
		order += p["concat-part"]
		refs[p["concat-ref"]], ids[p["messageId"]] = true, true
		texts[p["concat-part"][0]-'1'] = p["text"]
		if p["concat"] != "true" || p["concat-total"] != "3" {
			t.Errorf("part = %v", p)
		}
	}
	c, _, _ := r.s.Code(id)
	if got := strings.Join(texts, ""); got != "WhatsApp code "+c[:3]+"-"+c[3:] {
		t.Errorf("text = %q", got)
	}
	if order != "321" || len(refs) != 1 || len(ids) != 3 {
		t.Errorf("order %s, refs %v, ids %v", order, refs, ids)
	}
}

func TestSMS_lostOnesAndForeignNumbersDoNotArrive(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if err := r.s.SetFaults(sandbox.Faults{SMSLost: true}); err != nil {
		t.Fatal(err)
	}
	if err := r.s.SendSMS(rentedUS, "Bank", "lost"); err != nil {
		t.Fatal(err)
	}
	if err := r.s.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	if err := r.s.SendSMS("4791234567", "Bank", "not rented"); err != nil {
		t.Fatal(err)
	}
	if err := r.s.SendSMS(rentedUS, "Bank", "arrives"); err != nil {
		t.Fatal(err)
	}
	r.drained()
	if got := r.got(); len(got) != 1 || params(t, got[0])["text"] != "arrives" {
		t.Errorf("%d SMS", len(got))
	}
	if err := r.s.SendSMS("", "Bank", "x"); err == nil {
		t.Error("an SMS to nobody")
	}
}
