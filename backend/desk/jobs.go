package desk

import (
	"context"
	"time"
)

// JobWork says how the jobs of one kind are done.
type JobWork struct {
	Kind JobKind
	// AtOnce is how many jobs of the kind may run at the same time. No kind takes
	// the place of another: one that is slow holds up its own jobs only.
	AtOnce int
	// Lane names a sequence of jobs: those of one lane run one after the other.
	Lane func(OrgJob) string
	// Ready says whether jobs of the kind may begin now; nil = always.
	Ready func() bool
	// Run does one job. tries is how often it has failed since the relay started.
	// After an error it is tried again, later and later.
	Run func(ctx context.Context, j OrgJob, tries int) error
	// LongestPause is the longest time between two tries; 0 = two minutes.
	LongestPause time.Duration
}

// Backoff is how long to wait after a number of failures: a second, doubled for
// each, and never longer than most.
func Backoff(failures int, most time.Duration) time.Duration {
	const enough = 20 // doublings: twelve days
	return min(time.Second<<min(max(failures, 0), enough), most)
}
