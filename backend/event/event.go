// Package event brings what happened in an organization (desk.Event, which a
// fold emits) to those who do something about it: webhooks to other systems,
// rules, flows, records, reports. They stand here and never in a fold, so that
// none of them can hold up a message or be a part of what a rebuild folds again.
//
// Each consumer has a place of its own in the record. It gets everything from
// there on, in order, nothing left out and nothing merged; what it could not do
// is tried again before anything after it. After a crash it may be given
// something once more: an event's Seq and N say which.
//
// It is not for what desktops show: they follow rows (hub).
package event

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
)

// Consumer does something about what happened.
type Consumer interface {
	// Name is the consumer's for ever: its place in the record goes by it.
	Name() string
	// Take is given events of one organization, whole entries, in order. On an
	// error they are given again, after a pause. lost counts the entries that were
	// too old to be kept until now, and is told once.
	Take(ctx context.Context, org desk.OrgID, events []desk.Event, lost int64) error
}

// Store keeps the events and each reader's place.
type Store interface {
	Orgs(ctx context.Context) ([]desk.OrgID, error)
	AddEventReader(ctx context.Context, org desk.OrgID, name string) error
	DropEventReader(ctx context.Context, org desk.OrgID, name string) error
	EventReaders(ctx context.Context, org desk.OrgID) ([]desk.EventReader, error)
	EventsFor(ctx context.Context, org desk.OrgID, name string, limit int) (events []desk.Event, upTo, lost int64, err error)
	EventsRead(ctx context.Context, org desk.OrgID, name string, upTo int64) error
}

// Config says who reads what.
type Config struct {
	Store     Store
	Consumers []Consumer
	Log       *slog.Logger
	Page      int           // entries at a time, 0 = 200
	Pause     time.Duration // after a failure, doubled each time up to MaxPause; 0 = 1 s
	MaxPause  time.Duration // 0 = 1 min
}

// Service runs the consumers, each on a goroutine of its own: one that is slow
// holds up nobody else.
type Service struct {
	cfg    Config
	nudges []chan struct{} // one per consumer, capacity 1
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// Start begins where each consumer was; a new one hears of what happens from now
// on in the organizations that there are. The place of one that is not among
// them is forgotten: nothing is kept for it.
func Start(ctx context.Context, cfg Config) (*Service, error) {
	if cfg.Page == 0 {
		cfg.Page = 200
	}
	if cfg.Pause == 0 {
		cfg.Pause = time.Second
	}
	if cfg.MaxPause == 0 {
		cfg.MaxPause = time.Minute
	}
	s := &Service{cfg: cfg}
	if err := s.register(ctx); err != nil {
		return nil, desk.Wrap("register consumers of events", err)
	}
	run, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	for _, c := range cfg.Consumers {
		nudge := make(chan struct{}, 1)
		s.nudges = append(s.nudges, nudge)
		s.wg.Go(func() { s.run(run, c, nudge) })
	}
	return s, nil
}

// Nudge says that something may have happened. It never waits.
func (s *Service) Nudge() {
	for _, n := range s.nudges {
		select {
		case n <- struct{}{}:
		default:
		}
	}
}

// Stop ends every consumer; what one was given and did not finish, it is given
// again at the next start.
func (s *Service) Stop() {
	s.cancel()
	s.wg.Wait()
}

func (s *Service) register(ctx context.Context) error {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := s.registerIn(ctx, org); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) registerIn(ctx context.Context, org desk.OrgID) error {
	readers, err := s.cfg.Store.EventReaders(ctx, org)
	if err != nil {
		return err
	}
	for _, r := range readers {
		if !slices.ContainsFunc(s.cfg.Consumers, func(c Consumer) bool { return c.Name() == r.Name }) {
			if err := s.cfg.Store.DropEventReader(ctx, org, r.Name); err != nil {
				return err
			}
		}
	}
	for _, c := range s.cfg.Consumers {
		if err := s.cfg.Store.AddEventReader(ctx, org, c.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) run(ctx context.Context, c Consumer, nudge <-chan struct{}) {
	pause := s.cfg.Pause
	for {
		failed := !s.round(ctx, c)
		if !failed {
			pause = s.cfg.Pause
			select {
			case <-ctx.Done():
				return
			case <-nudge:
			}
			continue
		}
		if !clock.Sleep(ctx, pause) {
			return
		}
		pause = min(2*pause, s.cfg.MaxPause)
	}
}

// round gives the consumer everything there is, of every organization: one that
// fails does not hold up the others.
func (s *Service) round(ctx context.Context, c Consumer) (ok bool) {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		s.failed(ctx, c, "", err)
		return false
	}
	ok = true
	for _, org := range orgs {
		if err := s.catchUp(ctx, c, org); err != nil {
			s.failed(ctx, c, org, err)
			ok = false
		}
	}
	return ok
}

func (s *Service) catchUp(ctx context.Context, c Consumer, org desk.OrgID) error {
	for ctx.Err() == nil {
		events, upTo, lost, err := s.cfg.Store.EventsFor(ctx, org, c.Name(), s.cfg.Page)
		if desk.CodeOf(err) == desk.CodeNotFound { // an organization that was made since
			if err = s.cfg.Store.AddEventReader(ctx, org, c.Name()); err == nil {
				continue
			}
		}
		if err != nil || len(events) == 0 && lost == 0 {
			return err
		}
		if err := c.Take(ctx, org, events, lost); err != nil {
			return err
		}
		// What is done is noted even while stopping: it would be done again.
		if err := s.cfg.Store.EventsRead(context.WithoutCancel(ctx), org, c.Name(), upTo); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *Service) failed(ctx context.Context, c Consumer, org desk.OrgID, err error) {
	if ctx.Err() == nil {
		s.cfg.Log.Error("consume events", "consumer", c.Name(), "org", org, "error", err)
	}
}
