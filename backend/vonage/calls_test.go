package vonage_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
)

const (
	voiceHook = "https://relay.example/webhooks/vonage/voice"
	aCall     = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
)

func callRequest(query, body string) channel.Request {
	return channel.Request{Method: http.MethodPost, RawQuery: query, Body: []byte(body), Header: func(string) string { return "" }}
}

// What a webhook about a call says is read from its body, and what it is about from its
// address, which names the number too.
func TestReadCall(t *testing.T) {
	t.Parallel()
	const heard = `{"uuid":"` + aCall + `","conversation_uuid":"CON-1","speech":{"timeout_reason":"end_on_silence_timeout","results":[{"confidence":"0.9","text":"code 1 2 3"},{"text":"cold"}]}}`
	base := channel.CallSays{Provider: "vonage", CallID: aCall, Talk: "CON-1", To: "447700900001"}
	with := func(change func(*channel.CallSays)) channel.CallSays {
		s := base
		change(&s)
		return s
	}
	for name, tt := range map[string]struct {
		query, body string
		want        channel.CallSays
	}{
		"it rings": {"", `{"from":"16505434800","to":"447700900001","uuid":"` + aCall + `","conversation_uuid":"CON-1"}`, with(func(s *channel.CallSays) {
			s.Stage, s.From = channel.CallRings, "16505434800"
		})},
		"heard": {"stage=heard&to=447700900001", heard, with(func(s *channel.CallSays) { s.Stage, s.Heard = channel.CallHeard, "code 1 2 3" })},
		"again": {"stage=again&to=447700900001", heard, with(func(s *channel.CallSays) {
			s.Stage, s.Heard, s.Last = channel.CallRecorded, "code 1 2 3", true
		})},
		"silence": {"stage=heard&to=447700900001", `{"uuid":"` + aCall + `","conversation_uuid":"CON-1","speech":{"results":[]}}`, with(func(s *channel.CallSays) { s.Stage = channel.CallHeard })},
		"how far it is": {"stage=event", `{"uuid":"` + aCall + `","conversation_uuid":"CON-1","to":"447700900001","status":"completed"}`, with(func(s *channel.CallSays) {
			s.Stage = channel.CallTold
		})},
		"an error": {"stage=event", `{"reason":"Syntax error in NCCO"}`, channel.CallSays{Provider: "vonage", Stage: channel.CallTold}},
	} {
		d, err := vonage.Webhooks{}.ReadCall(callRequest(tt.query, tt.body))
		if err != nil || d.Says != tt.want {
			t.Errorf("%s: %#v, %v", name, d.Says, err)
		}
		if err := d.Prove(channel.CarrierKeys{Account: "abcd1234", Secrets: []desk.Secret{"s"}}, nil); err == nil {
			t.Errorf("%s: believed without a token", name)
		}
	}
	for name, r := range map[string]channel.Request{
		"a GET":       {Method: http.MethodGet, RawQuery: "to=447700900001&uuid=" + aCall, Header: func(string) string { return "" }},
		"no JSON":     callRequest("", "to=447700900001"),
		"no call":     callRequest("", `{"to":"447700900001"}`),
		"odd call":    callRequest("", `{"to":"447700900001","uuid":"x; DROP"}`),
		"no number":   callRequest("", `{"uuid":"`+aCall+`"}`),
		"odd number":  callRequest("stage=heard&to=sip:x", `{"uuid":"`+aCall+`"}`),
		"odd address": callRequest("%zz", `{"uuid":"`+aCall+`","to":"447700900001"}`),
		"nested":      callRequest("", `{"uuid":{"a":1},"to":"447700900001"}`),
		"too large":   callRequest("", `{"uuid":"`+strings.Repeat("a", vonage.MaxBody)+`"}`),
	} {
		if d, err := (vonage.Webhooks{}).ReadCall(r); err == nil {
			t.Errorf("%s is read as %v", name, d.Says)
		}
	}
}

