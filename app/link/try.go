package link

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Poke tries at once: the network is back, or the person pressed "try again".
func (l *Link) Poke() {
	select {
	case l.poke <- struct{}{}:
	default:
	}
}

// Try connects at once, as Poke does, and waits for the outcome: nil when there
// is a connection, else why there is none.
func (l *Link) Try(ctx context.Context) error {
	l.mu.Lock()
	before := l.ends
	l.mu.Unlock()
	for poked := false; ; {
		l.mu.Lock()
		isRunning := l.cancel != nil && !l.stopped
		hasSession, ends, why, news := l.session != nil, l.ends, l.why, l.news
		l.mu.Unlock()
		switch {
		case hasSession:
			return nil
		case !isRunning:
			return errOffline()
		case ends > before:
			return why.Err()
		case !poked:
			poked = true
			l.Poke()
		}
		select {
		case <-news:
		case <-ctx.Done():
			return &desk.Error{
				Code: desk.CodeUnavailable, Subcode: "timeout", Op: "try again", Err: ctx.Err(),
			}
		}
	}
}
