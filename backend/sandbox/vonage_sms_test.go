package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

const smsLine = "sms:442079460958"

// smsAPI posts a form to the SMS API and gives its lines.
func (r *rig) smsAPI(form url.Values) []map[string]any {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"/vonage/sms/json", strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body := r.do(req)
	if status != http.StatusOK {
		r.t.Fatalf("%d %v", status, body)
	}
	var out []map[string]any
	for _, m := range as[[]any](body["messages"]) {
		out = append(out, as[map[string]any](m))
	}
	return out
}

func anSMS(to, text string) url.Values {
	return url.Values{
		"api_key": {sandbox.DefaultVonageKey}, "api_secret": {sandbox.DefaultVonageSecret}, "from": {"442079460958"}, "to": {to}, "text": {text}, "type": {"text"},
	}
}

// An SMS of the business lies on the customer's phone, and its receipts come to the address
// that it named, signed, with our reference; of a long one a receipt for each part.
func TestVonageSMS_reachesThePhone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	relay := httptest.NewServer(http.HandlerFunc(r.relay))
	t.Cleanup(relay.Close)
	for i, text := range []string{"hello", strings.Repeat("long ", 40)} {
		form := anSMS("14155550132", text)
		form.Set("callback", relay.URL+"/receipts")
		form.Set("client-ref", fmt.Sprint("msg_", i))
		lines := r.smsAPI(form)
		if len(lines) != i+1 || lines[0]["status"] != "0" || lines[0]["message-id"] == "" || lines[0]["to"] != "14155550132" {
			t.Fatalf("answered %v", lines)
		}
		r.until("its receipts", func() bool {
			n := 0
			for _, f := range r.hooksOf("/receipts") {
				if f.Get("client-ref") == fmt.Sprint("msg_", i) && f.Get("status") == "delivered" && f.Get("err-code") == "0" && f.Get("sig") != "" && f.Get("to") == "442079460958" {
					n++
				}
			}
			return n == i+1
		})
	}
	phone, err := r.s.Phone("maya")
	if err != nil || len(phone.Threads) != 1 || phone.Threads[0].PhoneNumberID != smsLine || phone.Threads[0].BusinessName != "SMS +442079460958" {
		t.Fatalf("her phone: %+v, %v", phone.Threads, err)
	}
	if m := phone.Threads[0].Messages; len(m) != 2 || m[0].Text != "hello" || m[0].Tick != "delivered" || m[0].FromCustomer {
		t.Errorf("her messages: %+v", m)
	}
	// To somebody whose phone nobody looks at, it goes all the same.
	form := anSMS("491701234567", "anybody?")
	form.Set("callback", relay.URL+"/strangers")
	r.smsAPI(form)
	r.until("a stranger's receipt", func() bool { return len(r.hooksOf("/strangers")) == 2 })
}

func TestVonageSMS_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for name, tt := range map[string]struct {
		change func(url.Values)
		status string
	}{
		"another's key":    {func(f url.Values) { f.Set("api_key", "x") }, "4"},
		"a wrong secret":   {func(f url.Values) { f.Set("api_secret", "x") }, "4"},
		"a wrong sig":      {func(f url.Values) { f.Del("api_secret"); f.Set("sig", "00") }, "14"},
		"sig and secret":   {func(f url.Values) { f.Set("sig", "00") }, "32"},
		"no text":          {func(f url.Values) { f.Del("text") }, "2"},
		"no digits":        {func(f url.Values) { f.Set("to", "+1415") }, "3"},
		"not ours":         {func(f url.Values) { f.Set("from", "14155550000") }, "15"},
		"voice only":       {func(f url.Values) { f.Set("from", "493023125077") }, "15"},
		"a long reference": {func(f url.Values) { f.Set("client-ref", strings.Repeat("x", 41)) }, "3"},
		"not its alphabet": {func(f url.Values) { f.Set("text", "🌿") }, "3"},
	} {
		form := anSMS("14155550132", "hello")
		tt.change(form)
		if lines := r.smsAPI(form); len(lines) != 1 || lines[0]["status"] != tt.status || lines[0]["error-text"] == "" {
			t.Errorf("%s: %v", name, lines)
		}
	}
	if phone, err := r.s.Phone("maya"); err != nil || len(phone.Threads) != 0 {
		t.Errorf("her phone: %+v, %v", phone.Threads, err)
	}
}

// A customer writes an SMS from the phone, and it is marked once the relay has it.
func TestWriteSMS_fromAPhone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	hello := sandbox.Content{Kind: sandbox.KindText, Text: "hello"}
	id, err := r.s.Write("maya", smsLine, hello)
	if err != nil || id == "" {
		t.Fatalf("%q, %v", id, err)
	}
	r.until("it arrived", func() bool {
		phone, err := r.s.Phone("maya")
		return err == nil && len(phone.Threads) == 1 && phone.Threads[0].Messages[0].Tick == "delivered" && phone.Threads[0].Messages[0].FromCustomer
	})
	for name, write := range map[string]func() (string, error){
		"nobody":      func() (string, error) { return r.s.Write("nobody", smsLine, hello) },
		"no number":   func() (string, error) { return r.s.Write("tomas", smsLine, hello) },
		"not ours":    func() (string, error) { return r.s.Write("maya", "sms:14155550000", hello) },
		"voice only":  func() (string, error) { return r.s.Write("maya", "sms:493023125077", hello) },
		"a picture":   func() (string, error) { return r.s.Write("maya", smsLine, sandbox.Content{Kind: sandbox.KindImage}) },
		"without one": func() (string, error) { return r.s.Write("maya", smsLine, sandbox.Content{Kind: sandbox.KindText}) },
	} {
		if id, err := write(); err == nil || id != "" {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
}
