package integration_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// signUpRig is a rig whose first provider has a window of its own.
func signUpRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.cfg.Providers[0].Exchange = func(_ context.Context, e channel.Exchange) (desk.Secret, error) {
		r.heron.asked = append(r.heron.asked, "exchange "+string(e.App)+" "+e.Secret.Reveal()+" "+e.Code.Reveal()+" "+e.Back)
		return "granted", r.heron.fails
	}
	r.restart()
	r.heron.info = channel.TokenInfo{Valid: true, AppID: "h1", Scopes: []string{"wade", "call"}, WABAs: []string{"h10"}, Limited: true}
	r.heron.account = channel.Account{ID: "h10", Name: "Pond"}
	must[wire.AppAccess](r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "A", Secret: "long-enough", ConfigID: "h99"})
	return r
}

func TestPutApp_keepsTheConfigurationOfItsSignUp(t *testing.T) {
	t.Parallel()
	r := signUpRig(t)
	put := func(config string) wire.AppAccess {
		t.Helper()
		return must[wire.AppAccess](r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "A", ConfigID: config})
	}
	for _, c := range []struct{ typed, want string }{{"", "h99"}, {" \u202eh77 ", "h77"}, {"none", ""}, {"", ""}, {"h99", "h99"}} {
		if got := put(c.typed); got.ConfigID != c.want || got.ConnectURL != "https://relay.example"+wire.PathConnect {
			t.Errorf("typed %q: %+v", c.typed, got)
		}
	}
	for _, odd := range []string{"abc", "h9 9", "\u00adh99", strings.Repeat("h", 300)} {
		if got := refused(r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "A", ConfigID: odd}); got != "invalid/configId" {
			t.Errorf("typed %.10q: %s", odd, got)
		}
	}
	// A provider without a window of its own has no configuration, and no page.
	if got := refused(r, first, wire.CallAppPut.Name, wire.AppPut{ID: "p1", Provider: "pigeon", Name: "A", Secret: "long-enough", ConfigID: "p9"}); got != "invalid/configId" {
		t.Errorf("the other provider: %s", got)
	}
	list := must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{})
	if len(list.Apps) != 1 || list.Apps[0].ConfigID != "h99" || !list.Providers[0].SignUp || list.Providers[1].SignUp {
		t.Errorf("the list: %+v", list)
	}
}

