// Package jobs runs the durable work that folds asked for: rows of (kind, subject)
// with a time from which they are due.
//
// Whoever can do a kind of job registers it (desk.JobWork). Each kind has a pool and
// a look-out of its own, so that a kind that is slow never delays another. Jobs of
// one lane run one after the other; the store gives of each thread the first only. A
// job that failed is left alone for a while, longer each time; that is kept in
// memory, so after a restart everything is tried once more. A job ends when a fold
// takes its row away, never here.
//
// It is not for what a job does (sender) nor for when one is due (engine).
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Store reads what is due.
type Store interface {
	DueJobs(ctx context.Context, kind desk.JobKind, now int64, limit int) ([]desk.OrgJob, error)
}

// Config is what a runner needs; Store and Work are required.
type Config struct {
	Store Store
	Work  []desk.JobWork
	Clock func() time.Time
	Poll  time.Duration // for jobs that become due by themselves
	Log   *slog.Logger
}

const (
	batch        = 512 // jobs looked at in one round; some may be paused
	defaultPoll  = 500 * time.Millisecond
	longestPause = 2 * time.Minute
)

// Runner runs the jobs of the kinds that are registered.
type Runner struct {
	kinds []*pool

	mu      sync.Mutex // guards cancel
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// New makes a runner.
func New(cfg Config) *Runner {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Poll == 0 {
		cfg.Poll = defaultPoll
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	r := &Runner{}
	for _, w := range cfg.Work {
		if w.LongestPause == 0 {
			w.LongestPause = longestPause
		}
		r.kinds = append(r.kinds, &pool{
			cfg: cfg, work: w, wake: make(chan struct{}, 1), slot: make(chan struct{}, w.AtOnce),
			busy: map[string]bool{}, freed: map[string]bool{}, pauses: map[string]pause{},
		})
	}
	return r
}

// Wants says whether a commit changed jobs: one that went frees the next of its
// lane.
func (r *Runner) Wants(c desk.Commit) bool { return c.Jobs }

// Nudge says that there may be a new job. It never blocks.
func (r *Runner) Nudge() {
	for _, p := range r.kinds {
		p.nudge()
	}
}

// Start begins to work. It may be called again after Stop.
func (r *Runner) Start(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	for _, p := range r.kinds {
		r.running.Go(func() { p.loop(ctx) })
	}
	return nil
}

// Stop lets the running jobs end, so that their outcome is known, and returns
// when they have. It is safe to call twice.
func (r *Runner) Stop() {
	r.mu.Lock()
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	r.mu.Unlock()
	r.running.Wait()
}
