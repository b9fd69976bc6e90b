package people

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// FirstOwner gives a one-time code with which the first person becomes the
// owner, or "" when there is somebody already. An earlier code stops working.
func (s *Service) FirstOwner(ctx context.Context, org desk.OrgID) (string, error) {
	users, err := desk.Find[*desk.User](ctx, s.cfg.People, org, desk.Users.With())
	if err != nil || len(users) > 0 {
		return "", desk.Wrap("list users", err)
	}
	_, code, err := s.invite(ctx, ownerCode(org, ""))
	return code, err
}

// Found makes an organization and a one-time code with which its first owner, who
// has that e-mail address, comes in: both or neither.
func (s *Service) Found(ctx context.Context, org desk.Organization, email string) (code string, err error) {
	if email, err = checkEmail(email); err != nil {
		return "", err
	}
	payload, err := json.Marshal(org)
	if err != nil {
		return "", desk.Wrap("encode organization", err)
	}
	_, code, err = s.invite(ctx, ownerCode(org.ID, email), desk.Proposal{Org: org.ID, Kind: desk.EntryOrgPut, Payload: payload})
	return code, err
}

// OwnerAgain is a new code for the first owner of an organization that has nobody.
// CodeConflict when somebody is there: they can invite.
func (s *Service) OwnerAgain(ctx context.Context, org desk.OrgID, email string) (string, error) {
	email, err := checkEmail(email)
	if err != nil {
		return "", err
	}
	fresh, err := s.Fresh(ctx, org)
	if err != nil {
		return "", err
	}
	if !fresh {
		return "", desk.Refuse(desk.CodeConflict, "orgTaken")
	}
	_, code, err := s.invite(ctx, ownerCode(org, email))
	return code, err
}

// Link puts a code behind the relay's address, "" when it has none.
func (s *Service) Link(code string) string { return s.link(code) }

// ownerCode is a code for the first owner, who has that address; "" = whoever uses the
// code.
func ownerCode(org desk.OrgID, email string) newCode {
	return newCode{
		Invite: desk.Invite{Org: org, Kind: desk.InviteOwner, Role: desk.RoleOwner, Email: email},
		life:   ownerLife, before: dropOwnerCodes(org),
	}
}

func dropOwnerCodes(org desk.OrgID) func(context.Context, desk.DoorTx) error {
	return func(ctx context.Context, tx desk.DoorTx) error {
		old, err := tx.InvitesOf(ctx, org)
		if err != nil {
			return desk.Wrap("list invitations", err)
		}
		for _, i := range old {
			if i.Kind == desk.InviteOwner {
				if err := tx.DeleteInvite(ctx, i.Org, i.ID); err != nil {
					return desk.Wrap("drop old owner code", err)
				}
			}
		}
		return nil
	}
}

// Fresh says whether an organization has nobody yet.
func (s *Service) Fresh(ctx context.Context, org desk.OrgID) (bool, error) {
	users, err := desk.Find[*desk.User](ctx, s.cfg.People, org, desk.Users.With())
	return len(users) == 0, desk.Wrap("list users", err)
}

// newCode is a one-time code to be made. before is called first, in the transaction
// that keeps the code, and may refuse it; an invitation says which licences its person
// will lack.
type newCode struct {
	desk.Invite
	life    time.Duration
	without []desk.Licence
	// arranged is what else waits for the person of an invitation.
	arranged desk.Arrangement
	before   func(context.Context, desk.DoorTx) error
}

// invite makes a code of an organization, after the first proposals.
func (s *Service) invite(ctx context.Context, c newCode, first ...desk.Proposal) (desk.Invite, string, error) {
	i, code, act := s.drawUp(c)
	err := s.change(ctx, i.Org, act, func(ctx context.Context, tx desk.DoorTx, seq int64) error {
		if err := c.before(ctx, tx); err != nil {
			return err
		}
		i.Seq = seq
		return tx.PutInvite(ctx, i)
	}, first...)
	if err != nil {
		return desk.Invite{}, "", desk.Wrap("keep invitation", err)
	}
	return i, spaced(code), nil
}

