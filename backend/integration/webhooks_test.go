package integration_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const ours = "https://relay.example/webhooks/heron/h1"

// hooked is a rig with an account of two numbers, one of which is gone.
func hooked(t *testing.T) *rig {
	t.Helper()
	r := asking(t)
	r.cfg.Providers[0].Fields.Useful = []string{"news"}
	r.restart()
	r.verify("h1", "h10", "token-h")
	r.heron.redirects, r.heron.numbers = map[string]string{}, map[string][]channel.Number{"h10": {{ID: "ph_1"}}}
	r.numbers = map[desk.OrgID][]*desk.Number{first: {
		{ID: "num_1", PhoneID: "ph_1", WabaID: "h10", State: desk.NumberActive},
		{ID: "num_2", PhoneID: "ph_2", WabaID: "h10", State: desk.NumberGone},
		{ID: "num_3", PhoneID: "ph_3", WabaID: "h11", State: desk.NumberActive},
	}}
	return r
}

func (r *rig) look() wire.Webhooks {
	r.t.Helper()
	return must[wire.Webhooks](r, first, wire.CallWebhooksLook.Name, wire.WabaRef{WabaID: "h10"})
}

func (r *rig) send(what, number string, replace bool) (wire.Webhooks, error) {
	r.t.Helper()
	return ask[wire.Webhooks](r, first, wire.CallWebhooksSend.Name, wire.WebhooksSend{WabaID: "h10", What: what, NumberID: number, Replace: replace})
}

func TestLookWebhooks_saysWhereTheyGo(t *testing.T) {
	t.Parallel()
	r := hooked(t)
	if w := r.look(); w.Address != ours || w.AppAddress != "" || w.AppHere || w.Subscribed || len(w.Redirects) != 0 || w.Said != nil || w.AppSaid != nil {
		t.Errorf("at first %+v", w)
	}
	r.heron.sub = channel.Subscription{Address: "HTTPS://relay.example:443/webhooks/heron/h1/", Fields: []string{"songs", "other"}}
	r.heron.apps = []channel.SubscribedApp{{ID: "h1", Name: "Ours"}, {ID: "h7", Name: "Crm"}}
	r.heron.redirects["ph_1"], r.heron.redirects["ph_2"], r.heron.redirects["ph_3"] = "https://x.example/", "https://gone.example", "https://y.example"
	w := r.look()
	if !w.AppHere || !slices.Equal(w.Missing, []string{"news"}) || !w.Subscribed || !slices.Equal(w.Others, []string{"Crm"}) {
		t.Errorf("%+v", w)
	}
	if want := []wire.Redirect{{NumberID: "num_1", Address: "https://x.example/"}}; !slices.Equal(w.Redirects, want) {
		t.Errorf("redirects %+v", w.Redirects)
	}
	r.heron.apps[0].Override = ours
	if w = r.look(); len(w.Redirects) != 2 || w.Redirects[0] != (wire.Redirect{Address: ours, Here: true}) {
		t.Errorf("redirects %+v", w.Redirects)
	}
}

// What one cannot ask leaves the other known.
func TestLookWebhooks_withoutSecretOrToken(t *testing.T) {
	t.Parallel()
	r := hooked(t)
	r.heron.apps = []channel.SubscribedApp{{ID: "h1"}}
	delete(r.kept, string(first)+"/app/h1/secret")
	if w := r.look(); w.AppSaid == nil || w.AppSaid.Subcode != "appSecret" || w.Said != nil || !w.Subscribed {
		t.Errorf("without the secret: %+v", w)
	}
	r = hooked(t)
	r.heron.sub.Address = ours
	delete(r.kept, string(first)+"/waba/h10/token")
	if w := r.look(); w.Said == nil || w.Said.Subcode != "noToken" || w.AppSaid != nil || !w.AppHere {
		t.Errorf("without the token: %+v", w)
	}
	r.heron.fails = saysNo{}
	if w := r.look(); w.AppSaid == nil {
		t.Errorf("a provider that refuses: %+v", w)
	}
	if got := refused(r, second, wire.CallWebhooksLook.Name, wire.WabaRef{WabaID: "h10"}); got != "invalid/noWaba" {
		t.Errorf("of another organization: %s", got)
	}
}

