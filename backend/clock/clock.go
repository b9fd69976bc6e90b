// Package clock says what time it is, and whether that can be relied on. One
// reading of the computer's clock is a rumour: the clock may be set wrong, jump,
// or wake up with another time. A second counter that nobody can set runs beside
// it, also while the computer sleeps, and others tell the time as well: Meta's
// servers in the Date of their answers and in the stamps of what customers wrote.
//
// It is not for measuring how long something takes, and it decides nothing: who
// asks says what waits while the time is not sure.
package clock

import (
	"sync"
	"time"
)

const (
	// Tolerance is by how much two clocks may differ and still agree.
	Tolerance = time.Minute
	// hold is how long a good reading stands before a new one takes its place.
	// It bounds how far a clock that runs too fast can lead away: Tolerance in
	// that time.
	hold = time.Hour
	// askPause is the least time between two questions for a witness.
	askPause = 5 * time.Second
)

// Steady is a counter that only goes forward, at the pace of time, also while
// the computer sleeps.
type Steady struct {
	Now func() time.Duration
	// Boot names the run of the counter: readings of two processes compare when
	// it is the same. "" = they never do.
	Boot string
}

// Config is what a clock needs.
type Config struct {
	Wall   func() time.Time // nil = time.Now
	Steady Steady           // zero = System
	// Path is the file that keeps the last good reading over a restart; "" = none.
	Path string
	// Last is the stamp of the newest entry of the record, zero = there is none.
	Last time.Time
}

// Clock gives the time. Its methods may be called concurrently.
type Clock struct {
	cfg   Config
	asked chan struct{} // one slot: a witness is wanted

	mu      sync.Mutex // guards below
	good    reading    // the last one that was believed
	floor   reading    // Meta's newest stamp: it is at least that late
	last    reading    // Config.Last at the start
	most    time.Time  // the latest time that was given, in this run or before
	rumour  reading    // Meta's Date that agreed with nothing
	dated   reading    // when a Date was last heard
	askedAt reading
	desks   map[string]deskSaid // by device, since the last doubt began
	known   bool                // more than this computer's word speaks for good
	behind  reading             // the time as it was taken to be before it was put forward, until Settled
	off     bool                // the computer's clock disagrees with good
	backed  bool                // since it does, a witness has agreed with good
	changed chan struct{}       // closed at the next change of the answers to Sure
}

// reading is a time and what the steady counter showed then.
type reading struct {
	at   time.Time // zero = there is none
	mark time.Duration
}

// by gives the time that follows from the reading when the counter shows mark.
func (r reading) by(mark time.Duration) time.Time { return r.at.Add(mark - r.mark) }

// New makes a clock. It goes on from the last good reading of this run of the
// computer. Without one, and with a record that did not end just now, it has
// only the computer's word until there is a witness.
func New(cfg Config) *Clock {
	if cfg.Wall == nil {
		cfg.Wall = time.Now
	}
	if cfg.Steady.Now == nil {
		cfg.Steady = System()
	}
	c := &Clock{cfg: cfg, asked: make(chan struct{}, 1), changed: make(chan struct{}), desks: map[string]deskSaid{}}
	mark, wall, kept := cfg.Steady.Now(), c.wall(), load(cfg.Path)
	c.most = latest(cfg.Last, kept.Most)
	if kept.Boot == cfg.Steady.Boot && kept.Boot != "" && kept.Mark <= mark {
		c.good, c.known = reading{kept.At, kept.Mark}, true
		c.last = reading{cfg.Last, mark}
		c.Now()
		return c
	}
	c.good = reading{wall, mark}
	c.known = cfg.Last.IsZero() || agree(wall, cfg.Last)
	c.last = reading{cfg.Last, mark}
	if c.known {
		c.keep()
	} else {
		c.ask(mark)
	}
	return c
}

// wall reads the computer's clock, without the counter that Go hides in it.
func (c *Clock) wall() time.Time { return c.cfg.Wall().Round(0) }

func agree(a, b time.Time) bool { return a.Sub(b).Abs() <= Tolerance }

// Now gives the time. While the computer's clock agrees with the last good
// reading and the time that passed since, it is that clock; else it goes on from
// the reading.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, _ := c.read()
	return now
}

