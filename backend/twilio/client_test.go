package twilio_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/words"
)

const from = "whatsapp:+4930123456"

func failure(t *testing.T, err error) channel.Failure {
	t.Helper()
	f, ok := channel.FailureOf(err)
	if !ok {
		t.Fatalf("%v is no failure of a provider", err)
	}
	return f
}

func TestSend_writesEachKind(t *testing.T) {
	t.Parallel()
	const sid = "SM0123456789abcdef0123456789abcdef"
	s := newServer(t).on("POST {account}/Messages.json", 201, `{"sid":"`+sid+`","status":"queued","to":"whatsapp:+4915112345678"}`)
	callback := hook + "?ours=msg_1#rc=5&rp=ct,rt,5xx"
	for name, tt := range map[string]struct {
		from string
		m    channel.Outgoing
		want map[string]string
	}{
		"text": {from, channel.Outgoing{Text: &channel.OutText{Body: "hello"}}, map[string]string{
			"From": from, "To": "whatsapp:+4915112345678", "Body": "hello", "StatusCallback": callback,
		}},
		"an SMS": {"+4930123456", channel.Outgoing{Text: &channel.OutText{Body: "hello"}}, map[string]string{
			"From": "+4930123456", "To": "+4915112345678", "Body": "hello", "StatusCallback": callback,
		}},
		"a file": {from, channel.Outgoing{File: &channel.OutFile{Type: "image", MediaID: "https://parley.example/out/x", Caption: "our boat"}}, map[string]string{
			"MediaUrl": "https://parley.example/out/x", "Body": "our boat",
		}},
		"a file alone": {from, channel.Outgoing{File: &channel.OutFile{Type: "audio", MediaID: "https://parley.example/out/x"}}, map[string]string{
			"MediaUrl": "https://parley.example/out/x", "Body": "",
		}},
		"a place": {from, channel.Outgoing{Location: &channel.Location{Latitude: 52.5163, Longitude: 13.3777, Name: "Gate | west"}}, map[string]string{
			"PersistentAction": "geo:52.5163,13.3777|Gate   west", "Body": "Gate | west",
		}},
		"a template": {from, channel.Outgoing{Template: &channel.OutTemplate{
			ID: "HX0123456789abcdef0123456789abcdef", Body: []channel.OutValue{{Name: "2", Value: "Tuesday"}, {Name: "1", Value: "Maya"}},
			Header: &channel.OutHeader{Name: "3", Text: "Boats"}, Buttons: []channel.OutButton{{Kind: channel.ButtonLink, Name: "4", Value: "42"}},
		}}, map[string]string{
			"ContentSid": "HX0123456789abcdef0123456789abcdef", "ContentVariables": `{"1":"Maya","2":"Tuesday","3":"Boats","4":"42"}`, "Body": "", "MediaUrl": "",
		}},
		"a template without values": {from, channel.Outgoing{Template: &channel.OutTemplate{ID: "HX0123456789abcdef0123456789abcdef"}}, map[string]string{
			"ContentSid": "HX0123456789abcdef0123456789abcdef", "ContentVariables": "",
		}},
	} {
		tt.m.To, tt.m.CallbackData = "4915112345678", "msg_1"
		got, err := s.client().Send(t.Context(), tt.from, tt.m)
		if err != nil || got.MessageID != sid || got.WaID != "4915112345678" || got.Status != "queued" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		a := s.last()
		for k, v := range tt.want {
			if a.form.Get(k) != v {
				t.Errorf("%s: %s is %q", name, k, a.form.Get(k))
			}
		}
		if a.user != account || a.password != authToken {
			t.Errorf("%s: signed in as %s", name, a.user)
		}
	}
	c := s.client()
	c.Webhook = ""
	c.Login = twilio.Login{Account: account, Key: "SK0123456789abcdef0123456789abcdef", Secret: "the-secret-of-the-key"}
	if _, err := c.Send(t.Context(), from, channel.Outgoing{To: "4915112345678", Text: &channel.OutText{Body: "x"}}); err != nil {
		t.Fatal(err)
	}
	if a := s.last(); a.form.Has("StatusCallback") || a.user != "SK0123456789abcdef0123456789abcdef" || a.password != "the-secret-of-the-key" {
		t.Errorf("asked %+v", a)
	}
}

