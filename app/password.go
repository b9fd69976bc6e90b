package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ChangePassword changes one's own password and this session's token with it. It
// is bridge.Passwords. The new token is made and kept here before the relay is
// told its hash: whenever the power goes, one of the two tokens in the vault is
// the good one, and tryStaged finds out which.
func (l line) ChangePassword(ctx context.Context, before, after string) error {
	c, err := l.current()
	if err != nil {
		return err
	}
	next := link.Credential{Token: desk.Secret(rand.Text() + rand.Text()), Key: c.session().Key}
	if err := l.vault.stage(next); err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(next.Token.Reveal()))
	err = c.Call(ctx, wire.CallChangePass.Name, wire.ChangePassword{Old: before, New: after, Next: hex.EncodeToString(hash[:])}, nil)
	switch desk.CodeOf(err) {
	case "":
		c.setSession(next)
		return l.vault.put(next)
	case desk.CodeUnavailable, desk.CodeInternal: // it may have been done: keep both
		return err
	default:
		if forgot := l.vault.unstage(); forgot != nil {
			l.log.Warn("staged token not forgotten", "err", forgot)
		}
		return err
	}
}

// tryStaged goes on with the staged token when the relay no longer takes the one
// from before; false when there is none. Called with act held.
func (a *App) tryStaged(c *connection) bool {
	next, err := a.vault.staged()
	if err != nil || !next.IsComplete() {
		return false
	}
	if err := a.vault.put(next); err != nil {
		a.log.Error("token not kept", "err", err)
		return false
	}
	c.setSession(next)
	c.Poke()
	return true
}
