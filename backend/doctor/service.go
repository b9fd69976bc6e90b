package doctor

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Rows reads state rows. Not found is CodeNotFound.
type Rows interface {
	desk.Rows
	Orgs(ctx context.Context) ([]desk.OrgID, error)
}

// Links opens what a number hangs on.
type Links interface {
	// Connection gives what the number's provider can be asked. CodeInvalid when this
	// relay does not speak to its provider any more.
	Connection(ctx context.Context, org desk.OrgID, n *desk.Number) (channel.Connection, error)
}

// Config is what the service needs; all but Clock and Log are required.
type Config struct {
	Rows     Rows
	Links    Links
	Recorder desk.Recorder
	// Reach asks an address from outside whether it leads to this relay's webhooks of
	// the number. Its error has a sentence for a person, and CodeUnavailable when nothing
	// answered.
	Reach func(ctx context.Context, provider string, n *desk.Number, address string) error
	// Seal is when a webhook of an SMS number's carrier was last proven by the stored
	// secret, and when one last was not. Unix ms; 0 = not since the relay started.
	Seal func(desk.OrgID, *desk.Number) (accepted, refused int64)
	// LastEvent is when a webhook last came for the number, Unix ms; 0 = not since the
	// relay started.
	LastEvent func(*desk.Number) int64
	// Past tells of what customers wrote. nil = silence is not looked for.
	Past Past

	Clock func() time.Time
	Log   *slog.Logger
}

// atOnce is how many numbers are examined at the same time, of all organizations.
const atOnce = 4

// longest bounds one examination: six calls of a provider, each with its own deadline.
const longest = 3 * time.Minute

// Service examines numbers. It may be used concurrently.
type Service struct {
	cfg Config

	mu       sync.Mutex // guards what follows
	running  map[at]*run
	silences map[at]silence
	started  bool
	closed   bool

	startedAt int64 // Unix ms; while the relay was off, nothing could come

	slots  chan struct{} // capacity atOnce
	nudge  chan struct{} // capacity 1: "look whose connection changed", carries no data
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// at names a number.
type at struct {
	org    desk.OrgID
	number desk.NumberID
}

// run is an examination that goes on.
type run struct {
	since  int64
	checks []desk.Check // guarded by the service's mu, like what follows
	made   bool         // all checks are made, and are about to be recorded
	// next begins what a person asked for when all checks were made already: what they have
	// mended in between would not be seen. It holds mu. nil = nobody did.
	next func()
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{cfg: cfg, running: map[at]*run{}, silences: map[at]silence{}, slots: make(chan struct{}, atOnce), nudge: make(chan struct{}, 1)}
	s.startedAt = s.now()
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// Stop ends the examinations that go on and returns when they have. It is safe to call
// twice.
func (s *Service) Stop() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.wg.Wait()
}

func (s *Service) now() int64 { return s.cfg.Clock().UnixMilli() }

// CallFunc answers a call of a person of the organization, with one of wire's types.
type CallFunc func(ctx context.Context, org desk.OrgID, user *desk.User, body []byte) (any, error)

// Calls gives everything that may be asked. Only supervisors may.
func (s *Service) Calls() map[string]CallFunc {
	return wire.ByName(
		supervised(wire.CallCheckupRun, s.begin),
		supervised(wire.CallCheckupState, s.state),
	)
}

func supervised[B, A any](c wire.Request[B, A], f func(context.Context, desk.OrgID, *desk.User, B) (A, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, org desk.OrgID, user *desk.User, body []byte) (any, error) {
		return wire.Supervised(user, body, func(in B) (A, error) { return f(ctx, org, user, in) })
	}}
}

// begin has a number examined and tells how far that is. One that is being examined
// already goes on; if only its record is missing, another follows.
func (s *Service) begin(ctx context.Context, org desk.OrgID, user *desk.User, in wire.NumberRef) (wire.CheckupProgress, error) {
	n, err := s.number(ctx, org, in.NumberID)
	if err != nil {
		return wire.CheckupProgress{}, err
	}
	return s.start(org, n, desk.CheckupEntry{Cause: desk.CheckAsked, By: user.ID}), nil
}

// state tells how far an examination is.
func (s *Service) state(ctx context.Context, org desk.OrgID, _ *desk.User, in wire.NumberRef) (wire.CheckupProgress, error) {
	n, err := s.number(ctx, org, in.NumberID)
	if err != nil {
		return wire.CheckupProgress{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running[at{org, n.ID}].progress(), nil
}

// number finds one of the organization's numbers.
func (s *Service) number(ctx context.Context, org desk.OrgID, id string) (*desk.Number, error) {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && n.Deleted {
		return nil, wire.AskNumber.Refusal()
	}
	return n, desk.Wrap("read number", err)
}

// progress tells how far a run is; nil = there is none. The caller holds mu.
func (r *run) progress() wire.CheckupProgress {
	out := wire.CheckupProgress{Checks: []wire.Check{}}
	if r == nil {
		return out
	}
	out.Running, out.Since = true, r.since
	for _, c := range r.checks {
		out.Checks = append(out.Checks, wire.CheckOf(c))
	}
	return out
}

// start examines a number in the background, unless somebody does already, and tells
// how far that is.
func (s *Service) start(org desk.OrgID, n *desk.Number, entry desk.CheckupEntry) wire.CheckupProgress {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return (*run)(nil).progress()
	}
	if r := s.running[at{org, n.ID}]; r != nil {
		if r.made && entry.Cause == desk.CheckAsked {
			r.next = func() { s.run(org, n, entry) }
		}
		return r.progress()
	}
	return s.run(org, n, entry)
}

// run is start of a number that is not being examined. The caller holds mu.
func (s *Service) run(org desk.OrgID, n *desk.Number, entry desk.CheckupEntry) wire.CheckupProgress {
	r := &run{since: s.now()}
	s.running[at{org, n.ID}] = r
	s.wg.Go(func() {
		defer s.ended(at{org, n.ID}, r)
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, longest)
		defer cancel()
		entry.NumberID = n.ID
		if err := s.examine(ctx, org, n, r, &entry); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("examine number", "number_id", string(n.ID), "err", err)
		}
	})
	return r.progress()
}

// ended forgets a run, and begins the one that was asked for meanwhile.
func (s *Service) ended(of at, r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, of)
	if r.next != nil && !s.closed {
		r.next()
	}
}

// examine makes the checks and records what they found.
func (s *Service) examine(ctx context.Context, org desk.OrgID, n *desk.Number, r *run, entry *desk.CheckupEntry) error {
	e, err := s.prepare(ctx, org, n)
	if err != nil {
		return err
	}
	e.tell = func(c desk.Check) {
		s.mu.Lock()
		defer s.mu.Unlock()
		r.checks = append(r.checks, c)
	}
	e.all(ctx)
	s.mu.Lock()
	r.made = true
	s.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err() // half an examination says nothing
	}
	if err := e.recordSeen(ctx); err != nil {
		return err
	}
	entry.Checks = e.inOrder()
	out, err := desk.Record(ctx, s.cfg.Recorder, org, desk.EntryCheckup, entry)
	if err == nil && out.Quarantined {
		err = desk.Broken("checkup", "the checkup could not be folded")
	}
	return err
}
