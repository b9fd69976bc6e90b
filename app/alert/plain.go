package alert

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
)

const (
	longestText = 4096                   // characters, WhatsApp's own limit
	plainWait   = 300 * time.Millisecond // a page that runs answers within a few
)

// Plain has the page say what a message's text is without WhatsApp's signs for
// bold, italic, strike and mono: the page draws messages, and what is formatting
// and what is not, as in 2*3*4, is decided there alone. A page that the system has
// put to sleep is not waited for: the text stays as it was written then.
//
// The page is only told a number (bridge.EventPlain) and asks for the text.
type Plain struct {
	say func(name string, number int64)

	mu     sync.Mutex // guards below
	seq    int64
	marked string        // the text of question seq; "" = answered, or given up
	answer chan<- string // room for its one answer
}

// NewPlain makes it; say tells the page a number.
func NewPlain(say func(name string, number int64)) *Plain { return &Plain{say: say} }

// Of gives a text without its formatting. One text is asked about at a time; a
// newer question takes the place of an older one, which is answered as written.
func (p *Plain) Of(ctx context.Context, text string) string {
	text = desk.Shorten(text, longestText)
	if text == "" {
		return ""
	}
	answer := make(chan string, 1)
	p.mu.Lock()
	p.seq++
	seq := p.seq
	p.marked, p.answer = text, answer
	p.mu.Unlock()
	defer p.giveUp(seq)
	p.say(bridge.EventPlain, seq)
	wait := time.NewTimer(plainWait)
	defer wait.Stop()
	select {
	case plain := <-answer:
		return plain
	case <-wait.C:
	case <-ctx.Done():
	}
	return text
}

func (p *Plain) giveUp(seq int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seq == p.seq {
		p.marked, p.answer = "", nil
	}
}

// Marked gives the text of a question, "" when nobody waits for its answer.
func (p *Plain) Marked(seq int64) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seq != p.seq {
		return ""
	}
	return p.marked
}

// Answer takes what the page says of a question; too late it is nothing.
func (p *Plain) Answer(seq int64, plain string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seq != p.seq || p.answer == nil {
		return
	}
	p.answer <- plain
	p.marked, p.answer = "", nil
}
