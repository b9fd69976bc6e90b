package people

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Seed makes a person without an invitation: the owner and agents of practice,
// whose relay listens to this computer only. An existing person gets the
// password again, so that a new start of practice can sign in.
func (s *Service) Seed(ctx context.Context, org desk.OrgID, u desk.User, password string) error {
	email, err := checkEmail(u.Email)
	if err != nil {
		return err
	}
	hash, err := s.hash(ctx, org, email, password)
	if err != nil {
		return err
	}
	all, err := s.cfg.Store.CredentialsByEmail(ctx, email)
	if err != nil {
		return desk.Wrap("look up credentials", err)
	}
	var cred desk.Credential
	if at := slices.IndexFunc(all, func(c desk.Credential) bool { return c.Org == org }); at >= 0 {
		cred = all[at]
	}
	act := desk.AccountEntry{Act: desk.ActPasswordChanged, On: cred.UserID}
	var proposals []desk.Proposal
	if cred.UserID == "" {
		proposal, err := userProposal(org, u)
		if err != nil {
			return err
		}
		proposals = append(proposals, proposal)
		cred = desk.Credential{Org: org, UserID: u.ID, Email: email}
		act = desk.AccountEntry{Act: desk.ActJoined, On: u.ID, Role: u.Role}
	}
	cred.Hash, cred.ChangedAt = hash, s.now()
	return s.change(ctx, org, act, func(ctx context.Context, tx desk.DoorTx, _ int64) error {
		return desk.Wrap("keep credential", tx.PutCredential(ctx, cred))
	}, proposals...)
}
