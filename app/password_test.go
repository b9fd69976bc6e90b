package app

import (
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

// TestRule6_changedPassword_thisDesktopGoesOn: the session gets another token,
// and the desktop holds the one that the relay takes, whenever it was cut off.
func TestRule6_changedPassword_thisDesktopGoesOn(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	ana := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	other := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	before, err := ana.tokens.Get()
	if err != nil {
		t.Fatal(err)
	}
	wrong := ana.services.admin.ChangePassword(bridge.PasswordChange{Old: "not this one", New: "another password 1"})
	if staged, err := ana.tokens.Staged(); desk.CodeOf(wrong) != desk.CodeForbidden || staged.Token != "" || err != nil {
		t.Errorf("a wrong password: %v; a token is staged: %v, %v", wrong, staged.Token != "", err)
	}
	if err := ana.services.admin.ChangePassword(bridge.PasswordChange{Old: r.password, New: "another password 1"}); err != nil {
		t.Fatal(err)
	}
	after, err := ana.tokens.Get()
	if err != nil || after.Token == before.Token || !after.Key.Equal(before.Key) {
		t.Errorf("the token is the old one, or the key another: %v", err)
	}
	waitFor(t, "the other desktop is signed out", func() bool { return other.services.session.State().UserID == "" })
	if err := do(ana.services, wire.CmdPresence, wire.SetPresence{State: "away", Reason: "lunch"}); err != nil {
		t.Errorf("this desktop does not go on: %v", err)
	}

	// Cut off between the relay's change and the vault's.
	if err := ana.tokens.Stage(after); err != nil {
		t.Fatal(err)
	}
	if err := ana.vault.Set(session.TokenName, session.Sealed(before)); err != nil {
		t.Fatal(err)
	}
	ana.session.Disconnect()
	if err := ana.services.session.Retry(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the desktop tried the staged token", func() bool {
		kept, err := ana.tokens.Get()
		return err == nil && kept.Token == after.Token
	})
	ana.live()
}
