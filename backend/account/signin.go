package account

import (
	"context"
	"encoding/json"
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
	familiar := known && s.knows(ctx, cred, in.Device.ID)
	if familiar {
		place = "device " + in.Device.ID
	}
	if err := s.tries.take(email, place, familiar); err != nil {
		return wire.Session{}, err
	}
	hash := decoy
	if known {
		hash = cred.Hash
	}
	ok, err := s.matches(ctx, in.Password, hash)
	if err != nil {
		return wire.Session{}, err
	}
	if !ok || !known {
		return wire.Session{}, errNoMatch()
	}
	user, err := s.cfg.People.User(ctx, cred.Org, cred.UserID)
	if desk.CodeOf(err) == desk.CodeNotFound { // a claim that was cut short
		return wire.Session{}, desk.Errorf(desk.CodeUnauthorized, "unfinished",
			"Joining with this address was not finished. Ask for a new invitation and use it.")
	}
	if err != nil {
		return wire.Session{}, desk.Wrap("look up user", err)
	}
	if !user.Active {
		return wire.Session{}, desk.Errorf(desk.CodeForbidden, "suspended",
			"Your account is switched off. Ask an administrator to switch it on.")
	}
	s.tries.passed(email, place)
	return s.open(ctx, user, cred.Org, in.Device)
}

func errNoMatch() error {
	return desk.Errorf(desk.CodeUnauthorized, "password",
		"E-mail address and password do not match. Check both, or ask an administrator for a new password.")
}

// knows says whether the person used this device before.
func (s *Service) knows(ctx context.Context, cred desk.Credential, device string) bool {
	sess, err := s.cfg.Store.SessionByDevice(ctx, cred.Org, desk.DeviceID(device))
	return err == nil && device != "" && sess.UserID == cred.UserID
}

// open makes a session. A device that signs in again keeps its id and loses
// its old token; one that claims an id that is not its person's gets a new one.
func (s *Service) open(ctx context.Context, user *desk.User, org desk.OrgID, d wire.Device) (wire.Session, error) {
	token := randomText(32)
	now := s.cfg.Clock().UnixMilli()
	device := desk.DeviceID(d.ID)
	if old, err := s.cfg.Store.SessionByDevice(ctx, org, device); err != nil || old.UserID != user.ID {
		device = desk.DeviceID(desk.NewID("dev"))
	}
	sess := desk.Session{
		TokenHash: hashToken(token), Org: org, UserID: user.ID, DeviceID: device,
		DeviceName: clip(d.Name), Platform: clip(d.Platform), CreatedAt: now, LastSeenAt: now,
	}
	// Before the session exists: a revocation that comes right after it must stay.
	s.mu.Lock()
	delete(s.revoked, device)
	s.mu.Unlock()
	if err := s.cfg.Store.PutSession(ctx, sess); err != nil {
		return wire.Session{}, desk.Wrap("open session", err)
	}
	return wire.Session{
		Token: token, UserID: string(user.ID), DeviceID: string(device), Name: user.Name, Role: string(user.Role),
	}, nil
}

// clip bounds what a device says of itself.
func clip(text string) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > 80 {
		return string([]rune(text)[:80])
	}
	return text
}

// record puts a person into the ledger.
func (s *Service) record(ctx context.Context, org desk.OrgID, u desk.User) error {
	payload, err := json.Marshal(u)
	if err != nil {
		return desk.Wrap("encode user", err)
	}
	out, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Drafts: []desk.Draft{
		{Org: org, Kind: desk.EntryUserPut, Payload: payload},
	}})
	if err != nil {
		return err
	}
	if out[0].Quarantined {
		return desk.Errorf(desk.CodeInternal, "", "")
	}
	return nil
}
