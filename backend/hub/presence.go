package hub

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// reachable is how a person can be reached.
type reachable int

// More is better.
const (
	isGone   reachable = iota // no desktop of theirs is connected
	isLocked                  // one is, but its screen is locked or it goes to sleep
	isHere                    // one is, and they may be at it
)

// presence turns sockets that come and go into the few transitions worth an
// entry: the first desktop of a person arrived, or the last has been gone, or
// locked, for the grace period.
type presence struct {
	grace  time.Duration
	report func(who person, now reachable, still bool) // still = they couldn't be reached before either

	mu      sync.Mutex // guards below
	sockets map[person]*[isHere + 1]int
	told    map[person]reachable // what was reported last
	leaving map[person]*time.Timer
	stopped bool
}

// person is somebody in an organization.
type person struct {
	org  desk.OrgID
	user desk.UserID
}

func newPresence(grace time.Duration, report func(person, reachable, bool)) *presence {
	return &presence{
		grace: grace, report: report,
		sockets: map[person]*[isHere + 1]int{}, told: map[person]reachable{}, leaving: map[person]*time.Timer{},
	}
}

// move is for a socket that comes, goes, is locked or unlocked. What is better for the
// person is reported at once, what is worse when it has lasted for the grace.
func (p *presence) move(u person, from, to reachable) {
	p.mu.Lock()
	p.count(u, from, to)
	was, now := p.told[u], p.now(u)
	if now < was {
		if p.leaving[u] == nil && !p.stopped {
			p.leaving[u] = time.AfterFunc(p.grace, func() { p.left(u) })
		}
		p.mu.Unlock()
		return
	}
	if t := p.leaving[u]; t != nil { // back within the grace: nobody noticed
		t.Stop()
		delete(p.leaving, u)
	}
	p.tell(u, now)
	p.mu.Unlock()
	if now > was {
		p.say(u, was, now)
	}
}

// count and the next two are called with mu held.
func (p *presence) count(u person, from, to reachable) {
	n := p.sockets[u]
	if n == nil {
		n = new([isHere + 1]int)
		p.sockets[u] = n
	}
	n[from]--
	n[to]++
	if n[isHere] == 0 && n[isLocked] == 0 {
		delete(p.sockets, u)
	}
}

func (p *presence) now(u person) reachable {
	n := p.sockets[u]
	switch {
	case n == nil:
		return isGone
	case n[isHere] > 0:
		return isHere
	default:
		return isLocked
	}
}

func (p *presence) tell(u person, now reachable) {
	if now == isGone {
		delete(p.told, u)
		return
	}
	p.told[u] = now
}

// left reports what it is like after the grace.
func (p *presence) left(u person) {
	p.mu.Lock()
	was, now := p.told[u], p.now(u)
	worse := p.leaving[u] != nil && now < was && !p.stopped
	delete(p.leaving, u)
	if worse {
		p.tell(u, now)
	}
	p.mu.Unlock()
	if worse {
		p.say(u, was, now)
	}
}

// say reports it. What changed while that was on its way may have been recorded before
// it, and whoever came back would be kept from every offer; saying it twice changes
// nothing.
func (p *presence) say(u person, was, now reachable) {
	for {
		p.report(u, now, was != isHere && now != isHere)
		p.mu.Lock()
		told := p.told[u]
		p.mu.Unlock()
		if told == now {
			return
		}
		was, now = now, told
	}
}

// stop forgets who is leaving: at the next start the relay's own entry says
// that everybody was gone.
func (p *presence) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	for u, t := range p.leaving {
		t.Stop()
		delete(p.leaving, u)
	}
}

// here is how the person can be reached at one socket. A desktop whose screen is locked
// stays connected.
type here struct {
	presence *presence
	who      person

	mu     sync.Mutex // guards below; held while the presence is told, so that words come in order
	now    reachable
	isOver bool
}

func (h *here) set(isAway bool) {
	if isAway {
		h.tell(isLocked)
	} else {
		h.tell(isHere)
	}
}

// end is for a socket that ends: what a call says later changes nothing.
func (h *here) end() { h.tell(isGone) }

func (h *here) tell(now reachable) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isOver || h.now == now {
		return
	}
	h.presence.move(h.who, h.now, now)
	h.now, h.isOver = now, now == isGone
}

// reach notes whether the person can be reached at the desktop that asks.
func reach(_ context.Context, c Caller, in wire.Reach) (view.Body, error) {
	c.Reach(in.Away)
	return view.Body{}, nil
}

// reportPresence appends the transition.
func (h *Hub) reportPresence(u person, now reachable, still bool) {
	payload, err := json.Marshal(desk.PresenceEntry{UserID: u.user, Connected: now == isHere, Locked: now == isLocked, Still: still})
	if err != nil {
		h.cfg.Log.Error("encode presence", "err", err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), submitDeadline)
	defer cancel()
	_, err = h.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{
		{Org: u.org, Kind: desk.EntryPresence, Payload: payload},
	}})
	if err != nil {
		h.cfg.Log.Warn("presence not recorded", "user_id", u.user, "err", err)
	}
}
