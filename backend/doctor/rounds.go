package doctor

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	// every is how often the doctor looks which numbers are due.
	every = 10 * time.Minute
	// again is how long after an examination the next one is due.
	again = 24 * time.Hour
)

// Start begins to examine every number daily, soon after its connection changed, and when
// it has fallen silent.
// Stop ends it; a second call does nothing.
func (s *Service) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started || s.closed {
		return
	}
	s.started = true
	s.wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-s.ctx.Done():
				return
			case <-tick.C:
				if err := s.Round(s.ctx); err != nil && s.ctx.Err() == nil {
					s.cfg.Log.Error("look which numbers are due to be examined", "err", err)
				}
			}
		}
	})
}

// Round examines the numbers of every organization that are due, in the background. Of the
// others it only asks how the provider keeps them: quality and limits come by no webhook.
func (s *Service) Round(ctx context.Context) error {
	orgs, err := s.cfg.Rows.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		numbers, err := desk.Find[*desk.Number](ctx, s.cfg.Rows, org, desk.Numbers.With())
		if err != nil {
			return desk.Wrap("list numbers", err)
		}
		rows, err := desk.Find[*desk.Checkup](ctx, s.cfg.Rows, org, desk.Checkups.With())
		if err != nil {
			return desk.Wrap("list checkups", err)
		}
		lastIn, err := s.lastIn(ctx, org)
		if err != nil {
			return err
		}
		last := map[desk.NumberID]*desk.Checkup{}
		for _, row := range rows {
			last[row.NumberID] = row
		}
		for _, n := range numbers {
			if n.Deleted {
				continue
			}
			row := last[n.ID]
			if s.due(row) {
				s.start(org, n, desk.CheckupEntry{Cause: desk.CheckDaily})
				continue
			}
			silence, err := s.fellSilent(ctx, org, n, row, lastIn[n.ID])
			if err != nil {
				return err
			}
			if silence != nil {
				s.start(org, n, desk.CheckupEntry{Cause: desk.CheckQuiet, Silence: silence})
				continue
			}
			s.look(org, n)
		}
	}
	return nil
}

// due says whether a number is to be examined: it never was, not for a day, or not
// since its connection changed.
func (s *Service) due(row *desk.Checkup) bool {
	return row == nil || row.At <= row.ChangedAt || s.now()-row.At >= again.Milliseconds()
}
