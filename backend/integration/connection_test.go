package integration_test

import (
	"context"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// birdApp speaks for an app by its secret.
type birdApp struct {
	app    desk.AppID
	secret desk.Secret
	b      *bird
}

func (a birdApp) Subscription(context.Context) (channel.Subscription, error) {
	return a.b.sub, a.b.fails
}

func (a birdApp) Subscribe(_ context.Context, to channel.Subscription, verifyToken desk.Secret) error {
	a.b.sub, a.b.token = to, verifyToken.Reveal()
	return a.b.fails
}

// asking is a rig whose first provider can be asked about its apps.
func asking(t *testing.T) *rig {
	t.Helper()
	r := linked(t)
	p := &r.cfg.Providers[0]
	p.Checks, p.Fields = []desk.CheckName{desk.CheckToken, desk.CheckSecret}, channel.Fields{Needed: []string{"songs"}}
	p.OpenApp = func(app desk.AppID, secret desk.Secret) channel.AppClient { return birdApp{app, secret, r.heron} }
	r.restart()
	return r
}

func TestConnection_opensWhatANumberHangsOn(t *testing.T) {
	t.Parallel()
	r := asking(t)
	r.verify("h1", "h10", "token-h")
	n := &desk.Number{ID: "num_1", Provider: "heron", AppID: "h1", WabaID: "h10"}
	c, err := r.Connection(t.Context(), first, n)
	if err != nil {
		t.Fatal(err)
	}
	app, ok := c.AsApp.(birdApp)
	if !ok || app.app != "h1" || app.secret.Reveal() != "secret-one" || c.Token.Reveal() != "token-h" || c.NoToken != nil {
		t.Errorf("%+v", c)
	}
	if at, token := tokenOf(t, c.Account); at != "heron" || token != "token-h" {
		t.Errorf("asks %s with %s", at, token)
	}
	if c.Address != "https://relay.example/webhooks/heron/h1" || c.App.ID != "h1" || c.Waba.ID != "h10" || len(c.Checks) != 2 || c.Fields.Needed[0] != "songs" {
		t.Errorf("%+v", c)
	}
}

// What is missing is left out; only trouble of ours is an error.
func TestConnection_leavesOutWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := asking(t)
	c, err := r.Connection(t.Context(), first, &desk.Number{Provider: "heron", AppID: "h9", WabaID: "h99"})
	if err != nil || c.App != nil || c.Waba != nil || c.AsApp != nil || c.Account != nil || desk.SubcodeOf(c.NoToken) != "noToken" {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err = r.Connection(t.Context(), first, &desk.Number{Provider: "pigeon", AppID: "p1"}); err != nil || c.AsApp != nil || c.Checks != nil {
		t.Errorf("a provider that cannot be asked: %+v, %v", c, err)
	}
	if _, err = r.Connection(t.Context(), first, &desk.Number{Provider: "raven"}); desk.SubcodeOf(err) != "provider" {
		t.Errorf("a provider that is not spoken to: %v", err)
	}
	r.verify("h1", "h10", "token-h")
	for _, broken := range []string{string(desk.RowApp), string(desk.RowWaba), "secrets"} {
		r.broken = broken
		if _, err = r.Connection(t.Context(), first, &desk.Number{Provider: "heron", AppID: "h1", WabaID: "h10"}); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("with %s out of reach: %v", broken, err)
		}
	}
}

// In practice the address is the one of this computer, and only there.
func TestAnswersAt_standsInForThePublicAddress(t *testing.T) {
	t.Parallel()
	r := asking(t)
	n := &desk.Number{Provider: "heron", AppID: "h1"}
	r.AnswersAt("http://127.0.0.1:1")
	if c, _ := r.Connection(t.Context(), first, n); c.Address != "https://relay.example/webhooks/heron/h1" {
		t.Errorf("beside a public address: %s", c.Address)
	}
	r.cfg.PublicURL = ""
	r.restart()
	if c, _ := r.Connection(t.Context(), first, n); c.Address != "" {
		t.Errorf("without any: %s", c.Address)
	}
	r.AnswersAt("http://127.0.0.1:1")
	if c, _ := r.Connection(t.Context(), first, n); c.Address != "http://127.0.0.1:1/webhooks/heron/h1" {
		t.Errorf("in practice: %s", c.Address)
	}
}

