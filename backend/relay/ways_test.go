package relay_test

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// seededPhone is the number that the pretend account has from the start, signed in.
const seededPhone = "+493023125014"

// The way by a phone number ID: its account is found and linked, the relay starts anew in
// between, and one form makes the number Active with an inbox of the agent's, to
// whom the next message comes.
func TestWays_phoneNumberIDAndOneForm(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	olga := tm.owner()
	boss := tm.desk(olga, wire.Hello{})
	access := said[wire.AppAccess](t, boss.Call(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: "App", Secret: secret}))
	if err := tm.world.Handshake(context.Background(), access.VerifyToken); err != nil {
		t.Fatal(err)
	}
	ana := tm.employ(boss, "Ana", "agent")
	unknown := boss.Call(wire.CallNumberProve.Name, wire.NumberProve{AppID: appID, PhoneID: "999999999999999", Token: sandbox.DefaultToken})
	if unknown.Error == nil || unknown.Error.Subcode != "phoneId" {
		t.Errorf("an unknown number: %+v", unknown.Error)
	}
	found := said[wire.NumberProven](t, boss.Call(wire.CallNumberProve.Name, wire.NumberProve{AppID: appID, PhoneID: sandbox.DefaultNumber, Token: sandbox.DefaultToken}))
	if found.Waba.WabaID != sandbox.DefaultWABA || found.Phone != seededPhone || !found.Registered {
		t.Fatalf("found %+v", found)
	}

	tm.stop()
	tm.start()
	boss = tm.desk(olga, wire.Hello{})
	form := wire.SetupCreate{WabaID: found.Waba.WabaID, Phone: found.Phone, Name: "Harbour Berlin", Active: true, AgentID: ana.UserID}
	got := said[wire.SetupCreated](t, boss.Call(wire.CallSetupCreate.Name, form))
	if got.Setup == nil || got.Setup.Step != wire.StepDone || got.Setup.Said != nil {
		t.Fatalf("%+v, %+v", got.Setup, got.Reasons)
	}
	boss.Until("the number is active", func() bool {
		n, _ := wiretest.Row[wire.Number](boss, "number", got.Setup.NumberID)
		return n.State == string(desk.NumberActive)
	})
	agent := tm.desk(ana, wire.Hello{})
	if code := tm.signed(messageTo(sandbox.DefaultNumber, "491520000001", "hello", 1)); code != 200 {
		t.Fatalf("the webhook was answered with %d", code)
	}
	agent.Until("the message is offered to the agent", func() bool {
		for _, each := range wiretest.All[wire.Offer](agent, "offer") {
			if each.State == string(desk.OfferOpen) {
				return true
			}
		}
		return false
	})

	again := said[wire.SetupCreated](t, boss.Call(wire.CallSetupCreate.Name, form))
	if again.Setup != nil || len(again.Reasons) != 2 {
		t.Errorf("once more: %+v", again)
	}
	for _, r := range again.Reasons {
		if r.Field != wire.FieldPhone && r.Field != wire.FieldName {
			t.Errorf("once more: %s %s", r.Field, words.Of(r.Said.Err()))
		}
	}
}

// The manual way: the form stops at the code, the relay is killed, the set-up goes on with
// what the form said.
func TestWays_manual_goesOnAfterAKill(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	olga := tm.owner()
	boss := tm.desk(olga, wire.Hello{})
	tm.link(boss)
	ana := tm.employ(boss, "Ana", "agent")
	got := said[wire.SetupCreated](t, boss.Call(wire.CallSetupCreate.Name, wire.SetupCreate{
		WabaID: "  " + sandbox.DefaultWABA + "\u200e", Phone: "+44 20 7946 0958", Name: "By hand", Active: true, AgentID: ana.UserID, Method: "VOICE",
	}))
	if got.Setup == nil || got.Setup.Step != wire.StepVerify || got.Setup.CodeMethod != "VOICE" {
		t.Fatalf("%+v, %+v", got.Setup, got.Reasons)
	}
	code, _, err := tm.world.Code(got.Setup.PhoneID)
	if err != nil {
		t.Fatal(err)
	}

	tm.stop()
	tm.start()
	boss = tm.desk(olga, wire.Hello{})
	set := said[wire.Setup](t, boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: got.Setup.ID}))
	set = said[wire.Setup](t, boss.Call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: set.ID, Code: code}))
	if set.VerifiedAt == 0 || set.Name != "By hand" || set.AgentID != ana.UserID {
		t.Fatalf("after the kill: %+v, %s", set, words.Of(set.Said.Err()))
	}
	set = said[wire.Setup](t, boss.Call(wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: set.ID, PIN: "135790"}))
	if set.Step != wire.StepDone || set.InboxID == "" {
		t.Fatalf("stopped at %s: %s", set.FinishStep, words.Of(set.Said.Err()))
	}
	boss.Until("the inbox has one agent", func() bool {
		box, _ := wiretest.Row[wire.Inbox](boss, "inbox", set.InboxID)
		return box.Name == "By hand" && len(box.Members) == 1 && box.Members[0] == ana.UserID
	})
}
