package session

import (
	"context"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	missedQuiet = 700 * time.Millisecond // without a change, the catch-up is through
	missedTries = 30
	missedDepth = 200 // messages of a thread that are looked at
	missedPage  = 500 // rows that are read at once
)

// countMissed works out, once after the start, what arrived while the app was
// closed. It waits until the catch-up is through.
func (sv *Service) countMissed(ctx context.Context) {
	since := sv.cfg.Memory.ClosedAt()
	rev := int64(-1)
	for range missedTries {
		now := sv.cfg.Copy.Rev()
		if now == rev {
			break
		}
		rev = now
		if !clock.Sleep(ctx, missedQuiet) {
			return
		}
	}
	missed := bridge.Missed{}
	if since > 0 {
		var err error
		if missed, err = sv.missedSince(ctx, since); err != nil {
			sv.cfg.Log.Error("count what was missed", "err", err)
			missed = bridge.Missed{}
		}
	}
	sv.mu.Lock()
	sv.counted, sv.missed = true, missed
	sv.mu.Unlock()
	sv.NoteAlive()
	sv.changedState()
}

// missedSince counts customers' messages and their threads since a time of this
// computer, in what the local copy holds.
func (sv *Service) missedSince(ctx context.Context, since int64) (bridge.Missed, error) {
	sv.mu.Lock()
	// Stamps are the relay's, and Meta gives whole seconds only.
	from := (since + sv.skew.Milliseconds()) / 1000 * 1000
	sv.mu.Unlock()
	out := bridge.Missed{Since: since}
	var rev int64
	for more := true; more; {
		var items []wire.Change
		var err error
		if items, rev, more, err = sv.cfg.Copy.ChangesSince(ctx, rev, missedPage); err != nil {
			return out, err
		}
		for _, c := range items {
			var t wire.Thread
			if c.Gone || c.Kind != string(desk.RowThread) || c.Into(&t) != nil || t.LastCustomerAt < from {
				continue
			}
			n, err := sv.missedIn(ctx, t, from)
			if err != nil {
				return out, err
			}
			if n > 0 {
				out.Threads++
				out.Messages += n
			}
		}
	}
	return out, nil
}

// missedIn counts in one thread. Of one that is only offered or waiting, the
// copy holds no messages: it counts as one.
func (sv *Service) missedIn(ctx context.Context, t wire.Thread, from int64) (int, error) {
	if t.Access != wire.AccessFull {
		return 1, nil
	}
	page, _, err := sv.cfg.Copy.Messages(ctx, t.ID, 0, 0, missedDepth)
	n := 0
	for _, m := range page {
		if !m.Out && !m.Echo && m.At >= from && m.Kind != string(desk.KindSystem) && m.Kind != string(desk.KindReaction) {
			n++
		}
	}
	return n, err
}