// Only a new secret and a new token are changes of the connection: a handshake, a new
// name and another look at the same token are not.
func TestChangedAt_isOfSecretsAndTokens(t *testing.T) {
	t.Parallel()
	r := linked(t)
	made := r.now.UnixMilli()
	r.verify("h1", "h10", "token-h")
	r.now = r.now.Add(time.Hour)
	r.putApp(first, "heron", "h1", "")
	r.putApp(first, "heron", "h1", "secret-one")
	r.verify("h1", "h10", "")
	if err := r.HandshakeDone(t.Context(), first, "h1"); err != nil {
		t.Fatal(err)
	}
	if a, w := r.apps[first]["h1"], r.wabas[first]["h10"]; a.ChangedAt != made || w.ChangedAt != made || w.VerifiedAt == made {
		t.Errorf("the app changed at %d, the account at %d, both were made at %d", a.ChangedAt, w.ChangedAt, made)
	}
	r.putApp(first, "heron", "h1", "secret-two")
	r.verify("h1", "h10", "token-i")
	if a, w := r.apps[first]["h1"], r.wabas[first]["h10"]; a.ChangedAt != r.now.UnixMilli() || w.ChangedAt != r.now.UnixMilli() {
		t.Errorf("the app changed at %d, the account at %d", a.ChangedAt, w.ChangedAt)
	}
}

// Anybody can ask for a handshake: what is noted of refused ones does not grow with
// them.
func TestHandshakeRefused_isNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	r := linked(t)
	refuse := func() int {
		t.Helper()
		before := len(r.entries)
		if err := r.HandshakeRefused(t.Context(), first, "h1"); err != nil {
			t.Fatal(err)
		}
		return len(r.entries) - before
	}
	if refuse() != 1 || refuse() != 0 || r.apps[first]["h1"].RefusedAt != r.now.UnixMilli() {
		t.Errorf("%+v", r.apps[first]["h1"])
	}
	r.now = r.now.Add(time.Minute)
	if refuse() != 1 {
		t.Error("a minute later it is not noted again")
	}
	r.now = r.now.Add(time.Second)
	if err := r.HandshakeDone(t.Context(), first, "h1"); err != nil {
		t.Fatal(err)
	}
	if refuse() != 1 {
		t.Error("one after a good one is not noted at once")
	}
	if err := r.HandshakeRefused(t.Context(), first, "h9"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("of an unknown app: %v", err)
	}
}

// An SMS number hangs on the account at its carrier: on whose, since when and whether what
// comes from there can be proven. A carrier's name is no provider of other channels.
func TestConnection_ofAnSMSNumberIsTheAccountAtItsCarrier(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := &desk.Number{ID: "num_1", Provider: "barge", Channel: desk.SMS, Phone: "+442079460958"}
	ask := func() channel.Connection {
		t.Helper()
		c, err := r.Connection(t.Context(), first, n)
		if err != nil {
			t.Fatal(err)
		}
		if c.Provider != "barge" || c.Address != "https://relay.example/webhooks/barge/sms" || len(c.Checks) != len(desk.SMSCheckNames) || c.Rental == nil {
			t.Errorf("%+v", c)
		}
		return c
	}
	if c := ask(); desk.SubcodeOf(c.NoToken) != "noCarrier" || c.Rental.Carrier != nil {
		t.Errorf("not linked: %+v", c)
	}
	r.linkCarrier(first, "barge", "b1", "")
	if c := ask(); c.NoToken != nil || c.Rental.Carrier == nil || c.Rental.Account != "b1" || c.Rental.Signed {
		t.Errorf("without a signature: %+v", c)
	}
	r.linkCarrier(first, "barge", "b1", "knotted")
	r.restart() // it is kept
	if c := ask(); !c.Rental.Signed || c.Rental.Since == 0 || c.Rental.Since > r.cfg.Clock().UnixMilli() {
		t.Errorf("linked: %+v", c)
	}
	n.Channel = desk.WhatsApp
	if _, err := r.Connection(t.Context(), first, n); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("on WhatsApp: %v", err)
	}
}
