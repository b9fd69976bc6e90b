package relay

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// lastEventsBack is how far back the record is asked when a number last heard of somebody.
const lastEventsBack = 7 * 24 * time.Hour

// earlier knows when a customer last wrote to each number before the relay started: the
// counts of webhooks are in memory only. An organization's is read once.
type earlier struct {
	mu   sync.Mutex // guards what follows
	last map[desk.OrgID]map[desk.NumberID]int64
}

// of gives it by number, Unix ms; a number that nobody has written to lately is not in it.
func (e *earlier) of(ctx context.Context, org desk.OrgID, p past, now time.Time) (map[desk.NumberID]int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if last, known := e.last[org]; known {
		return last, nil
	}
	last, err := p.LastIn(ctx, org, now.Add(-lastEventsBack).UnixMilli())
	if err != nil {
		return nil, desk.Wrap("look for the last messages", err)
	}
	if e.last == nil {
		e.last = map[desk.OrgID]map[desk.NumberID]int64{}
	}
	e.last[org] = last
	return last, nil
}
