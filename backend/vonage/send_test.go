package vonage_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/words"
)

// texter sends through a pretend Vonage.
func texter(t *testing.T, l channel.Login, h http.HandlerFunc) channel.Messenger {
	t.Helper()
	s := httptest.NewServer(asDocumented(t, h))
	t.Cleanup(s.Close)
	l.Key, l.Secret = "abcd1234", apiSecret
	c := vonage.Carrier{BaseURL: s.URL, HTTP: s.Client(), Now: func() time.Time { return time.Unix(1772366405, 0) }}
	sends, ok := c.Open(l).(channel.TextCarrier)
	if !ok {
		t.Fatal("it sends no SMS")
	}
	return sends.Texts("https://relay.example/webhooks/vonage/sms")
}

func sms(text string) channel.Outgoing {
	return channel.Outgoing{To: "14155550132", CallbackData: "msg_0123456789abcdef", Text: &channel.OutText{Body: text}}
}

const accepted = `{"message-count":"1","messages":[{"to":"14155550132","message-id":"0A01","status":"0","remaining-balance":"3.14","message-price":"0.03","network":"12345"}]}`

// The form is that of the SMS API's page: signed where the account has a signature, else
// with its secret, never with both. Texts outside of the alphabet of SMS are unicode.
func TestSend_formOfTheSMSAPI(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		login channel.Login
		text  string
		typ   string
	}{
		"with its secret": {channel.Login{}, "Il a reçu 5 €", "unicode"},
		"plain":           {channel.Login{}, "It's 5 € [net]", "text"},
		"signed":          {channel.Login{Signature: "signature-secret", Method: "sha512"}, "hi & bye = ok", "text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got url.Values
			m := texter(t, tt.login, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost || r.URL.Path != "/sms/json" || r.URL.RawQuery != "" || r.ParseForm() != nil {
					t.Errorf("%s %s", r.Method, r.URL)
				}
				got = r.PostForm
				fmt.Fprint(w, accepted)
			})
			sent, err := m.Send(t.Context(), "+442079460958", sms(tt.text))
			if err != nil || sent.MessageID != "0A01" || sent.WaID != "14155550132" {
				t.Fatalf("%+v, %v", sent, err)
			}
			want := map[string]string{
				"api_key": "abcd1234", "from": "442079460958", "to": "14155550132", "text": tt.text, "type": tt.typ, "status-report-req": "1",
				"callback": "https://relay.example/webhooks/vonage/sms", "client-ref": "msg_0123456789abcdef",
			}
			if tt.login.Signature == "" {
				want["api_secret"] = apiSecret
			} else {
				want["timestamp"] = "1772366405"
				want["sig"] = vonage.Sign(vonage.Method(tt.login.Method), tt.login.Signature, want)
			}
			for k, v := range want {
				if got.Get(k) != v {
					t.Errorf("%s is %q, want %q", k, got.Get(k), v)
				}
			}
			if len(got) != len(want) {
				t.Errorf("sent %v", got)
			}
		})
	}
}

