package link

import (
	"math/rand/v2"
	"time"

	"github.com/parleydesk/parley/backend/wire"
)

const (
	firstPause = 300 * time.Millisecond // most drops are short: the first try comes at once
	basePause  = time.Second
	maxPause   = 30 * time.Second
	// certPause is how often a refused certificate is looked at again by itself:
	// the network's sign-in page may have been in the way.
	certPause = time.Minute
	// restartPause spreads the desktops of a relay that restarts.
	restartPause = 3 * time.Second
)

// pauses counts tries and gives how long to wait before the next one.
type pauses struct{ tries int }

// next gives the pause after an ending; 0 means at once or, for one that
// stops, never.
func (p *pauses) next(e ending) time.Duration {
	switch {
	case e.stop && e.isCertificate():
		return certPause
	case e.stop:
		return 0
	case e.again && p.tries == 0:
		p.tries++ // once: a relay that says so again and again gets pauses
		return 0
	case e.code == wire.CloseRestarting && p.tries == 0:
		p.tries++
		return jitter(restartPause)
	}
	p.tries++
	if p.tries == 1 {
		return jitter(firstPause)
	}
	return jitter(min(maxPause, basePause<<min(p.tries-2, 10)))
}

// jitter gives something between half of d and d, so that desktops that lost
// their relay together do not come back together.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d/2+1) //nolint:gosec // nothing secret: it only spreads load
}
