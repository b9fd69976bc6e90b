package relay

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
)

// clockFile keeps the last good reading of the clock over a restart.
const clockFile = "clock.json"

// leadFile keeps how far the time of practice was put forward.
const leadFile = "practice-clock.json"

// lookEvery is how soon a jump of the clock is noticed while nothing happens,
// and how often a witness is asked for while the time is not sure.
const lookEvery = 5 * time.Second

// openClock begins to tell the time, before anything is stamped.
func (r *Relay) openClock(ctx context.Context) error {
	last, err := r.db.LastStamp(ctx)
	if err != nil {
		return desk.Wrap("read the newest stamp", err)
	}
	if r.opts.Config.Sandbox {
		if r.lead, err = clock.OpenLead(filepath.Join(r.opts.Config.DataDir, leadFile), r.opts.Clock, r.opts.Steady); err != nil {
			return err
		}
		r.opts.Clock, r.opts.Steady = r.lead.Now, r.lead.Steady()
	}
	cfg := clock.Config{Wall: r.opts.Clock, Steady: r.opts.Steady, Path: filepath.Join(r.opts.Config.DataDir, clockFile)}
	if last > 0 {
		cfg.Last = time.UnixMilli(last)
	}
	r.time = clock.New(cfg)
	return nil
}

// clockWatch asks the witness while the time is not sure, and says through the
// alarms when the clock is wrong.
type clockWatch struct {
	clock   *clock.Clock
	witness *clock.Witness
	alarms  *health
	correct correctFunc
	cancel  context.CancelFunc
	wg      sync.WaitGroup
}

func (r *Relay) watchClock() *clockWatch {
	ctx, cancel := context.WithCancel(context.Background())
	w := &clockWatch{clock: r.time, witness: r.witness, alarms: r.health, correct: r.correct, cancel: cancel}
	w.wg.Go(func() { w.watch(ctx) })
	return w
}

func (w *clockWatch) stop() {
	w.cancel()
	w.wg.Wait()
}

func (w *clockWatch) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		asked, changed := false, w.clock.Changed()
		select {
		case <-w.clock.Asked():
			asked = true
		default:
		}
		if asked || !w.clock.Sure() {
			w.witness.Ask(ctx)
		}
		w.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changed:
		case <-w.clock.Asked():
			w.witness.Ask(ctx)
		}
	}
}

// look says how it stands with the clock, and puts right what is stamped wrong.
func (w *clockWatch) look(ctx context.Context) {
	if w.clock.Wrong() {
		w.alarms.raise(desk.AlarmClock, errClock, 0)
	} else {
		w.alarms.over(desk.AlarmClock)
	}
	if was, ahead := w.clock.Ahead(); ahead {
		w.correct(ctx, desk.ClockEntry{Was: was.UnixMilli()}) //nolint:errcheck,gosec // tried again at the next look
	}
	if _, behind := w.clock.Behind(); behind {
		w.correct(ctx, desk.ClockEntry{}) //nolint:errcheck,gosec // tried again at the next look
	}
}

var errClock = errors.New("the computer's clock disagrees with the time that is known, or nothing speaks for it")
