package channel

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

// Pulses counts per number, in memory: after a restart it begins anew, and the screens
// say since when they count. It may be used concurrently.
type Pulses struct {
	now func() time.Time

	mu sync.Mutex // guards of
	of map[desk.NumberID]Pulse
}

// NewPulses makes empty counts that read the time from now.
func NewPulses(now func() time.Time) *Pulses {
	return &Pulses{now: now, of: map[desk.NumberID]Pulse{}}
}

// Note counts a webhook for a number, "" = it was for none of ours.
func (p *Pulses) Note(n desk.NumberID, duplicate bool) {
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

// Of tells what webhooks have brought for a number.
func (p *Pulses) Of(n desk.NumberID) Pulse {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[n]
}
