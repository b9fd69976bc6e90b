package integration_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/wire"
)

// ferry is a carrier whose accounts carry messages too, as the pigeon's.
type ferry struct{ *haulier }

func (ferry) Token(l channel.Login) desk.Secret {
	return desk.Secret(l.Account + ":" + l.Key + ":" + l.Secret.Reveal())
}

func withFerry(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.cfg.Carriers = []integration.Carrier{r.cart, ferry{&haulier{name: "pigeon", methods: []string{"seal"}}}}
	r.pigeon.info = channel.TokenInfo{Valid: true, AppID: "p7"}
	r.pigeon.account = channel.Account{ID: "p7", Name: "Loft"}
	r.restart()
	return r
}

var ferryLink = wire.CarrierLink{Provider: "pigeon", Account: " p7 ", APIKey: "key", APISecret: "secret", SignatureSecret: "the-seal-of-the-loft"}

// One link opens an account as a carrier's and as one that carries messages: its webhooks
// of both kinds are proven by the one secret, and it sends with its login.
func TestLinkBoth_opensBoth(t *testing.T) {
	t.Parallel()
	r := withFerry(t)
	if got := must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, ferryLink); !got.Linked || !got.Signed || got.Provider != "pigeon" {
		t.Errorf("linked: %+v", got)
	}
	if got := r.proofs("pigeon"); got != "org_1:p7:seal=the-seal-of-the-loft" {
		t.Errorf("SMS are proven by %s", got)
	}
	keys, err := r.AppKeys(t.Context(), "pigeon", "p7")
	if err != nil || len(keys) != 1 || strings.Join(keys[0].Secrets, " ") != "the-seal-of-the-loft" {
		t.Errorf("messages are proven by %+v, %v", keys, err)
	}
	waba := r.wabas[first]["p7"]
	if waba == nil || waba.Name != "Loft" || waba.Provider != "pigeon" || waba.AppID != "p7" || waba.VerifiedAt == 0 {
		t.Errorf("the account: %+v", waba)
	}
	c, err := r.Client(t.Context(), first, "p7")
	if err != nil {
		t.Fatal(err)
	}
	if provider, token := tokenOf(t, c); provider != "pigeon" || token != "p7:key:secret" {
		t.Errorf("it sends as %s with %s", provider, token)
	}
}

// What the provider does not take leaves nothing: no app, no account, no login.
func TestLinkBoth_refusesWhole(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*rig, *wire.CarrierLink)
		want   string
	}{
		"an account of another form": {func(_ *rig, l *wire.CarrierLink) { l.Account = "x7" }, "invalid/wabaId"},
		"another account's login":    {func(r *rig, _ *wire.CarrierLink) { r.pigeon.info.AppID = "p8" }, "invalid/token"},
		"a dead login":               {func(r *rig, _ *wire.CarrierLink) { r.pigeon.info.Valid = false }, "invalid/token"},
		"a provider out of reach":    {func(r *rig, _ *wire.CarrierLink) { r.pigeon.fails = errBroken }, "unavailable/"},
		"no secret for webhooks":     {func(_ *rig, l *wire.CarrierLink) { l.SignatureSecret = "" }, "invalid/appSecret"},
		"a provider that is not spoken to": {func(r *rig, _ *wire.CarrierLink) {
			r.cfg.Providers = r.cfg.Providers[:1]
			r.restart()
		}, "invalid/provider"},
	} {
		r := withFerry(t)
		in := ferryLink
		tt.change(r, &in)
		if got := refused(r, first, wire.CallCarrierLink.Name, in); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		if len(r.kept) != 0 || len(r.entries) != 0 {
			t.Errorf("%s: %d secrets and %d entries are left", name, len(r.kept), len(r.entries))
		}
	}
}

// The name of an account that is long, or not a line, is one all the same.
func TestLinkBoth_takesAnyName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "p7", strings.Repeat("ü", 200): strings.Repeat("ü", 80)} {
		r := withFerry(t)
		r.pigeon.account.Name = name
		must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, ferryLink)
		if got := r.apps[first]["p7"]; got == nil || got.Name != want {
			t.Errorf("%q: %+v", name, got)
		}
	}
}
