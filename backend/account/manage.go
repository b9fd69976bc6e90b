package account

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Invite makes an invitation. Supervisors invite; only an owner makes owners.
func (s *Service) Invite(ctx context.Context, by *desk.User, in wire.Invite) (wire.Invitation, error) {
	role := desk.Role(in.Role)
	if err := mayGive(by, role); err != nil {
		return wire.Invitation{}, err
	}
	email := ""
	if in.Email != "" {
		var err error
		if email, err = checkEmail(in.Email); err != nil {
			return wire.Invitation{}, err
		}
	}
	inv, code, err := s.invite(ctx, desk.Invite{
		Kind: desk.InviteJoin, Name: clip(in.Name), Email: email, Role: role, CreatedBy: by.ID,
	}, inviteLife)
	if err != nil {
		return wire.Invitation{}, err
	}
	return wireInvite(inv, s.link(code), code), nil
}

func mayGive(by *desk.User, role desk.Role) error {
	switch {
	case !role.Valid():
		return desk.Errorf(desk.CodeInvalid, "role", "Choose a role: owner, admin or agent.")
	case !by.Role.Supervisor():
		return desk.Errorf(desk.CodeForbidden, "role", "Only owners and admins can invite people. Ask one of them.")
	case role == desk.RoleOwner && by.Role != desk.RoleOwner:
		return desk.Errorf(desk.CodeForbidden, "role", "Only an owner can make somebody an owner. Ask one of them.")
	}
	return nil
}

// Invitations lists the open ones, without their codes.
func (s *Service) Invitations(ctx context.Context, by *desk.User) (wire.Invitations, error) {
	out := wire.Invitations{Invitations: []wire.Invitation{}}
	if !by.Role.Supervisor() {
		return out, errSupervisors()
	}
	all, err := s.cfg.Store.InvitesOf(ctx, s.cfg.Org)
	if err != nil {
		return out, desk.Wrap("list invitations", err)
	}
	now := s.cfg.Clock().UnixMilli()
	for _, i := range all {
		if i.Kind == desk.InviteJoin && i.ExpiresAt > now {
			out.Invitations = append(out.Invitations, wireInvite(i, "", ""))
		}
	}
	return out, nil
}

// Uninvite takes an invitation back.
func (s *Service) Uninvite(ctx context.Context, by *desk.User, id string) error {
	if !by.Role.Supervisor() {
		return errSupervisors()
	}
	return desk.Wrap("take invitation back", s.cfg.Store.DeleteInvite(ctx, s.cfg.Org, id))
}

// ResetPassword makes a one-time code with which a person sets a new password.
func (s *Service) ResetPassword(ctx context.Context, by *desk.User, id desk.UserID) (wire.Invitation, error) {
	if !by.Role.Supervisor() {
		return wire.Invitation{}, errSupervisors()
	}
	user, err := s.cfg.People.User(ctx, s.cfg.Org, id)
	if err != nil {
		return wire.Invitation{}, err
	}
	if user.Role == desk.RoleOwner && by.Role != desk.RoleOwner {
		return wire.Invitation{}, desk.Errorf(desk.CodeForbidden, "role", "Only an owner can reset an owner's password. Ask one of them.")
	}
	if err := s.dropResets(ctx, user.ID); err != nil {
		return wire.Invitation{}, err
	}
	inv, code, err := s.invite(ctx, desk.Invite{
		Kind: desk.InviteReset, Name: user.Name, Email: user.Email, Role: user.Role, UserID: user.ID, CreatedBy: by.ID,
	}, resetLife)
	if err != nil {
		return wire.Invitation{}, err
	}
	return wireInvite(inv, s.link(code), code), nil
}

// Devices lists the signed-in devices of a person: one's own, or anybody's for
// supervisors.
func (s *Service) Devices(ctx context.Context, by *desk.User, of desk.UserID, current desk.DeviceID) (wire.Devices, error) {
	out := wire.Devices{Devices: []wire.Device{}}
	if of == "" {
		of = by.ID
	}
	if of != by.ID && !by.Role.Supervisor() {
		return out, errSupervisors()
	}
	list, err := s.cfg.Store.SessionsOf(ctx, s.cfg.Org, of)
	if err != nil {
		return out, desk.Wrap("list sessions", err)
	}
	for _, d := range list {
		if d.RevokedAt == 0 {
			out.Devices = append(out.Devices, wire.Device{
				ID: string(d.DeviceID), Name: d.DeviceName, Platform: d.Platform,
				CreatedAt: d.CreatedAt, LastSeenAt: d.LastSeenAt, Current: d.DeviceID == current,
			})
		}
	}
	return out, nil
}

// RevokeDevice signs a device out at once.
func (s *Service) RevokeDevice(ctx context.Context, by *desk.User, id desk.DeviceID) error {
	sess, err := s.cfg.Store.SessionByDevice(ctx, s.cfg.Org, id)
	missing := desk.CodeOf(err) == desk.CodeNotFound
	if missing || err == nil && sess.UserID != by.ID && !by.Role.Supervisor() {
		return wire.AskDevice.Refusal()
	}
	if err != nil {
		return desk.Wrap("look up session", err)
	}
	return s.revoke(ctx, sess)
}

// ChangePassword sets a new password for oneself and signs the other devices out.
func (s *Service) ChangePassword(ctx context.Context, by *desk.User, current desk.DeviceID, c wire.ChangePassword) error {
	cred, err := s.cfg.Store.CredentialOf(ctx, s.cfg.Org, by.ID)
	if err != nil {
		return desk.Wrap("look up credential", err)
	}
	place := "device " + string(current)
	if err := s.tries.take(cred.Email, place, true); err != nil {
		return err
	}
	ok, err := s.matches(ctx, c.Old, cred.Hash)
	if err != nil {
		return err
	}
	if !ok {
		return desk.Errorf(desk.CodeForbidden, "password", "The current password is not right. Type it again.")
	}
	s.tries.passed(cred.Email, place)
	if err := checkPassword(c.New, by.Email, by.Name); err != nil {
		return err
	}
	if cred.Hash, err = s.hash(ctx, c.New); err != nil {
		return err
	}
	cred.ChangedAt = s.cfg.Clock().UnixMilli()
	if err := s.cfg.Store.PutCredential(ctx, cred); err != nil {
		return desk.Wrap("keep credential", err)
	}
	return s.revokeOthers(ctx, by.ID, current)
}

func (s *Service) revokeOthers(ctx context.Context, user desk.UserID, keep desk.DeviceID) error {
	list, err := s.cfg.Store.SessionsOf(ctx, s.cfg.Org, user)
	if err != nil {
		return desk.Wrap("list sessions", err)
	}
	for _, sess := range list {
		if sess.DeviceID != keep {
			if err := s.revoke(ctx, sess); err != nil {
				return err
			}
		}
	}
	return nil
}

func errSupervisors() error {
	return desk.Errorf(desk.CodeForbidden, "role", "Only owners and admins can do this. Ask one of them.")
}
