package signup_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/signup"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

func TestSignUp_fromTheAddressToALinkedAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	if su.Stage != wire.StageWaiting || !strings.HasPrefix(su.URL, r.pages.URL+wire.PathConnect+"?state=") {
		t.Fatalf("begun: %+v", su)
	}
	b := r.browser()
	status, text, at := b.get(su.URL)
	if status != http.StatusOK || at.Request.URL.RawQuery != "" || !strings.Contains(text, `data-config="`+sandbox.DefaultConfigID+`"`) {
		t.Fatalf("the page: %d at %s\n%s", status, at.Request.URL, text)
	}
	if got := r.state(su.ID); got.Stage != wire.StageOpened || got.URL != "" {
		t.Errorf("opened: %+v", got)
	}
	b.tell("page", map[string]string{"what": "started"})
	allowed := r.allow(sandbox.Wish{Number: sandbox.DefaultNumber})
	if got := b.tell("event", finish(allowed)); got.View != "window" {
		t.Errorf("the window's end: %+v", got)
	}
	if got := b.tell("code", map[string]string{"code": allowed.Code}); got.View != "done" {
		t.Fatalf("the code: %+v", got)
	}
	got := r.state(su.ID)
	if got.Stage != wire.StageAccounts || len(got.Accounts) != 1 || got.Accounts[0].Name != "Harbour & Pine" || got.Accounts[0].Linked ||
		got.Accounts[0].Verification != "verified" || got.WabaID != sandbox.DefaultWABA || got.PhoneID != sandbox.DefaultNumber {
		t.Fatalf("granted: %+v", got)
	}
	if _, text, _ := b.get(r.pages.URL + wire.PathConnect); !strings.Contains(text, "Go back to Parley") {
		t.Error("the page does not lead back to Parley")
	}
	choose := wire.SignUpChoose{SignUpID: su.ID, WabaID: sandbox.DefaultWABA}
	for range 2 { // repeating it gives the same
		got = must[wire.SignUp](r, caller(r.maria), wire.CallSignUpChoose.Name, choose)
		if got.Stage != wire.StageLinked || !got.Accounts[0].Linked {
			t.Fatalf("chosen: %+v", got)
		}
	}
	account, err := r.links.Linked(t.Context(), org, sandbox.DefaultWABA)
	if err != nil || account.AppID != app || account.VerifiedAt == 0 || account.Said != nil {
		t.Errorf("the account: %+v, %v", account, err)
	}
	token, err := r.links.Token(t.Context(), org, sandbox.DefaultWABA)
	if err != nil || !strings.HasPrefix(token.Reveal(), "EAAPRACTICEgrant") {
		t.Errorf("the account's token is not that of the sign-up: %v", err)
	}
	if left, _ := r.keeper.Get(t.Context(), org, "signup/"+su.ID+"/token"); left != "" {
		t.Error("the sign-up still has a token")
	}
	templates, err := desk.Find[*desk.Template](t.Context(), r.db, org, desk.Templates.With())
	if err != nil || len(templates) == 0 {
		t.Errorf("%d templates were pulled, %v", len(templates), err)
	}
	r.holdsNoSecret(allowed.Code, stateOf(t, su.URL), token.Reveal())
}

// holdsNoSecret looks for what must be written nowhere.
func (r *rig) holdsNoSecret(secrets ...string) {
	r.t.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, "parley.db*"))
	if err != nil || len(files) == 0 {
		r.t.Fatalf("no database: %v", err)
	}
	for _, secret := range secrets {
		if secret == "" {
			r.t.Fatal("an empty secret is everywhere")
		}
		if strings.Contains(r.log.String(), secret) {
			r.t.Errorf("the log has %.6s…", secret)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				r.t.Fatal(err)
			}
			if strings.Contains(string(raw), secret) {
				r.t.Errorf("%s has %.6s…", filepath.Base(file), secret)
			}
		}
	}
}

