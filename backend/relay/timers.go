package relay

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
)

// timers turns what is due into entries. Timers are rows: they survive a restart. A
// clock that jumps does not make them due: see package clock. Whether a timer still
// applies is decided by the fold.
type timers struct {
	db     *store.DB
	ledger *ledger.Ledger
	passed func() time.Time // the latest time that has surely come
	log    *slog.Logger

	nudge  chan struct{} // capacity 1: "look again", carries no data
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

const (
	// timerTick is how late a timer fires at most when nothing wakes it: also how
	// soon a jump of the clock is noticed.
	timerTick  = 500 * time.Millisecond
	timerBatch = 500
)

func startTimers(db *store.DB, l *ledger.Ledger, passed func() time.Time, log *slog.Logger) *timers {
	ctx, cancel := context.WithCancel(context.Background())
	t := &timers{db: db, ledger: l, passed: passed, log: log, nudge: make(chan struct{}, 1), cancel: cancel}
	t.wg.Go(func() { t.loop(ctx) })
	return t
}

// Wants says whether a commit set a timer that is due before the next tick.
func (t *timers) Wants(c desk.Commit) bool {
	return c.TimerDue != 0 && time.UnixMilli(c.TimerDue).Before(t.passed().Add(timerTick))
}

// Nudge has the timers looked at.
func (t *timers) Nudge() {
	select {
	case t.nudge <- struct{}{}:
	default:
	}
}

func (t *timers) stop() {
	t.cancel()
	t.wg.Wait()
}

func (t *timers) loop(ctx context.Context) {
	for {
		n, err := t.fire(ctx)
		if err != nil && ctx.Err() == nil {
			t.log.Error("fire timers", "err", err)
		}
		if n == timerBatch && err == nil {
			continue
		}
		wait := time.NewTimer(t.untilNext(ctx))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-t.nudge:
			wait.Stop()
		case <-wait.C:
		}
	}
}

// untilNext bounds the sleep by the next timer and by timerTick.
func (t *timers) untilNext(ctx context.Context) time.Duration {
	next, err := t.db.NextTimer(ctx)
	if err != nil || next == 0 {
		return timerTick
	}
	left := time.UnixMilli(next).Sub(t.passed())
	return min(max(left, 5*time.Millisecond), timerTick)
}

// fire appends an entry for each timer that is due. The key names timer and due
// time, so that a timer fires once however often it is looked at.
func (t *timers) fire(ctx context.Context) (int, error) {
	due, err := t.db.DueTimers(ctx, t.passed().UnixMilli(), timerBatch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	proposals := make([]desk.Proposal, 0, len(due))
	for _, d := range due {
		payload, err := json.Marshal(d.Timer)
		if err != nil {
			return 0, desk.Wrap("encode timer", err)
		}
		proposals = append(proposals, desk.Proposal{
			Org: d.Org, Kind: desk.EntryTimer, Payload: payload,
			Key: "timer/" + string(d.Kind) + "/" + d.Subject + "/" + strconv.FormatInt(d.DueAt, 10),
		})
	}
	_, err = t.ledger.Submit(ctx, desk.Submission{Proposals: proposals})
	return len(due), err
}
