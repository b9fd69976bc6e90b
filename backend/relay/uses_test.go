package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// The real clients tell how their calls end: of the account's token, asked by a person, and
// of the app's secret and the carrier's login.
func TestUses_areToldOfTheRealClients(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	account := "account/" + sandbox.DefaultWABA
	first := useOf(t, p, account)
	if first.UsedAt == 0 || first.FailedAt != 0 {
		t.Fatalf("after the set-up: %+v", first)
	}
	said[wire.AccountStanding](t, p.boss.Call(wire.CallStandingLook.Name, wire.WabaRef{WabaID: sandbox.DefaultWABA}))
	said[wire.Webhooks](t, p.boss.Call(wire.CallWebhooksLook.Name, wire.WabaRef{WabaID: sandbox.DefaultWABA}))
	if u := useOf(t, p, account); u.UsedAt <= first.UsedAt {
		t.Errorf("asked again: %+v, before %+v", u, first)
	}
	if u := useOf(t, p, "app/"+sandbox.DefaultAppID); u.UsedAt == 0 {
		t.Errorf("the app: %+v", u)
	}
	if u := useOf(t, p, "carrier/vonage"); u.UsedAt == 0 {
		t.Errorf("the carrier: %+v", u)
	}
}

func useOf(t *testing.T, p *profiles, of string) wire.CredentialUse {
	t.Helper()
	for _, u := range said[wire.CredentialUses](t, p.boss.Call(wire.CallCredentialUses.Name, wire.None{})).Uses {
		if u.Of == of {
			return u
		}
	}
	return wire.CredentialUse{}
}
