package desk

import "context"

// Work is a class of work. Each has readers of the database of its own, so that
// one that has more to do than it can does not hold up the others.
type Work string

// The classes.
const (
	WorkIntake Work = "intake" // what must never wait: webhooks, the ledger, timers, jobs
	WorkSync   Work = "sync"   // desktops: their changes, commands and calls
	WorkSearch Work = "search" // searches, which read the most
	WorkMedia  Work = "media"  // files that go up and down
)

// Works lists the classes.
var Works = []Work{WorkIntake, WorkSync, WorkSearch, WorkMedia}

type workKey struct{}

// WithWork says of what class the work is that is done under the context.
func WithWork(ctx context.Context, w Work) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

// WorkOf gives the class of the work under the context; WorkIntake where nobody
// said anything, because a new caller that is slow does less harm than one that waits.
func WorkOf(ctx context.Context) Work {
	if w, ok := ctx.Value(workKey{}).(Work); ok {
		return w
	}
	return WorkIntake
}
