package integration_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// linked is a rig with an app at each provider whose tokens are good.
func linked(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.putApp(first, "heron", "h1", "secret-one")
	r.putApp(first, "pigeon", "p1", "secret-two")
	r.heron.info = channel.TokenInfo{Valid: true, AppID: "h1", Scopes: []string{"wade", "call", "dive"}}
	r.pigeon.info = channel.TokenInfo{Valid: true, AppID: "p1"}
	r.heron.account, r.pigeon.account = channel.Account{Name: "The reeds"}, channel.Account{Name: "The loft"}
	return r
}

func (r *rig) verify(app, waba, token string) wire.WabaVerified {
	r.t.Helper()
	return must[wire.WabaVerified](r, first, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba, Token: token})
}

// An account is its app's provider's: that one is asked about the token, and
// messages of its numbers go there.
func TestWabaVerify_isItsAppsProviders(t *testing.T) {
	t.Parallel()
	r := linked(t)
	if got := r.verify("h1", "h10", " token-h "); got.Said != nil || got.Name != "The reeds" || len(got.Scopes) != 3 || len(got.Missing) != 0 {
		t.Errorf("at the first: %+v", got)
	}
	if got := r.verify("p1", "p10", "token-p"); got.Said != nil || got.Name != "The loft" {
		t.Errorf("at the second: %+v", got)
	}
	if want := "inspect token-p with token-p,account p10 with token-p"; strings.Join(r.pigeon.asked, ",") != want {
		t.Errorf("the second was asked %q", r.pigeon.asked)
	}
	for id, want := range map[desk.WabaID]desk.Waba{
		"h10": {Provider: "heron", AppID: "h1"}, "p10": {Provider: "pigeon", AppID: "p1"},
	} {
		w := r.wabas[first][id]
		if w.Provider != want.Provider || w.AppID != want.AppID || w.VerifiedAt != r.now.UnixMilli() {
			t.Errorf("%s is stored as %+v", id, w)
		}
		provider, ch, err := r.Serves(w)
		if err != nil || provider != want.Provider || (ch == desk.SMS) != (provider == "pigeon") {
			t.Errorf("%s is served by %s on %s, %v", id, provider, ch, err)
		}
		c, err := r.Client(t.Context(), first, id)
		if err != nil {
			t.Fatal(err)
		}
		if at, token := tokenOf(t, c); at != want.Provider || !strings.HasSuffix(token, at[:1]) {
			t.Errorf("the client of %s speaks to %s with %s", id, at, token)
		}
	}
}

func TestWabaVerify_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   wire.WabaVerify
		want string
	}{
		"an app that is not here":              {wire.WabaVerify{AppID: "h9", WabaID: "h10", Token: "t"}, "invalid/noApp"},
		"an id of another's form":              {wire.WabaVerify{AppID: "h1", WabaID: "p10", Token: "t"}, "invalid/wabaId"},
		"no token, and none stored":            {wire.WabaVerify{AppID: "h1", WabaID: "h10"}, "invalid/noToken"},
		"a token of two lines":                 {wire.WabaVerify{AppID: "h1", WabaID: "h10", Token: "a\nb"}, "invalid/token"},
		"an endless token":                     {wire.WabaVerify{AppID: "h1", WabaID: "h10", Token: strings.Repeat("t", 1025)}, "invalid/token"},
		"the id of another provider's account": {wire.WabaVerify{AppID: "p1", WabaID: "h77", Token: "t"}, "conflict/otherProvider"},
		"an app of a provider that is no more": {wire.WabaVerify{AppID: "h5", WabaID: "h10", Token: "t"}, "invalid/provider"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := linked(t)
			r.verify("h1", "h77", "good")
			r.apps[first]["h5"] = &desk.App{ID: "h5", Provider: "raven"}
			before, asked := len(r.entries), len(r.heron.asked)+len(r.pigeon.asked)
			if got := refused(r, first, wire.CallWabaVerify.Name, tc.in); got != tc.want {
				t.Errorf("refused with %s, want %s", got, tc.want)
			}
			if len(r.entries) != before || len(r.heron.asked)+len(r.pigeon.asked) != asked {
				t.Error("it was recorded, or a provider was asked")
			}
			if kept := r.kept["org_1/waba/h77/token"]; kept.Reveal() != "good" {
				t.Error("the good token is gone")
			}
		})
	}
}

