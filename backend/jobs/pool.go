package jobs

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// pool runs the jobs of one kind.
type pool struct {
	cfg  Config
	work desk.JobWork
	wake chan struct{} // capacity 1: "look for jobs", carries no data
	slot chan struct{} // capacity work.AtOnce: one per running job

	mu     sync.Mutex      // guards what follows
	busy   map[string]bool // lanes being worked on
	freed  map[string]bool // lanes freed since the rows of this round were asked for
	pauses map[string]pause
}

// pause is how often a lane's job failed and until when it is left alone.
type pause struct {
	tries int
	until time.Time
}

func (p *pool) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// loop looks for jobs until ctx ends, then waits for those that run.
func (p *pool) loop(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	tick := time.NewTicker(p.cfg.Poll)
	defer tick.Stop()
	for {
		if err := p.round(ctx, &running); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("look for jobs", "kind", p.work.Kind, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-tick.C:
		}
	}
}

// round starts every due job whose lane is free, as far as there are slots.
func (p *pool) round(ctx context.Context, running *sync.WaitGroup) error {
	if p.work.Ready != nil && !p.work.Ready() {
		return nil
	}
	p.forgetFreed()
	due, err := p.cfg.Store.DueJobs(ctx, p.work.Kind, p.cfg.Clock().UnixMilli(), batch)
	if err != nil {
		return err
	}
	for _, j := range due {
		lane := string(j.Org) + "/" + p.work.Lane(j)
		if !p.claim(lane) {
			continue
		}
		select {
		case p.slot <- struct{}{}:
		case <-ctx.Done():
			p.free(lane)
			return nil
		}
		running.Go(func() {
			defer func() { <-p.slot; p.free(lane); p.nudge() }()
			p.run(j, lane)
		})
	}
	return nil
}

// run does one job. It has a context of its own: a call that has begun is seen
// through even while the relay stops.
func (p *pool) run(j desk.OrgJob, lane string) {
	err := p.work.Run(context.Background(), j, p.tries(lane))
	p.ended(lane, err)
	if err == nil {
		return
	}
	log := p.cfg.Log.Error
	if desk.Retryable(err) {
		log = p.cfg.Log.Warn
	}
	log("run job", "kind", j.Kind, "subject", j.Subject, "attempts", j.Attempts, "err", err)
}

// forgetFreed begins a round: what it reads from now on knows of every job that
// has ended.
func (p *pool) forgetFreed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.freed)
}

// claim takes a lane that is neither worked on nor paused. Of a lane that was freed
// while the rows were read, the row may be the job that ended: the next round, which
// its end asked for, sees.
func (p *pool) claim(lane string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy[lane] || p.freed[lane] || p.cfg.Clock().Before(p.pauses[lane].until) {
		return false
	}
	p.busy[lane] = true
	return true
}

func (p *pool) free(lane string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, lane)
	p.freed[lane] = true
}

// ended notes a failure, or forgets those that were.
func (p *pool) ended(lane string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		delete(p.pauses, lane)
		return
	}
	tries := p.pauses[lane].tries + 1
	p.pauses[lane] = pause{tries, p.cfg.Clock().Add(desk.Backoff(tries, p.work.LongestPause))}
}

func (p *pool) tries(lane string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pauses[lane].tries
}
