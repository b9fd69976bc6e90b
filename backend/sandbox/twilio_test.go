package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

const (
	twilioAccount = "/2010-04-01/Accounts/" + sandbox.DefaultTwilioAccount
	twilioLine    = "whatsapp:+493023125055"
)

// twilio asks the pretend Twilio: a form, or JSON when the body begins like it.
func (r *rig) twilio(method, path, body string) (int, map[string]any) {
	r.t.Helper()
	return r.twilioAs(sandbox.DefaultTwilioAccount, sandbox.DefaultTwilioToken, method, path, body)
}

func (r *rig) twilioAs(user, password, method, path, body string) (int, map[string]any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+"/twilio"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.SetBasicAuth(user, password)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{") {
		req.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			r.t.Fatalf("%s: %s", err, raw)
		}
		checkAnswer(r.t, method, req.URL.Path, resp.StatusCode, out)
	}
	out["location"] = resp.Header.Get("Location")
	return resp.StatusCode, out
}

// hooksOf gives the webhooks of Twilio's that came to a path, as forms.
func (r *rig) hooksOf(path string) []url.Values {
	r.t.Helper()
	var out []url.Values
	for _, h := range r.got() {
		if h.path != path {
			continue
		}
		form, err := url.ParseQuery(string(h.raw))
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, form)
	}
	return out
}

// online adds a sender that calls the pretend relay.
func (r *rig) online() string {
	r.t.Helper()
	relay := httptest.NewServer(http.HandlerFunc(r.relay))
	r.t.Cleanup(relay.Close)
	if err := r.s.AddTwilioSender(twilioLine, "Boats", relay.URL+"/in#rc=2"); err != nil {
		r.t.Fatal(err)
	}
	return relay.URL
}

