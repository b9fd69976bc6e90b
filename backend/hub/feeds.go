package hub

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	// paceEach and longestPace bound how often an organization's desktops are sent
	// something: after a round, none of them is sent anything for paceEach times their
	// number. What is committed meanwhile goes into the next round, so that many
	// desktops do not cost more the more often something changes.
	paceEach    = 50 * time.Microsecond
	longestPace = 250 * time.Millisecond
	// sharedFor is how long after it was read a round is given to further desktops.
	sharedFor = 50 * time.Millisecond
)

// feed is what an organization's sockets share: when they look, and what they
// find.
type feed struct {
	hub *Hub
	org desk.OrgID

	// Guarded by the hub's mu.
	socks   map[*socket]bool
	resting bool // nobody is woken for a while
	again   bool // something was committed meanwhile

	nudges atomic.Int64 // counts the commits heard of

	mu     sync.Mutex // guards below; held while the feed is read
	rounds map[int64]*round
	head   int64 // of the organization, when
	seen   int64 // so many commits had been heard of
}

// nudge wakes the sockets, at once or when their rest is over. The hub's mu is
// held.
func (f *feed) nudge() {
	f.nudges.Add(1)
	if f.again = f.resting; !f.resting {
		f.wake()
	}
}

func (f *feed) wake() {
	for s := range f.socks {
		s.wake()
	}
	f.resting = true
	time.AfterFunc(min(longestPace, time.Duration(len(f.socks))*paceEach), func() {
		f.hub.mu.Lock()
		defer f.hub.mu.Unlock()
		f.resting = false
		if f.again {
			f.again = false
			f.wake()
		}
	})
}

// round gives what follows after from; nil = nothing. Sockets that stand at the
// same place soon after each other get the same one.
func (f *feed) round(ctx context.Context, from int64) (*round, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rounds[from]; r != nil {
		return r, nil
	}
	nudges := f.nudges.Load() // before the look: what is committed during it is seen the next time
	if nudges == f.seen && from == f.head {
		return nil, nil
	}
	r, err := f.hub.readRound(ctx, f.org, from)
	if err != nil {
		return nil, err
	}
	f.seen, f.head = nudges, r.head
	if r.to <= from {
		return nil, nil
	}
	f.rounds[from] = r
	time.AfterFunc(sharedFor, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.rounds, from)
	})
	return r, nil
}

// readRound reads the feed after from.
func (h *Hub) readRound(ctx context.Context, org desk.OrgID, from int64) (*round, error) {
	r := &round{org: org, hub: h, from: from, rows: newReadings(), shown: map[any]*shown{}}
	var err error
	if r.changes, r.to, err = h.cfg.Feed.FeedSince(ctx, org, from, feedBatch); err != nil {
		return nil, desk.Wrap("read feed", err)
	}
	r.head = r.to
	if len(r.changes) > 0 {
		if r.head, err = h.cfg.Feed.Head(ctx, org); err != nil {
			return nil, desk.Wrap("read head", err)
		}
	}
	return r, nil
}

// projectError says what was being projected.
func projectError(c desk.Change, err error) error {
	return fmt.Errorf("project %s %s: %w", c.Kind, c.ID, err)
}
