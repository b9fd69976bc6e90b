package bridge

import (
	"sync"
	"time"
)

// pumpInterval is how often the UI is told of changes at most: three frames,
// too short to notice and long enough to merge a burst.
const pumpInterval = 50 * time.Millisecond

// Names of events. None carries data worth keeping: a lost one costs nothing,
// because the UI asks for what changed since its own revision.
const (
	EventChanged  = "changed"  // data: the replica's revision
	EventState    = "state"    // ask Session.State
	EventOutbox   = "outbox"   // ask Compose.Queued
	EventCode     = "code"     // data: set-up id; ask Setup.Code
	EventSandbox  = "sandbox"  // ask Sandbox.Panel
	EventNavigate = "navigate" // data: thread id, from a clicked notification
	EventAlert    = "alert"    // data: Alert; shown inside when the system cannot
	EventClosing  = "closing"  // the last window is closing: ask whether to keep receiving
)

// Alert is something to show inside the window.
type Alert struct {
	Title    string `json:"title"`
	Body     string `json:"body"`
	ThreadID string `json:"threadId"`
	Kind     string `json:"type"`
	Why      string `json:"why"` // what the system cannot do; the page says it once
}

// Pump merges nudges, so that a burst of a thousand changes reaches the UI as
// a few events.
type Pump struct {
	emit func(name string, data any)

	mu      sync.Mutex // guards below
	rev     int64
	pending bool
	timer   *time.Timer
	closed  bool
}

// NewPump makes a pump that emits through emit.
func NewPump(emit func(name string, data any)) *Pump { return &Pump{emit: emit} }

// Changed says that the replica is at rev now. The first of a burst goes out
// at once, the rest as one after pumpInterval.
func (p *Pump) Changed(rev int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rev = rev
	if p.closed || p.pending {
		return
	}
	if p.timer == nil {
		p.timer = time.AfterFunc(pumpInterval, p.flush)
		go p.emit(EventChanged, rev)
		return
	}
	p.pending = true
}

func (p *Pump) flush() {
	p.mu.Lock()
	rev, again := p.rev, p.pending && !p.closed
	p.pending, p.timer = false, nil
	if again {
		p.timer = time.AfterFunc(pumpInterval, p.flush)
	}
	p.mu.Unlock()
	if again {
		p.emit(EventChanged, rev)
	}
}

// Say emits any other event as it is.
func (p *Pump) Say(name string, data any) { p.emit(name, data) }

// Close stops the pump.
func (p *Pump) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
}
