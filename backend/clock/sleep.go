package clock

import (
	"context"
	"time"
)

// Sleep waits for d, and says false when ctx ended first. It goes by the
// computer's own count of time, whatever the clock says.
func Sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
