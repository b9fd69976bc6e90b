package relay_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Two desktops save their forms of one inbox at the same moment, many times: each form has
// everything as it was at first, and nothing that either of them changed is lost.
func TestTwoForms_ofOneInboxLoseNothing(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	number, id := o.line(phoneID, o.ana)
	began, _ := wiretest.Row[wire.Inbox](o.boss, "inbox", id)
	form := func(edited *wire.InboxEdit) wire.PutInbox {
		return wire.PutInbox{
			ID: id, Name: began.Name, Mode: began.Mode, ReassignSeconds: began.ReassignSeconds, Members: began.Members, Edited: edited,
		}
	}
	const rounds = 10
	var both sync.WaitGroup
	both.Go(func() {
		time := began.ReassignSeconds
		for n := range rounds {
			put := form(&wire.InboxEdit{ReassignSeconds: new(time)})
			time = 100 + n
			if put.ReassignSeconds = time; n == 0 {
				put.Edited.Join = []string{o.mal.UserID}
			}
			if res := o.boss.Command(fmt.Sprintf("time-%d", n), wire.CmdPutInbox.Name, put); res.Error != nil {
				t.Errorf("time %d: %+v", n, res.Error)
			}
		}
	})
	both.Go(func() {
		most := 0
		for n := range rounds {
			put := form(&wire.InboxEdit{Capacity: new(most)})
			most = 10 + n
			if put.Capacity = new(most); n == 0 {
				put.Edited.Join = []string{o.olga.UserID}
			}
			if res := o.admin.Command(fmt.Sprintf("most-%d", n), wire.CmdPutInbox.Name, put); res.Error != nil {
				t.Errorf("capacity %d: %+v", n, res.Error)
			}
		}
	})
	both.Wait()
	for _, d := range []*wiretest.Desktop{o.boss, o.admin} {
		d.Until("both changes", func() bool {
			box, _ := wiretest.Row[wire.Inbox](d, "inbox", id)
			return box.ReassignSeconds == 100+rounds-1 && box.Capacity == 10+rounds-1
		})
		box, _ := wiretest.Row[wire.Inbox](d, "inbox", id)
		for _, who := range []wire.Session{o.ana, o.mal, o.olga} {
			if !slices.Contains(box.Members, who.UserID) {
				t.Errorf("%s is not in it any more: %v", who.Name, box.Members)
			}
		}
		if box.NumberID != number || box.Name != began.Name {
			t.Errorf("it has become %+v", box)
		}
	}
	stale := form(&wire.InboxEdit{Capacity: new(0)})
	stale.Capacity = new(50)
	if res := o.boss.Command("stale", wire.CmdPutInbox.Name, stale); res.Error == nil || res.Error.Subcode != "changedMeanwhile" || res.Error.Params["context"] != "capacity" {
		t.Errorf("a form that never heard of the other capacity: %+v", res.Error)
	}
}

