package meta_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

func TestExchangeCode_goesWithoutATokenAndTellsNoSecret(t *testing.T) {
	t.Parallel()
	e := channel.Exchange{App: "920184455017263", Secret: "hush-hush", Code: "AQcode", Back: "https://relay.example/back"}
	for name, c := range map[string]struct {
		status int
		answer string
		want   desk.Secret
		fails  bool
	}{
		"a token":        {http.StatusOK, `{"access_token":"EAAtoken","token_type":"bearer"}`, "EAAtoken", false},
		"no token":       {http.StatusOK, `{"access_token":""}`, "", true},
		"a broken token": {http.StatusOK, `{"access_token":"EAA token"}`, "", true},
		"not JSON":       {http.StatusOK, `EAAtoken`, "", true},
		"a refusal":      {http.StatusBadRequest, `{"error":{"message":"The code AQcode of hush-hush has expired.","code":100,"error_subcode":36007}}`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = r
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.answer))
			}))
			defer s.Close()
			client := &meta.Client{BaseURL: s.URL, Version: "v23.0"}
			token, err := client.ExchangeCode(context.Background(), e)
			if token != c.want || (err != nil) != c.fails {
				t.Errorf("got %v, %v", token, err)
			}
			want := url.Values{"client_id": {"920184455017263"}, "client_secret": {"hush-hush"}, "code": {"AQcode"}, "redirect_uri": {e.Back}}
			if got.Method != http.MethodGet || got.URL.Path != "/v23.0/oauth/access_token" || !cmp.Equal(got.URL.Query(), want) || got.Header.Get("Authorization") != "" {
				t.Errorf("asked %s %s, %v", got.Method, got.URL.Path, got.Header)
			}
			f, _ := channel.FailureOf(err)
			for _, told := range []string{errText(err), f.Title, f.Details} {
				if strings.Contains(told, "AQcode") || strings.Contains(told, "hush-hush") || strings.Contains(told, "EAA") {
					t.Errorf("a secret is told: %s", told)
				}
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAccountsOf_listsOwnedAndGiven(t *testing.T) {
	t.Parallel()
	spec := metasFile(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if spec != nil {
			for _, bad := range spec.CheckRequest(r.Method, r.URL.Path, r.URL.Query(), "", nil) {
				t.Errorf("request to %s: %s", r.URL.Path, bad)
			}
		}
		answers := map[string]string{
			"/v23.0/77/owned_whatsapp_business_accounts":  `{"data":[{"id":"1","name":"Ours"}]}`,
			"/v23.0/77/client_whatsapp_business_accounts": `{"data":[{"id":2,"name":"Theirs"}]}`,
		}
		if r.Header.Get("Authorization") == "Bearer refused" {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"error":{"code":10,"message":"no"}}`))
			return
		}
		_, _ = w.Write([]byte(answers[r.URL.Path]))
	}))
	defer s.Close()
	client := func(token desk.Secret) *meta.Client {
		return &meta.Client{BaseURL: s.URL, Version: "v23.0", Token: meta.StaticToken(token)}
	}
	got, err := client("token").AccountsOf(context.Background(), "77")
	if want := []channel.Account{{ID: "1", Name: "Ours"}, {ID: "2", Name: "Theirs"}}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := client("refused").AccountsOf(context.Background(), "77"); err == nil {
		t.Error("a refusal is an empty list")
	}
}

func TestWindow_readsItsEvents(t *testing.T) {
	t.Parallel()
	w := meta.Window{}
	for name, c := range map[string]struct {
		raw  string
		want channel.SignUpEvent
		ok   bool
	}{
		"finished": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","data":{"phone_number_id":"106540352242922","waba_id":"524126980791429","business_id":"2729063490586005"}}`,
			channel.SignUpEvent{Kind: channel.SignUpFinished, Account: "524126980791429", Number: "106540352242922", Business: "2729063490586005"}, true,
		},
		"numbers for ids": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH_ONLY_WABA","data":{"waba_id":524126980791429}}`,
			channel.SignUpEvent{Kind: channel.SignUpNoNumber, Account: "524126980791429"}, true,
		},
		"on the phone": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING","data":{"waba_id":"524126980791429"}}`,
			channel.SignUpEvent{Kind: channel.SignUpOnPhone, Account: "524126980791429"}, true,
		},
		"cancelled": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"CANCEL","data":{"current_step":"PHONE_NUMBER_SETUP"}}`,
			channel.SignUpEvent{Kind: channel.SignUpCancelled, Step: "PHONE_NUMBER_SETUP"}, true,
		},
		"an error": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"CANCEL","data":{"error_message":"Restricted.","error_id":"524126","session_id":"f34b51dab5e0498","timestamp":"1746041036"}}`,
			channel.SignUpEvent{Kind: channel.SignUpFailed, Error: "Restricted.", Code: "524126"}, true,
		},
		"an error by its name": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"ERROR","data":{"error_message":"Restricted."}}`,
			channel.SignUpEvent{Kind: channel.SignUpFailed, Error: "Restricted."}, true,
		},
		"ids that are none": {
			`{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","data":{"waba_id":"../me","phone_number_id":"12 34","business_id":{"a":1},"current_step":"<b>"}}`,
			channel.SignUpEvent{Kind: channel.SignUpFinished}, true,
		},
		"no data":           {`{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH"}`, channel.SignUpEvent{Kind: channel.SignUpFinished}, true},
		"another event":     {`{"type":"WA_EMBEDDED_SIGNUP","event":"DANCE"}`, channel.SignUpEvent{}, false},
		"another message":   {`{"type":"XD","event":"FINISH"}`, channel.SignUpEvent{}, false},
		"a list":            {`[]`, channel.SignUpEvent{}, false},
		"nothing":           {``, channel.SignUpEvent{}, false},
		"direction in text": {"{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"ERROR\",\"data\":{\"error_message\":\"a\u202eb\"}}", channel.SignUpEvent{Kind: channel.SignUpFailed, Error: desk.Visible("a\u202eb")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := w.Event([]byte(c.raw))
			if ok != c.ok || !cmp.Equal(got, c.want) {
				t.Errorf("got %+v, %v; want %+v", got, ok, c.want)
			}
		})
	}
}