// A new account has a number that needs a code; the wizard goes on from there.
func TestSignUp_aNewAccountWithANewNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	b := r.browser()
	b.get(su.URL)
	number, err := r.world.AddNumber(sandbox.NewNumber{Name: "Repairs", Phone: "+44 20 7946 0958", Display: "Harbour & Pine", Method: "SMS"})
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := r.world.Code(number.Number)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.world.Prove(number.Number, code); err != nil {
		t.Fatal(err)
	}
	allowed := r.allow(sandbox.Wish{Account: number.Account, Number: number.Number})
	b.tell("event", finish(allowed))
	b.tell("code", map[string]string{"code": allowed.Code})
	got := must[wire.SignUp](r, caller(r.maria), wire.CallSignUpChoose.Name, wire.SignUpChoose{SignUpID: su.ID, WabaID: number.Account})
	if got.Stage != wire.StageLinked || got.PhoneID != number.Number || got.Accounts[0].Name != "Repairs" {
		t.Errorf("linked: %+v", got)
	}
	g, err := r.links.Client(t.Context(), org, desk.WabaID(number.Account))
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := g.ListPhoneNumbers(t.Context(), number.Account)
	if err != nil || len(numbers) != 1 || !numbers[0].Verified {
		t.Errorf("its numbers: %+v, %v", numbers, err)
	}
	if apps, err := g.ListSubscribedApps(t.Context(), number.Account); err != nil || len(apps) != 1 || apps[0].ID != app {
		t.Errorf("its webhooks go to %+v, %v", apps, err)
	}
	if _, err := g.ListPhoneNumbers(t.Context(), sandbox.DefaultWABA); err == nil {
		t.Error("the token reaches an account that was not allowed")
	}
}

// Every failure has words in the page and in the wizard, nothing of the try is kept, and
// the next try works.
func TestSignUp_failuresSayWhatToDoAndTheNextTryWorks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		try  func(r *rig, b *browser) shown
		said string
	}{
		"cancelled": {func(_ *rig, b *browser) shown {
			return b.tell("event", map[string]any{"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": map[string]any{"current_step": "PHONE_NUMBER_SETUP"}})
		}, sentence("cancelled", nil)},
		"an error in the window": {func(_ *rig, b *browser) shown {
			return b.tell("event", map[string]any{"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": map[string]any{"error_message": "Restricted.", "error_id": "524126"}})
		}, sentence("failed", desk.Params{"title": "Restricted.", "code": "524126"})},
		"closed":  {func(_ *rig, b *browser) shown { return b.tell("page", map[string]any{"what": "closed"}) }, sentence("closed", nil)},
		"left":    {func(_ *rig, b *browser) shown { return b.tell("page", map[string]any{"what": "left"}) }, sentence("left", nil)},
		"blocked": {func(_ *rig, b *browser) shown { return b.tell("page", map[string]any{"what": "blocked"}) }, sentence("blocked", nil)},
		"an old code": {func(r *rig, b *browser) shown {
			a := r.allow(sandbox.Wish{})
			r.pass(31 * time.Second)
			return b.tell("code", map[string]string{"code": a.Code})
		}, sentence("code", desk.Params{"title": "This authorization code has expired.", "code": 100})},
		"a used code": {func(r *rig, b *browser) shown {
			return b.tell("code", map[string]string{"code": r.allow(sandbox.Wish{Fault: "used"}).Code})
		}, sentence("code", desk.Params{"title": "This authorization code has been used.", "code": 100})},
		"no account": {func(r *rig, b *browser) shown {
			return b.tell("code", map[string]string{"code": r.allow(sandbox.Wish{Fault: "none"}).Code})
		}, sentence("noAccount", nil)},
		"no account, but the window named one": {func(r *rig, b *browser) shown {
			a := r.allow(sandbox.Wish{Fault: "none"})
			b.tell("event", finish(a))
			return b.tell("code", map[string]string{"code": a.Code})
		}, sentence("noAccount", nil)},
		"another account": {func(r *rig, b *browser) shown {
			a := r.allow(sandbox.Wish{Fault: "other"})
			b.tell("event", finish(a))
			return b.tell("code", map[string]string{"code": a.Code})
		}, sentence("otherAccount", desk.Params{"account": sandbox.DefaultWABA})},
		"a permission is missing": {func(r *rig, b *browser) shown {
			return b.tell("code", map[string]string{"code": r.allow(sandbox.Wish{Scopes: meta.Scopes[:1]}).Code})
		}, sentence("permission", desk.Params{"missing": meta.Scopes[1]})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			su := r.begin()
			b := r.browser()
			b.get(su.URL)
			b.tell("page", map[string]string{"what": "started"})
			if got := c.try(r, b); got.View != "refused" || got.Said != c.said {
				t.Errorf("the page shows %+v, want %q", got, c.said)
			}
			got := r.state(su.ID)
			if got.Said == nil || got.Stage != wire.StageOpened || len(got.Accounts) != 0 {
				t.Errorf("the wizard sees %+v", got)
			}
			if name == "cancelled" && got.Step != "PHONE_NUMBER_SETUP" {
				t.Errorf("cancelled at %q", got.Step)
			}
			if _, text, _ := b.get(r.pages.URL + wire.PathConnect); !strings.Contains(text, "Open Meta&#39;s window again") {
				t.Error("the page offers no other try")
			}
			if left, _ := r.keeper.Get(t.Context(), org, "signup/"+su.ID+"/token"); left != "" {
				t.Error("a token is kept")
			}
			if wabas, err := desk.Find[*desk.Waba](t.Context(), r.db, org, desk.Wabas.With()); err != nil || len(wabas) != 0 {
				t.Errorf("linked: %+v, %v", wabas, err)
			}
			b.tell("page", map[string]string{"what": "started"})
			if now := r.state(su.ID); now.Said != nil {
				t.Errorf("a new try, and it still says %+v", now.Said)
			}
			a := r.allow(sandbox.Wish{})
			b.tell("event", finish(a))
			if got := b.tell("code", map[string]string{"code": a.Code}); got.View != "done" || r.state(su.ID).Stage != wire.StageAccounts {
				t.Errorf("the next try: %+v, %+v", got, r.state(su.ID))
			}
		})
	}
}

