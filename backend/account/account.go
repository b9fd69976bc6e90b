// Package account is people at the door: sign-in, one-time codes for the first
// owner, invitations and password resets, devices and their revocation.
//
// It is for who somebody is, not for what they may see (view) or do (engine).
// It is one of the few writers beside the ledger's fold, because passwords and
// tokens must never enter the record; the person themselves is an entry.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Store keeps credentials, sessions and one-time codes. Not found is
// CodeNotFound; a used e-mail address is CodeConflict.
type Store interface {
	CredentialByEmail(ctx context.Context, email string) (desk.Credential, error)
	CredentialOf(ctx context.Context, org desk.OrgID, user desk.UserID) (desk.Credential, error)
	PutCredential(ctx context.Context, c desk.Credential) error
	DeleteCredential(ctx context.Context, org desk.OrgID, user desk.UserID) error
	SessionByToken(ctx context.Context, tokenHash string) (desk.Session, error)
	SessionsOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]desk.Session, error)
	SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error)
	PutSession(ctx context.Context, s desk.Session) error
	// SeeSession notes the last use and nothing else, RevokeSession the end.
	SeeSession(ctx context.Context, tokenHash string, at int64) error
	RevokeSession(ctx context.Context, org desk.OrgID, device desk.DeviceID, at int64) error
	InviteByCode(ctx context.Context, codeHash string) (desk.Invite, error)
	InvitesOf(ctx context.Context, org desk.OrgID) ([]desk.Invite, error)
	PutInvite(ctx context.Context, i desk.Invite) error
	// TakeInvite removes the code; CodeNotFound when somebody was faster.
	TakeInvite(ctx context.Context, codeHash string) error
	DeleteInvite(ctx context.Context, org desk.OrgID, id string) error
}

// People reads who there is.
type People interface {
	User(ctx context.Context, org desk.OrgID, id desk.UserID) (*desk.User, error)
	Users(ctx context.Context, org desk.OrgID) ([]*desk.User, error)
}

// Recorder writes people into the record.
type Recorder interface {
	Submit(ctx context.Context, s desk.Submission) ([]desk.Outcome, error)
}

// Lifetimes of one-time codes.
const (
	inviteLife = 7 * 24 * time.Hour
	resetLife  = 24 * time.Hour
	ownerLife  = 7 * 24 * time.Hour
)

// seenEvery is how often the last use of a session is noted: each note is a
// write of the one writer.
const seenEvery = time.Minute

// usualHashes bounds the memory of password checks: one takes 64 MiB.
const usualHashes = 2

// Config is what the service needs.
type Config struct {
	Org       desk.OrgID
	Store     Store
	People    People
	Recorder  Recorder
	PublicURL string // for links; may be ""
	Clock     func() time.Time
	// OnRevoke is told of every device whose session ended. May be nil.
	OnRevoke func(desk.DeviceID)
	// Hashes is how many passwords may be checked at once, 0 = usualHashes.
	Hashes int
}

// Service is the door.
type Service struct {
	cfg    Config
	tries  *tries
	hashes chan struct{} // capacity Config.Hashes: a slot per running hash

	mu      sync.Mutex // guards revoked
	revoked map[desk.DeviceID]bool
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Hashes <= 0 {
		cfg.Hashes = usualHashes
	}
	return &Service{
		cfg: cfg, tries: newTries(cfg.Clock),
		hashes:  make(chan struct{}, cfg.Hashes),
		revoked: map[desk.DeviceID]bool{},
	}
}

// Identity is a signed-in person on a device.
type Identity struct {
	Org      desk.OrgID
	UserID   desk.UserID
	DeviceID desk.DeviceID
}

// Authenticate turns a token into who it is. CodeUnauthorized for anything but
// a good one, in the same words.
func (s *Service) Authenticate(ctx context.Context, token string) (Identity, error) {
	if token == "" {
		return Identity{}, errSignIn()
	}
	sess, err := s.cfg.Store.SessionByToken(ctx, hashToken(token))
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && sess.RevokedAt != 0) {
		return Identity{}, errSignIn()
	}
	if err != nil {
		return Identity{}, desk.Wrap("look up session", err)
	}
	u, err := s.cfg.People.User(ctx, sess.Org, sess.UserID)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && !u.Active) {
		return Identity{}, errSignIn()
	}
	if err != nil {
		return Identity{}, desk.Wrap("look up user", err)
	}
	if now := s.cfg.Clock().UnixMilli(); now-sess.LastSeenAt >= seenEvery.Milliseconds() {
		if err := s.cfg.Store.SeeSession(ctx, sess.TokenHash, now); err != nil {
			return Identity{}, desk.Wrap("note session", err)
		}
	}
	return Identity{sess.Org, sess.UserID, sess.DeviceID}, nil
}

// Revoked says whether a device's session was ended in this relay's life. Hub
// asks before every frame.
func (s *Service) Revoked(id desk.DeviceID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revoked[id]
}

func (s *Service) revoke(ctx context.Context, sess desk.Session) error {
	if sess.RevokedAt != 0 {
		return nil
	}
	if err := s.cfg.Store.RevokeSession(ctx, sess.Org, sess.DeviceID, s.cfg.Clock().UnixMilli()); err != nil {
		return desk.Wrap("revoke session", err)
	}
	s.mu.Lock()
	s.revoked[sess.DeviceID] = true
	s.mu.Unlock()
	if s.cfg.OnRevoke != nil {
		s.cfg.OnRevoke(sess.DeviceID)
	}
	return nil
}

// RevokeAll ends every session of a person: they were switched off, or their
// password was reset.
func (s *Service) RevokeAll(ctx context.Context, org desk.OrgID, user desk.UserID) error {
	list, err := s.cfg.Store.SessionsOf(ctx, org, user)
	if err != nil {
		return desk.Wrap("list sessions", err)
	}
	for _, sess := range list {
		if err := s.revoke(ctx, sess); err != nil {
			return err
		}
	}
	return nil
}

func errSignIn() error {
	return desk.Errorf(desk.CodeUnauthorized, "signIn", "You are not signed in on this device. Sign in again.")
}

// randomText gives n random bytes as text without look-alike letters.
func randomText(n int) string {
	b := make([]byte, n)
	rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	return base32.NewEncoding("ABCDEFGHJKMNPQRSTUVWXYZ023456789").WithPadding(base32.NoPadding).EncodeToString(b)
}

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// plainEmail is the form under which an address is compared.
func plainEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
