package provision

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	// goneAfter is how long the holder's desktops are away before they count as gone and
	// somebody else may take the set-up over: a connection that broke is back by then.
	goneAfter = 15 * time.Second
	// endAfter is how long after they went the lease ends by itself.
	endAfter = time.Minute
)

// presence knows of each lease since when no desktop of its holder is connected. It is
// only in memory: after a restart the desktops have their time to come back.
type presence struct {
	mu     sync.Mutex // guards what follows
	leases map[desk.SetupID]heldLease
}

// heldLease is a lease that is in force, and since when its holder is away, 0 = they are here.
type heldLease struct {
	org    desk.OrgID
	holder desk.UserID
	seq    int64
	until  int64
	away   int64
}

func newPresence() *presence { return &presence{leases: map[desk.SetupID]heldLease{}} }

// note takes up a lease, or forgets one that is over. Who is away stays away until they
// are seen.
func (p *presence) note(st *setup, now int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.leases[st.ID]
	if !st.leased(now) || st.done() {
		delete(p.leases, st.ID)
		return
	}
	l := heldLease{org: st.Org, holder: st.Holder, seq: st.LeaseSeq, until: st.LeaseUntil}
	if old.holder == l.holder && old.seq == l.seq {
		l.away = old.away
	}
	p.leases[st.ID] = l
}

func (p *presence) forget(id desk.SetupID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.leases, id)
}

// look notes who is away now, and gives the leases whose holders have been for too long.
func (p *presence) look(now int64, isHere func(heldLease) bool) (over map[desk.SetupID]heldLease) {
	p.mu.Lock()
	defer p.mu.Unlock()
	over = map[desk.SetupID]heldLease{}
	for id, l := range p.leases {
		switch {
		case l.until <= now:
			delete(p.leases, id)
			continue
		case isHere(l):
			l.away = 0
		case l.away == 0 || l.away > now: // a clock that was put back begins anew
			l.away = now
		case now-l.away >= endAfter.Milliseconds():
			over[id] = l
		}
		p.leases[id] = l
	}
	return over
}

// awaySince gives since when a lease's holder is away, 0 = they are here.
func (p *presence) awaySince(id desk.SetupID) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.leases[id].away
}

// isHere says whether a desktop of the holder is connected on which the lease is theirs.
func (s *Service) isHere(l heldLease) bool {
	return len(s.cfg.Desktops.SealKeys(l.org, l.holder, l.seq)) > 0
}

// goneAt gives when the holder of a set-up counted as gone, 0 = they do not.
func (s *Service) goneAt(id desk.SetupID) int64 {
	s.presence.look(s.now(), s.isHere)
	away := s.presence.awaySince(id)
	if at := away + goneAfter.Milliseconds(); away != 0 && at <= s.now() {
		return at
	}
	return 0
}

// endGone ends the leases of those who left without a word.
func (s *Service) endGone(ctx context.Context) {
	for id, l := range s.presence.look(s.now(), s.isHere) {
		st, err := s.load(ctx, l.org, string(id))
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound:
			s.presence.forget(id)
		case err != nil:
			s.cfg.Log.Warn("lease not looked at", "setup_id", string(id), "err", err)
		case st.Holder == l.holder && st.LeaseSeq == l.seq:
			s.endLease(ctx, st)
			s.presence.forget(id)
		default:
			s.presence.note(st, s.now())
		}
	}
}