// An app's webhooks are taken from another address only on purpose, and the fields that
// it asked for stay.
func TestSendWebhooks_app(t *testing.T) {
	t.Parallel()
	r := hooked(t)
	r.heron.sub = channel.Subscription{Address: "https://old.example", Fields: []string{"weather", "songs"}}
	if _, err := r.send(wire.WebhooksApp, "", false); desk.SubcodeOf(err) != "webhooksElsewhere" || r.heron.sub.Address != "https://old.example" {
		t.Errorf("%v, now at %s", err, r.heron.sub.Address)
	}
	w, err := r.send(wire.WebhooksApp, "", true)
	if err != nil || !w.AppHere || len(w.Missing) != 0 {
		t.Errorf("%+v, %v", w, err)
	}
	if got := strings.Join(r.heron.sub.Fields, " "); got != "news songs weather" || r.heron.sub.Address != ours {
		t.Errorf("asks for %s at %s", got, r.heron.sub.Address)
	}
	if keys, err := r.AppKeys(t.Context(), "heron", "h1"); err != nil || r.heron.token == "" || keys[0].VerifyToken != r.heron.token {
		t.Errorf("verify token %q, %v", r.heron.token, err)
	}
	r.heron.sub.Fields = nil
	if w, err = r.send(wire.WebhooksApp, "", false); err != nil || len(w.Missing) != 0 {
		t.Errorf("fields alone need no confirmation: %+v, %v", w, err)
	}
	r.cfg.PublicURL = ""
	r.restart()
	if _, err = r.send(wire.WebhooksApp, "", true); desk.SubcodeOf(err) != "noPublicAddress" {
		t.Errorf("without an address: %v", err)
	}
}

// Subscribing anew takes an override back without a word at the provider: only on
// purpose here.
func TestSendWebhooks_accountAndNumber(t *testing.T) {
	t.Parallel()
	r := hooked(t)
	asked := func() string {
		said := strings.Join(slices.DeleteFunc(r.heron.asked, func(what string) bool { return strings.HasPrefix(what, "number ") }), ",")
		r.heron.asked = nil
		return said
	}
	asked()
	if _, err := r.send(wire.WebhooksAccount, "", false); err != nil || asked() != "subscribe h10 with token-h" {
		t.Errorf("not subscribed yet: %v", err)
	}
	r.heron.apps = []channel.SubscribedApp{{ID: "h1"}}
	if _, err := r.send(wire.WebhooksAccount, "", true); err != nil || asked() != "" {
		t.Errorf("subscribed already: %v", err)
	}
	r.heron.apps[0].Override = "https://x.example"
	if _, err := r.send(wire.WebhooksAccount, "", false); desk.SubcodeOf(err) != "webhooksElsewhere" || asked() != "" {
		t.Errorf("an override: %v", err)
	}
	if _, err := r.send(wire.WebhooksAccount, "", true); err != nil || asked() != "subscribe h10 with token-h" {
		t.Errorf("an override on purpose: %v", err)
	}
	r.heron.redirects["ph_1"] = "https://x.example"
	if _, err := r.send(wire.WebhooksNumber, "num_1", false); desk.SubcodeOf(err) != "webhooksElsewhere" || asked() != "" {
		t.Errorf("a number's: %v", err)
	}
	if w, err := r.send(wire.WebhooksNumber, "num_1", true); err != nil || asked() != "clear ph_1 with token-h" || len(w.Redirects) != 1 {
		t.Errorf("a number's on purpose: %+v, %v", w.Redirects, err)
	}
	for what, number := range map[string]string{"another account's number": "num_3", "no number": "num_9"} {
		if _, err := r.send(wire.WebhooksNumber, number, true); err == nil || asked() != "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := r.send("everything", "", true); desk.SubcodeOf(err) != "unknownCall" {
		t.Errorf("no such part: %v", err)
	}
	delete(r.kept, string(first)+"/waba/h10/token")
	for _, what := range []string{wire.WebhooksAccount, wire.WebhooksNumber} {
		if _, err := r.send(what, "num_1", true); desk.SubcodeOf(err) != "noToken" {
			t.Errorf("%s without a token: %v", what, err)
		}
	}
}
