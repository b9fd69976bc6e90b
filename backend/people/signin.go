package people

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// SignIn checks e-mail and password and opens a session for the device. place
// is where the request comes from, for counting wrong tries. The answer is the
// same, in words and in time, whether the person exists or not.
func (s *Service) SignIn(ctx context.Context, in wire.SignIn, place string) (wire.Session, error) {
	email := plainEmail(in.Email)
	if len(email) > maxEmail {
		return wire.Session{}, errNoMatch() // nobody's, and too long to remember as a try
	}
	cred, err := s.cfg.Store.CredentialByEmail(ctx, email)
	known := err == nil
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return wire.Session{}, desk.Wrap("look up credential", err)
	}
	a := &ask{name: email, from: placeOf(place)}
	if known && s.knows(ctx, cred, in.Device.ID) {
		a.known, a.name = true, deviceName(email, desk.DeviceID(in.Device.ID))
	}
	hash := decoy
	if known {
		hash = cred.Hash
	}
	ok, err := s.matches(ctx, a, in.Password, hash)
	if err != nil {
		return wire.Session{}, err
	}
	if !ok || !known {
		return wire.Session{}, errNoMatch()
	}
	user, err := s.cfg.People.User(ctx, cred.Org, cred.UserID)
	if desk.CodeOf(err) == desk.CodeNotFound { // a claim that was cut short
		return wire.Session{}, desk.Refuse(desk.CodeUnauthorized, "unfinished")
	}
	if err != nil {
		return wire.Session{}, desk.Wrap("look up user", err)
	}
	if !user.Active {
		return wire.Session{}, errSuspended()
	}
	s.queue.right(a)
	return s.open(ctx, cred.Org, user, in.Device, desk.AccountEntry{Act: desk.ActSignedIn}, func(ctx context.Context, tx desk.DoorTx) error {
		return stillSo(ctx, tx, cred)
	})
}

func errNoMatch() error {
	return desk.Refuse(desk.CodeUnauthorized, "password")
}

// deviceName is under what name tries at a device that its person used before are
// counted: nobody else's tries can hold them up.
func deviceName(email string, device desk.DeviceID) string { return email + " on " + string(device) }

// knows says whether the person used this device before.
func (s *Service) knows(ctx context.Context, cred desk.Credential, device string) bool {
	sess, err := s.cfg.Store.SessionByDevice(ctx, cred.Org, desk.DeviceID(device))
	return err == nil && device != "" && sess.UserID == cred.UserID
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
	user, err := tx.User(ctx, was.Org, was.UserID)
	if err == nil && !user.Active {
		return errSuspended()
	}
	return desk.Wrap("look up user", err)
}

// open records the act and opens a session for its person, after before has
// looked at the door and changed it. A device that signs in again keeps its id
// and loses its old token; one that claims an id that is not its person's gets a
// new one.
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
