package meta_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

func TestApp_itsTokenIsItsIDAndSecret(t *testing.T) {
	t.Parallel()
	if got := meta.AppToken("5005", "hush").Reveal(); got != "5005|hush" {
		t.Errorf("got %s", got)
	}
	var auth string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		auth = r.Header.Get("Authorization")
		fmt.Fprint(w, `{"data":[{"object":"whatsapp_business_account","callback_url":"https://x.example","active":false,"fields":[]}]}`)
	}))
	t.Cleanup(s.Close)
	c := newClient(s.URL)
	c.Token = meta.StaticToken(meta.AppToken("5005", "hush"))
	sub, err := meta.App{Client: c, ID: "5005"}.Subscription(t.Context())
	if err != nil || sub.Address != "" || auth != "Bearer 5005|hush" {
		t.Errorf("one that is not active: %+v, %v, asked with %q", sub, err, auth)
	}
}

// Which answers say that the secret is wrong: those about the app's token, and no
// passing trouble.
func TestApp_whatSaysThatTheSecretIsWrong(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body  string
		wrong bool
	}{
		"signature of the token": {`{"error":{"message":"Invalid OAuth access token signature.","code":190}}`, true},
		"no such app":            {`{"error":{"message":"Error validating application.","code":101}}`, true},
		"the secret by name":     {`{"error":{"message":"Error validating client secret.","code":1}}`, true},
		"a passing trouble":      {`{"error":{"message":"An unknown error occurred","code":1}}`, false},
		"too many calls":         {`{"error":{"message":"Application request limit reached","code":4}}`, false},
		"no permission":          {`{"error":{"message":"(#10) No","code":10}}`, false},
		"not Meta":               {`<html>`, false},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, tc.body)
		}))
		_, err := meta.App{Client: newClient(s.URL), ID: "5005"}.Subscription(t.Context())
		s.Close()
		f, ok := channel.FailureOf(err)
		if !ok || (f.Reason == channel.ReasonWrongSecret) != tc.wrong {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}
