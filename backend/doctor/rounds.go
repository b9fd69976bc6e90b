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

// Start begins to examine every number daily, as soon as its connection changed, and when
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
				s.tellFailed(s.Round(s.ctx))
			case <-s.nudge:
				s.tellFailed(s.Catch(s.ctx))
			}
		}
	})
}

func (s *Service) tellFailed(err error) {
	if err != nil && s.ctx.Err() == nil {
		s.cfg.Log.Error("look which numbers are due to be examined", "err", err)
	}
}

// Wants says whether a commit changed what numbers hang on.
func (*Service) Wants(c desk.Commit) bool { return c.Links }

// Nudge has the numbers examined that were connected, or whose connection changed. It
// waits for nothing.
func (s *Service) Nudge() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}

// Catch examines, in the background, the numbers that were connected since they were
// examined last, or whose connection changed: whoever has connected one wants to see at
// once how it is, and what it may do.
func (s *Service) Catch(ctx context.Context) error {
	return s.each(ctx, func(org desk.OrgID, n *desk.Number, row *desk.Checkup) error {
		if changed(row) {
			s.start(org, n, desk.CheckupEntry{Cause: desk.CheckSet})
		}
		return nil
	})
}

// Round examines the numbers of every organization that are due, in the background. Of the
// others it only asks how the provider keeps them: quality and limits come by no webhook.
func (s *Service) Round(ctx context.Context) error {
	lastIn := map[desk.OrgID]map[desk.NumberID]int64{}
	return s.each(ctx, func(org desk.OrgID, n *desk.Number, row *desk.Checkup) error {
		switch {
		case changed(row):
			s.start(org, n, desk.CheckupEntry{Cause: desk.CheckSet})
			return nil
		case s.now()-row.At >= again.Milliseconds():
			s.start(org, n, desk.CheckupEntry{Cause: desk.CheckDaily})
			return nil
		}
		if lastIn[org] == nil {
			var err error
			if lastIn[org], err = s.lastIn(ctx, org); err != nil {
				return err
			}
		}
		silence, err := s.fellSilent(ctx, org, n, row, lastIn[org][n.ID])
		switch {
		case err != nil:
			return err
		case silence != nil:
			s.start(org, n, desk.CheckupEntry{Cause: desk.CheckQuiet, Silence: silence})
		default:
			s.look(org, n)
		}
		return nil
	})
}

// each goes through the numbers of every organization, each with its last examination,
// nil = it has had none.
func (s *Service) each(ctx context.Context, do func(desk.OrgID, *desk.Number, *desk.Checkup) error) error {
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
		last := map[desk.NumberID]*desk.Checkup{}
		for _, row := range rows {
			last[row.NumberID] = row
		}
		for _, n := range numbers {
			if n.Deleted {
				continue
			}
			if err := do(org, n, last[n.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// changed says whether a number was never examined, or not since its connection changed.
func changed(row *desk.Checkup) bool { return row == nil || row.At <= row.ChangedAt }