func TestTwilio_asksForItsLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for name, tt := range map[string]struct {
		user, password, path string
		want                 int
	}{
		"the token":       {sandbox.DefaultTwilioAccount, sandbox.DefaultTwilioToken, twilioAccount + ".json", 200},
		"a key":           {sandbox.DefaultTwilioKey, sandbox.DefaultTwilioSecret, twilioAccount + ".json", 200},
		"a wrong token":   {sandbox.DefaultTwilioAccount, "wrong", twilioAccount + ".json", 401},
		"another account": {sandbox.DefaultTwilioAccount, sandbox.DefaultTwilioToken, "/2010-04-01/Accounts/AC9.json", 401},
		"nobody":          {"", "", "/v2/Channels/Senders?Channel=whatsapp", 401},
	} {
		status, out := r.twilioAs(tt.user, tt.password, "GET", tt.path, "")
		if status != tt.want || status == 401 && out["code"] != 20003.0 || status == 200 && out["status"] != "active" {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	if err := r.s.SetFaults(sandbox.Faults{TokenDead: true}); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.twilio("GET", twilioAccount+".json", ""); status != 401 {
		t.Errorf("a dead token: %d", status)
	}
}

func TestTwilio_numbersInPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	_, first := r.twilio("GET", twilioAccount+"/IncomingPhoneNumbers.json?PageSize=1", "")
	next, _ := first["next_page_uri"].(string)
	if !strings.HasPrefix(next, twilioAccount) {
		t.Fatalf("next is %q", next)
	}
	_, second := r.twilio("GET", next, "")
	list, _ := second["incoming_phone_numbers"].([]any)
	if len(list) != 1 || second["next_page_uri"] != nil {
		t.Errorf("%v", second)
	}
	_, one := r.twilio("GET", twilioAccount+"/IncomingPhoneNumbers.json?PhoneNumber="+url.QueryEscape(sandbox.DefaultTwilioNumber), "")
	list, _ = one["incoming_phone_numbers"].([]any)
	number, _ := list[0].(map[string]any)
	sid, _ := number["sid"].(string)
	if status, got := r.twilio("POST", twilioAccount+"/IncomingPhoneNumbers/"+sid+".json", "SmsUrl=https%3A%2F%2Fx.example%2F"); status != 200 || got["sms_url"] != "https://x.example/" {
		t.Errorf("%d %v", status, got)
	}
	if got := r.s.TwilioSMSURL(sandbox.DefaultTwilioNumber); got != "https://x.example/" {
		t.Errorf("its SMS go to %s", got)
	}
	for _, path := range []string{"/IncomingPhoneNumbers.json?PageSize=0", "/IncomingPhoneNumbers.json?PageSize=1001", "/IncomingPhoneNumbers.json?Page=x"} {
		if status, _ := r.twilio("GET", twilioAccount+path, ""); status != 400 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := r.twilio("POST", twilioAccount+"/IncomingPhoneNumbers/PN9.json", "SmsUrl=x"); status != 404 {
		t.Errorf("a number that is nobody's: %d", status)
	}
}

// A sender is made in steps that nobody is told of: its code comes by SMS, and what
// becomes of it shows in the status.
func TestTwilio_senderInItsSteps(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	relay := httptest.NewServer(http.HandlerFunc(r.relay))
	t.Cleanup(relay.Close)
	if err := r.s.SetTwilioNumber(sandbox.DefaultTwilioNumber, relay.URL+"/sms", ""); err != nil {
		t.Fatal(err)
	}
	id := "whatsapp:" + sandbox.DefaultTwilioNumber
	status, made := r.twilio("POST", "/v2/Channels/Senders", `{"sender_id":"`+id+`","profile":{"name":"Boats"},"configuration":{"verification_method":"sms"}}`)
	if status != 202 || made["status"] != "CREATING" {
		t.Fatalf("%d %v", status, made)
	}
	path := fmt.Sprint("/v2/Channels/Senders/", made["sid"])
	r.until("the code", func() bool { return len(r.hooksOf("/sms")) == 1 })
	code, err := r.s.TwilioCode(id)
	if err != nil || r.hooksOf("/sms")[0].Get("Body") != "WhatsApp code "+code[:3]+"-"+code[3:] {
		t.Fatalf("%s, %v: %v", code, err, r.hooksOf("/sms"))
	}
	_, log := r.twilio("GET", twilioAccount+"/Messages.json?To="+url.QueryEscape(sandbox.DefaultTwilioNumber)+"&DateSent%3E=2020-01-01", "")
	if list, _ := log["messages"].([]any); len(list) != 1 {
		t.Errorf("the log has %v", log)
	}
	becomes := func(code, want string) {
		t.Helper()
		status, got := r.twilio("POST", path, `{"configuration":{"verification_code":"`+code+`"}}`)
		if status != 202 || got["status"] != "VERIFYING" {
			t.Errorf("%d %v", status, got)
		}
		r.until("it is "+want, func() bool {
			_, now := r.twilio("GET", path, "")
			return now["status"] == want
		})
	}
	becomes("000000", "PENDING_VERIFICATION")
	becomes(code, "ONLINE")
	for body, want := range map[string]int{
		`{"sender_id":"` + id + `","profile":{"name":"Boats"}}`:                                                        409,
		`{"sender_id":"+49","profile":{"name":"Boats"}}`:                                                               400,
		`{"sender_id":"whatsapp:+4930111111"}`:                                                                         400,
		`{"sender_id":"whatsapp:+4930111111","profile":{"name":"B"},"configuration":{"verification_method":"pigeon"}}`: 400,
		`{broken`: 400,
	} {
		if status, out := r.twilio("POST", "/v2/Channels/Senders", body); status != want {
			t.Errorf("%s: %d %v", body, status, out)
		}
	}
	if err := r.s.TakeTwilioOffline(id, "No trust"); err != nil {
		t.Fatal(err)
	}
	if _, now := r.twilio("GET", path, ""); now["status"] != "OFFLINE" || !strings.Contains(fmt.Sprint(now["offline_reasons"]), "No trust") {
		t.Errorf("offline: %v", now)
	}
	if status, _ := r.twilio("DELETE", path, ""); status != 204 {
		t.Errorf("deleted: %d", status)
	}
	if status, _ := r.twilio("GET", path, ""); status != 404 {
		t.Errorf("after that: %d", status)
	}
}

// Statuses come by themselves, signed over the whole address and without its fragment.
func TestTwilio_messagesAndTheirStatuses(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	relay := r.online()
	if _, err := r.s.Write("maya", twilioLine, sandbox.Content{Kind: sandbox.KindText, Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	r.until("her message", func() bool { return len(r.hooksOf("/in")) == 1 })
	in := r.hooksOf("/in")[0]
	if in.Get("Body") != "hello" || in.Get("From") != "whatsapp:+14155550132" || in.Get("To") != twilioLine || in.Get("ProfileName") != "Maya Thompson" || in.Get("SmsStatus") != "received" {
		t.Errorf("%v", in)
	}
	form := url.Values{"From": {twilioLine}, "To": {"whatsapp:+14155550132"}, "Body": {"Hello Maya"}, "StatusCallback": {relay + "/status?ours=msg_1#rc=5&rp=all"}}
	status, sent := r.twilio("POST", twilioAccount+"/Messages.json", form.Encode())
	if status != 201 || sent["status"] != "queued" {
		t.Fatalf("%d %v", status, sent)
	}
	r.until("it is read", func() bool {
		return slices.ContainsFunc(r.hooksOf("/status"), func(f url.Values) bool { return f.Get("MessageStatus") == "read" })
	})
	var words []string
	for _, h := range r.got() {
		if h.path == "/status" {
			f, _ := url.ParseQuery(string(h.raw))
			words = append(words, f.Get("MessageStatus"))
			if h.query != "ours=msg_1" || h.header.Get("X-Twilio-Signature") == "" || h.header.Get("X-Hub-Signature-256") != "" {
				t.Errorf("%s is called with %q and signed %q", h.path, h.query, h.header.Get("X-Twilio-Signature"))
			}
		}
	}
	if got := strings.Join(words, " "); got != "sent delivered read" {
		t.Errorf("statuses %s", got)
	}
	phone, err := r.s.Phone("maya")
	if err != nil || len(phone.Threads) != 1 || phone.Threads[0].BusinessName != "Boats" || len(phone.Threads[0].Messages) != 2 {
		t.Errorf("her phone: %+v, %v", phone.Threads, err)
	}
}

// What is wrong with a message is said at once, or only in its status.
func TestTwilio_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	relay := r.online()
	maya := "whatsapp:+14155550132"
	approved := "HX0a1b2c3d4e5f60718293a4b5c6d7e8f1"
	for name, tt := range map[string]struct {
		form         url.Values
		status, code int // of the answer
		later        string
	}{
		"no recipient":         {url.Values{"From": {twilioLine}, "To": {"whatsapp:maya"}, "Body": {"x"}}, 400, 21211, ""},
		"two channels":         {url.Values{"From": {twilioLine}, "To": {"+14155550132"}, "Body": {"x"}}, 400, 21910, ""},
		"not a sender":         {url.Values{"From": {"whatsapp:+4930000000"}, "To": {maya}, "Body": {"x"}}, 400, 63007, ""},
		"not a number":         {url.Values{"From": {"+4930000000"}, "To": {"+14155550132"}, "Body": {"x"}}, 400, 21606, ""},
		"no text":              {url.Values{"From": {twilioLine}, "To": {maya}}, 400, 21619, ""},
		"a long text":          {url.Values{"From": {twilioLine}, "To": {maya}, "Body": {strings.Repeat("x", 1601)}}, 400, 21617, ""},
		"no such template":     {url.Values{"From": {twilioLine}, "To": {maya}, "ContentSid": {"HX9"}}, 400, 21655, ""},
		"odd variables":        {url.Values{"From": {twilioLine}, "To": {maya}, "ContentSid": {approved}, "ContentVariables": {"[]"}}, 400, 21656, ""},
		"outside the window":   {url.Values{"From": {twilioLine}, "To": {maya}, "Body": {"x"}}, 201, 0, "63016"},
		"nobody on WhatsApp":   {url.Values{"From": {twilioLine}, "To": {"whatsapp:+4930999999"}, "Body": {"x"}}, 201, 0, "63003"},
		"a value is missing":   {url.Values{"From": {twilioLine}, "To": {maya}, "ContentSid": {approved}, "ContentVariables": {`{"1":"Maya"}`}}, 201, 0, "63028"},
		"a refused template":   {url.Values{"From": {twilioLine}, "To": {maya}, "ContentSid": {"HX0a1b2c3d4e5f60718293a4b5c6d7e8f3"}}, 201, 0, "63016"},
		"a template that fits": {url.Values{"From": {twilioLine}, "To": {maya}, "ContentSid": {approved}, "ContentVariables": {`{"1":"Maya","2":"7"}`}}, 201, 0, "none"},
		"an SMS":               {url.Values{"From": {sandbox.DefaultTwilioNumber}, "To": {"+14155550132"}, "Body": {"x"}}, 201, 0, "none"},
	} {
		path := "/s/" + strings.ReplaceAll(name, " ", "-")
		tt.form.Set("StatusCallback", relay+path)
		status, out := r.twilio("POST", twilioAccount+"/Messages.json", tt.form.Encode())
		if status != tt.status || tt.code != 0 && out["code"] != float64(tt.code) {
			t.Errorf("%s: %d %v", name, status, out)
		}
		if tt.later == "" {
			continue
		}
		var last url.Values
		r.until(name, func() bool {
			for _, f := range r.hooksOf(path) {
				last = f
			}
			return last.Get("ErrorCode") != "" || last.Get("MessageStatus") == "delivered" || last.Get("MessageStatus") == "read"
		})
		if got := last.Get("ErrorCode"); tt.later != "none" && (got != tt.later || last.Get("MessageStatus") != "undelivered") || tt.later == "none" && got != "" {
			t.Errorf("%s: %v", name, last)
		}
	}
}

// Twilio fetches the file of a message, and gives a customer's by a redirect to where
// nobody is asked who they are.
func TestTwilio_files(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	relay := r.online()
	id, err := r.s.Write("maya", twilioLine, sandbox.Content{Kind: sandbox.KindImage, Text: "boat"})
	if err != nil {
		t.Fatal(err)
	}
	r.until("her picture", func() bool { return len(r.hooksOf("/in")) == 1 })
	in := r.hooksOf("/in")[0]
	if in.Get("NumMedia") != "1" || in.Get("MediaContentType0") != "image/jpeg" || !strings.HasPrefix(id, "MM") {
		t.Errorf("%v", in)
	}
	_, path, _ := strings.Cut(in.Get("MediaUrl0"), "https://api.twilio.com")
	status, out := r.twilio("GET", path, "")
	if status != 307 {
		t.Fatalf("%d %v", status, out)
	}
	location := fmt.Sprint(out["location"])
	for with, want := range map[bool]int{false: 200, true: 400} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, location, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if with {
			req.SetBasicAuth("a", "b")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("with a login %t: %d", with, resp.StatusCode)
		}
	}
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/gone" {
			http.NotFound(w, q)
			return
		}
		w.Header().Set("Content-Type", "application/pdf")
		io.WriteString(w, "%PDF") //nolint:errcheck,gosec // the sandbox may be gone
	}))
	t.Cleanup(store.Close)
	for path, want := range map[string]string{"/bill": "read", "/gone": "undelivered"} {
		form := url.Values{"From": {twilioLine}, "To": {"whatsapp:+14155550132"}, "MediaUrl": {store.URL + path}, "StatusCallback": {relay + "/m" + path}}
		r.twilio("POST", twilioAccount+"/Messages.json", form.Encode())
		r.until(path, func() bool {
			return slices.ContainsFunc(r.hooksOf("/m"+path), func(f url.Values) bool { return f.Get("MessageStatus") == want })
		})
	}
	last := r.hooksOf("/m/gone")
	if last[len(last)-1].Get("ErrorCode") != "63019" {
		t.Errorf("%v", last)
	}
}