// What is wrong with a token is said in a sentence of its own, and a token that is
// wrong is not kept.
func TestWabaVerify_namesWhatIsWrong(t *testing.T) {
	t.Parallel()
	no := saysNo{Source: channel.FromProvider, Full: desk.SaidOf(desk.Refuse(desk.CodeInvalid, "meta"))}
	dead := no
	dead.Reason = channel.ReasonDeadToken
	for name, tc := range map[string]struct {
		change    func(*bird)
		want, ctx string
	}{
		"not valid":                  {func(b *bird) { b.info.Valid = false }, "token", "rejected"},
		"expired this very moment":   {func(b *bird) { b.info.Expires = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixMilli() }, "token", "expired"},
		"another app's":              {func(b *bird) { b.info.AppID = "h2" }, "token", "otherApp"},
		"without a permission":       {func(b *bird) { b.info.Scopes = []string{"wade"} }, "token", "lacks"},
		"not for this account":       {func(b *bird) { b.info.Limited, b.info.WABAs = true, []string{"h11"} }, "token", "account"},
		"the provider calls it dead": {func(b *bird) { b.fails = dead.with(channel.RetryFix) }, "token", "rejected"},
		"the provider says why":      {func(b *bird) { b.noAccount = no.with(channel.RetryFix) }, "meta", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := linked(t)
			tc.change(r.heron)
			got := r.verify("h1", "h10", "bad")
			if got.Said == nil || got.Said.Subcode != tc.want || tc.ctx != "" && got.Said.Params["context"] != tc.ctx {
				t.Errorf("said %+v, want %s of %s", got.Said, tc.ctx, tc.want)
			}
			if len(r.wabas[first]) != 0 || r.kept["org_1/waba/h10/token"] != "" {
				t.Error("it is linked all the same")
			}
		})
	}
}

func TestWabaVerify_takesWhatIsGood(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*bird){
		"no end":                func(b *bird) { b.info.Expires = 0 },
		"not over yet":          func(b *bird) { b.info.Expires = time.Date(2026, 11, 22, 9, 0, 0, 1e6, time.UTC).UnixMilli() },
		"limited, and this one": func(b *bird) { b.info.Limited, b.info.WABAs = true, []string{"h10"} },
	} {
		r := linked(t)
		change(r.heron)
		if got := r.verify("h1", "h10", "good"); got.Said != nil || len(r.wabas[first]) != 1 {
			t.Errorf("%s: %+v", name, got.Said)
		}
	}
}

// A provider that cannot be asked says nothing about the token: nothing changes.
func TestWabaVerify_troubleOnTheWayIsNoVerdict(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{
		"not reached":   errors.New("no route"),
		"busy":          saysNo{Source: channel.FromProvider}.with(channel.RetryBackoff),
		"from the way":  saysNo{Source: channel.FromTheWay}.with(channel.RetryFix),
		"asked wrongly": saysNo{Source: channel.FromHere}.with(channel.RetryFix),
	} {
		r := linked(t)
		r.verify("h1", "h10", "good")
		before := len(r.entries)
		r.heron.fails = fails
		_, err := ask[wire.WabaVerified](r, first, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: "h1", WabaID: "h10", Token: "other"})
		if !errors.Is(err, fails) || len(r.entries) != before || r.kept["org_1/waba/h10/token"] != "good" {
			t.Errorf("%s: %v, %d entries more", name, err, len(r.entries)-before)
		}
	}
}

// The stored token asked about again: that it is bad now is shown on the account,
// which keeps what else is known of it, and it is good again when it is.
func TestWabaVerify_theStoredTokenAgain(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "good")
	verified := r.now.UnixMilli()
	r.now = r.now.Add(time.Hour)
	r.heron.info.Valid = false
	if got := r.verify("h1", "h10", ""); got.Said == nil {
		t.Fatal("nothing is wrong")
	}
	if w := r.wabas[first]["h10"]; w.Said == nil || w.VerifiedAt != verified || w.Name != "The reeds" || w.Provider != "heron" {
		t.Errorf("shown as %+v", w)
	}
	if got := r.verify("h1", "h10", "typed-wrongly"); got.Said == nil || r.kept["org_1/waba/h10/token"] != "good" {
		t.Error("a bad token took the place of the good one")
	}
	r.heron.info.Valid = true
	if got := r.verify("h1", "h10", ""); got.Said != nil || r.wabas[first]["h10"].Said != nil || r.wabas[first]["h10"].VerifiedAt == verified {
		t.Errorf("good again: %+v, %+v", got.Said, r.wabas[first]["h10"])
	}
}

