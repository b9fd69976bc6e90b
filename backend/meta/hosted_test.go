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

func TestIsHosted_isMetasOwnPageOverHTTPS(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://business.facebook.com/messaging/whatsapp/onboard/?app_id=1&config_id=2": true,
		"https://facebook.com/x":                    true,
		"https://www.FACEBOOK.com/x":                true,
		"http://business.facebook.com/x":            false,
		"https://facebook.com.evil.example/x":       false,
		"https://evilfacebook.com/x":                false,
		"https://me:secret@business.facebook.com/x": false,
		"https://business.facebook.com:8443/x":      false,
		"javascript:alert(1)":                       false,
		"//business.facebook.com/x":                 false,
		"":                                          false,
		"https://%zz":                               false,
		"http://127.0.0.1:1/facebook/hosted":        false,
	} {
		if got := (meta.Window{}).IsHosted(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	practice := meta.Window{DialogURL: "http://127.0.0.1:4100/facebook"}
	if !practice.IsHosted("http://127.0.0.1:4100/facebook/hosted?app_id=1") || practice.IsHosted("http://127.0.0.1:4101/facebook/hosted") || practice.IsHosted("https://business.facebook.com/x") {
		t.Error("the page of practice is that of its own dialog")
	}
}

func TestFetchGranted_provesTheAppAndTellsNoSecret(t *testing.T) {
	t.Parallel()
	g := channel.HostedGrant{App: "920184455017263", Secret: "hush-hush", System: "EAAsystem", Business: "506914307656634"}
	for name, c := range map[string]struct {
		status int
		answer string
		want   desk.Secret
		fails  bool
	}{
		"a token":        {http.StatusOK, `{"access_token":"EAAtoken"}`, "EAAtoken", false},
		"no token":       {http.StatusOK, `{}`, "", true},
		"a broken token": {http.StatusOK, `{"access_token":"EAA\ntoken"}`, "", true},
		"a refusal":      {http.StatusForbidden, `{"error":{"message":"EAAsystem of hush-hush may not","code":200}}`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			var form url.Values
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				got, form = r, r.PostForm
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.answer))
			}))
			defer s.Close()
			client := &meta.Client{BaseURL: s.URL, Version: "v23.0", Token: meta.StaticToken(g.System)}
			token, err := client.FetchGranted(context.Background(), g)
			if token != c.want || (err != nil) != c.fails {
				t.Errorf("got %v, %v", token, err)
			}
			// HMAC-SHA256 of "EAAsystem" with the key "hush-hush", by openssl.
			want := url.Values{"fetch_only": {"true"}, "appsecret_proof": {"46755d5006ac1bc5c7b8da18c15b848fea53eee14c14ae4515636094242c4df6"}}
			if got.Method != http.MethodPost || got.URL.RequestURI() != "/v23.0/506914307656634/system_user_access_tokens" || !cmp.Equal(form, want) ||
				got.Header.Get("Authorization") != "Bearer EAAsystem" || got.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("asked %s %s %v, %v", got.Method, got.URL, form, got.Header)
			}
			f, _ := channel.FailureOf(err)
			for _, told := range []string{errText(err), f.Title, f.Details} {
				if strings.Contains(told, "hush-hush") || strings.Contains(told, "EAA") {
					t.Errorf("a secret is told: %s", told)
				}
			}
		})
	}
}
