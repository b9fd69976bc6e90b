package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// Against the pretend Meta, whose business is verified.
func TestStanding_isAskedForOfTheAccount(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	got := said[wire.AccountStanding](t, p.boss.Call(wire.CallStandingLook.Name, wire.WabaRef{WabaID: sandbox.DefaultWABA}))
	if got.Review != "approved" || got.Verification != "approved" || got.NoPayment {
		t.Errorf("%+v", got)
	}
	if len(got.Numbers) != 1 || got.Numbers[0] != (wire.NumberStanding{NumberID: p.set.NumberID}) {
		t.Errorf("its numbers: %+v", got.Numbers)
	}
}
