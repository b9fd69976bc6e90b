package people_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/wire"
)

func TestSignIn_deviceKeepsItsIDAndLosesItsToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	first := r.owner()
	again, err := r.signIn("MARIA@example.com", good, "here", first.DeviceID)
	r.must(err)
	if again.DeviceID != first.DeviceID {
		t.Error("another device id")
	}
	_, err = r.s.Authenticate(ctx, first.Token)
	r.wants("old token", err, desk.CodeUnauthorized, "signIn")
	made, err := r.signIn("maria@example.com", good, "here", "../../made up by the device")
	r.must(err)
	if made.DeviceID == first.DeviceID || len(made.DeviceID) != 36 {
		t.Errorf("device id %q", made.DeviceID)
	}
	for what, c := range map[string][2]string{
		"wrong password": {"maria@example.com", "wrong password"}, "nobody": {"nobody@example.com", good}, "nothing": {"", ""},
	} {
		_, err := r.signIn(c[0], c[1], "here", "")
		r.wants(what, err, desk.CodeUnauthorized, "password")
	}
	for _, token := range []string{"", "x", again.Token + "x"} {
		_, err := r.s.Authenticate(ctx, token)
		r.wants("token "+strconv.Itoa(len(token)), err, desk.CodeUnauthorized, "signIn")
	}
}

// Guards against desktops that sign out because the relay's disk hiccuped.
func TestAuthenticate_tellsTroubleFromRefusal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sess := r.owner()
	r.g.set(func(g *ground) { g.failUser = desk.Refuse(desk.CodeUnavailable, "") })
	_, err := r.s.Authenticate(t.Context(), sess.Token)
	r.wants("trouble", err, desk.CodeUnavailable, "")
}

func TestAuthenticate_notesTheLastUseOnceAMinute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sess := r.owner()
	seen := func() int64 {
		t.Helper()
		_, err := r.s.Authenticate(t.Context(), sess.Token)
		r.must(err)
		s, err := r.g.SessionByDevice(t.Context(), org, desk.DeviceID(sess.DeviceID))
		r.must(err)
		return s.LastSeenAt
	}
	start := r.clock.now().UnixMilli()
	r.clock.pass(30 * time.Second)
	if got := seen(); got != start {
		t.Errorf("noted after %d ms", got-start)
	}
	r.clock.pass(30 * time.Second)
	if got := seen(); got != start+60_000 {
		t.Errorf("noted at %d ms", got-start)
	}
}

func TestSignIn_switchedOff(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.owner()
	ben := r.person("ben", desk.RoleAgent)
	sess, err := r.signIn("ben@example.com", good, "here", "")
	r.must(err)
	r.change(ben.ID, func(u *desk.User) { u.Active = false })
	_, err = r.signIn("ben@example.com", good, "here", "")
	r.wants("switched off", err, desk.CodeForbidden, "suspended")
	_, err = r.s.Authenticate(t.Context(), sess.Token)
	r.wants("session of somebody switched off", err, desk.CodeUnauthorized, "signIn")
}

// TestTries_endlessAddresses_areNotRemembered guards against somebody who fills
// the memory with names of sixty thousand letters.
func TestTries_endlessAddresses_areNotRemembered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.signIn(strings.Repeat("a", 60_000)+"@example.com", good, "net", "")
	r.wants("an endless address", err, desk.CodeUnauthorized, "password")
	if n := r.s.Tries(); n != 0 {
		t.Errorf("%d tries are remembered", n)
	}
	_, err = r.signIn("nobody@example.com", "wrong password", "net", "")
	r.wants("nobody", err, desk.CodeUnauthorized, "password")
	if n := r.s.Tries(); n == 0 {
		t.Error("the try of a usual address is not remembered")
	}
}

// TestRule10_aResetOpensWhatGuessesPaced: a one-time code forgets the wrong tries
// at a name, and is not paced itself.
func TestRule10_aResetOpensWhatGuessesPaced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	for i := range 20 {
		_, err := r.signIn("maria@example.com", "wrong password", "net "+strconv.Itoa(i), "")
		r.wants("wrong "+strconv.Itoa(i), err, desk.CodeUnauthorized, "password")
	}
	inv, err := r.s.ResetPassword(ctx, org, maria, maria.ID)
	r.must(err)
	_, err = r.s.Claim(ctx, wire.Claim{Code: inv.Code, Password: "another password 1"})
	r.must(err)
	if _, err := r.signIn("maria@example.com", "another password 1", "a new place", ""); err != nil {
		t.Errorf("a new device: %v", err)
	}
}

