package integration_test

import (
	"context"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// judge is a bird that says how its accounts stand.
type judge struct{ *birdClient }

func (j judge) Standing(context.Context, string) (channel.AccountStanding, error) {
	return channel.AccountStanding{Review: channel.StandingApproved, Verification: channel.StandingMissing, NoPayment: true}, j.b.fails
}

func TestLookStanding_saysWhatTheProviderSays(t *testing.T) {
	t.Parallel()
	r := hooked(t)
	look := func() (wire.AccountStanding, error) {
		return ask[wire.AccountStanding](r, first, wire.CallStandingLook.Name, wire.WabaRef{WabaID: "h10"})
	}
	if _, err := look(); desk.SaidOf(err).Subcode != "noStanding" {
		t.Errorf("a provider that does not say: %v", err)
	}
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client { return judge{&birdClient{b: r.heron, token: token}} }
	r.restart()
	r.heron.numbers["h10"][0].Official = true
	got, err := look()
	want := []wire.NumberStanding{{NumberID: "num_1", Official: true}}
	if err != nil || got.Review != "approved" || got.Verification != "missing" || !got.NoPayment || !slices.Equal(got.Numbers, want) {
		t.Errorf("%+v, %v", got, err)
	}
	r.heron.fails = saysNo{}.with(channel.RetryBackoff)
	if _, err := look(); err == nil {
		t.Error("a provider that fails is no trouble")
	}
	if _, err := ask[wire.AccountStanding](r, second, wire.CallStandingLook.Name, wire.WabaRef{WabaID: "h10"}); desk.SaidOf(err).Subcode != "noWaba" {
		t.Errorf("of another organization: %v", err)
	}
}
