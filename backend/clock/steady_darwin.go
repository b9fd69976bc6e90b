package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// clockMonotonic is the system's CLOCK_MONOTONIC, which on macOS goes on in
// sleep (clock_gettime(3)).
const clockMonotonic = 6

// System is the computer's own counter.
func System() Steady {
	boot, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		boot = ""
	}
	return Steady{Boot: boot, Now: func() time.Duration {
		var t unix.Timespec
		if err := unix.ClockGettime(clockMonotonic, &t); err != nil {
			return fallback()
		}
		return time.Duration(t.Nano())
	}}
}
