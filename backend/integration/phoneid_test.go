package integration_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// numbered is a rig whose first provider has two accounts with a number each.
func numbered(t *testing.T) *rig {
	t.Helper()
	r := linked(t)
	r.heron.numbers = map[string][]channel.Number{
		"h10": {{ID: "h501", DisplayPhone: "+44 20 7946 0958", VerifiedName: "The reeds", Verified: true}},
		"h11": {{ID: "h502", DisplayPhone: "+44 20 7946 0999"}},
	}
	r.heron.info.WABAs, r.heron.info.Limited = []string{"h11", "h10"}, true
	return r
}

func TestNumberProve_findsTheAccount(t *testing.T) {
	t.Parallel()
	r := numbered(t)
	// Pasted with blanks and direction marks, as from a document.
	got := must[wire.NumberProven](r, first, wire.CallNumberProve.Name, wire.NumberProve{AppID: "h1", PhoneID: " \u200eh501\u202c ", Token: "\u2066token-h\u2069 "})
	want := wire.NumberProven{PhoneID: "h501", Phone: "+442079460958", VerifiedName: "The reeds", Verified: true, Waba: got.Waba}
	if got.Waba.WabaID != "h10" || got.Waba.Name != "The reeds" || got.Phone != want.Phone || got.VerifiedName != want.VerifiedName || !got.Verified || got.Registered {
		t.Errorf("found %+v", got)
	}
	if w := r.wabas[first]["h10"]; w == nil || w.AppID != "h1" || w.Provider != "heron" || r.kept["org_1/waba/h10/token"] != "token-h" {
		t.Errorf("stored %+v with %q", w, r.kept["org_1/waba/h10/token"])
	}
	if r.wabas[first]["h11"] != nil || len(r.wabas[second]) != 0 {
		t.Error("another account was linked too")
	}
}

// A token that is good for every account names none: those that are linked are tried,
// and only then a person is asked.
func TestNumberProve_unlimitedToken(t *testing.T) {
	t.Parallel()
	r := numbered(t)
	r.heron.info.WABAs, r.heron.info.Limited = nil, false
	in := wire.NumberProve{AppID: "h1", PhoneID: "h501", Token: "token-h"}
	if got := refused(r, first, wire.CallNumberProve.Name, in); got != "invalid/wabaId" || len(r.wabas[first]) != 0 {
		t.Errorf("without an account: %s, %d linked", got, len(r.wabas[first]))
	}
	_, err := ask[wire.NumberProven](r, first, wire.CallNumberProve.Name, in)
	var e *desk.Error
	if !errors.As(err, &e) || e.Params[desk.ParamContext] != "needed" {
		t.Errorf("it is not asked for: %v", err)
	}
	in.WabaID = "h10"
	if got := must[wire.NumberProven](r, first, wire.CallNumberProve.Name, in); got.Waba.WabaID != "h10" {
		t.Errorf("with the account: %+v", got)
	}
	in.WabaID = "" // linked by now
	if got := must[wire.NumberProven](r, first, wire.CallNumberProve.Name, in); got.Waba.WabaID != "h10" {
		t.Errorf("once more: %+v", got)
	}
}

func TestNumberProve_refusesInWords_andKeepsNothing(t *testing.T) {
	t.Parallel()
	no := saysNo{Source: channel.FromProvider}.with(channel.RetryFix)
	good := wire.NumberProve{AppID: "h1", PhoneID: "h501", Token: "token-h"}
	for name, tc := range map[string]struct {
		change func(*wire.NumberProve, *rig)
		want   string
		asks   bool // the provider
	}{
		"no app":                       {func(in *wire.NumberProve, _ *rig) { in.AppID = "h9" }, "invalid/noApp", false},
		"an app without a name":        {func(in *wire.NumberProve, _ *rig) { in.AppID = "" }, "invalid/noApp", false},
		"no id":                        {func(in *wire.NumberProve, _ *rig) { in.PhoneID = "" }, "invalid/phoneId", false},
		"the number itself":            {func(in *wire.NumberProve, _ *rig) { in.PhoneID = "+44 20 7946 0958" }, "invalid/phoneId", false},
		"an endless id":                {func(in *wire.NumberProve, _ *rig) { in.PhoneID = "h" + strings.Repeat("x", 5000) }, "invalid/phoneId", false},
		"an account's name":            {func(in *wire.NumberProve, _ *rig) { in.WabaID = "The reeds" }, "invalid/wabaId", false},
		"no token":                     {func(in *wire.NumberProve, _ *rig) { in.Token = "\u200f " }, "invalid/token", false},
		"a token of two lines":         {func(in *wire.NumberProve, _ *rig) { in.Token = "a\nb" }, "invalid/token", false},
		"an endless token":             {func(in *wire.NumberProve, _ *rig) { in.Token = strings.Repeat("t", 1025) }, "invalid/token", false},
		"a token that is refused":      {func(_ *wire.NumberProve, r *rig) { r.heron.fails = no }, "invalid/token", true},
		"a token that lacks":           {func(_ *wire.NumberProve, r *rig) { r.heron.info.Scopes = []string{"wade"} }, "invalid/token", true},
		"another app's token":          {func(_ *wire.NumberProve, r *rig) { r.heron.info.AppID = "h2" }, "invalid/token", true},
		"an unknown number":            {func(in *wire.NumberProve, _ *rig) { in.PhoneID = "h999" }, "invalid/phoneId", true},
		"an account without it":        {func(in *wire.NumberProve, _ *rig) { in.WabaID = "h11" }, "invalid/phoneId", true},
		"an account that is not shown": {func(in *wire.NumberProve, r *rig) { in.WabaID, r.heron.noNumbers = "h12", no }, "invalid/token", true},
		"trouble that may pass":        {func(_ *wire.NumberProve, r *rig) { r.heron.noNumbers = errBroken }, "unavailable/", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := numbered(t)
			in := good
			tc.change(&in, r)
			before := len(r.entries)
			if got := refused(r, first, wire.CallNumberProve.Name, in); got != tc.want {
				t.Errorf("refused with %s, want %s", got, tc.want)
			}
			if len(r.entries) != before || r.kept["org_1/waba/h10/token"] != "" {
				t.Error("something was kept")
			}
			if (len(r.heron.asked) > 0) != tc.asks {
				t.Errorf("the provider was asked %q", r.heron.asked)
			}
		})
	}
}
