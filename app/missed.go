package app

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
func (a *App) countMissed(ctx context.Context) {
	since := a.settings.get().ClosedAt
	rev := int64(-1)
	for range missedTries {
		now := a.copy.Rev()
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
		if missed, err = a.missedSince(ctx, since); err != nil {
			a.log.Error("count what was missed", "err", err)
			missed = bridge.Missed{}
		}
	}
	a.mu.Lock()
	a.counted, a.missed = true, missed
	a.mu.Unlock()
	a.noteAlive()
	a.changedState()
}

// missedSince counts customers' messages and their chats since a time of this
// computer, in what the local copy holds.
func (a *App) missedSince(ctx context.Context, since int64) (bridge.Missed, error) {
	a.mu.Lock()
	// Stamps are the relay's, and Meta gives whole seconds only.
	from := (since + a.skew.Milliseconds()) / 1000 * 1000
	a.mu.Unlock()
	out := bridge.Missed{Since: since}
	var rev int64
	for more := true; more; {
		var items []wire.Change
		var err error
		if items, rev, more, err = a.copy.ChangesSince(ctx, rev, missedPage); err != nil {
			return out, err
		}
		for _, c := range items {
			var t wire.Thread
			if c.Gone || c.Kind != string(desk.RowThread) || c.Into(&t) != nil || t.LastCustomerAt < from {
				continue
			}
			n, err := a.missedIn(ctx, t, from)
			if err != nil {
				return out, err
			}
			if n > 0 {
				out.Chats++
				out.Messages += n
			}
		}
	}
	return out, nil
}

// missedIn counts in one chat. Of one that is only offered or waiting, the
// copy holds no messages: it counts as one.
func (a *App) missedIn(ctx context.Context, t wire.Thread, from int64) (int, error) {
	if t.Access != wire.AccessFull {
		return 1, nil
	}
	page, _, err := a.copy.Messages(ctx, t.ID, 0, 0, missedDepth)
	n := 0
	for _, m := range page {
		if !m.Out && !m.Echo && m.At >= from && m.Kind != string(desk.KindSystem) && m.Kind != string(desk.KindReaction) {
			n++
		}
	}
	return n, err
}
