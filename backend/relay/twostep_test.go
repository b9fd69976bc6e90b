package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// Against the pretend Meta: what somebody does to the PIN in WhatsApp Manager is seen,
// theirs is taken when Meta confirms it, and ours is the one that counts when it is put
// back.
func TestTwoStep_driftIsSeenAndSettled(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	inWindow := func(act, pin string) {
		t.Helper()
		if err := p.world.DoInWindow(sandbox.InWindow{PhoneNumberID: p.set.PhoneID, Act: act, Code: pin}); err != nil {
			t.Fatal(err)
		}
	}
	drifts := func(want string) {
		t.Helper()
		p.boss.Until("the drift "+want, func() bool { return p.number().TwoStep.Drift == want })
	}
	settle := func(call, pin string) *wire.Result {
		t.Helper()
		return p.boss.Call(call, wire.NumberPIN{NumberID: p.set.NumberID, PIN: pin})
	}
	if got := p.number().TwoStep; got == nil || got.Drift != "" {
		t.Fatalf("after the set-up: %+v", got)
	}
	inWindow(sandbox.WindowPIN, "987654")
	drifts("changed")
	if r := settle(wire.CallPINTake.Name, "111111"); r.Error == nil || r.Error.Subcode != "meta" || r.Error.Params["context"] != "wrongPin" {
		t.Errorf("a wrong PIN: %+v", r.Error)
	}
	drifts("changed")
	said[wire.None](t, settle(wire.CallPINTake.Name, "987654"))
	drifts("")
	inWindow(sandbox.WindowNoPIN, "")
	drifts("off")
	if r := settle(wire.CallPINTake.Name, "987654"); r.Error == nil || r.Error.Subcode != "twoStep" {
		t.Errorf("there is none to take: %+v", r.Error)
	}
	said[wire.None](t, settle(wire.CallPINPut.Name, "135790"))
	drifts("")
	if there, err := p.graph().GetPhoneNumber(t.Context(), p.set.PhoneID); err != nil || !there.PINEnabled {
		t.Errorf("Meta has %+v, %v", there, err)
	}
	if err := p.graph().Register(t.Context(), p.set.PhoneID, "135790"); err != nil {
		t.Errorf("the PIN that was put back does not count: %v", err)
	}
	if r := settle(wire.CallPINPut.Name, "12345"); r.Error == nil || r.Error.Subcode != "pin" {
		t.Errorf("five digits: %+v", r.Error)
	}
}