func TestExchange_isForConfiguredApps(t *testing.T) {
	t.Parallel()
	r := signUpRig(t)
	token, err := r.Exchange(t.Context(), first, "h1", "code", "https://relay.example/back")
	if err != nil || token != "granted" || !slices.Contains(r.heron.asked, "exchange h1 long-enough code https://relay.example/back") {
		t.Errorf("%v, %v, asked %v", token, err, r.heron.asked)
	}
	for name, c := range map[string]struct {
		org desk.OrgID
		app desk.AppID
		sub string
	}{"no app": {first, "h2", "noApp"}, "another organization's": {second, "h1", "noApp"}} {
		if _, err := r.Exchange(t.Context(), c.org, c.app, "code", ""); desk.SubcodeOf(err) != c.sub {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.heron.fails = saysNo(channel.Failure{Source: channel.FromProvider, Code: 100, Title: "too old"})
	_, err = r.Exchange(t.Context(), first, "h1", "code", "")
	if want := (desk.Params{"context": "code", "title": "too old", "code": 100}); desk.SubcodeOf(err) != "signUp" || !cmp.Equal(desk.SaidOf(err).Params, want) {
		t.Errorf("a refusal: %v %v", err, desk.SaidOf(err))
	}
	must[wire.AppAccess](r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "A", ConfigID: "none"})
	if _, err := r.Exchange(t.Context(), first, "h1", "code", ""); desk.SubcodeOf(err) != "configId" {
		t.Errorf("without a configuration: %v", err)
	}
}

func TestGranted_believesTheTokenAlone(t *testing.T) {
	t.Parallel()
	pond := channel.Account{ID: "h10", Name: "Pond"}
	for name, c := range map[string]struct {
		change            func(i *channel.TokenInfo)
		account, business string
		want              []channel.Account
		refused           string
	}{
		"its account":             {func(*channel.TokenInfo) {}, "", "", []channel.Account{pond}, ""},
		"another that is claimed": {func(*channel.TokenInfo) {}, "h11", "h5", []channel.Account{pond}, ""},
		"none":                    {func(i *channel.TokenInfo) { i.WABAs = nil }, "h11", "", nil, ""},
		"an odd id":               {func(i *channel.TokenInfo) { i.WABAs = []string{"../me", "h10"} }, "", "", []channel.Account{pond}, ""},
		"all":                     {func(i *channel.TokenInfo) { i.WABAs, i.Limited = nil, false }, "h10", "", []channel.Account{pond}, ""},
		"all, and none is named":  {func(i *channel.TokenInfo) { i.WABAs, i.Limited = nil, false }, "", "", nil, ""},
		"not valid":               {func(i *channel.TokenInfo) { i.Valid = false }, "", "", nil, "token"},
		"over":                    {func(i *channel.TokenInfo) { i.Expires = 1 }, "", "", nil, "token"},
		"another app's":           {func(i *channel.TokenInfo) { i.AppID = "h2" }, "", "", nil, "otherApp"},
		"too little":              {func(i *channel.TokenInfo) { i.Scopes = []string{"wade"} }, "", "", nil, "permission"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := signUpRig(t)
			c.change(&r.heron.info)
			got, err := r.Granted(t.Context(), first, "h1", "granted", c.account, c.business)
			var context any
			if err != nil {
				context = desk.SaidOf(err).Params[desk.ParamContext]
			}
			if !cmp.Equal(got, c.want) || err != nil && context != c.refused || (err != nil) != (c.refused != "") {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// pondKeeper is a client that lists what a business has.
type pondKeeper struct{ *birdClient }

func (pondKeeper) AccountsOf(context.Context, string) ([]channel.Account, error) {
	return []channel.Account{{ID: "h10"}, {ID: "h12"}}, nil
}

func TestGranted_asksTheBusinessWhereATokenNamesNoAccount(t *testing.T) {
	t.Parallel()
	r := signUpRig(t)
	r.heron.info.WABAs, r.heron.info.Limited = nil, false
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client {
		return pondKeeper{&birdClient{b: r.heron, token: token}}
	}
	r.restart()
	got, err := r.Granted(t.Context(), first, "h1", "granted", "h10", "h5")
	if err != nil || len(got) != 2 || !slices.Contains(r.heron.asked, "account h12 with granted") {
		t.Errorf("got %+v, %v, asked %v", got, err, r.heron.asked)
	}
}

// shutPond is a provider that shows a token neither the business's accounts nor the one that
// the window named.
type shutPond struct {
	*birdClient
	list, read error
}

func (p shutPond) AccountsOf(context.Context, string) ([]channel.Account, error) { return nil, p.list }

func (p shutPond) GetAccount(context.Context, string) (channel.Account, error) {
	return channel.Account{}, p.read
}

// What the provider keeps from a token is not reached by it, and that is no failure; a dead
// token and trouble on the way are.
func TestGranted_whatTheProviderKeepsFromTheTokenIsNotReached(t *testing.T) {
	t.Parallel()
	kept := func(code desk.Code) error { return desk.Refuse(code, "kept") }
	for name, c := range map[string]struct {
		list, read error
		want       desk.Code
	}{
		"neither is shown":     {kept(desk.CodeForbidden), kept(desk.CodeInvalid), ""},
		"they are not there":   {kept(desk.CodeNotFound), kept(desk.CodeNotFound), ""},
		"the token is dead":    {kept(desk.CodeUnauthorized), nil, desk.CodeUnauthorized},
		"it dies on the way":   {nil, kept(desk.CodeUnauthorized), desk.CodeUnauthorized},
		"no answer":            {kept(desk.CodeUnavailable), nil, desk.CodeUnavailable},
		"no answer afterwards": {kept(desk.CodeForbidden), kept(desk.CodeUnavailable), desk.CodeUnavailable},
	} {
		r := signUpRig(t)
		r.heron.info.WABAs, r.heron.info.Limited = nil, false
		r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client {
			return shutPond{&birdClient{b: r.heron, token: token}, c.list, c.read}
		}
		r.restart()
		got, err := r.Granted(t.Context(), first, "h1", "granted", "h10", "h5")
		if len(got) != 0 || desk.CodeOf(err) != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// subscriber is a client of an account whose webhooks go to some apps.
type subscriber struct {
	*birdClient
	apps []string
}

func (s *subscriber) ListSubscribedApps(context.Context, string) ([]channel.SubscribedApp, error) {
	var out []channel.SubscribedApp
	for _, id := range s.apps {
		out = append(out, channel.SubscribedApp{ID: id})
	}
	return out, nil
}

func (s *subscriber) SubscribeApp(context.Context, string) error {
	s.note("subscribe")
	s.apps = append(s.apps, "h1")
	return nil
}

func TestIntegrate_linksSubscribesAndPulls(t *testing.T) {
	t.Parallel()
	r := signUpRig(t)
	r.heron.templates = []desk.Template{{MetaID: "1", Name: "hello"}}
	sub := &subscriber{apps: []string{"h7"}}
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client {
		sub.birdClient = &birdClient{b: r.heron, token: token}
		return sub
	}
	r.restart()
	for range 2 {
		if _, err := r.Integrate(t.Context(), first, "h1", "h10", "granted"); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(strings.Join(r.heron.asked, "\n"), "subscribe with granted"); n != 1 {
		t.Errorf("subscribed %d times", n)
	}
	token, err := r.Token(t.Context(), first, "h10")
	if w := r.wabas[first]["h10"]; err != nil || token != "granted" || w == nil || w.AppID != "h1" || w.VerifiedAt != r.now.UnixMilli() {
		t.Errorf("%+v, %v", r.wabas[first], err)
	}
	if !slices.ContainsFunc(r.entries, func(p desk.Proposal) bool { return p.Kind == desk.EntryTemplatesPut }) {
		t.Error("no templates were pulled")
	}
	// A token that ended meanwhile links nothing.
	r.heron.info.Expires = r.now.Add(-time.Second).UnixMilli()
	if _, err := r.Integrate(t.Context(), first, "h1", "h11", "granted"); desk.SubcodeOf(err) != "token" || r.wabas[first]["h11"] != nil {
		t.Errorf("a dead token: %v", err)
	}
}

// In practice the browser is on this computer, as the relay is: the page can be opened.
func TestConnectURL_isWhereBrowsersReachTheRelay(t *testing.T) {
	t.Parallel()
	r := signUpRig(t)
	r.cfg.PublicURL = ""
	r.restart()
	at := func() string {
		t.Helper()
		return must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{}).Apps[0].ConnectURL
	}
	if got := at(); got != "" {
		t.Errorf("a relay that nobody reaches: %q", got)
	}
	r.AnswersAt("http://127.0.0.1:4100")
	if got := at(); got != "http://127.0.0.1:4100"+wire.PathConnect {
		t.Errorf("in practice: %q", got)
	}
}