// The carrier is told what to do in its own words: nothing is said to the robot, and nothing
// recorded, since the carrier documents no way to delete it.
func TestAnswerCall(t *testing.T) {
	t.Parallel()
	call := channel.CallSays{CallID: aCall, Talk: "CON-1", From: "16505434800", To: "447700900001"}
	listens := func(stage string) string {
		return `[{"action":"input","type":["speech"],"speech":{"language":"en-US","context":["zero","one","two","three","four","five","six","seven","eight","nine","verification code","WhatsApp"],` +
			`"startTimeout":8,"endOnSilence":3,"maxDuration":30},"eventUrl":["` + voiceHook + `?stage=` + stage + `\u0026to=447700900001"],"eventMethod":"POST"}]`
	}
	for name, tt := range map[string]struct {
		do   channel.CallAnswer
		want string
	}{
		"listen":       {channel.CallAnswer{Act: channel.CallListen}, listens("heard")},
		"listen again": {channel.CallAnswer{Act: channel.CallRecord, To: "https://pbx.example"}, listens("again")},
		"hang up":      {channel.CallAnswer{Act: channel.CallEnd}, `[]`},
		"to a phone":   {channel.CallAnswer{Act: channel.CallForward, To: "tel:+4930123456"}, `[{"action":"connect","endpoint":[{"type":"phone","number":"4930123456"}],"from":"447700900001"}]`},
		"to SIP":       {channel.CallAnswer{Act: channel.CallForward, To: "sip:desk@pbx.example"}, `[{"action":"connect","endpoint":[{"type":"sip","uri":"sip:desk@pbx.example"}],"from":"447700900001"}]`},
		"to an application": {channel.CallAnswer{Act: channel.CallForward, To: "https://pbx.example/a?k=1", Method: "GET"},
			`[{"action":"notify","payload":{"conversation_uuid":"CON-1","from":"16505434800","to":"447700900001","uuid":"` + aCall + `"},"eventUrl":["https://pbx.example/a?k=1"],"eventMethod":"GET"}]`},
	} {
		tt.do.Call = call
		kind, text := vonage.Webhooks{}.AnswerCall(tt.do, voiceHook)
		if kind != "application/json" || text != tt.want {
			t.Errorf("%s: %s of %s, want %s", name, text, kind, tt.want)
		}
		if strings.Contains(text, `"talk"`) || strings.Contains(text, `"record"`) {
			t.Errorf("%s: the robot is spoken to, or recorded: %s", name, text)
		}
	}
}

// exchange is a pretend Vonage with one number and applications.
type exchange struct {
	t       *testing.T
	number  string // the links of the number, as JSON fields
	apps    []string
	asked   []string // what was changed, in order
	refuses string   // a path that answers 500
}