// The same of one person and one number: each desktop goes on sending its form
// as it was opened, with one field changed.
func TestTwoForms_ofOnePersonOrNumberLoseNothing(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	number, inbox := o.line(phoneID, o.ana)
	person, _ := wiretest.Row[wire.User](o.boss, "user", o.ana.UserID)
	channel, _ := wiretest.Row[wire.Number](o.boss, "number", number)
	user := func(edited wire.UserEdit) wire.UpdateUser {
		return wire.UpdateUser{
			UserID: person.ID, Name: person.Name, Role: person.Role, Active: person.Active, WhatsApp: person.WhatsApp, Capacity: person.Capacity,
			Places: &wire.Places{List: []wire.Place{{InboxID: inbox, Level: 1}}}, Edited: &edited,
		}
	}
	settings := func(edited wire.NumberEdit) wire.UpdateNumber {
		return wire.UpdateNumber{NumberID: number, Name: channel.Name, DataSource: []wire.KV{}, Edited: &edited}
	}
	const rounds = 10
	var both sync.WaitGroup
	both.Go(func() {
		most, about := person.Capacity, channel.Description
		for n := range rounds {
			put, set := user(wire.UserEdit{Capacity: new(most)}), settings(wire.NumberEdit{Description: new(about)})
			most, about = 20+n, fmt.Sprint("round ", n)
			put.Capacity, set.Description = most, about
			for name, body := range map[string]any{wire.CmdUpdateUser.Name: put, wire.CmdUpdateNumber.Name: set} {
				if res := o.boss.Command(fmt.Sprint(name, n), name, body); res.Error != nil {
					t.Errorf("%s %d: %+v", name, n, res.Error)
				}
			}
		}
	})
	both.Go(func() {
		level, service := 1, channel.ServiceName
		for n := range rounds {
			put, set := user(wire.UserEdit{Places: []wire.Place{{InboxID: inbox, Level: level}}}), settings(wire.NumberEdit{ServiceName: new(service)})
			level, service = 30+n, fmt.Sprint("service ", n)
			put.Places.List[0].Level, set.ServiceName = level, service
			for name, body := range map[string]any{wire.CmdUpdateUser.Name: put, wire.CmdUpdateNumber.Name: set} {
				if res := o.admin.Command(fmt.Sprint(name, n), name, body); res.Error != nil {
					t.Errorf("%s %d: %+v", name, n, res.Error)
				}
			}
		}
	})
	both.Wait()
	for _, d := range []*wiretest.Desktop{o.boss, o.admin} {
		d.Until("all that was changed", func() bool {
			u, _ := wiretest.Row[wire.User](d, "user", person.ID)
			box, _ := wiretest.Row[wire.Inbox](d, "inbox", inbox)
			n, _ := wiretest.Row[wire.Number](d, "number", number)
			return u.Capacity == 20+rounds-1 && slices.Contains(box.Levels, wire.Level{UserID: person.ID, Level: 30 + rounds - 1}) &&
				n.Description == fmt.Sprint("round ", rounds-1) && n.ServiceName == fmt.Sprint("service ", rounds-1)
		})
	}
	stale, old := user(wire.UserEdit{Capacity: new(person.Capacity)}), settings(wire.NumberEdit{ServiceName: new("")})
	stale.Capacity, old.ServiceName = 50, "mine"
	for name, body := range map[string]any{wire.CmdUpdateUser.Name: stale, wire.CmdUpdateNumber.Name: old} {
		if res := o.boss.Command("stale-"+name, name, body); res.Error == nil || res.Error.Subcode != "changedMeanwhile" {
			t.Errorf("%s of a form that never heard of the other value: %+v", name, res.Error)
		}
	}
}

// An inbox without anybody is refused before anything of it is kept, from desktops of
// every age.
func TestInbox_withoutAgentsIsNotKept(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	_, id := o.line(phoneID, o.ana)
	for what, put := range map[string]wire.PutInbox{
		"a new one":                 {Name: "Empty", Mode: string(desk.ModeManual), ReassignSeconds: 30},
		"a new one of a form":       {Name: "Empty", Mode: string(desk.ModeManual), ReassignSeconds: 30, Edited: &wire.InboxEdit{}},
		"one that loses everybody":  {ID: id, Name: "Renamed", Mode: string(desk.ModeManual), ReassignSeconds: 30},
		"a form that takes her out": {ID: id, Name: "Renamed", Edited: &wire.InboxEdit{Name: new("Ana"), Leave: []string{o.ana.UserID}}},
	} {
		if res := o.boss.Command(what, wire.CmdPutInbox.Name, put); res.Error == nil || res.Error.Subcode != "noAgents" {
			t.Errorf("%s: %+v", what, res.Error)
		}
	}
	if box, ok := wiretest.Row[wire.Inbox](o.boss, "inbox", id); !ok || box.Name != o.ana.Name || len(box.Members) != 1 || o.boss.Count("inbox") != 1 {
		t.Errorf("something of it is kept: %+v, %d inboxes", box, o.boss.Count("inbox"))
	}
}
