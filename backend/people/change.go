package people

import (
	"context"
	"encoding/hex"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ChangePassword sets a new password for oneself, ends the other sessions and
// the codes that would set it again, and gives this session a new token: a copy
// of the old one is worth nothing from then on. adopt is told the new session's
// name before the old one ends, so that the socket that asked can go on.
func (s *Service) ChangePassword(ctx context.Context, by *desk.User, id Identity, c wire.ChangePassword, adopt func(session string)) (wire.PasswordChanged, error) {
	cred, err := s.cfg.Store.CredentialOf(ctx, id.Org, by.ID)
	if err != nil {
		return wire.PasswordChanged{}, desk.Wrap("look up credential", err)
	}
	if err := s.proveOwn(ctx, cred, id.DeviceID, c.Old); err != nil {
		return wire.PasswordChanged{}, err
	}
	if err := checkPassword(c.New, by.Email, by.Name); err != nil {
		return wire.PasswordChanged{}, err
	}
	out, next, err := nextToken(c.Next)
	if err != nil {
		return out, err
	}
	hash, err := s.hash(ctx, id.Org, cred.Email, c.New)
	if err != nil {
		return wire.PasswordChanged{}, err
	}
	adopt(next)
	act := desk.AccountEntry{Act: desk.ActPasswordChanged, By: by.ID, On: by.ID, DeviceID: id.DeviceID}
	err = s.change(ctx, id.Org, act, func(ctx context.Context, tx desk.DoorTx, _ int64) error {
		return s.rotate(ctx, tx, id, cred, hash, next)
	})
	if err != nil {
		return wire.PasswordChanged{}, err
	}
	return out, nil
}

// proveOwn checks the current password of somebody who is signed in.
func (s *Service) proveOwn(ctx context.Context, cred desk.Credential, device desk.DeviceID, password string) error {
	a := &ask{known: true, name: deviceName(cred.Email, device)}
	ok, err := s.matches(ctx, a, password, cred)
	if err != nil {
		return err
	}
	if !ok {
		return desk.Refuse(desk.CodeForbidden, "password", desk.Params{"context": "current"})
	}
	s.queue.right(a)
	return nil
}

// nextToken gives the hash of the token that the session has next: of the one
// that the device chose and has kept already, or of a new one, which the answer
// then holds.
func nextToken(chosen string) (wire.PasswordChanged, string, error) {
	if chosen == "" {
		token := randomText(32)
		return wire.PasswordChanged{Token: token}, hashToken(token), nil
	}
	if b, err := hex.DecodeString(chosen); err != nil || len(b) != 32 || hex.EncodeToString(b) != chosen {
		return wire.PasswordChanged{}, "", desk.Refuse(desk.CodeInvalid, "next")
	}
	return wire.PasswordChanged{}, chosen, nil
}

func (s *Service) rotate(ctx context.Context, tx desk.DoorTx, id Identity, was desk.Credential, hash, next string) error {
	cred, err := tx.CredentialOf(ctx, id.Org, id.UserID)
	if err != nil {
		return desk.Wrap("look up credential", err)
	}
	sess, err := tx.SessionByDevice(ctx, id.Org, id.DeviceID)
	if err != nil || sess.TokenHash != id.Session || sess.RevokedAt != 0 || cred.Hash != was.Hash {
		return errSignIn() // something else ended this session or changed the password meanwhile
	}
	if _, err := tx.SessionByToken(ctx, next); desk.CodeOf(err) != desk.CodeNotFound {
		return desk.Refuse(desk.CodeInvalid, "next", desk.Params{"context": "token"})
	}
	cred.Hash, cred.ChangedAt, sess.TokenHash = hash, s.now(), next
	for _, step := range []func() error{
		func() error { return tx.PutCredential(ctx, cred) },
		func() error { return tx.EndSessions(ctx, id.Org, id.UserID, id.DeviceID, s.now()) },
		func() error { return tx.DeleteResets(ctx, id.Org, id.UserID) },
		func() error { return tx.PutSession(ctx, sess) },
	} {
		if err := step(); err != nil {
			return desk.Wrap("change password", err)
		}
	}
	return nil
}