// What cannot be a message is refused here, in a sentence, and nothing is asked.
func TestSend_refusesWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	text := &channel.OutText{Body: "x"}
	good := "HX0123456789abcdef0123456789abcdef"
	for why, m := range map[string]channel.Outgoing{
		"noNumber":       {UserID: "US.1", Text: text},
		"kind":           {To: "1"},
		"empty":          {To: "1", Text: &channel.OutText{Body: " \n"}},
		"tooLong":        {To: "1", Text: &channel.OutText{Body: strings.Repeat("ü", 1601)}},
		"noFile":         {To: "1", File: &channel.OutFile{Type: "image"}},
		"reaction":       {To: "1", Reaction: &channel.Reaction{Emoji: "👍"}},
		"template":       {To: "1", Template: &channel.OutTemplate{Name: "hello"}},
		"templateHeader": {To: "1", Template: &channel.OutTemplate{ID: good, Header: &channel.OutHeader{File: &channel.OutFile{}}}},
		"notFilledIn":    {To: "1", Template: &channel.OutTemplate{ID: good, Body: []channel.OutValue{{Name: "1", Value: " "}}}},
	} {
		_, err := s.client().Send(t.Context(), from, m)
		f := failure(t, err)
		if f.Outcome() != channel.OutcomeRefused || f.Source != channel.FromHere || f.Said.Subcode != "twilioInvalid" || f.Said.Params[desk.ParamContext] != why {
			t.Errorf("%s: %+v, %v", why, f, f.Said)
		}
		if s := words.Of(err); len(strings.Fields(s)) < 4 || s == words.Of(desk.Refuse(desk.CodeInvalid, "twilioInvalid")) {
			t.Errorf("%s has no sentence of its own: %q", why, s)
		}
	}
	if _, err := s.client().Send(t.Context(), "+4930123456", channel.Outgoing{To: "1", Location: &channel.Location{}}); failure(t, err).Said.Params[desk.ParamContext] != "kind" {
		t.Errorf("a place by SMS: %v", err)
	}
	if s.count() != 0 {
		t.Errorf("%d calls were made", s.count())
	}
}

// What is known after a failed send decides whether it may be made again.
func TestSend_outcomes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status  int
		body    string
		outcome channel.Outcome
		says    string // the sentence
	}{
		"refused":                  {400, `{"code":21211,"message":"Invalid 'To' Phone Number: +4915112345678","status":400}`, channel.OutcomeRefused, "twilio/badRecipient"},
		"a code of tomorrow":       {400, `{"code":29999,"message":"No fish","status":400}`, channel.OutcomeRefused, "twilio/titled"},
		"a refusal without a code": {400, `nonsense`, channel.OutcomeRefused, "twilio/"},
		"signed in wrongly":        {401, `{"code":20003,"message":"Authenticate","status":401}`, channel.OutcomeRefused, "twilio/deadToken"},
		"401 without a code":       {401, ``, channel.OutcomeRefused, "twilio/deadToken"},
		"403 without a code":       {403, `{}`, channel.OutcomeRefused, "twilio/noPermission"},
		"404 without a code":       {404, `{}`, channel.OutcomeRefused, "twilio/notFound"},
		"too many":                 {429, `{"code":20429,"message":"Too Many Requests","status":429}`, channel.OutcomeAgain, "twilio/tooFast"},
		"429 without a code":       {429, ``, channel.OutcomeAgain, "twilio/tooFast"},
		"a server's error":         {500, `{"code":20500,"message":"Internal Server Error","status":500}`, channel.OutcomeUnknown, "twilio/titled"},
		"a gateway's page":         {502, `<html>`, channel.OutcomeUnknown, "twilio/unconfirmed"},
		"a success without an id":  {201, `{}`, channel.OutcomeUnknown, "twilio/unconfirmed"},
		"a success that is none":   {201, `<html>`, channel.OutcomeUnknown, "twilio/unconfirmed"},
		"a redirect":               {302, ``, channel.OutcomeUnknown, "twilio/unconfirmed"},
	} {
		s := newServer(t).on("POST {account}/Messages.json", tt.status, tt.body)
		_, err := s.client().Send(t.Context(), from, channel.Outgoing{To: "4915112345678", Text: &channel.OutText{Body: "x"}})
		f := failure(t, err)
		context, _ := f.Said.Params[desk.ParamContext].(string)
		if f.Outcome() != tt.outcome || f.Said.Subcode+"/"+context != tt.says {
			t.Errorf("%s: %s, %s/%s", name, f.Outcome(), f.Said.Subcode, context)
		}
		if text := err.Error(); strings.Contains(text, "4915112345678") || strings.Contains(text, authToken) {
			t.Errorf("%s is logged as %s", name, text)
		}
		if (tt.outcome == channel.OutcomeUnknown) && desk.Retryable(err) {
			t.Errorf("%s may be made again", name)
		}
		if s.count() != 1 {
			t.Errorf("%s: asked %d times", name, s.count())
		}
	}
	f := failure(t, func() error {
		_, err := newServer(t).on("POST {account}/Messages.json", 401, `{"code":20003}`).client().Send(t.Context(), from, channel.Outgoing{To: "1", Text: &channel.OutText{Body: "x"}})
		return err
	}())
	if f.Reason != channel.ReasonDeadToken {
		t.Errorf("a dead token: %+v", f)
	}
}

