package relay_test

import (
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// What was recorded by a real relay is played by the settings of then and by others, in the
// background, and is for supervisors.
func TestRehearse_whatTheRelayRecorded(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	have := o.conversation(o.ana, "1", "16505550001")
	d := o.boss
	box, err := desk.Get[*desk.Inbox](t.Context(), o.relay.Store(), o.relay.Org(), desk.RowInbox, have[wire.AskInbox])
	if err != nil {
		t.Fatal(err)
	}
	if none := said[wire.Rehearsal](t, d.Call(wire.CallRehearsal.Name, wire.None{})); none.State != "none" {
		t.Errorf("before anything was rehearsed it is %q", none.State)
	}
	ask := wire.RehearseAsk{InboxID: string(box.ID), Mode: string(desk.ModeLeastBusy), ReassignSeconds: box.ReassignSeconds, Days: 7}
	for _, m := range box.Members {
		ask.Members = append(ask.Members, string(m))
	}
	said[wire.Rehearsal](t, d.Call(wire.CallRehearse.Name, ask))
	got := o.rehearsed(d)
	if got.State != "done" || got.Differs != nil || got.Chats != 1 || got.Old == nil || got.New == nil || got.Old.Taken != 1 || got.All != 0 {
		t.Errorf("by another mode: %+v, %+v", got, got.Old)
	}
	if got.Percent != 100 || got.InboxID != string(box.ID) {
		t.Errorf("it ended as %+v", got)
	}
	ask.Members = []string{}
	said[wire.Rehearsal](t, d.Call(wire.CallRehearse.Name, ask))
	if got = o.rehearsed(d); got.All != 1 || len(got.Moved) != 1 || got.Moved[0].ThreadID != have[wire.AskThread] || got.Moved[0].Was == "" || got.Moved[0].Is != "" || got.New.Taken != 0 {
		t.Errorf("without agents: %+v", got)
	}
	ask.Hours = &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: int(time.UnixMilli(got.To).UTC().AddDate(0, 0, 3).Weekday()), To: 60}}, Outside: string(desk.OutsideInbox), InboxID: string(box.ID)}
	said[wire.Rehearsal](t, d.Call(wire.CallRehearse.Name, ask))
	if got = o.rehearsed(d); got.New == nil || got.New.Away != 1 || len(got.Moved) != 1 || !got.Moved[0].IsAway {
		t.Errorf("at hours that leave today out: %+v, %+v", got, got.New)
	}
	ask.Hours = nil
	for subcode, change := range map[string]func(*wire.RehearseAsk){
		"badReassign":      func(a *wire.RehearseAsk) { a.ReassignSeconds = 901 },
		"badLevel":         func(a *wire.RehearseAsk) { a.Levels = []wire.Level{{UserID: o.ana.UserID, Level: 101}} },
		"badDials":         func(a *wire.RehearseAsk) { a.Dials = 101 },
		"badMode":          func(a *wire.RehearseAsk) { a.Mode = "lottery" },
		"badDays":          func(a *wire.RehearseAsk) { a.Days = 31 },
		"badInboxCapacity": func(a *wire.RehearseAsk) { a.Capacity = new(101) },
		"badHours":         func(a *wire.RehearseAsk) { a.Hours = &wire.Hours{Zone: "Mars/Base", Week: []wire.OpenSpan{{To: 60}}} },
		"badOverflow":      func(a *wire.RehearseAsk) { a.Overflow = &wire.Overflow{InboxID: a.InboxID} },
		"rehearseManual":   func(a *wire.RehearseAsk) { a.Mode = string(desk.ModeManual) },
		"notYours":         func(a *wire.RehearseAsk) { a.InboxID = "inb_none" },
	} {
		bad := ask
		change(&bad)
		if e := d.Call(wire.CallRehearse.Name, bad).Error; e == nil || e.Subcode != subcode {
			t.Errorf("%s: %+v", subcode, e)
		}
	}
	if e := o.desk(o.ana, wire.Hello{}).Call(wire.CallRehearse.Name, ask).Error; e == nil || e.Code != string(desk.CodeForbidden) {
		t.Errorf("an agent rehearses: %+v", e)
	}
}

// rehearsed waits until the rehearsal is over.
func (o *parties) rehearsed(d *wiretest.Desktop) wire.Rehearsal {
	o.t.Helper()
	for range 100_000 { // each is answered by the relay
		if got := said[wire.Rehearsal](o.t, d.Call(wire.CallRehearsal.Name, wire.None{})); got.State != "running" {
			return got
		}
	}
	o.t.Fatal("the rehearsal does not end")
	return wire.Rehearsal{}
}
