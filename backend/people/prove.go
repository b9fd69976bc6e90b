package people

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// nonceLife is how long a nonce may be on its way: long for a bad line, short
	// for what has to be remembered of each proof.
	nonceLife = 2 * time.Minute
	// maxProofs is how many requests of one session are let in within nonceLife:
	// each is remembered for as long as it could be replayed.
	maxProofs = 2000
)

// nonces makes nonces and takes each once. They carry their time and are signed,
// so that asking for one costs no memory; only those that a device has used are
// remembered. Time is the process's own, and so is the key: a restart makes
// earlier ones worthless.
type nonces struct {
	now   func() time.Time
	start time.Time
	key   []byte

	mu    sync.Mutex         // guards spent
	spent map[string][]spent // by session, oldest first
}

type spent struct {
	nonce string
	at    time.Duration
}

const nonceBody = 8 + 16 // when it was made, and something random

func newNonces(now func() time.Time) *nonces {
	key := make([]byte, sha256.Size)
	rand.Read(key) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	return &nonces{now: now, start: now(), key: key, spent: map[string][]spent{}}
}

func (n *nonces) age() time.Duration { return n.now().Sub(n.start) }

func (n *nonces) seal(body []byte) []byte {
	mac := hmac.New(sha256.New, n.key)
	mac.Write(body)
	return mac.Sum(nil)[:16]
}

func (n *nonces) make() string {
	body := make([]byte, nonceBody)
	binary.BigEndian.PutUint64(body, uint64(n.age())) //nolint:gosec // never negative
	rand.Read(body[8:])                               //nolint:errcheck,gosec // see newNonces
	return base64.RawURLEncoding.EncodeToString(slices.Concat(body, n.seal(body)))
}

// isFresh says whether this process made the nonce, not long ago.
func (n *nonces) isFresh(nonce string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(b) != nonceBody+16 || !hmac.Equal(b[nonceBody:], n.seal(b[:nonceBody])) {
		return false
	}
	made := time.Duration(binary.BigEndian.Uint64(b)) //nolint:gosec // made by make
	return n.age()-made < nonceLife
}

// verdicts of take.
type taken int

const (
	isFirst taken = iota
	isReplay
	isTooMany
)

// take uses a fresh nonce up for a session.
func (n *nonces) take(session, nonce string) taken {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.age()
	if _, known := n.spent[session]; !known {
		n.sweep(now)
	}
	list := current(n.spent[session], now)
	for _, s := range list {
		if s.nonce == nonce {
			return isReplay
		}
	}
	if len(list) >= maxProofs {
		return isTooMany
	}
	n.spent[session] = append(list, spent{nonce, now})
	return isFirst
}

// current leaves out what could not be replayed any more.
func current(list []spent, now time.Duration) []spent {
	for len(list) > 0 && now-list[0].at >= nonceLife {
		list = list[1:]
	}
	return list
}

// sweep forgets sessions of which nothing is remembered.
func (n *nonces) sweep(now time.Duration) {
	for session, list := range n.spent {
		if len(current(list, now)) == 0 {
			delete(n.spent, session)
		}
	}
}

// Nonce gives what one request is proven with.
func (s *Service) Nonce() wire.Nonce { return wire.Nonce{Nonce: s.nonces.make()} }

// prove refuses a request that does not come from the device of its session. A token
// without its key is a copy, and that is reported; a nonce that is merely too old is
// not.
func (s *Service) prove(ctx context.Context, sess desk.Session, p wire.Presented) error {
	key, err := base64.StdEncoding.DecodeString(sess.DeviceKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return errUnbound()
	}
	if p.Signature == nil || !p.ProvenFor(key, s.cfg.Names...) {
		return s.refuseCopy(ctx, sess)
	}
	if !s.nonces.isFresh(p.Nonce) {
		return desk.Refuse(desk.CodeUnavailable, "nonce")
	}
	switch s.nonces.take(sess.TokenHash, p.Nonce) {
	case isReplay:
		return s.refuseCopy(ctx, sess)
	case isTooMany:
		return desk.Refuse(desk.CodeTooMany, "proofs")
	default:
		return nil
	}
}

// refuseCopy reports a copy that was refused and answers as for a token that never
// existed. Of a session that has ended anyway nothing is reported.
func (s *Service) refuseCopy(ctx context.Context, sess desk.Session) error {
	if s.isOver(sess) {
		return errSignIn()
	}
	err := s.CopyRefused(ctx, Identity{Org: sess.Org, UserID: sess.UserID, DeviceID: sess.DeviceID, Session: sess.TokenHash})
	if err != nil {
		return desk.Wrap("record refused copy", err)
	}
	return errSignIn()
}

func errUnbound() error {
	return desk.Refuse(desk.CodeUnauthorized, wire.SubUnbound)
}
