package people

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Invite makes an invitation. Supervisors invite; only an owner makes owners.
func (s *Service) Invite(ctx context.Context, org desk.OrgID, by *desk.User, in wire.Invite) (wire.Invitation, error) {
	c, err := s.newInvite(ctx, org, by, in)
	if err != nil {
		return wire.Invitation{}, err
	}
	c.before = func(ctx context.Context, tx desk.DoorTx) error {
		now, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, by.ID)
		if err != nil {
			return desk.Wrap("look up who invites", err)
		}
		if err := desk.MayGive(now, c.Role); err != nil {
			return err
		}
		return s.roomForInvite(ctx, tx, org, c.Email)
	}
	inv, code, err := s.invite(ctx, c)
	if err != nil {
		return wire.Invitation{}, err
	}
	return wireInvite(inv, s.link(code), code), nil
}

// newInvite reads an invitation that by wants to make.
func (s *Service) newInvite(ctx context.Context, org desk.OrgID, by *desk.User, in wire.Invite) (newCode, error) {
	// What is named is judged before anything else is looked at (wire.Ask).
	arranged, err := s.arranged(ctx, org, in.Arranged)
	if err != nil {
		return newCode{}, err
	}
	role := desk.Role(in.Role)
	if err := desk.MayGive(by, role); err != nil {
		return newCode{}, err
	}
	email := ""
	if in.Email != "" {
		if email, err = checkEmail(in.Email); err != nil {
			return newCode{}, err
		}
	}
	without, err := lacking(in.Without)
	if err != nil {
		return newCode{}, err
	}
	if err := serves(arranged, without); err != nil {
		return newCode{}, err
	}
	invite := desk.Invite{Org: org, Kind: desk.InviteJoin, Name: clip(in.Name), Email: email, Role: role, CreatedBy: by.ID}
	return newCode{Invite: invite, life: inviteLife, without: without, arranged: arranged}, nil
}

// maxOpenInvites bounds an organization's open invitations: each keeps licences, and
// the list of them is sent whole. Nobody invites so many by hand.
const maxOpenInvites = 500

// roomForInvite refuses one invitation too many, and one for the address of somebody who
// is here or invited: whoever used it would be turned away, and it would keep a licence.
// Invitations that are over do not count.
func (s *Service) roomForInvite(ctx context.Context, tx desk.DoorTx, org desk.OrgID, email string) error {
	all, err := tx.InvitesOf(ctx, org)
	if err != nil {
		return desk.Wrap("list invitations", err)
	}
	open, now := 0, s.cfg.Clock().UnixMilli()
	for _, i := range all {
		if i.Kind != desk.InviteJoin || i.ExpiresAt <= now {
			continue
		}
		if email != "" && plainEmail(i.Email) == plainEmail(email) {
			return desk.Refuse(desk.CodeConflict, "emailTaken", desk.Params{desk.ParamContext: "invited"})
		}
		open++
	}
	if open >= maxOpenInvites {
		return desk.Refuse(desk.CodeConflict, "invitesFull", desk.Params{"most": maxOpenInvites})
	}
	return notHereYet(ctx, tx, org, email)
}

// notHereYet refuses the address with which somebody of the organization signs in; "" is
// nobody's.
func notHereYet(ctx context.Context, tx desk.DoorTx, org desk.OrgID, email string) error {
	if email == "" {
		return nil
	}
	err := freeAddress(ctx, tx, desk.Credential{Org: org, Email: email})
	if desk.SubcodeOf(err) == "emailTaken" {
		return desk.Refuse(desk.CodeConflict, "emailTaken", desk.Params{desk.ParamContext: "here"})
	}
	return err
}

// lacking reads which licences an invited person will lack. Without base they have
// no other.
func lacking(names []string) ([]desk.Licence, error) {
	named, err := desk.LicencesNamed(names)
	if err != nil {
		return nil, err
	}
	var out []desk.Licence
	for _, l := range desk.Licences {
		if slices.Contains(named, l) || slices.Contains(named, desk.LicenceBase) {
			out = append(out, l)
		}
	}
	return out, nil
}

// Invitations lists the open ones, without their codes.
func (s *Service) Invitations(ctx context.Context, org desk.OrgID, by *desk.User) (wire.Invitations, error) {
	out := wire.Invitations{Invitations: []wire.Invitation{}}
	if err := desk.Supervise(by); err != nil {
		return out, err
	}
	all, err := s.cfg.Store.InvitesOf(ctx, org)
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

// Uninvite revokes an invitation, if by could have made it.
func (s *Service) Uninvite(ctx context.Context, org desk.OrgID, by *desk.User, id string) error {
	if err := desk.Supervise(by); err != nil {
		return err
	}
	inv, err := s.invitation(ctx, org, id)
	if err != nil || inv.ID == "" {
		return err
	}
	act := desk.AccountEntry{Act: desk.ActUninvited, By: by.ID, InviteID: id, Role: inv.Role}
	return s.change(ctx, org, act, func(ctx context.Context, tx desk.DoorTx, _ int64) error {
		now, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, by.ID)
		if err != nil {
			return desk.Wrap("look up who takes back", err)
		}
		if err := desk.MayGive(now, inv.Role); err != nil {
			return err
		}
		return desk.Wrap("take invitation back", tx.DeleteInvite(ctx, org, id))
	})
}

