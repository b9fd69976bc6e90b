//go:build !windows

package clock

import "time"

var (
	clockNow = time.Now
	began    = clockNow()
)

// fallback counts from the start of this process, by Go's own counter.
func fallback() time.Duration { return clockNow().Sub(began) }
