// Package desktest holds what tests of any package share and that is about
// nothing but testing.
package desktest

import "time"

// Quickest gives the shortest of the times that try reports, n counting from 0.
// It tries until one is within limit, and tries times at the most: a machine that
// stands still for a moment spoils one try, code that waits for something spoils
// each.
func Quickest(tries int, limit time.Duration, try func(n int) time.Duration) time.Duration {
	best := try(0)
	for n := 1; n < tries && best > limit; n++ {
		best = min(best, try(n))
	}
	return best
}