// invitation finds an open invitation to join; an empty one when there is none.
func (s *Service) invitation(ctx context.Context, org desk.OrgID, id string) (desk.Invite, error) {
	all, err := s.cfg.Store.InvitesOf(ctx, org)
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
func (s *Service) ResetPassword(ctx context.Context, org desk.OrgID, by *desk.User, id desk.UserID) (wire.Invitation, error) {
	user, err := s.actedOn(ctx, org, by, id, desk.ActReset)
	if err != nil {
		return wire.Invitation{}, err
	}
	invite := desk.Invite{
		Org: org, Kind: desk.InviteReset, Name: user.Name, Email: user.Email, Role: user.Role, UserID: user.ID, CreatedBy: by.ID,
	}
	inv, code, err := s.invite(ctx, newCode{Invite: invite, life: resetLife, before: func(ctx context.Context, tx desk.DoorTx) error {
		if err := s.mayNow(ctx, tx, org, by.ID, desk.ActReset, user.ID); err != nil {
			return err
		}
		return desk.Wrap("take earlier codes back", tx.DeleteResets(ctx, org, user.ID))
	}})
	if err != nil {
		return wire.Invitation{}, err
	}
	return wireInvite(inv, s.link(code), code), nil
}

// mayNow asks desk.May about both as the transaction sees them.
func (s *Service) mayNow(ctx context.Context, tx desk.DoorTx, org desk.OrgID, by desk.UserID, act desk.Act, on desk.UserID) error {
	actor, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, by)
	if err != nil {
		return desk.Wrap("look up who acts", err)
	}
	other, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, on)
	if err != nil {
		return desk.Wrap("look up user", err)
	}
	return desk.May(actor, act, other)
}

// actedOn gives the person whom a call names, if by may do the act to them.
func (s *Service) actedOn(ctx context.Context, org desk.OrgID, by *desk.User, id desk.UserID, act desk.Act) (*desk.User, error) {
	if id == by.ID {
		return by, desk.May(by, act, by)
	}
	if err := desk.MayActOnOthers(by, act); err != nil {
		return nil, err
	}
	user, err := desk.Get[*desk.User](ctx, s.cfg.People, org, desk.RowUser, id)
	if err != nil {
		return nil, err
	}
	return user, desk.May(by, act, user)
}

// Devices lists the signed-in devices of a person: one's own, or those of
// somebody on whom one may act.
func (s *Service) Devices(ctx context.Context, org desk.OrgID, by *desk.User, of desk.UserID, current desk.DeviceID) (wire.Devices, error) {
	out := wire.Devices{Devices: []wire.Device{}}
	if of == "" {
		of = by.ID
	}
	if _, err := s.actedOn(ctx, org, by, of, desk.ActDevices); err != nil {
		return out, err
	}
	list, err := s.cfg.Store.SessionsOf(ctx, org, of)
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
func (s *Service) RevokeDevice(ctx context.Context, org desk.OrgID, by *desk.User, id desk.DeviceID) error {
	sess, err := s.cfg.Store.SessionByDevice(ctx, org, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return wire.AskDevice.Refusal()
	}
	if err != nil {
		return desk.Wrap("look up session", err)
	}
	_, err = s.actedOn(ctx, org, by, sess.UserID, desk.ActSignOut)
	if c := desk.CodeOf(err); c == desk.CodeForbidden || c == desk.CodeNotFound {
		return wire.AskDevice.Refusal()
	}
	if err != nil {
		return err
	}
	if sess.RevokedAt != 0 {
		return nil
	}
	entry := desk.AccountEntry{Act: desk.ActSignedOut, By: by.ID, On: sess.UserID, DeviceID: id}
	return s.change(ctx, org, entry, func(ctx context.Context, tx desk.DoorTx, _ int64) error {
		if err := s.mayNow(ctx, tx, org, by.ID, desk.ActSignOut, sess.UserID); err != nil {
			return err
		}
		return desk.Wrap("end session", tx.EndSession(ctx, sess, s.now()))
	})
}

// SignOutAll signs a person out at once on all their devices; whoever does it to
// themselves stays signed in where they are.
func (s *Service) SignOutAll(ctx context.Context, org desk.OrgID, by *desk.User, of desk.UserID, current desk.DeviceID) error {
	if of == "" {
		of = by.ID
	}
	if _, err := s.actedOn(ctx, org, by, of, desk.ActSignOut); err != nil {
		return err
	}
	entry := desk.AccountEntry{Act: desk.ActSignedOutAll, By: by.ID, On: of}
	if of == by.ID {
		entry.DeviceID = current
	}
	return s.change(ctx, org, entry, func(ctx context.Context, tx desk.DoorTx, _ int64) error {
		if err := s.mayNow(ctx, tx, org, by.ID, desk.ActSignOut, of); err != nil {
			return err
		}
		return desk.Wrap("end sessions", tx.EndSessions(ctx, org, of, entry.DeviceID, s.now()))
	})
}
