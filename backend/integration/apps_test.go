package integration_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// putApp stores an app with a secret.
func (r *rig) putApp(org desk.OrgID, provider, id, secret string) wire.AppAccess {
	r.t.Helper()
	return must[wire.AppAccess](r, org, wire.CallAppPut.Name, wire.AppPut{ID: id, Provider: provider, Name: "App " + id, Secret: secret})
}

// keys gives the keys of an app, with its organizations in their order.
func (r *rig) keys(provider string, id desk.AppID) (keys []channel.AppKeys, orgs string) {
	r.t.Helper()
	keys, err := r.AppKeys(r.t.Context(), provider, id)
	if err != nil {
		r.t.Fatal(err)
	}
	names := make([]string, 0, len(keys))
	for _, k := range keys {
		names = append(names, string(k.Org)+"="+strings.Join(k.Secrets, "+"))
	}
	return keys, strings.Join(names, " ")
}

func TestAppPut_isItsProvidersOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tc := range []struct{ asked, id, name, url string }{
		{"heron", "h1", "heron", "https://relay.example/webhooks/heron/h1"},
		{"pigeon", "p1", "pigeon", "https://relay.example/webhooks/pigeon/p1"},
		{"", "h2", "heron", "https://relay.example/webhooks/heron/h2"}, // a desktop that knows of one provider
	} {
		got := r.putApp(first, tc.asked, tc.id, "secret-"+tc.id)
		if got.Provider != tc.name || got.WebhookURL != tc.url || got.VerifyToken == "" {
			t.Errorf("%s at %q: %+v", tc.id, tc.asked, got)
		}
		if stored := r.apps[first][desk.AppID(tc.id)]; stored.Provider != tc.name {
			t.Errorf("%s is stored as %+v", tc.id, stored)
		}
	}
	list := must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{})
	if len(list.Apps) != 3 || list.Apps[2].Provider != "pigeon" {
		t.Errorf("listed: %+v", list)
	}
	if got := must[wire.AppAccessList](r, second, wire.CallAppAccess.Name, wire.None{}); got.Apps == nil || len(got.Apps) != 0 {
		t.Errorf("another organization has %+v", got)
	}
}

func TestAppPut_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   wire.AppPut
		want string
	}{
		"a provider that is not spoken to": {wire.AppPut{ID: "h1", Provider: "raven", Name: "A", Secret: "long-enough"}, "invalid/provider"},
		"an id of another's form":          {wire.AppPut{ID: "p1", Provider: "heron", Name: "A", Secret: "long-enough"}, "invalid/appId"},
		"no name":                          {wire.AppPut{ID: "h1", Provider: "heron", Secret: "long-enough"}, "invalid/missing"},
		"no secret the first time":         {wire.AppPut{ID: "h1", Provider: "heron", Name: "A"}, "invalid/appSecret"},
		"a short secret":                   {wire.AppPut{ID: "h1", Provider: "heron", Name: "A", Secret: "short"}, "invalid/appSecret"},
		"an endless secret":                {wire.AppPut{ID: "h1", Provider: "heron", Name: "A", Secret: strings.Repeat("s", 257)}, "invalid/appSecret"},
		"a secret that is no text":         {wire.AppPut{ID: "h1", Provider: "heron", Name: "A", Secret: "secret\x00secret"}, "invalid/appSecret"},
		"the id of another provider's app": {wire.AppPut{ID: "h7", Provider: "pigeon", Name: "A", Secret: "long-enough"}, "conflict/otherProvider"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.putApp(first, "heron", "h7", "secret-of-h7")
			before := len(r.entries)
			if got := refused(r, first, wire.CallAppPut.Name, tc.in); got != tc.want {
				t.Errorf("refused with %s, want %s", got, tc.want)
			}
			if len(r.entries) != before {
				t.Error("something was recorded all the same")
			}
			if _, now := r.keys("heron", "h7"); now != "org_1=secret-of-h7" {
				t.Errorf("the app that was there has %s", now)
			}
		})
	}
}

// Everybody who asks must be a supervisor who is still here.
func TestCalls_areForSupervisors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, call := range r.Calls() {
		for who, u := range map[string]*desk.User{
			"nobody": nil, "an agent": {Role: desk.RoleAgent, Active: true}, "an owner who left": {Role: desk.RoleOwner},
		} {
			if _, err := call(t.Context(), first, u, []byte(`{}`)); desk.CodeOf(err) != desk.CodeForbidden {
				t.Errorf("%s may ask %s: %v", who, name, err)
			}
		}
		if _, err := call(t.Context(), first, boss, []byte(`[`)); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s with nonsense: %v", name, err)
		}
	}
}

// An app's secret proves webhooks at its provider's address only: at another's,
// the app is unknown.
func TestAppKeys_areOfOneProvider(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.putApp(first, "heron", "h1", "secret-one")
	r.putApp(second, "heron", "h1", "secret-two")
	r.putApp(second, "pigeon", "h2", "secret-three")
	for _, tc := range []struct {
		provider string
		app      desk.AppID
		want     string
	}{
		{"heron", "h1", "org_1=secret-one org_2=secret-two"},
		{"pigeon", "h1", ""},
		{"pigeon", "h2", "org_2=secret-three"},
		{"heron", "h2", ""},
		{"raven", "h1", ""},
		{"heron", "h9", ""},
	} {
		for _, when := range []string{"the first time", "from memory"} {
			if _, got := r.keys(tc.provider, tc.app); got != tc.want {
				t.Errorf("%s at %s, %s: %q, want %q", tc.app, tc.provider, when, got, tc.want)
			}
		}
	}
}

