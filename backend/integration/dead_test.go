package integration_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// dead is the provider's word that a token is dead.
func dead() error {
	return saysNo{Provider: "heron", Source: channel.FromProvider, Retry: channel.RetryFix, Reason: channel.ReasonDeadToken}
}

// A token that dies stops every call of its account at once, and says so once; a new
// one brings them back.
func TestDeadToken_stopsEveryCallOfTheAccount(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "token-h")
	number := &desk.Number{Provider: "heron", WabaID: "h10"}
	c, err := r.Client(t.Context(), first, "h10")
	if err != nil {
		t.Fatal(err)
	}
	r.heron.fails = dead()
	before := len(r.entries)
	for range 3 { // calls that are under way when it dies
		if _, err := c.Templates(t.Context(), "h10"); err == nil {
			t.Fatal("the provider takes it")
		}
	}
	if w := r.wabas[first]["h10"]; len(r.entries) != before+1 || w.Said == nil || w.Said.Params[desk.ParamContext] != "died" {
		t.Fatalf("%d entries, %+v", len(r.entries)-before, w)
	}
	asked := len(r.heron.asked)
	if _, err := r.Client(t.Context(), first, "h10"); desk.SubcodeOf(err) != "token" || desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("a client: %v", err)
	}
	if _, err := r.Messenger(t.Context(), first, number); desk.SubcodeOf(err) != "token" {
		t.Errorf("a messenger: %v", err)
	}
	if len(r.heron.asked) != asked {
		t.Errorf("the provider is asked again: %q", r.heron.asked[asked:])
	}
	if conn, err := r.Connection(t.Context(), first, number); err != nil || conn.Account == nil {
		t.Errorf("the doctor may still look: %+v, %v", conn, err)
	}
	r.heron.fails = nil
	if got := r.verify("h1", "h10", "token-i"); got.Said != nil {
		t.Fatalf("a new token: %+v", got)
	}
	if _, err := r.Messenger(t.Context(), first, number); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	r.heron.fails = dead() // a late word about the old one
	if _, err := c.Templates(t.Context(), "h10"); err == nil || r.wabas[first]["h10"].Said != nil {
		t.Errorf("a late word about the old token: %v, %+v", err, r.wabas[first]["h10"])
	}
}

// Any other failure is no death.
func TestDeadToken_isNoOtherFailure(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "token-h")
	c, err := r.Client(t.Context(), first, "h10")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		errBroken, saysNo{Provider: "heron", Source: channel.FromProvider, Retry: channel.RetryFix}, saysNo{Provider: "heron", Source: channel.FromTheWay},
	} {
		r.heron.fails = err
		if _, got := c.Templates(t.Context(), "h10"); got == nil || r.wabas[first]["h10"].Said != nil {
			t.Errorf("%v: %v, %+v", err, got, r.wabas[first]["h10"])
		}
	}
}
