package relay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// aboutPerson says how a request that names a person, or a person's device or
// invitation, is made about them, and which row of the table decides on it.
type aboutPerson struct {
	act  desk.Act
	body func(on wire.Session, role desk.Role) any
}

// namesPeople has a line for every command and call whose body names a person:
// one that is missing fails the test.
var namesPeople = map[string]aboutPerson{
	wire.CmdUpdateUser.Name: {desk.ActCapacity, func(on wire.Session, role desk.Role) any {
		return wire.UpdateUser{UserID: on.UserID, Name: on.Name, Role: string(role), Active: true, WhatsApp: true, Capacity: 7}
	}},
	wire.CmdLicences.Name: {desk.ActLicence, func(on wire.Session, _ desk.Role) any {
		return wire.SetLicences{UserID: on.UserID, Licences: []string{"base", "contactCenter", "whatsApp"}}
	}},
	wire.CmdPresence.Name: {desk.ActPresence, func(on wire.Session, _ desk.Role) any {
		return wire.SetPresence{UserID: on.UserID, State: "away"}
	}},
	wire.CmdPutInbox.Name: {desk.ActMember, func(on wire.Session, _ desk.Role) any {
		return wire.PutInbox{Name: "Box " + desk.NewID("n"), Mode: "manual", ReassignSeconds: 30, Members: []string{on.UserID}}
	}},
	wire.CallSetupCreate.Name: {desk.ActMember, func(on wire.Session, _ desk.Role) any { return wire.SetupCreate{AgentID: on.UserID} }},
	wire.CallDevices.Name:     {desk.ActDevices, func(on wire.Session, _ desk.Role) any { return wire.UserRef{UserID: on.UserID} }},
	wire.CallResetPassword.Name: {desk.ActReset, func(on wire.Session, _ desk.Role) any {
		return wire.UserRef{UserID: on.UserID}
	}},
	wire.CallSignOutAll.Name:   {desk.ActSignOut, func(on wire.Session, _ desk.Role) any { return wire.UserRef{UserID: on.UserID} }},
	wire.CallRevokeDevice.Name: {desk.ActSignOut, func(on wire.Session, _ desk.Role) any { return wire.DeviceRef{DeviceID: on.DeviceID} }},
}

// otherwise are the requests that name a person and that another test holds: what
// may be done depends on the thread, on who made the invitation, or on a set-up that is
// there; of the set-up, setup.create asks the table by the same function. A rehearsal is for
// supervisors and does nothing to anybody. A note may mention everybody: it tells those of them
// who may see its conversation, and changes nothing of theirs. Whoever has a conversation says who
// follows it.
var otherwise = []string{wire.CmdTransfer.Name, wire.CmdAddNote.Name, wire.CmdEditNote.Name, wire.CmdFollowThread.Name, wire.CallUninvite.Name, wire.CallReinvite.Name, wire.CallSetupSave.Name, wire.CallRehearse.Name}

// TestRule6_everyRequestThatNamesAPersonAsksTheTable finds those requests by the
// fields of their bodies and makes each as every role about every role.
func TestRule6_everyRequestThatNamesAPersonAsksTheTable(t *testing.T) {
	var names []string
	for _, q := range questions() {
		isPerson := q.what == wire.AskUser || q.what == wire.AskDevice || q.what == wire.AskInvitation
		if isPerson && !slices.Contains(names, q.Name) && !slices.Contains(otherwise, q.Name) {
			names = append(names, q.Name)
		}
	}
	for _, name := range names {
		if _, ok := namesPeople[name]; !ok {
			t.Errorf("%s names a person, and nothing says that it asks the table", name)
		}
	}
	tm := newTeam(t)
	boss := tm.desk(tm.owner(), wire.Hello{})
	roles := []desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}
	n := 0
	for _, by := range roles {
		n++
		actor := tm.employ(boss, fmt.Sprint("Actor", n), string(by))
		d := tm.desk(actor, wire.Hello{})
		for _, on := range roles {
			for name, a := range namesPeople {
				n++
				other := tm.employ(boss, fmt.Sprint("Other", n), string(on))
				got := tm.make(d, name, fmt.Sprint("c", n), a.body(other, on))
				may := desk.May(&desk.User{ID: "a", Role: by, Active: true}, a.act, &desk.User{ID: "b", Role: on}) == nil
				if (got.Error == nil) != may {
					t.Errorf("%s by %s about %s: %+v, the table says %v", name, by, on, got.Error, may)
				}
			}
		}
	}
}

// make makes a command or a call.
func (tm *team) make(d *wiretest.Desktop, name, id string, body any) *wire.Result {
	if _, isCommand := wire.Commands[name]; isCommand {
		return d.Command(id, name, body)
	}
	return d.Call(name, body)
}

// TestRule6_aCopiedSignInIsRefusedAndTold: while the desktop of a sign-in
// answers, a second use of it is refused, and its person and the supervisors hear
// of it. The same run of the app that dials again is let in.
func TestRule6_aCopiedSignInIsRefusedAndTold(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	boss := tm.desk(tm.owner(), wire.Hello{})
	ana := tm.employ(boss, "Ana", "agent")
	first := tm.desk(ana, wire.Hello{Instance: "one run"})
	ended := make(chan int, 1)
	go func() { // answers pings, as a desktop does
		for {
			if _, _, err := first.Conn.ReadMessage(); err != nil {
				ended <- 0
				return
			}
		}
	}()
	if code := tm.refused(ana, "another run"); code != wire.CloseCopied {
		t.Errorf("the copy was closed with %d", code)
	}
	boss.Until("the owner is told", func() bool {
		return slices.ContainsFunc(wiretest.All[wire.Notice](boss, "notice"), func(n wire.Notice) bool { return n.Subject == ana.UserID })
	})
	again := tm.desk(ana, wire.Hello{Instance: "one run"})
	<-ended
	said[wire.Pulse](t, again.Call(wire.CallPulse.Name, struct{}{}))
}

// refused says hello as another run of the app and gives the close code.
func (tm *team) refused(s wire.Session, run string) int {
	tm.t.Helper()
	d := wiretest.Dial(tm.t, "ws"+strings.TrimPrefix(tm.relay.PublicURL(), "http")+wire.PathSync, s.Token)
	d.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version, Instance: run}})
	return d.Closed()
}

// employ has somebody join by an invitation.
func (tm *team) employ(boss *wiretest.Desktop, name, role string) wire.Session {
	tm.t.Helper()
	return tm.join(said[wire.Invitation](tm.t, boss.Call(wire.CallInvite.Name, wire.Invite{Name: name, Role: role})).Code, name)
}