// An app of an entry from before apps named a provider is the first one's.
func TestAppKeys_ofAnOldAppAreTheFirstProviders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.apps[first]["h1"] = &desk.App{ID: "h1", Name: "Old"}
	r.kept["org_1/app/h1/secret"] = "old-secret"
	if _, got := r.keys("heron", "h1"); got != "org_1=old-secret" {
		t.Errorf("at the first provider: %q", got)
	}
	if _, got := r.keys("pigeon", "h1"); got != "" {
		t.Errorf("at the other: %q", got)
	}
	if got := r.putApp(first, "heron", "h1", ""); got.Provider != "heron" || got.WebhookURL == "" {
		t.Errorf("it cannot be changed: %+v", got)
	}
	if got := refused(r, first, wire.CallAppPut.Name, wire.AppPut{ID: "h1", Provider: "pigeon", Name: "A"}); got != "conflict/otherProvider" {
		t.Errorf("the other takes it: %s", got)
	}
}

// The secret before vouches for a week beside the new one, and no longer.
func TestAppKeys_oldSecretEndsAfterAWeek(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	token := r.putApp(first, "heron", "h1", "secret-one").VerifyToken
	r.putApp(first, "heron", "h1", "") // only the name
	r.putApp(first, "heron", "h1", "secret-one")
	if _, got := r.keys("heron", "h1"); got != "org_1=secret-one" {
		t.Errorf("the same secret again: %q", got)
	}
	if again := r.putApp(first, "heron", "h1", "secret-two").VerifyToken; again != token {
		t.Error("a new secret changed the verify token, which is pasted elsewhere")
	}
	r.now = r.now.Add(7*24*time.Hour - time.Second)
	for _, when := range []string{"in memory", "read anew"} {
		if _, got := r.keys("heron", "h1"); got != "org_1=secret-two+secret-one" {
			t.Errorf("within the week, %s: %q", when, got)
		}
		r.restart()
	}
	r.now = r.now.Add(time.Second)
	if _, got := r.keys("heron", "h1"); got != "org_1=secret-two" {
		t.Errorf("after the week: %q", got)
	}
}

// Webhooks ask for the keys each time: they come from memory, and a change is seen
// at once. Who asks for what is unknown fills no memory.
func TestAppKeys_areHeldUntilTheyChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.putApp(first, "heron", "h1", "secret-one")
	r.keys("heron", "h1")
	reads := r.reads
	r.keys("heron", "h1")
	if r.reads != reads {
		t.Error("the keys were read again")
	}
	r.keys("heron", "h404")
	r.apps[first]["h404"] = &desk.App{ID: "h404"}
	r.kept["org_1/app/h404/secret"] = "new-here"
	if _, got := r.keys("heron", "h404"); got != "org_1=new-here" {
		t.Errorf("an app that came meanwhile: %q", got)
	}
}

// Without the keys nothing can be judged, so the webhook has to come again.
func TestAppKeys_saysWhenItCannotTell(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"orgs", "app", "secrets"} {
		r := newRig(t)
		r.putApp(first, "heron", "h1", "secret-one")
		r.restart()
		r.broken = what
		if keys, err := r.AppKeys(t.Context(), "heron", "h1"); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("%s broken: %d keys, %v", what, len(keys), err)
		}
		r.broken = ""
		if _, got := r.keys("heron", "h1"); got != "org_1=secret-one" {
			t.Errorf("%s whole again: %q", what, got)
		}
	}
}

func TestAppPut_saysWhatIsBroken(t *testing.T) {
	t.Parallel()
	put := wire.AppPut{ID: "h1", Provider: "heron", Name: "A", Secret: "long-enough"}
	for _, what := range []string{"app", "secrets", "record"} {
		r := newRig(t)
		r.putApp(first, "heron", "h1", "secret-one")
		r.broken = what
		if got := refused(r, first, wire.CallAppPut.Name, put); !strings.HasPrefix(got, "unavailable") {
			t.Errorf("%s broken: %s", what, got)
		}
	}
	r := newRig(t)
	r.refuses = true
	if got := refused(r, first, wire.CallAppPut.Name, put); !strings.HasPrefix(got, "internal") {
		t.Errorf("a fold that failed: %s", got)
	}
	r = newRig(t)
	r.broken = desk.Apps.Name
	if got := refused(r, first, wire.CallAppAccess.Name, wire.None{}); !strings.HasPrefix(got, "unavailable") {
		t.Errorf("the list: %s", got)
	}
}

// A relay that nobody outside can reach has no address to paste.
func TestAppAccess_withoutAPublicAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cfg.PublicURL = ""
	r.restart()
	if got := r.putApp(first, "heron", "h1", "secret-one"); got.WebhookURL != "" || got.VerifyToken == "" {
		t.Errorf("%+v", got)
	}
	// Nor has an app of a provider that this relay does not speak to any more.
	r.cfg.PublicURL = "https://relay.example"
	r.apps[first]["h5"] = &desk.App{ID: "h5", Provider: "raven"}
	r.restart()
	for _, a := range must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{}).Apps {
		if (a.WebhookURL == "") != (a.ID == "h5") {
			t.Errorf("%+v", a)
		}
	}
}

func TestHandshakeDone_isNoted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.putApp(first, "pigeon", "p1", "secret-one")
	if err := r.HandshakeDone(t.Context(), first, "p1"); err != nil {
		t.Fatal(err)
	}
	if a := r.apps[first]["p1"]; a.HandshakeAt != r.now.UnixMilli() || a.Provider != "pigeon" || a.Name != "App p1" {
		t.Errorf("%+v", a)
	}
	if err := r.HandshakeDone(t.Context(), first, "p2"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("of an unknown app: %v", err)
	}
}