// drawUp makes the code itself and the act that says so, for c to be kept with.
func (s *Service) drawUp(c newCode) (i desk.Invite, code string, act desk.AccountEntry) {
	code, i = randomText(15), c.Invite
	i.ID, i.CodeHash = desk.NewID("inv"), hashToken(code)
	i.ExpiresAt = s.cfg.Clock().Add(c.life).UnixMilli()
	act = desk.AccountEntry{Act: desk.ActInvited, By: i.CreatedBy, InviteID: i.ID, Role: i.Role}
	switch i.Kind {
	case desk.InviteReset:
		act.Act, act.On, act.Role = desk.ActResetMade, i.UserID, ""
	case desk.InviteJoin:
		act.Without, act.Arranged, act.Until = c.without, c.arranged, i.ExpiresAt
	case desk.InviteOwner: // gets what is free
	}
	return i, code, act
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
	code := hashToken(plainCode(c.Code))
	inv, err := s.stands(ctx, front{s.cfg.Store, s.cfg.People}, code)
	if err != nil {
		return wire.Session{}, err
	}
	if inv.Kind == desk.InviteReset {
		return s.claimReset(ctx, inv, c)
	}
	return s.claimJoin(ctx, inv, c)
}

// codes is what a code is looked at with: before the password is hashed, and
// again in the transaction that uses the code.
type codes interface {
	desk.Rows
	InviteByCode(ctx context.Context, codeHash string) (desk.Invite, error)
}

// front reads committed state.
type front struct {
	Store
	desk.Rows
}

// stands gives the code if it is still valid: its time is not over, and whoever made it
// is here and could make it today. A code ends with the rights of whoever made it.
func (s *Service) stands(ctx context.Context, at codes, code string) (desk.Invite, error) {
	inv, err := at.InviteByCode(ctx, code)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && inv.ExpiresAt <= s.now()) {
		return desk.Invite{}, errCode()
	}
	if err != nil {
		return desk.Invite{}, desk.Wrap("look up invitation", err)
	}
	if inv.Kind == desk.InviteOwner {
		return inv, nil // the relay itself made it, for whoever reads its files
	}
	by, err := desk.Get[*desk.User](ctx, at, inv.Org, desk.RowUser, inv.CreatedBy)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return desk.Invite{}, errCode()
	}
	if err != nil {
		return desk.Invite{}, desk.Wrap("look up who invited", err)
	}
	if inv.Kind == desk.InviteJoin {
		if desk.MayGive(by, inv.Role) != nil {
			return desk.Invite{}, errCode()
		}
		return inv, nil
	}
	on, err := desk.Get[*desk.User](ctx, at, inv.Org, desk.RowUser, inv.UserID)
	switch {
	case err != nil:
		return desk.Invite{}, desk.Wrap("look up user", err)
	case desk.May(by, desk.ActReset, on) != nil:
		return desk.Invite{}, errCode()
	case !on.Active:
		return desk.Invite{}, errSuspended()
	}
	return inv, nil
}

func errCode() error {
	return desk.Refuse(desk.CodeUnauthorized, "code")
}

func (s *Service) claimJoin(ctx context.Context, inv desk.Invite, c wire.Claim) (wire.Session, error) {
	email, err := checkEmail(c.Email)
	if err != nil {
		return wire.Session{}, err
	}
	if inv.Email != "" && !sameAddress(inv.Email, email) {
		return wire.Session{}, desk.Refuse(desk.CodeForbidden, "otherEmail")
	}
	name := clip(c.Name)
	if name == "" {
		return wire.Session{}, desk.Refuse(desk.CodeInvalid, "name")
	}
	if err := checkPassword(c.Password, email, name); err != nil {
		return wire.Session{}, err
	}
	hash, err := s.hash(ctx, inv.Org, email, c.Password)
	if err != nil {
		return wire.Session{}, err
	}
	now := s.now()
	user := desk.User{
		// Derived from the code, so that a second use meets whatever the first left.
		ID: desk.UserID("usr_" + strings.TrimPrefix(inv.ID, "inv_")), Name: name, Email: email, Role: inv.Role, Active: true,
		WhatsApp: true, Capacity: desk.DefaultCapacity, ReadReceipts: true, CreatedAt: now,
		Presence: desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline, Since: now},
	}
	proposal, err := userProposal(inv.Org, user)
	if err != nil {
		return wire.Session{}, err
	}
	cred := desk.Credential{Org: inv.Org, UserID: user.ID, Email: email, Hash: hash, ChangedAt: now}
	act := desk.AccountEntry{Act: desk.ActJoined, By: inv.CreatedBy, InviteID: inv.ID, Role: inv.Role}
	return s.open(ctx, inv.Org, &user, c.Device, act, func(ctx context.Context, tx desk.DoorTx) error {
		return s.admit(ctx, tx, inv, cred)
	}, proposal)
}

