package account

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// FirstOwner gives a one-time code with which the first person becomes the
// owner, or "" when there is somebody already. An earlier code stops working.
func (s *Service) FirstOwner(ctx context.Context) (string, error) {
	users, err := s.cfg.People.Users(ctx, s.cfg.Org)
	if err != nil || len(users) > 0 {
		return "", desk.Wrap("list users", err)
	}
	old, err := s.cfg.Store.InvitesOf(ctx, s.cfg.Org)
	if err != nil {
		return "", desk.Wrap("list invitations", err)
	}
	for _, i := range old {
		if i.Kind == desk.InviteOwner {
			if err := s.cfg.Store.DeleteInvite(ctx, i.Org, i.ID); err != nil {
				return "", desk.Wrap("drop old owner code", err)
			}
		}
	}
	_, code, err := s.invite(ctx, desk.Invite{Kind: desk.InviteOwner, Role: desk.RoleOwner}, ownerLife)
	return code, err
}

// Fresh says whether the relay has nobody yet.
func (s *Service) Fresh(ctx context.Context) (bool, error) {
	users, err := s.cfg.People.Users(ctx, s.cfg.Org)
	return len(users) == 0, desk.Wrap("list users", err)
}

func (s *Service) invite(ctx context.Context, i desk.Invite, life time.Duration) (desk.Invite, string, error) {
	code := randomText(15)
	i.ID, i.Org, i.CodeHash = desk.NewID("inv"), s.cfg.Org, hashToken(code)
	i.ExpiresAt = s.cfg.Clock().Add(life).UnixMilli()
	if err := s.cfg.Store.PutInvite(ctx, i); err != nil {
		return desk.Invite{}, "", desk.Wrap("keep invitation", err)
	}
	return i, spaced(code), nil
}

// spaced groups a code so that it can be read out.
func spaced(code string) string {
	var parts []string
	for i := 0; i < len(code); i += 6 {
		parts = append(parts, code[i:min(i+6, len(code))])
	}
	return strings.Join(parts, "-")
}

// plainCode undoes what people do to codes: dashes, spaces, lower case, and a
// whole link instead of the code in it.
func plainCode(code string) string {
	if u, err := url.Parse(strings.TrimSpace(code)); err == nil && u.Fragment != "" {
		code = u.Fragment
	}
	keep := func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' || r == '\n' {
			return -1
		}
		return r
	}
	return strings.ToUpper(strings.Map(keep, code))
}

// link puts a code behind the relay's address. The fragment is never sent to
// a server, so it is in no log.
func (s *Service) link(code string) string {
	if s.cfg.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(s.cfg.PublicURL, "/") + "/join#" + code
}

// Claim uses a one-time code and signs the person in.
func (s *Service) Claim(ctx context.Context, c wire.Claim) (wire.Session, error) {
	hash := hashToken(plainCode(c.Code))
	inv, err := s.cfg.Store.InviteByCode(ctx, hash)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && inv.ExpiresAt <= s.cfg.Clock().UnixMilli()) {
		return wire.Session{}, desk.Errorf(desk.CodeUnauthorized, "code",
			"This code is not valid: it was used, taken back, or has expired. Ask for a new one.")
	}
	if err != nil {
		return wire.Session{}, desk.Wrap("look up invitation", err)
	}
	if inv.Kind == desk.InviteReset {
		return s.claimReset(ctx, inv, c)
	}
	return s.claimJoin(ctx, inv, c)
}

// dropResets takes back the codes with which a person could set a password.
func (s *Service) dropResets(ctx context.Context, user desk.UserID) error {
	all, err := s.cfg.Store.InvitesOf(ctx, s.cfg.Org)
	if err != nil {
		return desk.Wrap("list invitations", err)
	}
	for _, i := range all {
		if i.Kind == desk.InviteReset && i.UserID == user {
			if err := s.cfg.Store.DeleteInvite(ctx, i.Org, i.ID); err != nil {
				return desk.Wrap("take code back", err)
			}
		}
	}
	return nil
}