// That the window closed may be told before or after what it said at its end.
func TestSignUp_whatTheWindowSaidCountsMoreThanThatItClosed(t *testing.T) {
	t.Parallel()
	cancel := map[string]any{"type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "data": map[string]any{"current_step": "PHONE_NUMBER_SETUP"}}
	closed := map[string]any{"what": "closed"}
	for name, tell := range map[string]func(b *browser){
		"said first":   func(b *browser) { b.tell("event", cancel); b.tell("page", closed) },
		"closed first": func(b *browser) { b.tell("page", closed); b.tell("event", cancel) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			su := r.begin()
			b := r.browser()
			b.get(su.URL)
			tell(b)
			if got := r.state(su.ID); got.Said == nil || got.Said.Params[desk.ParamContext] != "cancelled" || got.Step != "PHONE_NUMBER_SETUP" {
				t.Errorf("it says %+v at %q", got.Said, got.Step)
			}
		})
	}
}

func TestSignUp_aStateOpensOnePageOnceAndNotForEver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stale := "This page was used already or has expired."
	su := r.begin()
	mine, other := r.browser(), r.browser()
	mine.get(su.URL)
	for who, b := range map[string]*browser{"the same browser": mine, "another one": other} {
		if status, text, _ := b.get(su.URL); status != http.StatusForbidden || !strings.Contains(text, stale) {
			t.Errorf("replayed in %s: %d", who, status)
		}
	}
	if got := other.tell("code", map[string]string{"code": "AQ1"}); got.View != "gone" || !strings.HasPrefix(got.Said, stale) {
		t.Errorf("a browser without the page: %+v", got)
	}
	for _, address := range []string{"?state=", "?state=x", "?state=" + strings.Repeat("A", 5000), "", "/go", "/back?code=1&state=2"} {
		if status, text, _ := other.get(r.pages.URL + wire.PathConnect + address); status != http.StatusForbidden || !strings.Contains(text, stale) {
			t.Errorf("%.20q: %d", address, status)
		}
	}
	// A state is no cookie.
	second := r.begin()
	u, _ := url.Parse(r.pages.URL)
	thief := r.browser()
	thief.Jar.SetCookies(u, []*http.Cookie{{Name: "parley_connect", Value: stateOf(t, second.URL), Path: "/"}})
	if status, _, _ := thief.get(r.pages.URL + wire.PathConnect); status != http.StatusForbidden {
		t.Errorf("the state as a cookie: %d", status)
	}
	r.pass(31 * time.Minute)
	if status, text, _ := other.get(second.URL); status != http.StatusForbidden || !strings.Contains(text, stale) {
		t.Errorf("after half an hour: %d", status)
	}
	_, err := call[wire.SignUp](r, caller(r.maria), wire.CallSignUpState.Name, wire.SignUpRef{SignUpID: second.ID})
	refused(t, "state of one that is over", err, "notFound/notYours/thing")
}

