package relay_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// Against the pretend Meta: what somebody set elsewhere is seen, stays until it is
// wanted here, and the handshake that comes with it is noted.
func TestWebhooks_areSentHereOnPurpose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	defer shut(t, r)
	d := discover(t, dir)
	tm := &team{t: t, relay: r}
	var s wire.Session
	if e := tm.post(wire.PathSignIn, wire.SignIn{Email: practice.Owner, Password: d.Password}, &s); e != nil {
		t.Fatalf("the owner cannot sign in: %+v", e)
	}
	window := tm.desk(s, wire.Hello{})
	ask := func(name string, body any) (w wire.Webhooks, subcode string) {
		t.Helper()
		res := window.Call(name, body)
		if res.Error != nil {
			return w, res.Error.Subcode
		}
		if err := json.Unmarshal(res.Body, &w); err != nil {
			t.Fatal(err)
		}
		return w, ""
	}
	look := func() wire.Webhooks {
		t.Helper()
		w, no := ask(wire.CallWebhooksLook.Name, wire.WabaRef{WabaID: sandbox.DefaultWABA})
		if no != "" {
			t.Fatal(no)
		}
		return w
	}
	send := func(part string, replace bool) (wire.Webhooks, string) {
		t.Helper()
		return ask(wire.CallWebhooksSend.Name, wire.WebhooksSend{WabaID: sandbox.DefaultWABA, What: part, Replace: replace})
	}
	if w := look(); !w.AppHere || len(w.Missing) != 0 || !w.Subscribed || len(w.Redirects) != 0 {
		t.Errorf("at first %+v", w)
	}
	set := func(path, token, body string) {
		t.Helper()
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, d.Sandbox+"/graph/v25.0/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // nothing is read
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, res.Status)
		}
	}
	other, err := json.Marshal(elsewhereThatVerifies(t))
	if err != nil {
		t.Fatal(err)
	}
	asApp := sandbox.DefaultAppID + "|" + sandbox.DefaultAppSecret
	set(sandbox.DefaultAppID+"/subscriptions", asApp, `{"object":"whatsapp_business_account","callback_url":`+string(other)+`,"verify_token":"theirs","fields":"messages,history"}`)
	set(sandbox.DefaultWABA+"/subscribed_apps", sandbox.DefaultToken, `{"override_callback_uri":`+string(other)+`,"verify_token":"theirs"}`)
	if w := look(); w.AppHere || len(w.Missing) == 0 || len(w.Redirects) != 1 || w.Redirects[0].Here {
		t.Errorf("set elsewhere: %+v", w)
	}
	for _, part := range []string{wire.WebhooksApp, wire.WebhooksAccount} {
		if _, no := send(part, false); no != "webhooksElsewhere" {
			t.Errorf("%s without saying so: %q", part, no)
		}
	}
	if w := look(); w.AppHere || len(w.Redirects) != 1 {
		t.Errorf("a refusal changed something: %+v", w)
	}
	send(wire.WebhooksApp, true)
	w, no := send(wire.WebhooksAccount, true)
	if no != "" || !w.AppHere || len(w.Missing) != 0 || !w.Subscribed || len(w.Redirects) != 0 {
		t.Errorf("sent here: %+v, %q", w, no)
	}
}

// elsewhereThatVerifies is another receiver, which answers Meta's handshake.
func elsewhereThatVerifies(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(r.URL.Query().Get("hub.challenge"))) //nolint:errcheck,gosec // the sandbox asks
	}))
	t.Cleanup(s.Close)
	return s.URL + "/hooks"
}