func (s *Service) claimJoin(ctx context.Context, inv desk.Invite, c wire.Claim) (wire.Session, error) {
	email, err := checkEmail(c.Email)
	if err != nil {
		return wire.Session{}, err
	}
	name := clip(c.Name)
	if name == "" {
		return wire.Session{}, desk.Errorf(desk.CodeInvalid, "name", "Your name is missing. Colleagues will see it.")
	}
	if err := checkPassword(c.Password, email, name); err != nil {
		return wire.Session{}, err
	}
	if err := s.freeAddress(ctx, email); err != nil {
		return wire.Session{}, err
	}
	hash, err := s.hash(ctx, c.Password)
	if err != nil {
		return wire.Session{}, err
	}
	if err := s.take(ctx, inv); err != nil {
		return wire.Session{}, err
	}
	now := s.cfg.Clock().UnixMilli()
	user := desk.User{
		ID: desk.UserID("usr_" + strings.TrimPrefix(inv.ID, "inv_")), Name: name, Email: email, Role: inv.Role, Active: true,
		WhatsApp: true, Capacity: desk.DefaultCapacity, ReadReceipts: true, CreatedAt: now,
		Presence: desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline, Since: now},
	}
	cred := desk.Credential{Org: inv.Org, UserID: user.ID, Email: email, Hash: hash, ChangedAt: now}
	if err := s.admit(ctx, user, cred); err != nil {
		// The code is used up, but not for anything. Its person's id derives from
		// it, so that a second use meets whatever the first one left.
		if back := s.cfg.Store.PutInvite(context.WithoutCancel(ctx), inv); back != nil {
			return wire.Session{}, desk.Wrap("give invitation back", back)
		}
		return wire.Session{}, err
	}
	return s.open(ctx, &user, inv.Org, c.Device)
}

// admit makes a person. The credential comes first: one without a person is
// replaced at the next claim, but a person without a credential could never
// sign in, and if that was the first owner, nobody could let them in.
func (s *Service) admit(ctx context.Context, user desk.User, cred desk.Credential) error {
	if err := s.cfg.Store.PutCredential(ctx, cred); err != nil {
		return desk.Wrap("keep credential", err)
	}
	return s.record(ctx, cred.Org, user)
}

// freeAddress refuses an e-mail address that somebody signs in with. What a
// claim left that was cut short is nobody, and goes.
func (s *Service) freeAddress(ctx context.Context, email string) error {
	cred, err := s.cfg.Store.CredentialByEmail(ctx, email)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	if err != nil {
		return desk.Wrap("look up credential", err)
	}
	_, err = s.cfg.People.User(ctx, cred.Org, cred.UserID)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return desk.Wrap("drop credential", s.cfg.Store.DeleteCredential(ctx, cred.Org, cred.UserID))
	case err != nil:
		return desk.Wrap("look up user", err)
	}
	return desk.Errorf(desk.CodeConflict, "emailTaken",
		"Somebody with this e-mail address is here already. Sign in, or use another address.")
}

func (s *Service) claimReset(ctx context.Context, inv desk.Invite, c wire.Claim) (wire.Session, error) {
	user, err := s.cfg.People.User(ctx, inv.Org, inv.UserID)
	if err != nil {
		return wire.Session{}, desk.Wrap("look up user", err)
	}
	if !user.Active {
		return wire.Session{}, desk.Errorf(desk.CodeForbidden, "suspended",
			"Your account is switched off. Ask an administrator to switch it on.")
	}
	if err := checkPassword(c.Password, user.Email, user.Name); err != nil {
		return wire.Session{}, err
	}
	hash, err := s.hash(ctx, c.Password)
	if err != nil {
		return wire.Session{}, err
	}
	if err := s.take(ctx, inv); err != nil {
		return wire.Session{}, err
	}
	cred := desk.Credential{
		Org: inv.Org, UserID: user.ID, Email: plainEmail(user.Email), Hash: hash, ChangedAt: s.cfg.Clock().UnixMilli(),
	}
	if err := s.cfg.Store.PutCredential(ctx, cred); err != nil {
		return wire.Session{}, desk.Wrap("keep credential", err)
	}
	if err := s.RevokeAll(ctx, inv.Org, user.ID); err != nil {
		return wire.Session{}, err
	}
	if err := s.dropResets(ctx, user.ID); err != nil {
		return wire.Session{}, err
	}
	return s.open(ctx, user, inv.Org, c.Device)
}

// take uses the code up; of two who come at once, one gets it.
func (s *Service) take(ctx context.Context, inv desk.Invite) error {
	err := s.cfg.Store.TakeInvite(ctx, inv.CodeHash)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return desk.Errorf(desk.CodeUnauthorized, "code", "This code was used a moment ago. Ask for a new one.")
	}
	return desk.Wrap("use invitation", err)
}

// wireInvite shows an invitation. The code is in it only when it was just made.
func wireInvite(i desk.Invite, link, code string) wire.Invitation {
	return wire.Invitation{
		ID: i.ID, Name: i.Name, Email: i.Email, Role: string(i.Role), Link: link, Code: code, ExpiresAt: i.ExpiresAt,
	}
}