// A webhook that is not answered is tried as often as its address says, and is lost then.
func TestTwilio_givesUpSoon(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.online()
	r.status.Store(500)
	if _, err := r.s.Write("maya", twilioLine, sandbox.Content{Kind: sandbox.KindText, Text: "lost"}); err != nil {
		t.Fatal(err)
	}
	r.until("it is given up", func() bool { return r.s.Pending() == 0 })
	if c := r.s.Counters(); c.Failed != 1 || c.Retries != 2 {
		t.Errorf("%+v", c)
	}
}

func TestTwilio_whoCannotWrite(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.online()
	for name, tt := range map[string]struct{ customer, line string }{
		"nobody": {"nobody", twilioLine}, "no sender": {"maya", "whatsapp:+4930000000"}, "without a number": {"tomas", twilioLine},
	} {
		if _, err := r.s.Write(tt.customer, tt.line, sandbox.Content{Kind: sandbox.KindText, Text: "x"}); err == nil {
			t.Errorf("%s writes", name)
		}
	}
	if _, err := r.s.Write("maya", twilioLine, sandbox.Content{Kind: sandbox.KindReaction, Text: "x", Target: "SM9"}); err == nil {
		t.Error("a reaction is carried")
	}
	if err := r.s.AddTwilioSender(twilioLine, "Twice", ""); err == nil {
		t.Error("a sender is there twice")
	}
	if err := r.s.AddTwilioSender("+49", "Odd", ""); err == nil {
		t.Error("an odd address is a sender")
	}
	if err := r.s.SetTwilioNumber("+1", "", ""); err == nil {
		t.Error("a number that is nobody's is set")
	}
}

// What is kept of Twilio's part of the world is there after a restart.
func TestTwilio_outlivesARestart(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/sandbox.json"
	s := sandbox.New(sandbox.Config{StatePath: path})
	if err := s.AddTwilioSender(twilioLine, "Boats", "https://x.example/"); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if got := sandbox.New(sandbox.Config{StatePath: path}).TwilioSenderHook(twilioLine); got != "https://x.example/" {
		t.Errorf("after the restart: %q", got)
	}
}
