package webhook_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A handshake with a wrong token is noted for every organization that has the app; a
// request that is no handshake is not.
func TestHandshake_aWrongTokenIsNoted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		app   string
		query url.Values
		want  int
		noted int
	}{
		"a wrong token":   {"app1", url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1"}, "hub.verify_token": {"x"}}, 403, 3},
		"no token":        {"app1", url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1"}}, 403, 3},
		"the right token": {"app1", url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1"}, "hub.verify_token": {"token-1"}}, 200, 0},
		"a browser":       {"app1", url.Values{}, 403, 0},
		"another mode":    {"app1", url.Values{"hub.mode": {"ping"}, "hub.challenge": {"1"}}, 403, 0},
		"an unknown app":  {"app9", url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1"}}, 403, 0},
	} {
		d := newDoors()
		_, h := d.handler(&paper{}, nil)
		w := asked(h, http.MethodGet, "/webhooks/meta/"+c.app+"?"+c.query.Encode())
		if w.Code != c.want || len(d.refused) != c.noted {
			t.Errorf("%s: %d, noted for %v", name, w.Code, d.refused)
		}
	}
	d := newDoors()
	d.unnoted = errors.New("no database")
	_, h := d.handler(&paper{}, nil)
	if w := shake(h, "app1", "x"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("what cannot be noted is answered with %d", w.Code)
	}
}

// Reach tells whether an address leads to this very process.
func TestReach_knowsItsOwnAddress(t *testing.T) {
	t.Parallel()
	own, mux := newDoors().handler(&paper{}, nil)
	_, others := newDoors().handler(&paper{}, nil)
	serve := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL + "/webhooks/meta/app1"
	}
	status := func(code int) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(code)
		})
	}
	secure := httptest.NewTLSServer(mux)
	t.Cleanup(secure.Close)
	gone := httptest.NewServer(mux)
	gone.Close()
	for name, c := range map[string]struct {
		address, context string
		code             desk.Code
	}{
		"our own":          {serve(mux), "", ""},
		"another relay":    {serve(others), "other", desk.CodeInvalid},
		"a web page":       {serve(status(200)), "other", desk.CodeInvalid},
		"not found":        {serve(status(404)), "status", desk.CodeInvalid},
		"elsewhere":        {serve(status(301)), "redirect", desk.CodeInvalid},
		"a bad proof":      {secure.URL + "/webhooks/meta/app1", "certificate", desk.CodeInvalid},
		"nobody":           {gone.URL + "/webhooks/meta/app1", "silent", desk.CodeUnavailable},
		"an app of nobody": {serve(mux) + "9", "status", desk.CodeInvalid},
		"no address":       {"https://\x7f", "address", desk.CodeInvalid},
	} {
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		err := own.Reach(t.Context(), client, "app1", c.address)
		var e *desk.Error
		context := ""
		if errors.As(err, &e) {
			context, _ = e.Params[desk.ParamContext].(string)
		}
		if desk.CodeOf(err) != c.code || context != c.context || err != nil && desk.SubcodeOf(err) != "checkupReach" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The answer proves nothing about another app, and a long question has none.
func TestProbe_isOfItsApp(t *testing.T) {
	t.Parallel()
	d := newDoors()
	d.keys["app2"] = slices.Clone(d.keys["app1"])
	_, h := d.handler(&paper{}, nil)
	ask := func(app, nonce string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, "/webhooks/meta/"+app, http.NoBody)
		r.Header.Set("Parley-Probe", nonce)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	_, one := ask("app1", "n")
	_, two := ask("app2", "n")
	_, again := ask("app1", "n")
	if one == two || one != again || len(one) != 64 {
		t.Errorf("%q, %q, %q", one, two, again)
	}
	if code, body := ask("app1", string(make([]byte, 65))); code != http.StatusBadRequest || len(body) > 20 {
		t.Errorf("a long one: %d %q", code, body)
	}
}
