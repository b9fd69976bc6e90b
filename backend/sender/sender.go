// Package sender delivers: it does the jobs of its kinds (Work), which package jobs
// runs, makes the calls to the provider, and appends what came of them.
//
// It is the last step on the way out. It keeps the order of a thread's
// messages, the pace of each number, and the one rule that a message never
// leaves twice by itself: posting is durable before the call, and a call whose
// answer never came is unknown, not failed. It decides nothing about who may
// write what: the fold of send.posting does.
package sender

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
)

// Provider is what the sender asks of a provider.
type Provider = channel.Messenger

// Files keeps media.
type Files interface {
	Put(ctx context.Context, id desk.MediaID, r io.Reader, limit int64) (desk.Media, error)
	PutChecked(ctx context.Context, id desk.MediaID, r io.Reader, limit int64, check func(filetype.Facts) error) (desk.Media, error)
	Get(id desk.MediaID) (*os.File, error)
	Describe(id desk.MediaID) (desk.Media, error)
}

// Config is what a sender needs.
type Config struct {
	Rows     desk.Rows
	Recorder desk.Recorder
	// Account gives the client of the account that a number belongs to.
	Account func(ctx context.Context, org desk.OrgID, n *desk.Number) (Provider, error)
	Files   Files
	// Public fetches what lies open on the internet: the pictures of ads. It must refuse
	// addresses inside a network, whatever a name leads to.
	Public *http.Client
	Clock  func() time.Time
	// Sure says whether the time can be relied on; sends wait until it can, since
	// the window is judged when they leave. nil = always.
	Sure     func() bool
	MaxMedia int64 // bytes of one fetched file; 0 = the largest of WhatsApp
	Log      *slog.Logger
}

const recordTimeout = 20 * time.Second

// Sender does the jobs of its kinds.
type Sender struct {
	cfg Config

	mu   sync.Mutex // guards pace
	pace map[desk.NumberID]*rate.Limiter
}

// New makes a sender.
func New(cfg Config) *Sender {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.MaxMedia == 0 {
		cfg.MaxMedia = channel.RulesOf(desk.WhatsApp).MaxFile
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Sender{cfg: cfg, pace: map[desk.NumberID]*rate.Limiter{}}
}

// Work says how the kinds of jobs are done that are the sender's. Of sends a thread
// has one at a time.
func (s *Sender) Work() []desk.JobWork {
	subject := func(j desk.OrgJob) string { return j.Subject }
	return []desk.JobWork{
		{
			Kind: desk.JobSend, AtOnce: 16, Lane: func(j desk.OrgJob) string { return j.ThreadID }, Ready: s.cfg.Sure,
			Run: func(ctx context.Context, j desk.OrgJob, _ int) error { return s.send(ctx, j) },
		},
		{ // up to seven days: further and further apart
			Kind: desk.JobFetchMedia, AtOnce: 8, Lane: subject, Run: s.fetch, LongestPause: time.Hour,
		},
		{
			Kind: desk.JobFetchAd, AtOnce: 4, Lane: subject, Run: s.fetchAd, LongestPause: time.Hour,
		},
		{
			Kind: desk.JobReadTick, AtOnce: 4, Lane: subject,
			Run: func(ctx context.Context, j desk.OrgJob, _ int) error { return s.readTick(ctx, j) },
		},
	}
}

// limiter gives the limiter of a number's pace: what is sent faster is refused.
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
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	return desk.Record(ctx, s.cfg.Recorder, org, kind, payload)
}