func TestPage_saysWhatABrowserMayDoWithIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	b := r.browser()
	_, text, at := b.get(su.URL)
	for header, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"Cross-Origin-Opener-Policy": "same-origin-allow-popups",
	} {
		if got := at.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	csp := at.Header.Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "script-src 'self' https://connect.facebook.net;",
		"connect-src 'self' https://*.facebook.com;",
	} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy lacks %q: %s", want, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(text, stateOf(t, su.URL)) || strings.Contains(text, "<script>") {
		t.Errorf("the policy is loose, or the page has the state or a script in it: %s", csp)
	}
	u, _ := url.Parse(r.pages.URL + wire.PathConnect)
	for _, c := range at.Request.Response.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != wire.PathConnect {
			t.Errorf("the cookie: %+v", c)
		}
	}
	if len(b.Jar.Cookies(u)) != 1 {
		t.Error("there is no cookie")
	}
	for file, kind := range map[string]string{"/page.js": "text/javascript; charset=utf-8", "/page.css": "text/css; charset=utf-8"} {
		if status, text, at := b.get(r.pages.URL + wire.PathConnect + file); status != http.StatusOK || at.Header.Get("Content-Type") != kind || text == "" {
			t.Errorf("%s: %d %s", file, status, at.Header.Get("Content-Type"))
		}
	}
}