func TestSend_connectionTrouble(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c := newServer(t).client()
	c.Hosts = twilio.HostsAt(gone.URL)
	m := channel.Outgoing{To: "4915112345678", Text: &channel.OutText{Body: "x"}}
	_, err := c.Send(t.Context(), from, m)
	if f := failure(t, err); f.Outcome() != channel.OutcomeAgain || f.Said.Params[desk.ParamContext] != "unreachable" {
		t.Errorf("nobody there: %+v", f)
	}
	if strings.Contains(err.Error(), account) {
		t.Errorf("the address is logged: %v", err)
	}
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(cut.Close)
	c.Hosts = twilio.HostsAt(cut.URL)
	if _, err := c.Send(t.Context(), from, m); failure(t, err).Outcome() != channel.OutcomeUnknown {
		t.Errorf("a cut connection: %v", err)
	}
	if _, err := c.Numbers(t.Context()); failure(t, err).Outcome() != channel.OutcomeAgain {
		t.Errorf("a question on a cut connection: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, from, m); !errors.Is(err, context.Canceled) || failure(t, err).Unknown {
		t.Errorf("given up before: %v", err)
	}
}

// A login that has not Twilio's form, or an address that would show it, makes no call.
func TestClient_refusesABadLoginOrAddress(t *testing.T) {
	t.Parallel()
	for why, change := range map[string]func(*twilio.Client){
		"account": func(c *twilio.Client) { c.Login.Account = "AC123/../.." },
		"key":     func(c *twilio.Client) { c.Login.Key = "SKx" },
		"secret":  func(c *twilio.Client) { c.Login.Secret = "with a\nbreak" },
		"address": func(c *twilio.Client) { c.Hosts = twilio.HostsAt("http://api.twilio.example") },
	} {
		c := newServer(t).client()
		change(c)
		_, err := c.GetAccount(t.Context(), c.Login.Account)
		if f := failure(t, err); f.Source != channel.FromHere || f.Said.Params[desk.ParamContext] != why {
			t.Errorf("%s: %+v", why, f.Said)
		}
	}
	for token, want := range map[desk.Secret]twilio.Login{
		"AC1:SK1:a:b": {Account: "AC1", Key: "SK1", Secret: "a:b"}, "AC1::t": {Account: "AC1", Secret: "t"}, "EAAtoken": {}, "": {},
	} {
		if got := twilio.ReadToken(token); got != want {
			t.Errorf("%s is read as %+v", token.Reveal(), got)
		}
	}
	l := twilio.Login{Account: "AC1", Key: "SK1", Secret: "s"}
	if twilio.ReadToken(l.Token()) != l {
		t.Error("a login is not read back")
	}
}

// Every code of the table has a sentence of its own and is retried only when nothing was
// sent: a code that comes in a status is about a message that was taken.
func TestExplain_everyCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	plain := words.Of(desk.Refuse(desk.CodeInvalid, "twilio", desk.Params{"code": "1"}))
	codes := []int{
		10001, 20003, 20404, 20429, 21211, 21408, 21601, 21606, 21608, 21610, 21612, 21614, 30001, 30002, 30003, 30005, 30006, 30007, 30034,
		63001, 63003, 63005, 63012, 63013, 63014, 63016, 63018, 63019, 63020, 63021, 63022, 63023, 63024, 63025, 63027, 63028, 63029, 63030,
		63032, 63033, 63037, 63049, 63051,
	}
	for _, code := range codes {
		x := twilio.Explain(code)
		if !x.Known || x.Says == "" {
			t.Errorf("%d is not known", code)
		}
		s := words.Of(twilio.Reader{}.Explain(code, "").Err())
		if len(strings.Fields(s)) < 5 || strings.Contains(s, "error dictionary") || s == plain {
			t.Errorf("%d says %q", code, s)
		}
	}
	if s := words.Of(twilio.Reader{}.Explain(29999, "No fish").Err()); !strings.Contains(s, "No fish") || !strings.Contains(s, "29999") {
		t.Errorf("a code of tomorrow says %q", s)
	}
	if x := twilio.Explain(63049); x.Retry != channel.RetryWait || x.Wait < time.Hour {
		t.Errorf("63049: %+v", x)
	}
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	s := newServer(t).on("POST /v2/Indicators/Typing.json", 200, `{"success":true}`)
	c := s.client()
	for _, quiet := range []error{c.MarkRead(t.Context(), from, "SM1", false), c.MarkRead(t.Context(), "+4930123456", "SM1", true)} {
		if quiet != nil || s.count() != 0 {
			t.Errorf("%v, %d calls", quiet, s.count())
		}
	}
	if err := c.MarkRead(t.Context(), from, "MM1.2", true); err != nil {
		t.Fatal(err)
	}
	if a := s.last(); a.form.Get("messageId") != "MM1" || a.form.Get("channel") != "whatsapp" {
		t.Errorf("asked %v", a.form)
	}
	if err := c.MarkRead(t.Context(), from, "", true); failure(t, err).Source != channel.FromHere {
		t.Errorf("no message: %v", err)
	}
}
