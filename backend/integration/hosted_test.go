package integration_test

import (
	"context"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const pond = "https://pond.example/join"

// hostedRig is a rig whose first provider has a page of its own for sign-ups.
func hostedRig(t *testing.T) *rig {
	t.Helper()
	r := signUpRig(t)
	r.cfg.Providers[0].Hosted = func(address string) bool { return strings.HasPrefix(address, pond) }
	r.cfg.Providers[0].Fetch = func(_ context.Context, g channel.HostedGrant) (desk.Secret, error) {
		r.heron.asked = append(r.heron.asked, "fetch "+string(g.App)+" "+g.Secret.Reveal()+" "+g.System.Reveal()+" "+g.Business)
		return "granted", r.heron.fails
	}
	r.restart()
	return r
}

func (r *rig) putHosted(page, token string) wire.AppAccess {
	r.t.Helper()
	return must[wire.AppAccess](r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "A", HostedURL: page, SystemToken: token})
}

func TestPutApp_keepsItsHostedPageAndTheTokenForIt(t *testing.T) {
	t.Parallel()
	r := hostedRig(t)
	for _, c := range []struct {
		page, token, want string
		has               bool
	}{
		{" \u200e" + pond + "?a=1\u202c ", "", pond + "?a=1", false}, {"", "system-token", pond + "?a=1", true}, {"", "", pond + "?a=1", true},
		{"none", "", "", true}, {pond, "none", pond, false},
	} {
		if got := r.putHosted(c.page, c.token); got.HostedURL != c.want || got.HostedToken != c.has || got.ConfigID != "h99" {
			t.Errorf("typed %q, %q: %+v", c.page, c.token, got)
		}
	}
	r.putHosted(pond, "system-token")
	for _, odd := range []struct{ page, token string }{
		{"https://elsewhere.example", ""}, {pond + "\u00ad", ""}, {pond + strings.Repeat("x", 3000), ""}, {"", "short"}, {"", "with a\nbreak"}, {"", strings.Repeat("t", 2000)},
	} {
		if got := refused(r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "heron", Name: "B", HostedURL: odd.page, SystemToken: odd.token}); got != "invalid/hosted" {
			t.Errorf("typed %.40q, %.10q: %s", odd.page, odd.token, got)
		}
	}
	if got := r.putHosted("", ""); got.HostedURL != pond || !got.HostedToken {
		t.Errorf("what was refused changed something: %+v", got)
	}
	if got := refused(r, first, wire.CallAppPut.Name, wire.AppPut{ID: "p1", Provider: "pigeon", Name: "A", Secret: "long-enough", HostedURL: pond}); got != "invalid/hosted" {
		t.Errorf("a provider without such a page: %s", got)
	}
	must[wire.None](r, first, wire.CallAppUnlink.Name, wire.AppRef{AppID: "h1"})
	for name := range r.kept {
		if strings.Contains(name, "app/h1/") {
			t.Errorf("%s stays after unlinking", name)
		}
	}
}

func TestFetchGranted_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := hostedRig(t)
	fetch := func() string {
		t.Helper()
		token, err := r.FetchGranted(t.Context(), first, "h1", "h700")
		if err == nil {
			return token.Reveal()
		}
		context, _ := desk.SaidOf(err).Params[desk.ParamContext].(string)
		return desk.SubcodeOf(err) + "/" + context
	}
	if got := fetch(); got != "hosted/none" {
		t.Errorf("without a page: %s", got)
	}
	r.putHosted(pond, "")
	if got := fetch(); got != "hosted/noToken" {
		t.Errorf("without a token: %s", got)
	}
	r.putHosted("", "system-token")
	if got := fetch(); got != "granted" || r.heron.asked[len(r.heron.asked)-1] != "fetch h1 long-enough system-token h700" {
		t.Errorf("got %s, asked %v", got, r.heron.asked)
	}
	if _, err := r.FetchGranted(t.Context(), first, "h1", "../h700"); desk.SubcodeOf(err) != "hosted" {
		t.Errorf("a business that is none: %v", err)
	}
	if _, err := r.HostedApp(t.Context(), second, "h1"); desk.SubcodeOf(err) != "noApp" {
		t.Errorf("another organization's: %v", err)
	}
}

func TestLinkedElsewhere_looksAtTheOthers(t *testing.T) {
	t.Parallel()
	r := hostedRig(t)
	r.wabas[second]["h10"] = &desk.Waba{ID: "h10", AppID: "h1"}
	r.wabas[second]["h11"] = &desk.Waba{ID: "h11", AppID: "h1", Unlinked: true}
	r.wabas[first]["h12"] = &desk.Waba{ID: "h12", AppID: "h1"}
	for id, want := range map[desk.WabaID]bool{"h10": true, "h11": false, "h12": false, "h13": false} {
		if got, err := r.LinkedElsewhere(t.Context(), first, id); err != nil || got != want {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	r.broken = "orgs"
	if _, err := r.LinkedElsewhere(t.Context(), first, "h10"); err == nil {
		t.Error("what cannot be known is taken for no")
	}
}