func TestNew_checksAsManyPasswordsAtOnceAsTold(t *testing.T) {
	t.Parallel()
	for told, want := range map[int]int{0: 2, 1: 1, 7: 7} {
		if got := people.New(people.Config{Hashes: told}).HashSlots(); got != want {
			t.Errorf("told %d: %d slots, want %d", told, got, want)
		}
	}
}

func TestRevoke_endsADeviceAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	one := r.owner()
	maria := r.user(one.UserID)
	two, err := r.signIn("maria@example.com", good, "here", "")
	r.must(err)
	r.must(r.s.RevokeDevice(ctx, org, maria, desk.DeviceID(two.DeviceID)))
	_, err = r.s.Authenticate(ctx, two.Token)
	r.wants("revoked", err, desk.CodeUnauthorized, "signIn")
	r.restart()
	_, err = r.s.Authenticate(ctx, two.Token)
	r.wants("revoked, after a restart", err, desk.CodeUnauthorized, "signIn")
	devices, err := r.s.Devices(ctx, org, maria, "", desk.DeviceID(one.DeviceID))
	if err != nil || len(devices.Devices) != 1 || devices.Devices[0].ID != one.DeviceID || !devices.Devices[0].Current {
		t.Errorf("devices %+v, %v", devices, err)
	}
	agent := r.person("agent", desk.RoleAgent)
	for what, device := range map[string]string{"somebody else's device": one.DeviceID, "no device": "dev_none"} {
		r.wants(what, r.s.RevokeDevice(ctx, org, agent, desk.DeviceID(device)), desk.CodeNotFound, "notYours")
	}
	back, err := r.signIn("maria@example.com", good, "here", two.DeviceID)
	r.must(err)
	if back.DeviceID != two.DeviceID || r.s.Judge(ctx, r.identity(back.Token)) != nil {
		t.Error("a device that signs in again is not good again")
	}
}

func TestPassword_resetAndChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	one := r.owner()
	maria := r.user(one.UserID)
	first, err := r.s.ResetPassword(ctx, org, maria, maria.ID)
	r.must(err)
	newer, err := r.s.ResetPassword(ctx, org, maria, maria.ID)
	r.must(err)
	_, err = r.s.Claim(ctx, wire.Claim{Code: first.Code, Password: "another password 1"})
	r.wants("an earlier reset code", err, desk.CodeUnauthorized, "code")
	fresh, err := r.s.Claim(ctx, wire.Claim{Code: newer.Code, Password: "another password 1"})
	r.must(err)
	if fresh.UserID != one.UserID {
		t.Error("another person")
	}
	_, err = r.s.Authenticate(ctx, one.Token)
	r.wants("session from before the reset", err, desk.CodeUnauthorized, "signIn")
	_, err = r.signIn("maria@example.com", good, "here", "")
	r.wants("old password", err, desk.CodeUnauthorized, "password")

	other, err := r.signIn("maria@example.com", "another password 1", "here", "")
	r.must(err)
	id := r.identity(fresh.Token)
	change := func(c wire.ChangePassword) (wire.PasswordChanged, error) {
		return r.s.ChangePassword(ctx, maria, id, c, func(string) {})
	}
	r.wants("wrong old one", second(change(wire.ChangePassword{Old: "wrong", New: good})), desk.CodeForbidden, "password")
	r.wants("short new one", second(change(wire.ChangePassword{Old: "another password 1", New: "x"})), desk.CodeInvalid, "passwordShort")
	changed, err := change(wire.ChangePassword{Old: "another password 1", New: good})
	r.must(err)
	for what, token := range map[string]string{"another device": other.Token, "the own token from before": fresh.Token} {
		_, err = r.s.Authenticate(ctx, token)
		r.wants(what+" after the change", err, desk.CodeUnauthorized, "signIn")
	}
	if now := r.identity(changed.Token); now.DeviceID != id.DeviceID {
		t.Errorf("another device: %s", now.DeviceID)
	}
}

func TestSeed_againSetsThePassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	u := desk.User{ID: "usr_1", Name: "Ana", Email: "ana@practice.example", Role: desk.RoleAgent, Active: true}
	r.must(r.s.Seed(t.Context(), org, u, "practice one"))
	r.must(r.s.Seed(t.Context(), org, u, "practice two"))
	_, err := r.signIn(u.Email, "practice one", "here", "")
	r.wants("first password", err, desk.CodeUnauthorized, "password")
	if _, err := r.signIn(u.Email, "practice two", "here", ""); err != nil {
		t.Error(err)
	}
}
