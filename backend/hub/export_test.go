package hub

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// OutQueue is outQueue, for tests.
const OutQueue = outQueue

// Chunk is chunk, for tests.
func Chunk(items []view.Projected) [][]wire.Change { return chunk(items) }

// WithoutContent is withoutContent, for tests.
func WithoutContent(f wire.Frame) wire.Frame { return withoutContent(f) }

// SearchTurns lets a person search one at a time; SearchRest is how long the
// next one waits.
type SearchTurns = oneEach

// Enter is enter.
func (o *oneEach) Enter(ctx context.Context, user desk.UserID) (func(time.Duration), error) {
	return o.enter(ctx, user)
}

// People says of how many it is known that they search or wait.
func (o *oneEach) People() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.turns)
}

// SearchRest is searchRest.
func SearchRest(took time.Duration) time.Duration { return searchRest(took) }
