package relay_test

import (
	"encoding/json"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// TestTwilio_codeOfTheTimeWhenTheRelayWasDown: an SMS comes while the relay is down, and
// Twilio gives its webhook up. The relay that starts again reads it from Twilio's list,
// and shows it to the holder, as if it had been there.
func TestTwilio_codeOfTheTimeWhenTheRelayWasDown(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	s.stop()
	if err := s.world.SendSMS(sandbox.DefaultTwilioNumber, "WhatsApp", "WhatsApp code 604-119"); err != nil {
		t.Fatal(err)
	}
	s.start() // at another address: no webhook that is tried again finds it
	boss := s.desk(s.own, wire.Hello{SealKey: s.keys[0][:]})
	if code := s.reads(boss, set.ID, s.keys); code.Code != "604119" || code.Sender != "WhatsApp" {
		t.Errorf("caught %q from %q", code.Code, code.Sender)
	}
	now := func() wire.Setup {
		return said[wire.Setup](t, boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: set.ID}))
	}
	got := now()
	if got.CodeCameAt == 0 { // it was asked for before it was noted: then it is pushed too
		s.caught(boss, s.keys)
		got = now()
	}
	if got.CodeCameAt == 0 || got.CodeExpiresAt <= got.CodeCameAt {
		t.Errorf("came at %d, is over at %d", got.CodeCameAt, got.CodeExpiresAt)
	}
	said[struct{}](t, boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: set.ID}))
}

// reads gives a set-up's code: the one that is there, or that comes.
func (tm *team) reads(d *wiretest.Desktop, id string, keys [2]*[32]byte) wire.SetupCode {
	tm.t.Helper()
	sealed := said[wire.SealedCode](tm.t, d.Call(wire.CallSetupCode.Name, wire.SetupRef{SetupID: id}))
	if !sealed.Found {
		return tm.caught(d, keys)
	}
	var code wire.SetupCode
	plain, ok := box.OpenAnonymous(nil, sealed.Box, keys[0], keys[1])
	if !ok || json.Unmarshal(plain, &code) != nil {
		tm.t.Fatal("the code is not sealed to this device")
	}
	return code
}
