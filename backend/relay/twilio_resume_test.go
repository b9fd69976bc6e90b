package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// TestTwilio_goesOnAfterEachStep: the relay ends after every step of connecting a number
// that is rented at Twilio. Each time the set-up goes on where it was, and at Twilio there is
// one sender, which calls the relay that is there now.
func TestTwilio_goesOnAfterEachStep(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	var id string
	anew := func(step string) wire.Setup {
		t.Helper()
		s.stop()
		s.start()
		s.aim()
		s.boss = s.desk(s.own, wire.Hello{SealKey: s.keys[0][:]})
		set := said[wire.Setup](t, s.boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: id}))
		if set.Step != step || !set.Mine {
			t.Fatalf("after %s: at %s, mine %v", step, set.Step, set.Mine)
		}
		return set
	}
	id = said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber})).ID
	anew(wire.StepNumber)
	connect := wire.SetupConnect{SetupID: id, WabaID: account, DisplayName: "Harbour & Pine"}
	said[wire.Setup](t, s.boss.Call(wire.CallSetupConnect.Name, connect))
	if set := anew(wire.StepConnect); !set.Added || set.PhoneID != sender {
		t.Errorf("connected: %+v", set)
	}
	// Who did not see the answer presses again: it is the same sender.
	if set := said[wire.Setup](t, s.boss.Call(wire.CallSetupConnect.Name, connect)); set.Said != nil || !set.Added {
		t.Errorf("connected again: %+v", set.Said)
	}
	// The code went with the relay's memory; Twilio's list still has it.
	code := s.reads(s.boss, id, s.keys)
	if want, err := s.world.TwilioCode(sender); err != nil || code.Code != want {
		t.Fatalf("caught %q, sent %q, %v", code.Code, want, err)
	}
	if set := said[wire.Setup](t, s.boss.Call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: id})); set.VerifiedAt == 0 {
		t.Fatalf("not verified: %s", words.Of(set.Said.Err()))
	}
	anew(wire.StepSettings)
	said[wire.Setup](t, s.boss.Call(wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: id, Step: wire.StepSummary, Name: "WhatsApp_Twilio", Profile: wire.Profile{Websites: []string{}}, DataSource: []wire.KV{}, InboxID: s.inbox,
	}))
	anew(wire.StepSummary)
	set := s.finish(id)
	s.boss.Until("the number is active", func() bool {
		n, _ := wiretest.Row[wire.Number](s.boss, "number", set.NumberID)
		return n.State == "active"
	})
	list := said[wire.WabaNumbers](t, s.boss.Call(wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: account})).Numbers
	if len(list) != 1 || !list[0].Registered {
		t.Errorf("at Twilio: %+v", list)
	}
}