func TestWindow_isMetasUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	p := channel.SignUpPlace{App: "92", Config: "64", OnPhone: true}
	w := meta.Window{Version: "v23.0"}
	scripts, hosts := w.Sources()
	if !cmp.Equal(scripts, []string{"https://connect.facebook.net"}) || !cmp.Equal(hosts, []string{"https://*.facebook.com"}) || w.Here() {
		t.Errorf("Meta's own: %v %v %v", scripts, hosts, w.Here())
	}
	told := w.Told(p)
	want := map[string]string{
		"app": "92", "config": "64", "version": "v23.0", "sdk": meta.DefaultScriptURL, "dialog": "https://www.facebook.com", "feature": "whatsapp_business_app_onboarding",
	}
	if !cmp.Equal(told, want) {
		t.Errorf("told %v", told)
	}
	w = meta.Window{Version: "v23.0", ScriptURL: "http://127.0.0.1:1/facebook/sdk.js", DialogURL: "http://127.0.0.1:1/facebook"}
	scripts, hosts = w.Sources()
	if !cmp.Equal(scripts, []string{"http://127.0.0.1:1"}) || !cmp.Equal(hosts, []string{"http://127.0.0.1:1"}) || !w.Here() {
		t.Errorf("the sandbox's: %v %v %v", scripts, hosts, w.Here())
	}
	u, err := url.Parse(w.Address(p, "https://relay.example/back", "s t"))
	if err != nil || u.Path != "/facebook/v23.0/dialog/oauth" || u.Query().Get("state") != "s t" || u.Query().Get("redirect_uri") != "https://relay.example/back" ||
		u.Query().Get("extras") != `{"featureType":"whatsapp_business_app_onboarding","setup":{}}` {
		t.Errorf("the address: %v, %v", u, err)
	}
}