func (c *Clock) read() (time.Time, time.Duration) {
	mark, wall := c.cfg.Steady.Now(), c.wall()
	now := c.good.by(mark)
	if agree(wall, now) {
		now = wall
		if c.off {
			c.off = false
			c.tell()
		}
		if c.known && mark-c.good.mark > hold {
			c.good = reading{wall, mark}
			c.keep()
		}
	} else if !c.off {
		c.off, c.backed = true, false
		c.doubt()
		c.tell()
		c.ask(mark)
	}
	// It is later than what Meta has stamped. A stamp that is far ahead is a
	// rumour too: it only calls for a witness.
	if least := c.floor.by(mark); !c.floor.at.IsZero() && least.After(now) && agree(least, now) {
		now = least
	}
	c.most = latest(c.most, now)
	return now, mark
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Ahead gives how far stamps had run ahead of the time, if they had and it is
// sure now. It is so until Settled.
func (c *Clock) Ahead() (was time.Time, ahead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, _ := c.read()
	return c.most, c.sure() && c.most.Sub(now) > Tolerance
}

// put sets the time by a witness. What was due by a time that was behind is not
// due at once: see Behind.
func (c *Clock) put(at time.Time, mark time.Duration) {
	if before := c.good.by(mark); c.behind.at.IsZero() && at.Sub(before) > Tolerance {
		c.behind = reading{before, mark}
	}
	c.good = reading{at, mark}
}

// Behind gives what the time was taken to be when a witness put it forward, if
// one did. It is so until Settled; meanwhile nothing becomes due by the step.
func (c *Clock) Behind() (was time.Time, behind bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, mark := c.read()
	return c.behind.by(mark), c.sure() && !c.behind.at.IsZero()
}

// Settled notes that what was stamped by a wrong clock has been put right.
func (c *Clock) Settled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.most, c.behind = time.Time{}, reading{}
	c.read()
	c.keep()
}

// Sure says whether the time can be relied on: what cannot be taken back waits
// until it can.
func (c *Clock) Sure() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	return c.sure()
}

func (c *Clock) sure() bool { return c.known && (!c.off || c.backed) }

// Wrong says whether people should look at the computer's clock: it disagrees
// with what is known, or nothing speaks for it.
func (c *Clock) Wrong() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	return c.off || !c.known
}

// Passed gives the latest time that has surely come: what is due later only by a
// rumour is not due.
func (c *Clock) Passed() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, mark := c.read()
	if !c.behind.at.IsZero() {
		return c.behind.by(mark)
	}
	if since := c.last.by(mark); !c.known && since.Before(now) {
		return since
	}
	return now
}

// Wait returns when the time is sure, true, or after the patience, false.
func (c *Clock) Wait(patience time.Duration) bool {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		c.mu.Lock()
		c.read()
		sure, changed := c.sure(), c.changed
		c.mu.Unlock()
		if sure {
			return true
		}
		select {
		case <-changed:
		case <-limit.C:
			return false
		}
	}
}

// Computer gives what the computer's clock says, right or wrong.
func (c *Clock) Computer() time.Time { return c.wall() }

// Latest gives the latest stamp that was given, in this run or before.
func (c *Clock) Latest() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	return c.most
}

// Changed is closed when the answers to Sure and Wrong may have changed.
func (c *Clock) Changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

// Asked has a value when a witness is wanted.
func (c *Clock) Asked() <-chan struct{} { return c.asked }

// Date takes the time that Meta's server gave with an answer. It decides between
// the good reading and the computer's clock; against both, two of them do.
func (c *Clock) Date(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, mark := c.read()
	c.dated = reading{at, mark}
	switch {
	case agree(at, c.good.by(mark)):
		c.known, c.backed = true, true
	case c.off && agree(at, c.wall()):
		c.put(c.wall(), mark)
		c.known, c.off = true, false
	case !c.rumour.at.IsZero() && agree(at, c.rumour.by(mark)):
		c.put(at, mark)
		c.known = true
		c.off, c.backed = !agree(at, c.wall()), true
	default:
		c.rumour, c.known = reading{at, mark}, false
		c.tell()
		return
	}
	c.rumour = reading{}
	c.keep()
	c.tell()
}

// Stamp takes Meta's stamp of something that just came. It is at least that
// late, so it speaks for a clock that says so too, and never against one that is
// ahead: the delivery may have been under way for days. One that lies ahead of
// the time calls for a witness; ask says that none was called just before.
func (c *Clock) Stamp(at time.Time) (ask bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, mark := c.read()
	if c.dated.at.IsZero() || mark-c.dated.mark > hold {
		c.ask(mark)
	}
	switch {
	case agree(at, now):
		if c.floor.at.IsZero() || at.After(c.floor.by(mark)) {
			c.floor = reading{at, mark}
		}
		if !c.known && c.rumour.at.IsZero() {
			c.known = true
			c.keep()
			c.tell()
		}
		if c.off && c.wall().Before(now) && !c.backed {
			c.backed = true
			c.tell()
		}
	case c.off && agree(at, c.wall()) && at.After(now):
		c.put(c.wall(), mark)
		c.known, c.off = true, false
		c.keep()
		c.tell()
	case at.After(now):
		return c.ask(mark)
	}
	return false
}

// Disputed says whether a Date agreed with nothing and a second one is wanted.
func (c *Clock) Disputed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.rumour.at.IsZero()
}

// ask calls for a witness, unless one was called just before.
func (c *Clock) ask(mark time.Duration) bool {
	if !c.askedAt.at.IsZero() && mark-c.askedAt.mark < askPause {
		return false
	}
	c.askedAt = reading{c.good.by(mark), mark}
	select {
	case c.asked <- struct{}{}:
	default:
	}
	return true
}

// tell wakes those who wait.
func (c *Clock) tell() {
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *Clock) keep() {
	save(c.cfg.Path, kept{Boot: c.cfg.Steady.Boot, Mark: c.good.mark, At: c.good.at, Most: c.most})
}