// What the answer means decides whether it is sent again: only after a refusal of all of
// it, and only where that may help.
func TestSend_whatTheAnswerMeans(t *testing.T) {
	t.Parallel()
	line := func(status int) string {
		return fmt.Sprintf(`{"message-count":"1","messages":[{"status":"%d","error-text":"14155550132 refused"}]}`, status)
	}
	for name, tt := range map[string]struct {
		status int
		body   string
		want   channel.Outcome
		code   int
	}{
		"throttled":          {200, line(1), channel.OutcomeAgain, 1},
		"internal":           {200, line(5), channel.OutcomeAgain, 5},
		"bad key":            {200, line(4), channel.OutcomeRefused, 4},
		"no credit":          {200, line(9), channel.OutcomeRefused, 9},
		"sender":             {200, line(15), channel.OutcomeRefused, 15},
		"a new code":         {200, line(77), channel.OutcomeRefused, 77},
		"401":                {401, `{}`, channel.OutcomeRefused, 4},
		"429":                {429, ``, channel.OutcomeAgain, 1},
		"500":                {500, `oops`, channel.OutcomeUnknown, 0},
		"nothing":            {200, ``, channel.OutcomeUnknown, 0},
		"no messages":        {200, `{"message-count":"0","messages":[]}`, channel.OutcomeUnknown, 0},
		"no id":              {200, `{"messages":[{"status":"0"}]}`, channel.OutcomeUnknown, 0},
		"a part was refused": {200, `{"messages":[{"status":"0","message-id":"1"},{"status":"1"}]}`, channel.OutcomeUnknown, 1},
		"a redirect":         {302, ``, channel.OutcomeUnknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := texter(t, channel.Login{}, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "https://elsewhere.example/")
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			})
			_, err := m.Send(t.Context(), "+442079460958", sms("hi"))
			f, ok := channel.FailureOf(err)
			if !ok || f.Outcome() != tt.want || f.Code != tt.code || f.Provider != "vonage" {
				t.Fatalf("%+v, %v", f, err)
			}
			if text := words.Of(f.Said.Err()); text == "" || strings.Contains(text, "{{") {
				t.Errorf("it says %q", text)
			}
			var e *desk.Error
			if !errors.As(err, &e) || e.Subcode != "vonage" {
				t.Errorf("for people: %+v", e)
			}
			for _, secret := range []string{apiSecret, "14155550132", "442079460958"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%s is in %v", secret, err)
				}
			}
		})
	}
}

func TestSend_partsHaveTheFirstOnesID(t *testing.T) {
	t.Parallel()
	m := texter(t, channel.Login{}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"message-count":"2","messages":[{"to":"14155550132","status":"0","message-id":"1"},{"to":"14155550132","status":"0","message-id":"2"}]}`)
	})
	if sent, err := m.Send(t.Context(), "+442079460958", sms(strings.Repeat("x", 200))); err != nil || sent.MessageID != "1" {
		t.Errorf("%+v, %v", sent, err)
	}
}

// A connection that breaks after the request left says nothing; one that was never there
// says that nothing was sent.
func TestSend_lostConnections(t *testing.T) {
	t.Parallel()
	m := texter(t, channel.Login{}, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := m.Send(t.Context(), "+442079460958", sms("hi"))
	if f, _ := channel.FailureOf(err); f.Outcome() != channel.OutcomeUnknown || words.Of(f.Said.Err()) == "" {
		t.Errorf("broken: %+v", f)
	}
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	c, ok := vonage.Carrier{BaseURL: nobody.URL}.Open(channel.Login{Key: "abcd1234", Secret: apiSecret}).(channel.TextCarrier)
	if !ok {
		t.Fatal("it sends no SMS")
	}
	_, err = c.Texts("").Send(t.Context(), "+442079460958", sms("hi"))
	f, _ := channel.FailureOf(err)
	if f.Outcome() != channel.OutcomeAgain || words.Of(f.Said.Err()) == "" || strings.Contains(err.Error(), nobody.URL) {
		t.Errorf("nobody there: %+v, %v", f, err)
	}
}

func TestSend_whatIsNoSMSIsNotSent(t *testing.T) {
	t.Parallel()
	m := texter(t, channel.Login{}, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
	for why, out := range map[string]channel.Outgoing{
		"noNumber": {UserID: "WhatsApp", Text: &channel.OutText{Body: "hi"}}, "empty": {To: "1", Text: &channel.OutText{Body: " \n"}},
		"kind": {To: "1", File: &channel.OutFile{Type: "image"}},
	} {
		_, err := m.Send(t.Context(), "+442079460958", out)
		f, ok := channel.FailureOf(err)
		if !ok || f.Outcome() != channel.OutcomeRefused || f.Said.Params[desk.ParamContext] != why || words.Of(f.Said.Err()) == "" {
			t.Errorf("%s: %+v, %v", why, f, err)
		}
	}
	if _, err := m.UploadMedia(t.Context(), "", channel.Upload{}); err == nil {
		t.Error("it takes files")
	}
	if _, err := m.GetMedia(t.Context(), "", ""); err == nil {
		t.Error("it has files")
	}
	if _, err := m.DownloadMedia(t.Context(), "", 1); err == nil {
		t.Error("it gives files")
	}
	if err := m.MarkRead(t.Context(), "", "", true); err != nil {
		t.Errorf("ticks: %v", err)
	}
}
