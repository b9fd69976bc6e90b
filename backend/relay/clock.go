package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// correctFunc puts right what is stamped ahead of the time.
type correctFunc func(ctx context.Context, e desk.ClockEntry) error

// mostCorrections bounds how many entries put one record right, so that a row
// that cannot be put right does not fill the record.
const mostCorrections = 10_000

// correct puts right what is stamped ahead of the time, which is sure now, and
// records that. One entry does a bounded part.
func (r *Relay) correct(ctx context.Context, e desk.ClockEntry) error {
	for range mostCorrections {
		if err := r.record(ctx, desk.EntryClockSet, e); err != nil {
			return err
		}
		left, err := r.db.StampedAfter(ctx, r.org, r.time.Now().UnixMilli()+desk.ClockSlack, 1)
		if err != nil {
			return desk.Wrap("read what is stamped ahead", err)
		}
		if left.Most() == 0 {
			break
		}
	}
	r.time.Settled()
	return nil
}
