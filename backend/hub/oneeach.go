package hub

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// oneEach lets each person do one thing at a time; the others of the same person
// wait for their turn.
type oneEach struct {
	mu    sync.Mutex // guards below
	turns map[desk.UserID]*turn
}

// turn is one person's. It is forgotten when nobody holds it or waits for it.
type turn struct {
	held    chan struct{} // capacity 1: whoever fills it has the turn
	waiting int
}

// enter waits until it is the caller's turn; done gives it on, after a rest. It
// fails when the context ends first.
func (o *oneEach) enter(ctx context.Context, user desk.UserID) (done func(rest time.Duration), err error) {
	o.mu.Lock()
	if o.turns == nil {
		o.turns = map[desk.UserID]*turn{}
	}
	t := o.turns[user]
	if t == nil {
		t = &turn{held: make(chan struct{}, 1)}
		o.turns[user] = t
	}
	t.waiting++
	o.mu.Unlock()
	select {
	case t.held <- struct{}{}:
		return func(rest time.Duration) {
			time.AfterFunc(rest, func() { <-t.held; o.leave(user, t) })
		}, nil
	case <-ctx.Done():
		o.leave(user, t)
		return nil, desk.Refuse(desk.CodeTooMany, "searching")
	}
}

func (o *oneEach) leave(user desk.UserID, t *turn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t.waiting--; t.waiting == 0 {
		delete(o.turns, user)
	}
}
