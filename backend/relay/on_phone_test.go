package relay_test

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// TestOnPhone_wholeLine: a number stays in use in the WhatsApp Business app. Its phone is
// asked for names and old messages, which stand in their thread as past; it is taken back
// there, and is disconnected here.
func TestOnPhone_wholeLine(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	boss := tm.desk(tm.owner(), wire.Hello{})
	tm.link(boss)
	const phone = "+442079460958"
	made, err := tm.world.AddNumber(sandbox.NewNumber{Account: sandbox.DefaultWABA, Phone: phone, Display: "Harbour & Pine UK", OnPhone: true})
	if err != nil {
		t.Fatal(err)
	}
	set := said[wire.Setup](t, boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: phone}))
	set = said[wire.Setup](t, boss.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: set.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine UK"}))
	said[wire.Setup](t, boss.Call(wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: set.ID, Step: wire.StepSummary, Name: "WhatsApp_UK", Profile: wire.Profile{Websites: []string{}}, DataSource: []wire.KV{},
	}))
	set = said[wire.Setup](t, boss.Call(wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: set.ID}))
	if set.Step != wire.StepDone {
		t.Fatalf("stopped at %s: %s", set.FinishStep, words.Of(set.Said.Err()))
	}
	number := func() wire.Number {
		n, _ := wiretest.Row[wire.Number](boss, "number", set.NumberID)
		return n
	}
	boss.Until("the history, whole, and that it was asked for", func() bool { return number().History.Percent == 100 && number().History.Asked != 0 })
	if n := number(); !n.OnPhone || n.History.Asked == 0 || n.History.Said != nil || n.NoNames != nil {
		t.Errorf("the number: %+v", n)
	}
	var thread wire.Thread
	boss.Until("the conversation, with its name", func() bool {
		for _, c := range wiretest.All[wire.Contact](boss, "contact") {
			for _, th := range wiretest.All[wire.Thread](boss, "thread") {
				if th.ContactID == c.ID && c.SavedName == "Frieda vom Hafen" {
					thread = th
					return true
				}
			}
		}
		return false
	})
	past := func() (n int) {
		for _, m := range wiretest.All[wire.Message](boss, "message") {
			if m.ThreadID == thread.ID && m.Echo {
				n++
			}
		}
		return n
	}
	boss.Until("what was written long ago", func() bool { return past() >= 3 })
	thread, _ = wiretest.Row[wire.Thread](boss, "thread", thread.ID)
	if past() != 3 || thread.Open || len(wiretest.All[wire.Interaction](boss, "interaction")) != 0 {
		t.Errorf("%d old messages, the thread %+v", past(), thread)
	}
	for _, n := range wiretest.All[wire.Notice](boss, "notice") {
		if n.ThreadID == thread.ID {
			t.Errorf("somebody is told of what was written long ago: %+v", n)
		}
	}
	if err := tm.world.TakeBack(made.Number); err != nil {
		t.Fatal(err)
	}
	boss.Until("the number is disconnected", func() bool { return number().State == "disconnected" })
	if n := number(); n.News == nil || n.News.Trouble != "unpaired" {
		t.Errorf("taken back: %+v", n.News)
	}
}
