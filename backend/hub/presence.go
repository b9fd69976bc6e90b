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

// presence turns sockets that come and go into the few transitions worth an
// entry: the first desktop of a person arrived, or the last has been gone for
// the grace period.
type presence struct {
	grace  time.Duration
	report func(who person, connected bool)

	mu      sync.Mutex // guards below
	open    map[person]int
	leaving map[person]*time.Timer
	stopped bool
}

// person is somebody in an organization.
type person struct {
	org  desk.OrgID
	user desk.UserID
}

func newPresence(grace time.Duration, report func(person, bool)) *presence {
	return &presence{
		grace: grace, report: report,
		open: map[person]int{}, leaving: map[person]*time.Timer{},
	}
}

func (p *presence) join(u person) {
	p.mu.Lock()
	p.open[u]++
	first := p.open[u] == 1
	if t := p.leaving[u]; t != nil {
		delete(p.leaving, u)
		first = first && !t.Stop() // back within the grace: nobody noticed
	}
	p.mu.Unlock()
	if first {
		p.report(u, true)
	}
}

func (p *presence) leave(u person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open[u]--; p.open[u] > 0 || p.stopped {
		return
	}
	delete(p.open, u)
	p.leaving[u] = time.AfterFunc(p.grace, func() { p.gone(u) })
}

func (p *presence) gone(u person) {
	p.mu.Lock()
	left := p.leaving[u] != nil && p.open[u] == 0 && !p.stopped
	delete(p.leaving, u)
	p.mu.Unlock()
	if !left {
		return
	}
	p.report(u, false)
	// Who came back while that was on its way may have been recorded before it,
	// and would be kept from every offer; saying it twice changes nothing.
	p.mu.Lock()
	back := p.open[u] > 0
	p.mu.Unlock()
	if back {
		p.report(u, true)
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

// here is whether the person can be reached at one socket. A desktop whose screen is locked
// stays connected, and counts as one that is not.
type here struct {
	presence *presence
	who      person

	mu     sync.Mutex // guards below; held while the presence is told, so that words come in order
	isHere bool
	isOver bool
}

func (h *here) set(isHere bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(isHere)
}

// end is for a socket that ends: what a call says later changes nothing.
func (h *here) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(false)
	h.isOver = true
}

func (h *here) tell(isHere bool) {
	switch {
	case h.isOver || h.isHere == isHere:
		return
	case isHere:
		h.presence.join(h.who)
	default:
		h.presence.leave(h.who)
	}
	h.isHere = isHere
}

// reach notes whether the person can be reached at the desktop that asks.
func reach(_ context.Context, c Caller, in wire.Reach) (view.Body, error) {
	c.Reach(!in.Away)
	return view.Body{}, nil
}

// reportPresence appends the transition.
func (h *Hub) reportPresence(u person, connected bool) {
	payload, err := json.Marshal(desk.PresenceEntry{UserID: u.user, Connected: connected})
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
