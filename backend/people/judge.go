package people

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// How often the last use of a session is noted (each note is a write of the one
// writer): by requests and new sockets, and by a socket that stays open.
const (
	seenEvery     = time.Minute
	seenOpenEvery = time.Hour
)

// judgeAgain is how long a good session is taken as good while nothing happens
// to its person's sessions. Changes are seen at once; this is for the lifetimes.
const judgeAgain = 10 * time.Minute

// maxJudged bounds what is remembered; beyond it everybody is looked at again.
const maxJudged = 20_000

// Identity is a signed-in person on a device.
type Identity struct {
	Org      desk.OrgID
	UserID   desk.UserID
	DeviceID desk.DeviceID
	Session  string // names the sign-in: the hash of its token
	Seq      int64  // the entry that opened it
	EndsAt   int64  // when it ends by itself, if it is used until then
}

// Authenticate says whose a request is. CodeUnauthorized for anything but a good
// token with a proof of its device's key, made for this very request; all but
// wire.SubUnbound in the same words. CodeUnavailable when the same request would pass
// with another nonce.
func (s *Service) Authenticate(ctx context.Context, p wire.Presented) (Identity, error) {
	if p.Token == "" {
		return Identity{}, errSignIn()
	}
	sess, err := s.session(ctx, hashToken(p.Token))
	if err != nil {
		return Identity{}, err
	}
	if err := s.prove(ctx, sess, p); err != nil {
		return Identity{}, err
	}
	return s.look(ctx, sess, seenEvery)
}

// Judge says whether an identity is still good: CodeUnauthorized when its session
// has ended, CodeForbidden when its person is switched off. Hub asks for every
// frame, so it asks the database only after something has changed.
func (s *Service) Judge(ctx context.Context, id Identity) error {
	// Before the look: what changes during it is seen the next time.
	epoch := s.cfg.Store.SessionEpoch(id.Org, id.UserID)
	if s.judged.good(id.Session, epoch, s.now()) {
		return nil
	}
	u, err := desk.Get[*desk.User](ctx, s.cfg.People, id.Org, desk.RowUser, id.UserID)
	if err == nil && !u.Active {
		return errSuspended()
	}
	sess, err := s.session(ctx, id.Session)
	if err != nil {
		return err
	}
	now, err := s.look(ctx, sess, seenOpenEvery)
	if err != nil {
		return err
	}
	if now.UserID != id.UserID || now.Org != id.Org {
		return errSignIn()
	}
	s.judged.note(id.Session, epoch, min(now.EndsAt, s.now()+judgeAgain.Milliseconds()))
	return nil
}

// session finds a session that nobody has ended.
func (s *Service) session(ctx context.Context, name string) (desk.Session, error) {
	sess, err := s.cfg.Store.SessionByToken(ctx, name)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && sess.RevokedAt != 0) {
		return desk.Session{}, errSignIn()
	}
	return sess, desk.Wrap("look up session", err)
}

// look looks at a session's time and at its person as they are now, and notes
// the use.
func (s *Service) look(ctx context.Context, sess desk.Session, noteEvery time.Duration) (Identity, error) {
	if s.isOver(sess) {
		return Identity{}, errExpired()
	}
	now := s.now()
	u, err := desk.Get[*desk.User](ctx, s.cfg.People, sess.Org, desk.RowUser, sess.UserID)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && !u.Active) {
		return Identity{}, errSignIn()
	}
	if err != nil {
		return Identity{}, desk.Wrap("look up user", err)
	}
	if now-sess.LastSeenAt >= noteEvery.Milliseconds() {
		if err := s.cfg.Store.SeeSession(ctx, sess.TokenHash, now); err != nil {
			return Identity{}, desk.Wrap("note session", err)
		}
	}
	return Identity{
		Org: sess.Org, UserID: sess.UserID, DeviceID: sess.DeviceID, Session: sess.TokenHash, Seq: sess.Seq, EndsAt: s.endOf(sess),
	}, nil
}

// isOver says whether a session has come to its end by itself.
func (s *Service) isOver(sess desk.Session) bool {
	now := s.now()
	return now-sess.LastSeenAt >= s.cfg.Idle.Milliseconds() || now >= s.endOf(sess)
}

// endOf is when a session ends however much it is used.
func (s *Service) endOf(sess desk.Session) int64 { return sess.CreatedAt + s.cfg.Life.Milliseconds() }

// judged remembers which sessions were found good, and at which epoch of their
// person's sessions.
type judged struct {
	mu   sync.Mutex // guards good
	seen map[string]verdict
}

type verdict struct {
	epoch uint64
	until int64
}

func (j *judged) good(session string, epoch uint64, now int64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	v, ok := j.seen[session]
	return ok && v.epoch == epoch && now < v.until
}

func (j *judged) note(session string, epoch uint64, until int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.seen == nil || len(j.seen) >= maxJudged {
		j.seen = map[string]verdict{}
	}
	j.seen[session] = verdict{epoch, until}
}

func errSignIn() error {
	return desk.Refuse(desk.CodeUnauthorized, "signIn")
}

func errExpired() error {
	return desk.Refuse(desk.CodeUnauthorized, wire.SubEnded, desk.Params{"context": "session"})
}

func errSuspended() error {
	return desk.Refuse(desk.CodeForbidden, "suspended")
}
