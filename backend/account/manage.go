package account

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Invite makes an invitation. Supervisors invite; only an owner makes owners.
func (s *Service) Invite(ctx context.Context, by *desk.User, in wire.Invite) (wire.Invitation, error) {
	role := desk.Role(in.Role)
	if err := desk.MayGive(by, role); err != nil {
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

// Invitations lists the open ones, without their codes.
func (s *Service) Invitations(ctx context.Context, by *desk.User) (wire.Invitations, error) {
	out := wire.Invitations{Invitations: []wire.Invitation{}}
	if err := desk.Supervise(by); err != nil {
		return out, err
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

// Uninvite takes an invitation back, if by could have made it.
func (s *Service) Uninvite(ctx context.Context, by *desk.User, id string) error {
	if err := desk.Supervise(by); err != nil {
		return err
	}
	inv, err := s.invitation(ctx, id)
	if err != nil || inv.ID == "" {
		return err
	}
	if err := desk.MayGive(by, inv.Role); err != nil {
		return err
	}
	return desk.Wrap("take invitation back", s.cfg.Store.DeleteInvite(ctx, s.cfg.Org, id))
}

// invitation finds an open invitation to join; an empty one when there is none.
func (s *Service) invitation(ctx context.Context, id string) (desk.Invite, error) {
	all, err := s.cfg.Store.InvitesOf(ctx, s.cfg.Org)
	if err != nil {
		return desk.Invite{}, desk.Wrap("list invitations", err)
	}
	for _, i := range all {
		if i.ID == id && i.Kind == desk.InviteJoin {
			return i, nil
		}
	}
	return desk.Invite{}, nil
}

// ResetPassword makes a one-time code with which a person sets a new password.
func (s *Service) ResetPassword(ctx context.Context, by *desk.User, id desk.UserID) (wire.Invitation, error) {
	user, err := s.actedOn(ctx, by, id, desk.ActReset)
	if err != nil {
		return wire.Invitation{}, err
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

// actedOn gives the person whom a call names, if by may do the act to them.
func (s *Service) actedOn(ctx context.Context, by *desk.User, id desk.UserID, act desk.Act) (*desk.User, error) {
	if id == by.ID {
		return by, desk.May(by, act, by)
	}
	if err := desk.MayActOnOthers(by, act); err != nil {
		return nil, err
	}
	user, err := s.cfg.People.User(ctx, s.cfg.Org, id)
	if err != nil {
		return nil, err
	}
	return user, desk.May(by, act, user)
}

// Devices lists the signed-in devices of a person: one's own, or those of
// somebody on whom one may act.
func (s *Service) Devices(ctx context.Context, by *desk.User, of desk.UserID, current desk.DeviceID) (wire.Devices, error) {
	out := wire.Devices{Devices: []wire.Device{}}
	if of == "" {
		of = by.ID
	}
	if _, err := s.actedOn(ctx, by, of, desk.ActDevices); err != nil {
		return out, err
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

// RevokeDevice signs a device out at once. A device of somebody on whom one may
// not act is refused in the words of one that does not exist.
func (s *Service) RevokeDevice(ctx context.Context, by *desk.User, id desk.DeviceID) error {
	sess, err := s.cfg.Store.SessionByDevice(ctx, s.cfg.Org, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return wire.AskDevice.Refusal()
	}
	if err != nil {
		return desk.Wrap("look up session", err)
	}
	_, err = s.actedOn(ctx, by, sess.UserID, desk.ActSignOut)
	if c := desk.CodeOf(err); c == desk.CodeForbidden || c == desk.CodeNotFound {
		return wire.AskDevice.Refusal()
	}
	if err != nil {
		return err
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