func TestPage_takesOnlyWhatItsOwnScriptSends(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	b := r.browser()
	b.get(su.URL)
	for name, c := range map[string]struct{ path, kind, body, origin string }{
		"a form":                  {"code", "application/x-www-form-urlencoded", "code=AQ1", ""},
		"another page":            {"code", "application/json", `{"code":"AQ1"}`, "https://evil.example"},
		"no page":                 {"code", "application/json", `{"code":"AQ1"}`, "null"},
		"no code":                 {"code", "application/json", `{"code":""}`, ""},
		"not JSON":                {"code", "application/json", `code`, ""},
		"a code with a line":      {"code", "application/json", `{"code":"AQ\n1"}`, ""},
		"a code that is too long": {"code", "application/json", `{"code":"` + strings.Repeat("A", 5000) + `"}`, ""},
		"too much":                {"event", "application/json", `{"x":"` + strings.Repeat("A", 20_000) + `"}`, ""},
		"something unknown":       {"page", "application/json", `{"what":"dance"}`, ""},
	} {
		if got := b.post(c.path, c.kind, c.body, c.origin); got.View != "gone" || got.Said == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, event := range map[string]any{
		"another type": map[string]any{"type": "other"}, "no event": map[string]any{"type": "WA_EMBEDDED_SIGNUP", "event": "DANCE"}, "a list": []int{1},
	} {
		if got := b.tell("event", event); got.View != "window" || got.Said != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := r.state(su.ID); got.Stage != wire.StageOpened || got.Said != nil {
		t.Errorf("it became %+v", got)
	}
	if n := r.asked("/oauth/access_token"); n != 0 {
		t.Errorf("Meta was asked %d times", n)
	}
}

// Where the window is blocked, Meta's own page does it: by a redirect that works once.
func TestSignUp_byRedirect(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	b := r.browser()
	b.get(su.URL)
	away := func() url.Values {
		status, _, at := b.get(r.pages.URL + wire.PathConnect + "/go")
		to, err := url.Parse(at.Header.Get("Location"))
		if status != http.StatusSeeOther || err != nil || to.Host != "www.facebook.com" || to.Path != "/v23.0/dialog/oauth" {
			t.Fatalf("%d to %q", status, at.Header.Get("Location"))
		}
		return to.Query()
	}
	q := away()
	for key, want := range map[string]string{
		"client_id": app, "config_id": sandbox.DefaultConfigID, "response_type": "code", "override_default_response_type": "true",
		"redirect_uri": r.pages.URL + wire.PathConnect + "/back",
	} {
		if q.Get(key) != want {
			t.Errorf("%s is %q, want %q", key, q.Get(key), want)
		}
	}
	back := func(values url.Values) (int, string) {
		status, text, at := b.get(q.Get("redirect_uri") + "?" + values.Encode())
		if at.Request.URL.RawQuery != "" && status == http.StatusOK {
			t.Errorf("the code stays in the address: %s", at.Request.URL)
		}
		return status, text
	}
	if status, _ := back(url.Values{"code": {"AQ1"}, "state": {"forged"}}); status != http.StatusForbidden {
		t.Errorf("a forged state: %d", status)
	}
	refusal := url.Values{"error": {"access_denied"}, "state": {q.Get("state")}}
	if _, text := back(refusal); !strings.Contains(text, "You left Meta&#39;s window") {
		t.Error("a refusal is not told")
	}
	q = away()
	allowed := r.allow(sandbox.Wish{Redirect: q.Get("redirect_uri")})
	values := url.Values{"code": {allowed.Code}, "state": {q.Get("state")}}
	if status, text := back(values); status != http.StatusOK || !strings.Contains(text, "Go back to Parley") {
		t.Errorf("back: %d\n%s", status, text)
	}
	if status, _ := back(values); status != http.StatusForbidden {
		t.Errorf("replayed: %d", status)
	}
	if got := r.state(su.ID); got.Stage != wire.StageAccounts || r.asked("/oauth/access_token") != 1 {
		t.Errorf("it became %+v", got)
	}
}

func TestSignUp_isItsBeginnersAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	ref := wire.SignUpRef{SignUpID: su.ID}
	_, gone := call[wire.SignUp](r, caller(r.ben), wire.CallSignUpState.Name, wire.SignUpRef{SignUpID: "sgn_none"})
	for name, in := range map[string]any{
		wire.CallSignUpState.Name: ref, wire.CallSignUpCancel.Name: ref, wire.CallSignUpChoose.Name: wire.SignUpChoose{SignUpID: su.ID, WabaID: "1"},
	} {
		for who, c := range map[string]signup.Caller{
			"a colleague": caller(r.ben), "another organization": {Org: "org_other", User: r.maria},
			"a later session": {Org: org, User: r.maria, DeviceID: "dev_new", Seq: 99},
		} {
			_, err := call[any](r, c, name, in)
			if err == nil || !desk.SaidOf(err).Equal(desk.SaidOf(gone)) {
				t.Errorf("%s by %s: %v, want %v", name, who, err, gone)
			}
		}
	}
	agent := &desk.User{ID: "usr_agent", Role: desk.RoleAgent, Active: true}
	for name := range r.s.Calls() {
		_, err := call[any](r, caller(agent), name, ref)
		refused(t, name+" by an agent", err, "forbidden/role/")
	}
	if list := must[wire.SignUps](r, caller(r.ben), wire.CallSignUps.Name, wire.None{}); len(list.SignUps) != 0 {
		t.Errorf("a colleague sees %+v", list)
	}
	if list := must[wire.SignUps](r, caller(r.maria), wire.CallSignUps.Name, wire.None{}); len(list.SignUps) != 1 || list.SignUps[0].ID != su.ID {
		t.Errorf("its beginner sees %+v", list)
	}
}

// Power ends with its giver: a code that comes afterwards opens nothing.
func TestRule6_aSignUpEndsWithItsSession(t *testing.T) {
	t.Parallel()
	session := desk.Session{Org: org, DeviceID: "dev_1", UserID: "usr_maria", TokenHash: "hash", Seq: 7}
	for name, end := range map[string]func(r *rig){
		"switched off":         func(r *rig) { r.maria.Active = false; r.put(desk.EntryUserPut, r.maria) },
		"an agent now":         func(r *rig) { r.maria.Role = desk.RoleAgent; r.put(desk.EntryUserPut, r.maria) },
		"without the licence":  (*rig).unlicensed,
		"signed out":           func(r *rig) { s := session; s.RevokedAt = 1; r.session(s) },
		"another password":     func(r *rig) { s := session; s.TokenHash = "other"; r.session(s) },
		"another's device now": func(r *rig) { s := session; s.UserID = "usr_ben"; r.session(s) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.session(session)
			c := signup.Caller{Org: org, User: r.maria, DeviceID: "dev_1", Session: "hash", Seq: 7}
			su := must[wire.SignUp](r, c, wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud})
			b := r.browser()
			if status, _, _ := b.get(su.URL); status != http.StatusOK {
				t.Fatalf("the page: %d", status)
			}
			end(r)
			a := r.allow(sandbox.Wish{})
			if got := b.tell("code", map[string]string{"code": a.Code}); got.View != "gone" || got.Said != sentence("session", nil) {
				t.Errorf("the page shows %+v", got)
			}
			if n := r.asked("/oauth/access_token"); n != 0 {
				t.Errorf("the code was exchanged")
			}
		})
	}
}

