package alert

import (
	"sync"

	"github.com/parleydesk/parley/app/bridge"
)

// newsKept is how many alerts wait for a page that does not ask: more than
// anybody reads in the corner of a window.
const newsKept = 50

// Page holds what the page shows beyond its screens until it asks: alerts
// that the system did not take, and the thread of a clicked notification. The
// page is only told a number (bridge.EventAlert, bridge.EventNavigate).
type Page struct {
	say func(name string, number int64)

	mu     sync.Mutex // guards below
	seq    int64
	alerts []numbered
	thread string
	setup  string
	link   string // that the system opened, "" = none or it was handed over
	opened int64  // number of the click that thread or setup is from
}

type numbered struct {
	seq   int64
	alert bridge.Alert
}

// NewPage makes it; say tells the page a number.
func NewPage(say func(name string, number int64)) *Page { return &Page{say: say} }

// Show shows an alert inside the window.
func (p *Page) Show(a bridge.Alert) {
	p.mu.Lock()
	p.seq++
	seq := p.seq
	p.alerts = append(p.alerts, numbered{seq, a})
	p.alerts = p.alerts[max(0, len(p.alerts)-newsKept):]
	p.mu.Unlock()
	p.say(bridge.EventAlert, seq)
}

// Open leads the page to a thread.
func (p *Page) Open(thread string) { p.lead(thread, "") }

// OpenSetup leads the page to the set-up of a number.
func (p *Page) OpenSetup(setup string) { p.lead("", setup) }

// OpenLink leads the page to what a link of the system's names. The page may not be there
// yet, so the link waits for it, and is handed over once.
func (p *Page) OpenLink(link string) {
	p.mu.Lock()
	p.seq++
	seq := p.seq
	p.link = link
	p.mu.Unlock()
	p.say(bridge.EventNavigate, seq)
}

func (p *Page) lead(thread, setup string) {
	p.mu.Lock()
	p.seq++
	seq := p.seq
	p.thread, p.setup, p.opened = thread, setup, seq
	p.mu.Unlock()
	p.say(bridge.EventNavigate, seq)
}

// After gives what came after a number. It takes nothing away but a link: a page that is
// loaded again, or a second one, asks on its own.
func (p *Page) After(seq int64) bridge.News {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := bridge.News{Seq: p.seq, Alerts: []bridge.Alert{}}
	for _, n := range p.alerts {
		if n.seq > seq {
			out.Alerts = append(out.Alerts, n.alert)
		}
	}
	if p.opened > seq {
		out.Open, out.OpenSetup = p.thread, p.setup
	}
	out.OpenLink, p.link = p.link, ""
	return out
}

// Clear forgets what was said to the person who leaves. Numbers go on.
func (p *Page) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alerts, p.thread, p.setup, p.link, p.opened = nil, "", "", "", 0
}
