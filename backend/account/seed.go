package account

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Seed makes a person without an invitation: the owner and agents of practice,
// whose relay listens to this computer only. An existing person gets the
// password again, so that a new start of practice can sign in.
func (s *Service) Seed(ctx context.Context, u desk.User, password string) error {
	email, err := checkEmail(u.Email)
	if err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	cred, err := s.cfg.Store.CredentialByEmail(ctx, email)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		if err := s.record(ctx, s.cfg.Org, u); err != nil {
			return err
		}
		cred = desk.Credential{Org: s.cfg.Org, UserID: u.ID, Email: email}
	case err != nil:
		return desk.Wrap("look up credential", err)
	}
	cred.Hash, cred.ChangedAt = hash, s.cfg.Clock().UnixMilli()
	return desk.Wrap("keep credential", s.cfg.Store.PutCredential(ctx, cred))
}