// unlicensed has a colleague take a licence away from Maria.
func (r *rig) unlicensed() {
	r.t.Helper()
	body, _ := json.Marshal(wire.SetLicences{UserID: "usr_maria", Licences: []string{string(desk.LicenceBase)}})
	r.put(desk.EntryCommand, desk.CommandEntry{UserID: r.ben.ID, ClientID: "c1", Name: wire.CmdLicences.Name, Body: body})
}

// session opens a session, or changes one.
func (r *rig) session(s desk.Session) {
	r.t.Helper()
	err := r.db.WriteTx(r.t.Context(), func(tx *store.Tx) error {
		return tx.Door(r.t.Context(), func(ctx context.Context, d desk.DoorTx) error { return d.PutSession(ctx, s) })
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestBegin_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ask := func(in wire.SignUpBegin) error {
		_, err := call[wire.SignUp](r, caller(r.maria), wire.CallSignUpBegin.Name, in)
		return err
	}
	refused(t, "no app", ask(wire.SignUpBegin{AppID: "1", Way: wire.WayCloud}), "invalid/noApp/")
	refused(t, "no way", ask(wire.SignUpBegin{AppID: app}), "invalid/signUp/way")
	refused(t, "somebody else's set-up", ask(wire.SignUpBegin{AppID: app, Way: wire.WayCloud, SetupID: "set_bens"}), "conflict/leaseLost/")
	if err := ask(wire.SignUpBegin{AppID: app, Way: wire.WayOnPhone, SetupID: "set_marias"}); err != nil {
		t.Error(err)
	}
	r.app("none")
	refused(t, "no configuration", ask(wire.SignUpBegin{AppID: app, Way: wire.WayCloud}), "invalid/configId/none")
}

// One walk at a time: a new address makes the former one worthless, for the same
// set-up.
func TestBegin_endsTheFormerAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.begin()
	other := must[wire.SignUp](r, caller(r.maria), wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, SetupID: "set_marias", Way: wire.WayCloud})
	second := r.begin()
	if status, _, _ := r.browser().get(first.URL); status != http.StatusForbidden {
		t.Errorf("the former address: %d", status)
	}
	for _, su := range []wire.SignUp{other, second} {
		if status, _, _ := r.browser().get(su.URL); status != http.StatusOK {
			t.Errorf("%s: %d", su.ID, status)
		}
	}
}

