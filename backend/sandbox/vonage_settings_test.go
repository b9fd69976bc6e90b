package sandbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// The call answers what is set, and changes only what it names: an empty value too.
func TestVonage_accountsAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	set := func(in url.Values) (int, string) {
		t.Helper()
		status, b := r.request("POST", "/vonage/account/settings", carrierAuth, in)
		at, _ := b["mo-callback-url"].(string)
		return status, at
	}
	first := r.hookBase() + "/webhooks/vonage/sms"
	if s, at := set(url.Values{}); s != 200 || at != first {
		t.Errorf("asked: %d %q, want %q", s, at, first)
	}
	r.status.Store(404)
	if s, _ := set(url.Values{"moCallBackUrl": {r.hookBase() + "/away"}}); s != 420 {
		t.Errorf("an address that does not answer 200: %d", s)
	}
	r.status.Store(0)
	if s, at := set(url.Values{"moCallBackUrl": {r.hookBase() + "/account"}}); s != 200 || at != r.hookBase()+"/account" {
		t.Errorf("set: %d %q", s, at)
	}
	before := len(r.got())
	r.sms("to the account's address")
	r.until("the SMS", func() bool { return len(r.got()) == before+1 })
	if h := r.got()[before]; h.path != "/account" {
		t.Errorf("went to %s", h.path)
	}
	if s, at := set(url.Values{"moCallBackUrl": {""}}); s != 200 || at != "" {
		t.Errorf("removed: %d %q", s, at)
	}
	r.sms("to nobody")
	if n := r.s.Snapshot().Counters.Pending; n != 0 {
		t.Errorf("%d wait for an address", n)
	}
	if s, _ := r.request("POST", "/vonage/account/settings", "", nil); s != 401 {
		t.Errorf("without a key: %d", s)
	}
}

func (r *rig) sms(text string) {
	r.t.Helper()
	if err := r.s.SendSMS("+"+rentedUS, "Bank", text); err != nil {
		r.t.Fatal(err)
	}
}

// An update replaces all that is set at a number, as at the carrier: what it does not
// say is gone.
func TestVonage_updateClearsWhatItDoesNotSay(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	in := url.Values{"country": {"US"}, "msisdn": {rentedUS}, "voiceCallbackType": {"tel"}, "voiceCallbackValue": {"4930123"}, "app_id": {"app"}}
	for _, want := range []string{"tel 4930123 app", "<nil> <nil> <nil>"} {
		if s, b := r.request("POST", "/vonage/number/update", carrierAuth, in); s != 200 {
			t.Fatalf("%d %v", s, b)
		}
		_, b := r.request("GET", "/vonage/account/numbers?pattern="+rentedUS, carrierAuth, nil)
		n := as[obj](as[[]any](b["numbers"])[0])
		if got := strings.TrimSpace(fmt.Sprintln(n["voiceCallbackType"], n["voiceCallbackValue"], n["app_id"])); got != want {
			t.Errorf("set is %q, want %q", got, want)
		}
		in = url.Values{"country": {"US"}, "msisdn": {rentedUS}, "moHttpUrl": {r.hookBase() + "/own"}}
	}
}
