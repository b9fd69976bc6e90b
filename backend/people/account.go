// Package people signs people in: passwords, sessions, one-time codes for the first
// owner, invitations and password resets, devices and their revocation.
//
// It is for who somebody is, not for what they may see (view) or do (engine).
// Passwords and tokens must never enter the record, so they are written beside
// it; but each such act is an entry (desk.AccountEntry), and what it changes is
// written in the transaction of that entry, where the rights of whoever acts are
// looked at again.
package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Store reads credentials, sessions and one-time codes. Not found is
// CodeNotFound.
type Store interface {
	CredentialsByEmail(ctx context.Context, email string) ([]desk.Credential, error)
	CredentialOf(ctx context.Context, org desk.OrgID, user desk.UserID) (desk.Credential, error)
	SessionByToken(ctx context.Context, tokenHash string) (desk.Session, error)
	SessionsOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]desk.Session, error)
	SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error)
	// SeeSession notes the last use and nothing else.
	SeeSession(ctx context.Context, tokenHash string, at int64) error
	// SessionEpoch is another number after each change of a person's sessions.
	SessionEpoch(org desk.OrgID, user desk.UserID) uint64
	InviteByCode(ctx context.Context, codeHash string) (desk.Invite, error)
	InvitesOf(ctx context.Context, org desk.OrgID) ([]desk.Invite, error)
}

// Lifetimes of one-time codes.
const (
	inviteLife = 7 * 24 * time.Hour
	resetLife  = 24 * time.Hour
	ownerLife  = 7 * 24 * time.Hour
)

// Lifetimes of a session unless Config says otherwise: unused, and in all.
const (
	usualIdle = 30 * 24 * time.Hour
	usualLife = 180 * 24 * time.Hour
)

// usualHashes bounds the memory of password checks: one takes 64 MiB.
const usualHashes = 2

// Config is what the service needs.
type Config struct {
	Store     Store
	People    desk.Rows
	Recorder  desk.Recorder
	PublicURL string // for links; may be ""
	// Names are what the relay is called, beside the name by which a request asks:
	// a proxy may have put its own there. May be empty.
	Names []string
	Clock func() time.Time
	// Ticks paces tries: a clock that only goes forward, whatever the calendar
	// says; nil = time.Now, whose differences are such.
	Ticks func() time.Time
	// Hashes is how many passwords may be checked at once, 0 = usualHashes.
	Hashes int
	// Idle is how long a session lives unused, Life how long in all; 0 = the usual.
	Idle, Life time.Duration
}

// Service signs people in and manages their codes and devices.
type Service struct {
	cfg    Config
	queue  *queue
	judged judged
	told   told
	nonces *nonces
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Ticks == nil {
		cfg.Ticks = time.Now
	}
	if cfg.Hashes <= 0 {
		cfg.Hashes = usualHashes
	}
	if cfg.Idle <= 0 {
		cfg.Idle = usualIdle
	}
	if cfg.Life <= 0 {
		cfg.Life = usualLife
	}
	return &Service{cfg: cfg, queue: newQueue(cfg.Hashes, cfg.Ticks), nonces: newNonces(cfg.Ticks)}
}

// change records an act in an organization and changes what sign-in keeps
// (desk.DoorTx), both or neither. do is given the number of the act's entry; proposals
// are recorded before it.
func (s *Service) change(ctx context.Context, org desk.OrgID, act desk.AccountEntry, do func(ctx context.Context, tx desk.DoorTx, seq int64) error, proposals ...desk.Proposal) error {
	entry, err := proposalOf(org, desk.EntryAccount, act)
	if err != nil {
		return err
	}
	proposals = append(proposals, entry)
	_, err = s.cfg.Recorder.Submit(ctx, desk.Submission{
		Proposals: proposals,
		Door: func(ctx context.Context, tx desk.DoorTx, out []desk.Outcome) error {
			entry := out[len(out)-1]
			if err := refusedBy(entry.Answer); err != nil {
				return err
			}
			return do(ctx, tx, entry.Seq)
		},
	})
	return err
}

// refusedBy gives the refusal in what the fold of an act answered. With it nothing
// of the act is kept.
func refusedBy(answer []byte) error {
	if len(answer) == 0 {
		return nil
	}
	var said wire.Result
	if err := json.Unmarshal(answer, &said); err != nil {
		return desk.Wrap("read the answer to an act", err)
	}
	return said.Error.Err()
}

// userProposal makes a person's own entry.
func userProposal(org desk.OrgID, u desk.User) (desk.Proposal, error) {
	return proposalOf(org, desk.EntryUserPut, u)
}

func proposalOf(org desk.OrgID, kind desk.EntryKind, payload any) (desk.Proposal, error) {
	raw, err := json.Marshal(payload)
	return desk.Proposal{Org: org, Kind: kind, Payload: raw}, desk.Wrap("encode entry", err)
}

func (s *Service) now() int64 { return s.cfg.Clock().UnixMilli() }

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
