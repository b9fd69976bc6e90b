package bridge

import (
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/wire"
)

// pumpInterval is how often the UI is told of changes at most: three frames,
// too short to notice and long enough to merge a burst.
const pumpInterval = 50 * time.Millisecond

// Names of events. An event is a name and at most a number that counts up:
// Wails hands events to whatever page the window shows, and a page that should
// not be there must learn nothing from them. A lost one costs nothing, because
// the UI asks for what is true now.
const (
	EventChanged  = "changed"  // number: the replica's revision; ask Sync.Changes
	EventState    = "state"    // ask Session.State
	EventOutbox   = "outbox"   // ask Compose.Queued
	EventCode     = "code"     // ask Setup.Code
	EventLease    = "lease"    // who holds a set-up, or asks for it: ask setup.list
	EventDrafts   = "drafts"   // another computer of the person has written: ask draft.list
	EventTogether = "together" // who else has conversations in view: ask Sync.Together
	EventSandbox  = "sandbox"  // ask Sandbox.Panel
	EventNavigate = "navigate" // number: of the clicked notification; ask System.News
	EventAlert    = "alert"    // number: of the alert; ask System.News
	EventPlain    = "plain"    // number: of the question; ask System.Marked, answer System.Plain
	EventClosing  = "closing"  // the last window is closing: ask whether to keep receiving
)

// News is what the page has to show beyond its screens.
type News struct {
	Seq    int64   `json:"seq"` // ask for what is after it next time
	Alerts []Alert `json:"alerts"`
	Open   string  `json:"open"` // thread of a notification that was clicked; "" = none

	OpenSetup string `json:"openSetup"` // set-up of one that was clicked; "" = none
	OpenLink  string `json:"openLink"`  // link to a conversation that the system opened, told once; "" = none
}

// Alert is something to show inside the window.
type Alert struct {
	Title    string        `json:"title"`
	Body     string        `json:"body"`
	ThreadID string        `json:"threadId"`
	SetupID  string        `json:"setupId"`
	Kind     string        `json:"type"`
	Problem  *wire.Failure `json:"problem"` // what the system cannot do; the page says it once
}

// Pump merges nudges, so that a burst of a thousand changes reaches the UI as
// a few events.
type Pump struct {
	emit func(name string, number int64)

	mu      sync.Mutex // guards below
	rev     int64
	pending bool
	timer   *time.Timer
	closed  bool
}

// NewPump makes a pump that emits through emit.
func NewPump(emit func(name string, number int64)) *Pump { return &Pump{emit: emit} }

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

// Say emits an event that needs no merging.
func (p *Pump) Say(name string, number int64) { p.emit(name, number) }

// Close stops the pump.
func (p *Pump) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
}
