// Package sender delivers: it takes the jobs that folds asked for, makes the
// calls to the provider, and appends what came of them.
//
// It is the last step on the way out. It keeps the order of a thread's
// messages, the pace of each number, and the one rule that a message never
// leaves twice by itself: posting is durable before the call, and a call whose
// answer never came is unknown, not failed. It decides nothing about who may
// write what: the fold of send.posting does.
package sender

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Jobs reads what is due. Of sends it gives the first of each thread only.
type Jobs interface {
	DueJobs(ctx context.Context, kind desk.JobKind, now int64, limit int) ([]desk.OrgJob, error)
}

// Rows reads what a send is made of.
type Rows interface {
	Message(ctx context.Context, org desk.OrgID, id desk.MessageID) (*desk.Message, error)
	Thread(ctx context.Context, org desk.OrgID, id desk.ThreadID) (*desk.Thread, error)
	Contact(ctx context.Context, org desk.OrgID, id desk.ContactID) (*desk.Contact, error)
	Number(ctx context.Context, org desk.OrgID, id desk.NumberID) (*desk.Number, error)
	Template(ctx context.Context, org desk.OrgID, id desk.TemplateID) (*desk.Template, error)
}

// Provider is what the sender asks of a provider. Its errors are failures of
// channel.FailureOf.
type Provider interface {
	Send(ctx context.Context, phoneID string, m channel.Outgoing) (channel.Sent, error)
	UploadMedia(ctx context.Context, phoneID string, u channel.Upload) (string, error)
	GetMedia(ctx context.Context, mediaID, phoneID string) (channel.MediaInfo, error)
	DownloadMedia(ctx context.Context, address string, limit int64) (*channel.Download, error)
	MarkRead(ctx context.Context, phoneID, messageID string, typing bool) error
}

// Files keeps media.
type Files interface {
	Put(ctx context.Context, id desk.MediaID, r io.Reader, limit int64) (desk.Media, error)
	Get(id desk.MediaID) (*os.File, error)
	Describe(id desk.MediaID) (desk.Media, error)
}

// Config is what a sender needs.
type Config struct {
	Jobs     Jobs
	Rows     Rows
	Recorder desk.Recorder
	// Account gives the client of the account that a number belongs to.
	Account func(ctx context.Context, org desk.OrgID, n *desk.Number) (Provider, error)
	Files   Files
	Clock   func() time.Time
	// Sure says whether the time can be relied on; sends wait until it can, since
	// the window is judged when they leave. nil = always.
	Sure     func() bool
	MaxMedia int64 // bytes of one fetched file; 0 = the largest of WhatsApp
	Poll     time.Duration
	Log      *slog.Logger
}

const (
	workers       = 16                     // calls at once; a slow one holds up its thread only
	batch         = 512                    // jobs looked at in one round; some may be paused
	defaultPoll   = 500 * time.Millisecond // for jobs that become due by themselves
	recordTimeout = 20 * time.Second
)

// Sender runs the jobs.
type Sender struct {
	cfg  Config
	wake chan struct{} // capacity 1: "look for jobs", carries no data
	slot chan struct{} // capacity workers: one per running job

	mu      sync.Mutex      // guards below
	busy    map[string]bool // threads and subjects being worked on
	pace    map[desk.NumberID]*rate.Limiter
	pauses  map[string]pause
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// New makes a sender.
func New(cfg Config) *Sender {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Sure == nil {
		cfg.Sure = func() bool { return true }
	}
	if cfg.MaxMedia == 0 {
		cfg.MaxMedia = channel.RulesOf(desk.WhatsApp).MaxFile
	}
	if cfg.Poll == 0 {
		cfg.Poll = defaultPoll
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Sender{
		cfg: cfg, wake: make(chan struct{}, 1), slot: make(chan struct{}, workers),
		busy: map[string]bool{}, pace: map[desk.NumberID]*rate.Limiter{},
		pauses: map[string]pause{},
	}
}

// Wake says that there may be a new job. It never blocks.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Start begins to work. It may be called again after Stop.
func (s *Sender) Start(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.running.Go(func() { s.loop(ctx) })
	return nil
}

// Stop lets the running calls end, so that their outcome is known, and returns
// when they have. It is safe to call twice.
func (s *Sender) Stop() {
	s.mu.Lock()
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *Sender) loop(ctx context.Context) {
	tick := time.NewTicker(s.cfg.Poll)
	defer tick.Stop()
	for {
		for _, kind := range []desk.JobKind{desk.JobSend, desk.JobFetchMedia, desk.JobReadTick} {
			if err := s.round(ctx, kind); err != nil && ctx.Err() == nil {
				s.cfg.Log.Error("look for jobs", "kind", kind, "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// round starts every due job whose thread is free, as far as there are slots.
func (s *Sender) round(ctx context.Context, kind desk.JobKind) error {
	if kind == desk.JobSend && !s.cfg.Sure() {
		return nil
	}
	jobs, err := s.cfg.Jobs.DueJobs(ctx, kind, s.cfg.Clock().UnixMilli(), batch)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		key := lane(j)
		if s.waiting(j) || !s.claim(key) {
			continue
		}
		select {
		case s.slot <- struct{}{}:
		case <-ctx.Done():
			s.free(key)
			return nil
		}
		s.running.Go(func() {
			defer func() { <-s.slot; s.free(key); s.Wake() }()
			s.run(j)
		})
	}
	return nil
}

// lane names what a job must not share: sends their thread, others themselves.
func lane(j desk.OrgJob) string {
	if j.Kind == desk.JobSend {
		return "send/" + j.ThreadID
	}
	return string(j.Kind) + "/" + j.Subject
}

func (s *Sender) claim(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[key] {
		return false
	}
	s.busy[key] = true
	return true
}

func (s *Sender) free(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, key)
}

// run does one job. It has a context of its own: a call that has begun is seen
// through even while the relay stops.
func (s *Sender) run(j desk.OrgJob) {
	ctx := context.Background()
	var err error
	switch j.Kind {
	case desk.JobSend:
		err = s.send(ctx, j)
	case desk.JobFetchMedia:
		err = s.fetch(ctx, j)
	case desk.JobReadTick:
		err = s.readTick(ctx, j)
	}
	if err != nil {
		s.tried(j, 1) // the ledger or the account is in trouble: not again at once
		s.cfg.Log.Error("run job", "kind", j.Kind, "subject", j.Subject, "attempts", j.Attempts, "err", err)
	}
}

// limiter gives the pace of a number: what is sent faster is refused.
func (s *Sender) limiter(n *desk.Number) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.pace[n.ID]
	if l == nil {
		most := channel.RulesOf(n.Channel).PerSecond
		l = rate.NewLimiter(rate.Limit(most), most)
		s.pace[n.ID] = l
	}
	return l
}

// record appends one entry and gives what its fold answered. It tries until
// the ledger takes it: an outcome that nobody records would be lost.
func (s *Sender) record(ctx context.Context, org desk.OrgID, kind desk.EntryKind, payload any) (desk.Outcome, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return desk.Outcome{}, desk.Wrap("encode "+string(kind), err)
	}
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	out, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{{Org: org, Kind: kind, Payload: b}}})
	if err != nil {
		return desk.Outcome{}, desk.Wrap("record "+string(kind), err)
	}
	return out[0], nil
}