func TestCancelAndSweep_leaveNothingBehind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	granted := func() wire.SignUp {
		su := r.begin()
		b := r.browser()
		b.get(su.URL)
		b.tell("code", map[string]string{"code": r.allow(sandbox.Wish{}).Code})
		if token, _ := r.keeper.Get(t.Context(), org, "signup/"+su.ID+"/token"); token == "" {
			t.Fatal("there is no token to forget")
		}
		return su
	}
	gone := func(how string, su wire.SignUp) {
		t.Helper()
		rows, err := r.db.SignUps(t.Context(), org)
		token, _ := r.keeper.Get(t.Context(), org, "signup/"+su.ID+"/token")
		if err != nil || token != "" || slices.ContainsFunc(rows, func(s desk.SignUp) bool { return string(s.ID) == su.ID }) {
			t.Errorf("%s: something of it is left, %v", how, err)
		}
	}
	su := granted()
	must[wire.None](r, caller(r.maria), wire.CallSignUpCancel.Name, wire.SignUpRef{SignUpID: su.ID})
	gone("cancelled", su)
	su = granted()
	r.pass(23 * time.Hour)
	r.s.Sweep(t.Context())
	if r.state(su.ID).Stage != wire.StageAccounts {
		t.Error("it was forgotten within a day")
	}
	r.pass(2 * time.Hour)
	r.s.Sweep(t.Context())
	gone("over", su)
	if err := r.s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.s.Stop()
	r.s.Stop()
}

// A relay that ends at any step goes on from it, or says that the walk is needed again.
func TestSignUp_goesOnAfterARestart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails string // what Meta does not answer
		want  string // the stage after the restart
		said  string
	}{
		"while the code was exchanged": {"/oauth/access_token", wire.StageOpened, "interrupted"},
		"while the token was checked":  {"/debug_token", wire.StageAccounts, ""},
		"while accounts were read":     {"/" + sandbox.DefaultWABA, wire.StageAccounts, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			su := r.begin()
			b := r.browser()
			b.get(su.URL)
			code := r.allow(sandbox.Wish{}).Code
			r.cut(su.ID, c.fails, func() { b.tell("code", map[string]string{"code": code}) })
			got := r.state(su.ID)
			if got.Stage != c.want || (got.Said == nil) != (c.said == "") || got.Said != nil && got.Said.Params[desk.ParamContext] != c.said {
				t.Errorf("after the restart: %+v %+v", got, got.Said)
			}
		})
	}
}

// cut has Meta answer nothing for a path, and puts the sign-up back to where it was when
// the relay ended there.
func (r *rig) cut(id, path string, do func()) {
	r.t.Helper()
	var then desk.SignUp
	r.instead(func(req *http.Request) (int, string) {
		if !strings.HasSuffix(req.URL.Path, path) {
			return 0, ""
		}
		row, err := r.db.SignUp(r.t.Context(), org, desk.SignUpID(id))
		if err != nil {
			r.t.Error(err)
		}
		then = row
		return http.StatusInternalServerError, `{"error":{"code":2,"message":"Service temporarily unavailable"}}`
	})
	do()
	r.instead(nil)
	if then.ID == "" {
		r.t.Fatalf("Meta was not asked for %s", path)
	}
	if err := r.db.ChangeSignUp(r.t.Context(), org, then.ID, func(s *desk.SignUp) error { *s = then; return nil }); err != nil {
		r.t.Fatal(err)
	}
}

// Trouble on the way to Meta keeps what was allowed: asking again is enough.
func TestSignUp_troubleOnTheWayKeepsTheToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	su := r.begin()
	b := r.browser()
	b.get(su.URL)
	r.instead(func(req *http.Request) (int, string) {
		if strings.HasSuffix(req.URL.Path, "/debug_token") {
			return http.StatusServiceUnavailable, `{"error":{"code":2,"message":"Service temporarily unavailable"}}`
		}
		return 0, ""
	})
	if got := b.tell("code", map[string]string{"code": r.allow(sandbox.Wish{}).Code}); got.View != "refused" || got.Said == "" {
		t.Errorf("the page shows %+v", got)
	}
	if got := r.state(su.ID); got.Stage != wire.StageGranted || got.Said == nil {
		t.Errorf("while Meta is away: %+v", got)
	}
	r.instead(nil)
	if got := r.state(su.ID); got.Stage != wire.StageAccounts || got.Said != nil {
		t.Errorf("when it is back: %+v", got)
	}
}
