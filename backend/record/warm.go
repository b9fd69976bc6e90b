package record

import (
	"context"
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
)

// warmFrom is from how many lines on records are read before anybody asks: fewer are
// read in a moment.
const warmFrom = 20_000

// Start reads ahead, in the background, of organizations with many records: a million
// take seconds, which nobody is to wait for. Stop ends it.
func (s *Service) Start(ctx context.Context, log *slog.Logger) error {
	orgs, err := s.rows.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	var large []desk.OrgID
	for _, id := range orgs {
		head, err := desk.Get[*desk.RecordHead](ctx, s.rows, id, desk.RowRecordHead, id)
		if err == nil && head.N >= warmFrom {
			large = append(large, id)
		}
	}
	run, cancel := context.WithCancel(desk.WithWork(context.Background(), desk.WorkSearch))
	s.stop = cancel
	s.background.Go(func() {
		for _, id := range large {
			if err := s.Warm(run, id); err != nil && run.Err() == nil {
				log.Warn("records are not read ahead", "org", id, "err", err)
			}
		}
	})
	return nil
}

// Stop ends what Start began, and is safe to call without it and twice.
func (s *Service) Stop() {
	if s.stop != nil {
		s.stop()
	}
	s.background.Wait()
}