// admit uses an invitation up and lets its person in. Of two who come at once,
// one gets it.
func (s *Service) admit(ctx context.Context, tx desk.DoorTx, inv desk.Invite, cred desk.Credential) error {
	if _, err := s.stands(ctx, tx, inv.CodeHash); err != nil {
		return err
	}
	if err := freeAddress(ctx, tx, cred); err != nil {
		return err
	}
	if err := tx.PutCredential(ctx, cred); err != nil {
		return desk.Wrap("keep credential", err)
	}
	return desk.Wrap("use invitation", tx.DeleteInvite(ctx, inv.Org, inv.ID))
}

// freeAddress refuses an e-mail address that somebody else of the organization signs in
// with. An address that an earlier version left of a claim that was cut short belongs
// to nobody, and is removed.
func freeAddress(ctx context.Context, tx desk.DoorTx, cred desk.Credential) error {
	all, err := tx.CredentialsByEmail(ctx, cred.Email)
	if err != nil {
		return desk.Wrap("look up credentials", err)
	}
	for _, has := range all {
		if has.Org != cred.Org || has.UserID == cred.UserID {
			continue
		}
		_, err = desk.Get[*desk.User](ctx, tx, has.Org, desk.RowUser, has.UserID)
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound:
			return desk.Wrap("drop credential", tx.DeleteCredential(ctx, has.Org, has.UserID))
		case err != nil:
			return desk.Wrap("look up user", err)
		}
		return desk.Refuse(desk.CodeConflict, "emailTaken")
	}
	return nil
}

// claimReset sets a new password and ends everything from before it.
func (s *Service) claimReset(ctx context.Context, inv desk.Invite, c wire.Claim) (wire.Session, error) {
	user, err := desk.Get[*desk.User](ctx, s.cfg.People, inv.Org, desk.RowUser, inv.UserID)
	if err != nil {
		return wire.Session{}, desk.Wrap("look up user", err)
	}
	if err := checkPassword(c.Password, user.Email, user.Name); err != nil {
		return wire.Session{}, err
	}
	hash, err := s.hash(ctx, inv.Org, user.Email, c.Password)
	if err != nil {
		return wire.Session{}, err
	}
	cred := desk.Credential{Org: inv.Org, UserID: user.ID, Email: plainEmail(user.Email), Hash: hash, ChangedAt: s.now()}
	s.queue.open(cred.Email)
	act := desk.AccountEntry{Act: desk.ActResetUsed, By: inv.CreatedBy, InviteID: inv.ID}
	return s.open(ctx, inv.Org, user, c.Device, act, func(ctx context.Context, tx desk.DoorTx) error {
		if _, err := s.stands(ctx, tx, inv.CodeHash); err != nil {
			return err
		}
		if err := tx.PutCredential(ctx, cred); err != nil {
			return desk.Wrap("keep credential", err)
		}
		if err := tx.EndSessions(ctx, inv.Org, user.ID, "", s.now()); err != nil {
			return desk.Wrap("end sessions", err)
		}
		return desk.Wrap("take codes back", tx.DeleteResets(ctx, inv.Org, user.ID))
	})
}

// wireInvite shows an invitation. The code is in it only when it was just made.
func wireInvite(i desk.Invite, link, code string) wire.Invitation {
	return wire.Invitation{
		ID: i.ID, Name: i.Name, Email: i.Email, Role: string(i.Role), Link: link, Code: code, ExpiresAt: i.ExpiresAt,
	}
}