// A number sends with its own organization's token of its own account at its own
// provider, and one of an unknown provider not at all.
func TestMessenger_isThatOfTheNumbersProvider(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.kept = map[string]desk.Secret{"org_1/waba/h1/token": "one", "org_2/waba/h1/token": "two"}
	for _, tc := range []struct {
		org                 desk.OrgID
		provider, at, token string
		refused             string
	}{
		{first, "heron", "heron", "one", ""},
		{second, "heron", "heron", "two", ""},
		{first, "pigeon", "pigeon", "one", ""},
		{first, "", "heron", "one", ""}, // a number from before there were several
		{first, "raven", "", "", "provider"},
		{"org_3", "heron", "", "", "noToken"},
	} {
		m, err := r.Messenger(t.Context(), tc.org, &desk.Number{Provider: tc.provider, WabaID: "h1"})
		if got := desk.SubcodeOf(err); got != tc.refused {
			t.Errorf("%s, provider %q: refused with %q, want %q", tc.org, tc.provider, got, tc.refused)
		}
		if tc.refused != "" {
			continue
		}
		if at, token := tokenOf(t, m); at != tc.at || token != tc.token {
			t.Errorf("%s, provider %q: speaks to %s with %s", tc.org, tc.provider, at, token)
		}
	}
}

func TestClient_ofWhatIsNotLinked(t *testing.T) {
	t.Parallel()
	r := linked(t)
	for id, want := range map[desk.WabaID]string{"h404": "noWaba", "h8": "noToken", "h9": "provider"} {
		r.wabas[first]["h8"] = &desk.Waba{ID: "h8"}
		r.wabas[first]["h9"] = &desk.Waba{ID: "h9", Provider: "raven"}
		if _, err := r.Client(t.Context(), first, id); desk.SubcodeOf(err) != want {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
		if got := refused(r, first, wire.CallTemplatesPull.Name, wire.WabaRef{WabaID: string(id)}); got != "invalid/"+want {
			t.Errorf("templates of %s: %s, want %s", id, got, want)
		}
	}
	r.broken = "waba"
	if _, err := r.Client(t.Context(), first, "h8"); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("rows that cannot be read: %v", err)
	}
	r.broken = "secrets"
	if _, err := r.Token(t.Context(), first, "h8"); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("secrets that cannot be read are taken for none: %v", err)
	}
}

func TestTemplatesPull_recordsWhatTheProviderLists(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("p1", "p10", "token-p")
	r.pigeon.templates = []desk.Template{{MetaID: "t1", Name: "coo", Status: desk.TemplateApproved}}
	before := len(r.entries)
	must[wire.None](r, first, wire.CallTemplatesPull.Name, wire.WabaRef{WabaID: "p10"})
	if len(r.entries) != before+2 || r.entries[before].Kind != desk.EntryTemplatesPut || r.entries[before+1].Kind != desk.EntryTemplatesLooked {
		t.Fatalf("%d entries more", len(r.entries)-before)
	}
	if e := decoded[desk.TemplatesEntry](t, r.entries[before].Payload); e.WabaID != "p10" || len(e.Templates) != 1 || e.Templates[0].Name != "coo" {
		t.Errorf("recorded %+v", e)
	}
	r.pigeon.fails = errors.New("no route")
	if _, err := ask[wire.None](r, first, wire.CallTemplatesPull.Name, wire.WabaRef{WabaID: "p10"}); !errors.Is(err, r.pigeon.fails) || len(r.entries) != before+2 {
		t.Errorf("what could not be listed: %v, %d entries more", err, len(r.entries)-before)
	}
}

// The screen shows what this list names and nothing else.
func TestOffered_listsTheProvidersThatTheRelaySpeaksTo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	got := must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{}).Providers
	if len(got) != 2 || got[0] != (wire.OfferedProvider{Name: "heron", Channel: "whatsapp"}) || got[1] != (wire.OfferedProvider{Name: "pigeon", Channel: "sms"}) {
		t.Errorf("%+v", got)
	}
}
