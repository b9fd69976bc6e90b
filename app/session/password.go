package session

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
func (sv *Service) ChangePassword(ctx context.Context, before, after string) error {
	c, err := sv.current()
	if err != nil {
		return err
	}
	next := link.Credential{Token: desk.Secret(rand.Text() + rand.Text()), Key: c.session().Key}
	if err := sv.cfg.Tokens.Stage(next); err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(next.Token.Reveal()))
	err = c.Call(ctx, wire.CallChangePass.Name, wire.ChangePassword{Old: before, New: after, Next: hex.EncodeToString(hash[:])}, nil)
	switch desk.CodeOf(err) {
	case "":
		c.setSession(next)
		return sv.cfg.Tokens.Put(next)
	case desk.CodeUnavailable, desk.CodeInternal: // it may have been done: keep both
		return err
	default:
		if forgot := sv.cfg.Tokens.Unstage(); forgot != nil {
			sv.cfg.Log.Warn("staged token not forgotten", "err", forgot)
		}
		return err
	}
}

// tryStaged goes on with the staged token when the relay no longer takes the one
// from before; false when there is none. Called with act held.
func (sv *Service) tryStaged(c *connection) bool {
	next, err := sv.cfg.Tokens.Staged()
	if err != nil || !next.IsComplete() {
		return false
	}
	if err := sv.cfg.Tokens.Put(next); err != nil {
		sv.cfg.Log.Error("token not kept", "err", err)
		return false
	}
	c.setSession(next)
	c.Poke()
	return true
}
