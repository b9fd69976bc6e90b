package webhook

import (
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Pulse is what webhooks have brought for a number since the relay started.
type Pulse struct {
	LastEventAt int64 // Unix ms of the last webhook for it, 0 = none yet
	Events      int64
	Duplicates  int64 // deliveries that were known already, and absorbed
}

// pulses counts per number, in memory: after a restart it begins anew, and the
// screens say since when they count.
type pulses struct {
	now func() time.Time

	mu sync.Mutex // guards of
	of map[desk.NumberID]Pulse
}

func (p *pulses) note(n desk.NumberID, duplicate bool) {
	if n == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.of[n]
	v.LastEventAt = p.now().UnixMilli()
	v.Events++
	if duplicate {
		v.Duplicates++
	}
	p.of[n] = v
}

// Pulse tells what webhooks have brought for a number.
func (h *Messages) Pulse(n desk.NumberID) Pulse {
	h.pulses.mu.Lock()
	defer h.pulses.mu.Unlock()
	return h.pulses.of[n]
}
