package engine_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// TestRule6_oldCommandsAreJudgedByTheRulesOfTheirTime: before there was a table of
// who may act on whom, an admin could rename an owner, change their channel and
// capacity, and the role of another admin. A rebuild folds such commands again
// and must come to the same people, while today's are refused.
func TestRule6_oldCommandsAreJudgedByTheRulesOfTheirTime(t *testing.T) {
	t.Parallel()
	roles := []desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}
	for _, isOld := range []bool{true, false} {
		for _, by := range roles {
			for _, on := range append([]desk.Role{""}, roles...) { // "" = oneself
				for _, act := range []desk.Act{desk.ActRename, desk.ActCapacity, desk.ActChannel, desk.ActPresence, desk.ActActive, desk.ActRole} {
					oldCommand(t, isOld, by, on, act)
				}
			}
		}
	}
}

func oldCommand(t *testing.T, isOld bool, by, on desk.Role, act desk.Act) {
	t.Helper()
	w := newWorld(t)
	if isOld {
		w.m.since = 1 << 40
	}
	w.person("actor", by)
	whom, role := desk.UserID("actor"), by
	if on != "" {
		whom, role = "other", on
		w.person(whom, role)
	}
	w.online(whom) // so that they have a presence to change
	was := w.personNow(whom)
	name, body := aboutPerson(was, act)
	_, err := w.command("actor", name, body)
	allowed := err == nil
	want := grantedThen(by, role, on == "", act)
	if !isOld {
		actor := desk.User{ID: "actor", Role: by, Active: true}
		want = desk.May(&actor, act, &was) == nil
	}
	what := fmt.Sprintf("old %v: %s by %s on %q", isOld, act, by, on)
	if allowed != want {
		t.Errorf("%s: %v, want it allowed %v", what, err, want)
	}
	if is := w.personNow(whom); !reflect.DeepEqual(is, was) != want {
		t.Errorf("%s: the person is %+v and was %+v", what, is, was)
	}
}

func (w *world) personNow(id desk.UserID) desk.User {
	w.t.Helper()
	u, err := w.m.User(context.Background(), orgID, id)
	if err != nil {
		w.t.Fatalf("read user: %v", err)
	}
	return *u
}

// aboutPerson changes one particular of a person.
func aboutPerson(u desk.User, act desk.Act) (string, any) {
	if act == desk.ActPresence {
		return wire.CmdPresence.Name, wire.SetPresence{UserID: string(u.ID), State: string(desk.PresenceAway)}
	}
	c := wire.UpdateUser{UserID: string(u.ID), Name: u.Name, Role: string(u.Role), Active: u.Active, WhatsApp: u.WhatsApp, Capacity: u.Capacity}
	switch act {
	case desk.ActRename:
		c.Name += " the second"
	case desk.ActCapacity:
		c.Capacity++
	case desk.ActChannel:
		c.WhatsApp = !c.WhatsApp
	case desk.ActActive:
		c.Active = !c.Active
	default:
		c.Role = string(desk.RoleAgent)
		if u.Role == desk.RoleAgent {
			c.Role = string(desk.RoleAdmin)
		}
	}
	return wire.CmdUpdateUser.Name, c
}

// grantedThen is what the versions before the table allowed.
func grantedThen(by, on desk.Role, isSelf bool, act desk.Act) bool {
	rights := act == desk.ActActive || act == desk.ActRole
	switch {
	case act == desk.ActPresence && isSelf:
		return true
	case by == desk.RoleAgent, rights && isSelf, rights && by == desk.RoleAdmin && on == desk.RoleOwner:
		return false
	default:
		return true
	}
}
