package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// login is what a person allows in the sign-in window.
func (r *rig) login(w sandbox.Wish) sandbox.Allowed {
	r.t.Helper()
	w.AppID, w.ConfigID = sandbox.DefaultAppID, sandbox.DefaultConfigID
	if w.Scopes == nil {
		w.Scopes = []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	}
	got, err := r.s.Allow(w)
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// exchange asks for the token of a code.
func (r *rig) exchange(change url.Values) (int, obj) {
	r.t.Helper()
	q := url.Values{"client_id": {sandbox.DefaultAppID}, "client_secret": {sandbox.DefaultAppSecret}}
	for k, v := range change {
		q[k] = v
	}
	return r.as("", http.MethodGet, "/oauth/access_token?"+q.Encode())
}

// as makes a Graph call with a token, "" = none.
func (r *rig) as(token, method, path string) (int, obj) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+"/graph/v23.0"+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	out := obj{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, out
}

func message(o obj) string {
	e, _ := o["error"].(map[string]any)
	text, _ := e["message"].(string)
	return text
}

func TestGrant_aCodeIsGoodOnceAndForHalfAMinute(t *testing.T) {
	t.Parallel()
	now := time.Now()
	r := newRig(t, func(c *sandbox.Config) { c.Clock = func() time.Time { return now } })
	a := r.login(sandbox.Wish{Account: waba})
	if _, got := r.exchange(url.Values{"code": {a.Code}, "client_secret": {"wrong"}}); message(got) != "Error validating client secret." {
		t.Errorf("another secret: %v", got)
	}
	if _, got := r.exchange(url.Values{"code": {a.Code}, "redirect_uri": {"https://elsewhere.example"}}); !strings.Contains(message(got), "redirect_uri") {
		t.Errorf("another address: %v", got)
	}
	status, got := r.exchange(url.Values{"code": {a.Code}})
	if status != http.StatusOK || got["token_type"] != "bearer" {
		t.Fatalf("%d %v", status, got)
	}
	if _, again := r.exchange(url.Values{"code": {a.Code}}); message(again) != "This authorization code has been used." {
		t.Errorf("again: %v", again)
	}
	b := r.login(sandbox.Wish{Account: waba})
	now = now.Add(30 * time.Second)
	if _, late := r.exchange(url.Values{"code": {b.Code}}); message(late) != "This authorization code has expired." {
		t.Errorf("late: %v", late)
	}
	for name, q := range map[string]url.Values{
		"no code": {}, "a strange code": {"code": {"x"}}, "another app": {"code": {b.Code}, "client_id": {"1"}},
	} {
		if status, got := r.exchange(q); status != http.StatusBadRequest || message(got) == "" {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	if status, _ := r.as("", http.MethodPost, "/oauth/access_token"); status != http.StatusBadRequest {
		t.Errorf("by POST: %d", status)
	}
}

func TestGrant_aTokenReachesWhatWasAllowed(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.login(sandbox.Wish{Name: "Repairs"})
	_, got := r.exchange(url.Values{"code": {a.Code}})
	token, _ := got["access_token"].(string)
	_, info := r.as(token, http.MethodGet, "/debug_token?input_token="+token)
	data, _ := info["data"].(map[string]any)
	raw, _ := json.Marshal(data["granular_scopes"])
	if data["is_valid"] != true || data["app_id"] != sandbox.DefaultAppID || !strings.Contains(string(raw), a.Account) || strings.Contains(string(raw), waba) {
		t.Errorf("debug_token: %v", info)
	}
	if status, _ := r.as(token, http.MethodGet, "/"+a.Account+"/phone_numbers"); status != http.StatusOK {
		t.Errorf("its own account: %d", status)
	}
	for _, path := range []string{"/" + waba + "/phone_numbers", "/" + waba + "/subscribed_apps", "/" + line} {
		if status, _ := r.as(token, http.MethodGet, path); status == http.StatusOK {
			t.Errorf("%s of another account is told", path)
		}
	}
	unused := r.login(sandbox.Wish{Account: waba})
	if status, _ := r.as("EAAPRACTICEgrant"+unused.Code, http.MethodGet, "/"+waba); status != http.StatusUnauthorized {
		t.Errorf("a token that nobody has: %d", status)
	}
	limited := r.login(sandbox.Wish{Account: waba, Scopes: []string{"whatsapp_business_messaging"}})
	_, got = r.exchange(url.Values{"code": {limited.Code}})
	if status, _ := r.as(got["access_token"].(string), http.MethodGet, "/"+waba); status == http.StatusOK {
		t.Error("a token without the permission to manage reads the account")
	}
}

func TestAllow_refusesWhatTheWindowWould(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	app, config := sandbox.DefaultAppID, sandbox.DefaultConfigID
	for name, c := range map[string]struct {
		w    sandbox.Wish
		want error
	}{
		"another app":             {sandbox.Wish{AppID: "1", ConfigID: config, Account: waba}, sandbox.ErrRefused},
		"another configuration":   {sandbox.Wish{AppID: app, ConfigID: "1", Account: waba}, sandbox.ErrRefused},
		"no account":              {sandbox.Wish{AppID: app, ConfigID: config}, sandbox.ErrInvalid},
		"an account that is none": {sandbox.Wish{AppID: app, ConfigID: config, Account: "1"}, sandbox.ErrNotFound},
		"a number of another one": {sandbox.Wish{AppID: app, ConfigID: config, Name: "New", Number: line}, sandbox.ErrInvalid},
	} {
		if _, err := r.s.Allow(c.w); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestAddNumber_asTheWindowDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if _, err := r.s.AddNumber(sandbox.NewNumber{Account: waba, Phone: "12", Display: "Shop", Method: "SMS"}); !errors.Is(err, sandbox.ErrInvalid) {
		t.Errorf("no number: %v", err)
	}
	added, err := r.s.AddNumber(sandbox.NewNumber{Name: "Repairs", Phone: "+" + rentedUS, Display: "Shop", Method: "SMS"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.s.Prove(added.Number, "000 000"); !errors.Is(err, sandbox.ErrRefused) {
		t.Errorf("a wrong code: %v", err)
	}
	if err := r.s.Prove("1", "000000"); !errors.Is(err, sandbox.ErrNotFound) {
		t.Errorf("a number that is none: %v", err)
	}
	code, _, err := r.s.Code(added.Number)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.s.Prove(added.Number, code[:3]+"-"+code[3:]); err != nil {
			t.Errorf("the code: %v", err)
		}
	}
	if again, err := r.s.AddNumber(sandbox.NewNumber{Account: added.Account, Phone: rentedUS, Display: "Shop", Method: "SMS"}); err != nil || again.Number != added.Number {
		t.Errorf("once more: %+v, %v", again, err)
	}
	phone, err := r.s.AddNumber(sandbox.NewNumber{Account: waba, Phone: "+49 30 23125099", Display: "Shop", OnPhone: true})
	if err != nil {
		t.Fatal(err)
	}
	_, got := r.as(sandbox.DefaultToken, http.MethodGet, "/"+phone.Number+"?fields=is_on_biz_app,platform_type,status")
	if got["is_on_biz_app"] != true || got["platform_type"] != "CLOUD_API" || got["status"] != "CONNECTED" {
		t.Errorf("a number of the app: %v", got)
	}
}

// The window in a browser asks the same by JSON; other pages may not.
func TestFacebook_servesTheWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	do := func(method, path, origin, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, r.url+"/facebook"+path, bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(text)
	}
	for _, path := range []string{"/sdk.js", "/dialog.js", "/dialog.css", "/v23.0/dialog/oauth?client_id=1", "/choices"} {
		if status, text := do(http.MethodGet, path, "", ""); status != http.StatusOK || text == "" {
			t.Errorf("%s: %d", path, status)
		}
	}
	wish, _ := json.Marshal(sandbox.Wish{AppID: sandbox.DefaultAppID, ConfigID: sandbox.DefaultConfigID, Account: waba, Scopes: []string{}})
	if status, text := do(http.MethodPost, "/allow", "", string(wish)); status != http.StatusOK || !strings.Contains(text, `"code":"AQ`) {
		t.Errorf("allow: %d %s", status, text)
	}
	if status, _ := do(http.MethodPost, "/allow", "https://evil.example", string(wish)); status != http.StatusForbidden {
		t.Errorf("of another page: %d", status)
	}
	if status, _ := do(http.MethodPost, "/proof", "", `{"number":"1","code":"2"}`); status != http.StatusNotFound {
		t.Errorf("proof: %d", status)
	}
	if status, text := do(http.MethodPost, "/number", "", `{"account":"`+waba+`","phone":"+`+rentedUS+`","display":"Shop","method":"SMS"}`); status != http.StatusOK || !strings.Contains(text, waba) {
		t.Errorf("number: %d %s", status, text)
	}
}
