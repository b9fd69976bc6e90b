package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

func TestGraph_refusesBadCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	good := "Bearer " + sandbox.DefaultToken
	for name, c := range map[string]struct {
		method, path, auth string
		body               any
		status, code       int
	}{
		"no token":        {"GET", "/graph/v25.0/" + waba, "", nil, 401, 104},
		"wrong token":     {"GET", "/graph/v25.0/" + waba, "Bearer nope", nil, 401, 190},
		"OAuth scheme":    {"GET", "/graph/v25.0/" + waba, "OAuth " + sandbox.DefaultToken, nil, 401, 104},
		"no version":      {"GET", "/graph/" + waba, good, nil, 400, 2500},
		"latest":          {"GET", "/graph/latest/" + waba, good, nil, 400, 2500},
		"too deep":        {"GET", "/graph/v25.0/a/b/c", good, nil, 400, 2500},
		"unknown node":    {"GET", "/graph/v25.0/1", good, nil, 400, 100},
		"unknown edge":    {"GET", "/graph/v25.0/" + waba + "/flows", good, nil, 400, 100},
		"wrong method":    {"DELETE", "/graph/v25.0/" + line, good, nil, 400, 100},
		"unknown field":   {"GET", "/graph/v25.0/" + waba + "?fields=shoe_size", good, nil, 400, 100},
		"not JSON":        {"POST", "/graph/v25.0/" + line + "/register", good, "{", 400, 100},
		"JSON array":      {"POST", "/graph/v25.0/" + line + "/register", good, "[]", 400, 100},
		"token in body":   {"GET", "/graph/v25.0/" + waba + "?access_token=" + sandbox.DefaultToken, "", nil, 401, 104},
		"debug, no token": {"GET", "/graph/v25.0/debug_token", good, nil, 400, 100},
		"debug, post":     {"POST", "/graph/v25.0/debug_token", good, nil, 400, 100},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := r.request(c.method, c.path, c.auth, c.body)
			if status != c.status || code(body) != c.code {
				t.Fatalf("got %d %v, want %d with code %d", status, body, c.status, c.code)
			}
			e := as[obj](body["error"])
			if e["message"] == "" || e["type"] == "" || !strings.HasPrefix(as[string](e["fbtrace_id"]), "A") {
				t.Errorf("envelope = %v", e)
			}
		})
	}
}

func TestGraph_debugToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	_, body := r.graph("GET", "/debug_token?input_token="+sandbox.DefaultToken, nil)
	d := as[obj](body["data"])
	scope := as[obj](as[[]any](d["granular_scopes"])[0])
	if d["is_valid"] != true || d["app_id"] != sandbox.DefaultAppID || as[[]any](scope["target_ids"])[0] != waba {
		t.Errorf("data = %v", d)
	}
	if _, body = r.graph("GET", "/debug_token?input_token=other", nil); as[obj](body["data"])["is_valid"] != false {
		t.Errorf("a wrong token is valid: %v", body)
	}
}

func TestGraph_accountAndSubscription(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if _, b := r.graph("GET", "/"+waba+"?fields=name,health_status", nil); b["name"] == "" || b["id"] != waba || b["currency"] != nil {
		t.Errorf("account = %v", b)
	}
	apps := "/" + waba + "/subscribed_apps"
	list := func() []any { _, b := r.graph("GET", apps, nil); return as[[]any](b["data"]) }
	if got := list(); len(got) != 1 || as[obj](as[obj](got[0])["whatsapp_business_api_data"])["id"] != sandbox.DefaultAppID {
		t.Errorf("apps = %v", got)
	}
	if _, b := r.graph("DELETE", apps, nil); b["success"] != true || len(list()) != 0 {
		t.Errorf("delete = %v, list = %v", b, list())
	}
	r.write("lena", "into the void") // nobody is subscribed
	if _, b := r.graph("POST", apps, nil); b["success"] != true || len(list()) != 1 {
		t.Errorf("post = %v", b)
	}
	id := r.write("lena", "heard")
	r.until("the message", func() bool { return len(r.messages()) > 0 })
	if got := r.messages(); len(got) != 1 || got[0]["id"] != id {
		t.Errorf("messages = %v", got)
	}
}

