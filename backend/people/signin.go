package people

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// SignIn checks e-mail and password and opens a session for the device. place
// is where the request comes from, for counting wrong tries. The answer is the
// same, in words and in time, whether the person exists or not, and in how many
// organizations. Somebody has a password in each of their organizations, so that
// nobody who may reset it in one comes into another; when it opens several and
// none is named, the answer lists them and opens nothing.
func (s *Service) SignIn(ctx context.Context, in wire.SignIn, place string) (wire.Session, error) {
	email := plainEmail(in.Email)
	if len(email) > maxEmail {
		return wire.Session{}, errNoMatch() // nobody's, and too long to remember as a try
	}
	all, err := s.cfg.Store.CredentialsByEmail(ctx, email)
	if err != nil {
		return wire.Session{}, desk.Wrap("look up credentials", err)
	}
	a := &ask{name: email, from: placeOf(place)}
	if s.knows(ctx, all, in.Device.ID) {
		a.known, a.name = true, deviceName(email, desk.DeviceID(in.Device.ID))
	}
	opened, err := s.opens(ctx, a, in.Password, all)
	if err != nil {
		return wire.Session{}, err
	}
	if len(opened) == 0 {
		return wire.Session{}, errNoMatch()
	}
	list, err := s.members(ctx, opened)
	if err != nil {
		return wire.Session{}, err
	}
	s.queue.right(a)
	memberships, err := s.memberships(ctx, list)
	if err != nil {
		return wire.Session{}, err
	}
	if in.Org == "" && len(list) > 1 {
		return wire.Session{Memberships: memberships}, nil
	}
	at := slices.IndexFunc(list, func(m member) bool { return in.Org == "" || string(m.cred.Org) == in.Org })
	if at < 0 { // an organization that the password does not open is like none
		return wire.Session{}, errNoMatch()
	}
	m := list[at]
	out, err := s.open(ctx, m.cred.Org, m.user, in.Device, desk.AccountEntry{Act: desk.ActSignedIn}, func(ctx context.Context, tx desk.DoorTx) error {
		return stillSo(ctx, tx, m.cred)
	})
	out.Memberships = memberships
	return out, err
}

// member is somebody in one of their organizations.
type member struct {
	cred desk.Credential
	user *desk.User
}

// members gives those who may come in; when there is none, why.
func (s *Service) members(ctx context.Context, opened []desk.Credential) ([]member, error) {
	var list []member
	var why error
	for _, cred := range opened {
		user, err := desk.Get[*desk.User](ctx, s.cfg.People, cred.Org, desk.RowUser, cred.UserID)
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound: // a claim that was cut short
			why = desk.Refuse(desk.CodeUnauthorized, "unfinished")
		case err != nil:
			return nil, desk.Wrap("look up user", err)
		case !user.Active:
			why = errSuspended()
		default:
			list = append(list, member{cred, user})
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	return nil, why
}

// memberships names the organizations of somebody who has several.
func (s *Service) memberships(ctx context.Context, list []member) ([]wire.Membership, error) {
	if len(list) < 2 {
		return nil, nil // one who has a single organization is told of none
	}
	out := make([]wire.Membership, 0, len(list))
	for _, m := range list {
		org, err := desk.Get[*desk.Organization](ctx, s.cfg.People, m.cred.Org, desk.RowOrg, m.cred.Org)
		if err != nil {
			return nil, desk.Wrap("look up organization", err)
		}
		out = append(out, wire.Membership{Org: string(org.ID), Name: org.Name})
	}
	return out, nil
}

func errNoMatch() error {
	return desk.Refuse(desk.CodeUnauthorized, "password")
}

// deviceName is under what name tries at a device that its person used before are
// counted: nobody else's tries can hold them up.
func deviceName(email string, device desk.DeviceID) string { return email + " on " + string(device) }

// knows says whether the person used this device before, in any organization.
func (s *Service) knows(ctx context.Context, all []desk.Credential, device string) bool {
	return device != "" && slices.ContainsFunc(all, func(c desk.Credential) bool {
		sess, err := s.cfg.Store.SessionByDevice(ctx, c.Org, desk.DeviceID(device))
		return err == nil && sess.UserID == c.UserID
	})
}

// stillSo refuses a sign-in whose password or person changed while it was looked
// at.
func stillSo(ctx context.Context, tx desk.DoorTx, was desk.Credential) error {
	cred, err := tx.CredentialOf(ctx, was.Org, was.UserID)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && cred != was) {
		return errNoMatch()
	}
	if err != nil {
		return desk.Wrap("look up credential", err)
	}
	user, err := desk.Get[*desk.User](ctx, tx, was.Org, desk.RowUser, was.UserID)
	if err == nil && !user.Active {
		return errSuspended()
	}
	return desk.Wrap("look up user", err)
}

// open records the act and opens a session for its person, after before has read what
// sign-in keeps and changed it. A device that signs in again keeps its id and loses its
// old token; one that claims an id that is not its person's gets a new one.
func (s *Service) open(ctx context.Context, org desk.OrgID, user *desk.User, d wire.Device, act desk.AccountEntry,
	before func(context.Context, desk.DoorTx) error, proposals ...desk.Proposal,
) (wire.Session, error) {
	key, err := checkKey(d.Key)
	if err != nil {
		return wire.Session{}, err
	}
	token := randomText(32)
	device := desk.DeviceID(d.ID)
	if old, err := s.cfg.Store.SessionByDevice(ctx, org, device); err != nil || old.UserID != user.ID {
		device = desk.DeviceID(desk.NewID("dev"))
	}
	now := s.now()
	sess := desk.Session{
		TokenHash: hashToken(token), Org: org, UserID: user.ID, DeviceID: device, DeviceKey: key,
		DeviceName: clip(d.Name), Platform: clip(d.Platform), CreatedAt: now, LastSeenAt: now,
	}
	place, err := desk.Get[*desk.Organization](ctx, s.cfg.People, org, desk.RowOrg, org)
	if err != nil {
		return wire.Session{}, desk.Wrap("look up organization", err)
	}
	act.On, act.DeviceID = user.ID, device
	err = s.change(ctx, org, act, func(ctx context.Context, tx desk.DoorTx, seq int64) error {
		if err := before(ctx, tx); err != nil {
			return err
		}
		sess.Seq = seq
		return desk.Wrap("open session", tx.PutSession(ctx, sess))
	}, proposals...)
	if err != nil {
		return wire.Session{}, err
	}
	return wire.Session{
		Token: token, UserID: string(user.ID), DeviceID: string(device), Name: user.Name, Role: string(user.Role),
		Org: string(org), OrgName: place.Name,
	}, nil
}

// checkKey reads the public key that a sign-in is bound to. Without one a copy of
// its token would be as good as the token, so an app that has none is too old.
func checkKey(key []byte) (string, error) {
	if len(key) != ed25519.PublicKeySize {
		return "", desk.Refuse(desk.CodeInvalid, "deviceKey")
	}
	return base64.StdEncoding.EncodeToString(key), nil
}

// clip bounds what a device says of itself.
func clip(text string) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > 80 {
		return string([]rune(text)[:80])
	}
	return text
}