func (x *exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := map[string]any{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			x.t.Error(err)
		}
	} else if err := r.ParseForm(); err != nil {
		x.t.Error(err)
	}
	if key, secret, _ := r.BasicAuth(); key != "abcd1234" || secret != apiSecret {
		x.t.Errorf("%s signs in as %s", r.URL, key)
	}
	switch {
	case x.refuses != "" && strings.HasPrefix(r.URL.Path, x.refuses):
		w.WriteHeader(http.StatusInternalServerError)
	case r.URL.Path == "/account/numbers":
		fmt.Fprint(w, `{"count":1,"numbers":[{"country":"GB","msisdn":"447700900001","moHttpUrl":"https://x.example/sms","features":["SMS","VOICE"]`+x.number+`}]}`)
	case r.Method == http.MethodGet:
		fmt.Fprint(w, `{"page":1,"total_pages":1,"_embedded":{"applications":[`+strings.Join(x.apps, ",")+`]}}`)
	case r.URL.Path == "/number/update":
		x.asked = append(x.asked, "number "+r.PostForm.Encode())
		fmt.Fprint(w, `{"error-code":"200","error-code-label":"success"}`)
	case r.Method == http.MethodDelete:
		x.asked = append(x.asked, "delete "+r.URL.Path)
		w.WriteHeader(http.StatusNotFound) // somebody was faster
	default:
		raw, _ := json.Marshal(body)
		x.asked = append(x.asked, r.Method+" "+r.URL.Path+" "+string(raw))
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"app-new","name":"x","keys":{"private_key":"-----BEGIN"}}`)
	}
}

func app(id, name, answer, method string) string {
	return `{"id":"` + id + `","name":"` + name + `","capabilities":{"voice":{"webhooks":{"answer_url":{"address":"` + answer + `","http_method":"` + method + `"}}}}}`
}

const (
	ourName = "parley-code-by-voice:+447700900001"
	made    = `{"capabilities":{"voice":{"signed_callbacks":true,"webhooks":{"answer_url":{"address":"` + voiceHook + `","http_method":"POST"},"event_url":{"address":"` + voiceHook + `?stage=event","http_method":"POST"}}}},"name":"` + ourName + `"}`
)

// Calls are answered here by an application of their own, and what was set before is put
// back in the carrier's words, to the letter, with whatever else the number has.
func TestRedirectCalls_anApplicationForAWhile(t *testing.T) {
	t.Parallel()
	n := channel.CarrierNumber{E164: "+447700900001", Country: "GB"}
	sms := "country=GB&moHttpUrl=" + url.QueryEscape("https://x.example/sms") + "&msisdn=447700900001"
	for name, tt := range map[string]struct {
		links, where, how, set string
	}{
		"nothing":        {``, "", "", ""},
		"a phone":        {`,"voiceCallbackType":"tel","voiceCallbackValue":"4930123456"`, "tel:+4930123456", "", "vonage:voiceCallbackType=tel&voiceCallbackValue=4930123456"},
		"SIP":            {`,"app_id":"app-1","voiceCallbackType":"sip","voiceCallbackValue":"sip:a@pbx.example"`, "sip:a@pbx.example", "", "vonage:app_id=app-1&voiceCallbackType=sip&voiceCallbackValue=sip%3Aa%40pbx.example"},
		"an application": {`,"app_id":"app-1"`, "https://pbx.example/a", "GET", "vonage:app_id=app-1"},
		"an older link":  {`,"voiceCallbackType":"app","voiceCallbackValue":"app-1"`, "https://pbx.example/a", "GET", "vonage:voiceCallbackType=app&voiceCallbackValue=app-1"},
		"one for texts":  {`,"app_id":"app-2"`, "", "GET", "vonage:app_id=app-2"},
	} {
		x := &exchange{t: t, number: tt.links, apps: []string{app("app-1", "The shop", "https://pbx.example/a", ""), `{"id":"app-2","name":"Texts","capabilities":{"messages":{}}}`}}
		c := voiceAt(t, x)
		list, err := c.Numbers(t.Context())
		if err != nil || len(list) != 1 || list[0].CallsURL != tt.where || list[0].CallsMethod != tt.how || list[0].Calls() != tt.set {
			t.Errorf("%s: %+v, %v", name, list, err)
			continue
		}
		if where, err := c.WhereCalls(t.Context(), n); err != nil || where != tt.where {
			t.Errorf("%s: they go to %q, %v", name, where, err)
		}
		if err := c.RedirectCalls(t.Context(), n, voiceHook); err != nil {
			t.Fatal(err)
		}
		if err := c.RedirectCalls(t.Context(), n, tt.set); err != nil {
			t.Fatal(err)
		}
		back := sms
		if tt.set != "" {
			both, _ := url.ParseQuery(sms + "&" + strings.TrimPrefix(tt.set, "vonage:"))
			back = both.Encode()
		}
		both, _ := url.ParseQuery(sms + "&app_id=app-new")
		want := []string{"POST /v2/applications " + made, "number " + both.Encode(), "number " + back}
		if !slices.Equal(x.asked, want) {
			t.Errorf("%s: asked %q, want %q", name, x.asked, want)
		}
	}
}

func voiceAt(t *testing.T, x *exchange) channel.VoiceCarrier {
	t.Helper()
	s := httptest.NewServer(asDocumented(t, x.ServeHTTP))
	t.Cleanup(s.Close)
	c, _ := vonage.Carrier{BaseURL: s.URL, HTTP: s.Client()}.Open(channel.Login{Key: "abcd1234", Secret: apiSecret}).(channel.VoiceCarrier)
	return c
}

// The application that a crash left is used again, at the address that is right now, and
// deleted only when the number is not linked with it any more.
func TestRedirectCalls_afterACrash(t *testing.T) {
	t.Parallel()
	n := channel.CarrierNumber{E164: "+447700900001", Country: "GB"}
	other := app("app-3", "parley-code-by-voice:+447700900002", voiceHook, "POST")
	x := &exchange{t: t, number: `,"app_id":"app-0"`, apps: []string{other, app("app-0", ourName, voiceHook, "POST")}}
	c := voiceAt(t, x)
	list, err := c.Numbers(t.Context())
	if err != nil || list[0].Calls() != voiceHook || list[0].CallsURL != voiceHook {
		t.Errorf("our own is %+v, %v", list, err)
	}
	if err := c.RedirectCalls(t.Context(), n, voiceHook); err != nil || len(x.asked) != 1 || !strings.Contains(x.asked[0], "app_id=app-0") {
		t.Errorf("the one that is there is not used: %q, %v", x.asked, err)
	}
	x.asked, x.apps[1] = nil, app("app-0", ourName, "https://old.example/voice", "POST")
	if err := c.RedirectCalls(t.Context(), n, voiceHook); err != nil || len(x.asked) != 2 || x.asked[0] != "PUT /v2/applications/app-0 "+made {
		t.Errorf("at another address: %q, %v", x.asked, err)
	}
	tidier := c.(channel.CallTidier)
	for links, want := range map[string][]string{`,"app_id":"app-0"`: nil, `,"app_id":"app-9"`: {"delete /v2/applications/app-0"}, ``: {"delete /v2/applications/app-0"}} {
		x.asked, x.number = nil, links
		if err := tidier.TidyCalls(t.Context(), n); err != nil || !slices.Equal(x.asked, want) {
			t.Errorf("%s: %q, %v", links, x.asked, err)
		}
	}
	x.asked, x.apps = nil, []string{other}
	if err := tidier.TidyCalls(t.Context(), n); err != nil || x.asked != nil {
		t.Errorf("with another number's: %q, %v", x.asked, err)
	}
	x.refuses, x.number = "/v2/", `,"app_id":"app-0"`
	if _, err := c.Numbers(t.Context()); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("what is not known is taken for known: %v", err)
	}
	if err := c.RedirectCalls(t.Context(), n, voiceHook); err == nil || len(x.asked) != 0 {
		t.Errorf("without its application: %v, %q", err, x.asked)
	}
}