func TestGraph_overrideIsChallengedUsedAndRemoved(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	apps := "/" + waba + "/subscribed_apps"
	base := r.hookBase()
	if s, b := r.graph("POST", apps, obj{"override_callback_uri": base + "/over/meta", "verify_token": "wrong"}); s != 400 {
		t.Fatalf("a refused challenge was accepted: %v", b)
	}
	if s, b := r.graph("POST", apps, obj{"override_callback_uri": base + "/over/meta", "verify_token": "secret word"}); s != 200 {
		t.Fatalf("%d %v", s, b)
	}
	r.write("lena", "one")
	r.until("one", func() bool { return len(r.messages()) == 1 })
	if p := r.got()[0].path; p != "/over/meta" {
		t.Errorf("path = %s", p)
	}
	r.graph("POST", apps, nil) // a plain subscribe removes the override
	r.write("lena", "two")
	r.until("two", func() bool { return len(r.messages()) == 2 })
	if p := r.got()[1].path; p != "/webhooks/meta/practice" {
		t.Errorf("path = %s", p)
	}
}

// hookBase is the pretend relay's address, learnt from the number's own field.
func (r *rig) hookBase() string {
	r.t.Helper()
	_, b := r.graph("GET", "/"+line+"?fields=webhook_configuration", nil)
	u, err := url.Parse(as[string](as[obj](b["webhook_configuration"])["application"]))
	if err != nil {
		r.t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host
}

func TestGraph_appSubscription(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.AppID = "77" })
	in := obj{"object": "whatsapp_business_account", "callback_url": r.hookBase() + "/app/meta", "verify_token": "wrong", "fields": "messages"}
	asApp := func(method string, body any) (int, map[string]any) {
		return r.request(method, "/graph/v25.0/77/subscriptions", "Bearer 77|"+sandbox.DefaultAppSecret, body)
	}
	if s, b := asApp("POST", in); s != 400 || code(b) != 2200 {
		t.Fatalf("%d %v", s, b)
	}
	in["verify_token"] = "secret word"
	if s, b := asApp("POST", in); s != 200 {
		t.Fatalf("%d %v", s, b)
	}
	if _, b := asApp("GET", nil); as[obj](as[[]any](b["data"])[0])["callback_url"] != in["callback_url"] {
		t.Errorf("subscriptions = %v", b)
	}
	r.write("lena", "one")
	r.until("one", func() bool { return len(r.messages()) == 1 })
	if p := r.got()[0].path; p != "/app/meta" {
		t.Errorf("path = %s", p)
	}
}

func TestHandshake_wantsTheRawChallenge(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if err := r.s.Handshake(t.Context(), "secret word"); err != nil {
		t.Error(err)
	}
	if err := r.s.Handshake(t.Context(), "other"); err == nil {
		t.Error("a refused handshake passed")
	}
}

func TestGraph_numbersArePaged(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, p := range []string{"6505550101", "6505550102", "6505550103"} {
		if s, b := r.graph("POST", "/"+waba+"/phone_numbers", obj{"cc": "1", "phone_number": p, "verified_name": "Shop"}); s != 200 {
			t.Fatalf("%v", b)
		}
	}
	var ids []string
	path := "/graph/v25.0/" + waba + "/phone_numbers?limit=3&fields=id,display_phone_number,status"
	for pages := 1; ; pages++ {
		status, b := r.request("GET", path, "Bearer "+sandbox.DefaultToken, nil)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, b)
		}
		for _, v := range as[[]any](b["data"]) {
			ids = append(ids, as[string](as[obj](v)["id"]))
		}
		next, more := as[obj](b["paging"])["next"].(string)
		if !more {
			if pages != 2 {
				t.Errorf("%d pages", pages)
			}
			back := as[string](as[obj](b["paging"])["previous"])
			_, b = r.request("GET", strings.TrimPrefix(back, r.url), "Bearer "+sandbox.DefaultToken, nil)
			if got := as[obj](as[[]any](b["data"])[0])["id"]; got != ids[0] {
				t.Errorf("first of the previous page = %v, want %s", got, ids[0])
			}
			break
		}
		path = strings.TrimPrefix(next, r.url)
	}
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	if len(ids) != 4 || len(seen) != 4 || ids[0] != line {
		t.Errorf("ids = %v", ids)
	}
	if s, b := r.graph("GET", "/"+waba+"/phone_numbers?after=rubbish", nil); s != 400 || code(b) != 100 {
		t.Errorf("a rubbish cursor: %d %v", s, b)
	}
}
