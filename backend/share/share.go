// Package share gives everybody their part of what a relay has: so many sockets,
// commands, requests and bytes a minute for each person, device or address. What
// is beyond somebody's share is refused for them, and nobody else notices.
//
// It is for counting. Who somebody is, and what a refusal looks like, is for the
// edges that ask it.
package share

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleydesk/parley/backend/desk"
)

// Name names a share.
type Name string

// The shares. Each has a row in Usual, and docs/limits.md tells them all.
const (
	DeviceSockets Name = "device sockets"
	PersonSockets Name = "person sockets"
	Commands      Name = "commands"
	Calls         Name = "calls"
	Searches      Name = "searches"
	Sent          Name = "bytes sent"
	Uploads       Name = "uploads"
	Uploaded      Name = "bytes uploaded"
	Downloads     Name = "downloads"
	Tables        Name = "tables"
)

// Limit is how large a share is: either so much at once, or so much a minute
// and, after a rest, so much in a burst.
type Limit struct {
	Per       string // whose share it is
	What      string // key of its noun in the i18n files (refusals:noun)
	AtOnce    int
	PerMinute int
	Burst     int
}

// Table has every share's limit.
type Table map[Name]Limit

// Usual gives shares that nobody reaches by working: several profiles on one
// computer, an agent who answers every second, a desktop that comes back with a
// day's work in its outbox, all desktops at once after a restart.
func Usual() Table {
	return Table{
		DeviceSockets: {Per: "device", What: "connections", AtOnce: 6},
		PersonSockets: {Per: "person", What: "connections", AtOnce: 30},
		Commands:      {Per: "person", What: "actions", PerMinute: 600, Burst: 300},
		Calls:         {Per: "person", What: "requests", PerMinute: 1200, Burst: 600},
		Searches:      {Per: "person", What: "searches", PerMinute: 60, Burst: 20},
		Sent:          {Per: "person", What: "bytes", PerMinute: 32 << 20, Burst: 32 << 20},
		Uploads:       {Per: "person", What: "uploads", PerMinute: 120, Burst: 120},
		Uploaded:      {Per: "person", What: "uploadBytes", PerMinute: 512 << 20, Burst: 1 << 30},
		Downloads:     {Per: "person", What: "downloads", PerMinute: 1200, Burst: 1200},
		Tables:        {Per: "person", What: "tables", AtOnce: 1},
	}
}

// Scaled gives the table with every limit at so many percent, and none below one.
func (t Table) Scaled(percent int) Table {
	of := func(n int) int {
		if n == 0 {
			return 0
		}
		return max(int(int64(n)*int64(percent)/100), 1)
	}
	out := Table{}
	for name, l := range t {
		l.AtOnce, l.PerMinute, l.Burst = of(l.AtOnce), of(l.PerMinute), of(l.Burst)
		out[name] = l
	}
	return out
}

// Book counts what everybody has used. Its methods may be called concurrently;
// a nil Book refuses nothing.
type Book struct {
	limits Table
	now    func() time.Time

	mu     sync.Mutex // guards below
	used   map[key]*rate.Limiter
	inside map[key]int
	swept  time.Time
}

type key struct {
	name Name
	who  string
}

// New makes a book.
func New(limits Table, now func() time.Time) *Book {
	return &Book{limits: limits, now: now, used: map[key]*rate.Limiter{}, inside: map[key]int{}}
}

// Limit gives a share's limit.
func (b *Book) Limit(name Name) Limit { return b.limits[name] }

// Take uses n of somebody's share. Beyond it nothing is used, and the error is
// of code tooMany. What is larger than a burst counts as one.
func (b *Book) Take(name Name, who string, n int) error {
	if b == nil {
		return nil
	}
	l := b.limits[name]
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.sweep(now)
	k := key{name, who}
	have := b.used[k]
	if have == nil {
		have = rate.NewLimiter(rate.Limit(float64(l.PerMinute)/time.Minute.Seconds()), l.Burst)
		b.used[k] = have
	}
	if have.AllowN(now, min(n, l.Burst)) {
		return nil
	}
	return desk.Refuse(desk.CodeTooMany, "share", desk.Params{"context": "minute", "what": l.What, "per": l.Per})
}

// Enter uses one of somebody's share of what is had at once, until leave is
// called. Beyond it the error is of code tooMany.
func (b *Book) Enter(name Name, who string) (leave func(), err error) {
	if b == nil {
		return func() {}, nil
	}
	l, k := b.limits[name], key{name, who}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inside[k] >= l.AtOnce {
		return nil, desk.Refuse(desk.CodeTooMany, "share", desk.Params{"context": "once", "per": l.Per, "most": l.AtOnce, "what": l.What})
	}
	b.inside[k]++
	return sync.OnceFunc(func() { b.leave(k) }), nil
}

func (b *Book) leave(k key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inside[k]--; b.inside[k] == 0 {
		delete(b.inside, k)
	}
}

// sweep forgets, once a minute, those who have their whole share again.
func (b *Book) sweep(now time.Time) {
	if now.Sub(b.swept) < time.Minute {
		return
	}
	b.swept = now
	for k, have := range b.used {
		if have.TokensAt(now) >= float64(b.limits[k.name].Burst) {
			delete(b.used, k)
		}
	}
}

// Kept gives how many shares are remembered, for the measure of memory.
func (b *Book) Kept() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.used) + len(b.inside)
}
