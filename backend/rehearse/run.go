package rehearse

import (
	"container/heap"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// state is where a chat of a run is.
type state int

const (
	unseen state = iota
	waiting
	offered
	held
	over
)

type agent struct {
	known         routing.Candidate
	open, pending int // that are not played
	here          int // what of open is of this inbox
	holds         int
	asked         *chat // whom they are being asked about
	idle          int64 // since when they have had nothing to do, 0 = as known says
}

type chat struct {
	index   int
	of      *Chat
	asked   routing.Interaction
	state   state
	owner   desk.UserID
	epoch   int // raised whenever what was set for it no longer counts
	entered int64
	tries   map[desk.UserID]int // offers of the whole run, by person
	got     []Got
	kept    bool // it went to another inbox then, and does not by these settings
	away    bool // it went to another inbox
	left    bool // it went to another inbox then
}

// Got is that somebody came to have a chat.
type Got struct {
	User   desk.UserID
	At     int64
	Waited int64 // ms since it came to the queue
	Asked  bool  // because they were asked, not by their own hand
}

// Made is an offer that a run made.
type Made struct {
	Chat int
	User desk.UserID
	At   int64
}

// Played is what came of a run.
type Played struct {
	Offers  []Made
	Chats   [][]Got // by chat
	Left    []int64 // by chat: since when it has been waiting at the end, 0 = it is not
	Away    []bool  // by chat: it went to another inbox
	Assumed int     // offers of which nobody knows how they would have been answered
	lost    []bool
}

// run plays a trace by settings.
type run struct {
	t       *Trace
	s       Settings
	cursor  desk.UserID
	agents  map[desk.UserID]*agent
	chats   []*chat
	waiting []*chat
	last    map[string]desk.UserID
	agenda  agenda
	n       int
	now     int64
	seq     int64
	step    *step
	manners manners
	out     Played
	auto    bool

	asHours, asOverflow bool // the settings of these are those of then
	closed              bool
	turned              int64 // when it opened or closed last, 0 = never
}

// Run plays a trace by settings. tell hears how many of the trace's events are done, and
// may be nil. The only error is that of the context.
func Run(ctx context.Context, t *Trace, s Settings, tell func(done int)) (Played, error) {
	r := newRun(t, s)
	for i := range t.Events {
		if i%1024 == 0 {
			if ctx.Err() != nil {
				return Played{}, ctx.Err()
			}
			if tell != nil {
				tell(i)
			}
		}
		e := &t.Events[i]
		r.until(e.At, e.Seq)
		r.now, r.seq = e.At, e.Seq
		r.take(func() { r.happen(e) })
	}
	r.until(t.To, 1<<62)
	r.now = t.To
	return r.end(), nil
}

func newRun(t *Trace, s Settings) *run {
	r := &run{
		t: t, s: s, cursor: t.Cursor, agents: make(map[desk.UserID]*agent, len(t.Agents)),
		chats: make([]*chat, len(t.Chats)), last: map[string]desk.UserID{}, manners: mannersOf(t), now: t.From,
	}
	for _, m := range routing.Modes() {
		r.auto = r.auto || m.Mode == s.Mode && m.Automatic
	}
	for _, a := range t.Agents {
		r.agents[a.UserID] = &agent{known: a.Candidate, open: a.OpenThreads, here: a.OpenHere, pending: a.PendingOffers, idle: a.IdleSince}
	}
	for i := range t.Chats {
		r.chats[i] = &chat{index: i, of: &t.Chats[i], tries: map[desk.UserID]int{}}
		if c := &t.Chats[i]; c.Last != "" && r.last[c.Customer] == "" {
			r.last[c.Customer] = c.Last
		}
	}
	if !slices.Contains(s.Members, r.cursor) {
		r.cursor = ""
	}
	r.asHours, r.asOverflow = sameTimes(t.Hours, s.Hours), t.Overflow == s.Overflow
	r.setHours()
	return r
}

// until does what is due before an event.
func (r *run) until(at, seq int64) {
	for len(r.agenda) > 0 {
		next := r.agenda[0]
		if next.at > at || next.at == at && next.seq >= seq {
			return
		}
		heap.Pop(&r.agenda)
		r.now, r.seq = next.at, next.seq
		r.take(func() { next.do(r) })
	}
}

func (r *run) happen(e *Event) {
	switch e.Kind {
	case Known, Left:
		r.know(e)
	case Busy:
		a := r.agent(e.User)
		a.open, a.here, a.pending = max(a.open+e.Open, 0), max(a.here+e.Here, 0), max(a.pending+e.Pending, 0)
		if e.Idle {
			a.idle = r.now
		}
		r.step.freed[e.User] = r.step.freed[e.User] || e.Open != 0 || e.Pending < 0
	case Met:
		r.last[r.chats[e.Chat].of.Customer] = e.User
	case Opened:
		r.step.opened = true
	case Turned:
		if r.asHours {
			r.turn(e.Open > 0)
		}
	default:
		r.happenTo(r.chats[e.Chat], e)
	}
}

func (r *run) happenTo(c *chat, e *Event) {
	switch e.Kind {
	case Entered:
		first := c.state == unseen && e.Asked.Trigger != routing.TriggerTransferred && e.Asked.Trigger != routing.TriggerReopened
		r.letGo(c)
		c.epoch++
		c.asked, c.entered, c.left = e.Asked, r.now, false
		c.asked.Attempts = slices.Clone(e.Asked.Attempts)
		if r.last[c.of.Customer] == "" && e.Asked.LastAgent != "" {
			r.last[c.of.Customer] = e.Asked.LastAgent
		}
		r.wait(c)
		if first && r.goesElsewhere() {
			r.leave(c)
			return
		}
		r.overflowLater(c)
		r.ask(c, e.Asked.Trigger)
	case Looked:
		if c.state == waiting {
			r.ask(c, e.Asked.Trigger)
		}
	case Gone:
		c.left = e.Away
		if e.Overflow && !r.asOverflow {
			c.kept = true
		}
		if c.kept || e.Overflow && c.state == offered { // whoever is asked may still answer; then it goes by itself
			return
		}
		c.away = e.Away
		if c.state == waiting || c.state == offered {
			r.letGo(c)
			c.state = over
			c.epoch++
		}
	case Taken:
		if c.kept && e.Away {
			return
		}
		switch elsewhere := c.state == over && c.away && c.left; {
		case elsewhere && e.Away: // it keeps them busy, and is not of this inbox
			got := c.got
			r.hold(c, e.User, e.Hold, true, false)
			c.got = got
		case elsewhere, c.state == waiting, c.state == offered:
			r.hold(c, e.User, e.Hold, true, false)
		}
	case Passed:
		if c.state == held {
			r.hold(c, e.User, e.Hold, true, false)
		}
	case Back:
		if a := r.agents[e.User]; c.state == offered && c.owner == e.User && a != nil {
			r.unask(a, c)
			r.step.freed[e.User] = true
			r.wait(c)
			r.ask(c, routing.TriggerReturned)
		}
	default:
	}
}

func (r *run) agent(id desk.UserID) *agent {
	a := r.agents[id]
	if a == nil { // somebody of whom nothing is known is nobody to be asked
		a = &agent{known: routing.Candidate{UserID: id, Presence: desk.PresenceOffline}}
		r.agents[id] = a
	}
	return a
}

// know takes in what is known of a person from now on. Who goes offline has missed what
// they are asked about.
func (r *run) know(e *Event) {
	a := r.agent(e.Candidate.UserID)
	was := a.known
	a.known = e.Candidate
	if e.Candidate.Presence == desk.PresenceOnline {
		r.step.freed[a.known.UserID] = true
	}
	if e.Kind == Known && was.Presence != desk.PresenceOffline && a.known.Presence == desk.PresenceOffline && a.asked != nil {
		r.answer(a.asked, a.known.UserID, Missed, nil)
	}
}

// candidates gives what is known of the members at this moment.
func (r *run) candidates() []routing.Candidate {
	list := make([]routing.Candidate, 0, len(r.s.Members))
	for _, id := range r.s.Members {
		a := r.agents[id]
		if a == nil {
			continue
		}
		c := a.known
		c.OpenThreads, c.PendingOffers, c.Level, c.IdleSince = a.open+a.holds, a.pending, 0, 0
		c.OpenHere = 0
		if r.s.Capacity > 0 {
			c.OpenHere = a.here + a.holds
		}
		c.PendingOffers += r.step.offers[id]
		if a.asked != nil {
			c.PendingOffers++
		}
		switch r.s.Mode {
		case desk.ModeProficiency:
			c.Level = max(r.s.Levels[id], desk.MinLevel)
		case desk.ModeLongestIdle:
			c.IdleSince = a.idle
			if a.idle == 0 {
				c.IdleSince = a.known.PresenceSince
			}
		default:
		}
		list = append(list, c)
	}
	return list
}

func (r *run) queue() routing.Inbox {
	q := routing.Inbox{ID: r.t.Inbox, Mode: r.s.Mode, ReassignSeconds: r.s.ReassignSeconds, Cursor: r.step.cursor, Members: r.s.Members, Capacity: r.s.Capacity}
	if r.s.Mode == desk.ModeSticky {
		q.Dials = r.s.Dials
	}
	return q
}

func (r *run) question(c *chat, why routing.Trigger) routing.Interaction {
	q := c.asked
	q.Trigger, q.LastAgent = why, ""
	if r.s.Mode == desk.ModeSticky {
		q.LastAgent = r.last[c.of.Customer]
	}
	return q
}

// ask has routing decide about a chat that waits.
func (r *run) ask(c *chat, why routing.Trigger) {
	if c.state != waiting || r.step.decided[c] || r.closed {
		return
	}
	if at := r.overflowAt(c); at > 0 && at <= r.now {
		r.leave(c)
		return
	}
	r.decide(c, routing.Decide(routing.Input{Interaction: r.question(c, why), Inbox: r.queue(), Candidates: r.candidates()}))
}

// apply asks whom a decision names. Somebody who has no room any more is not asked.
func (r *run) apply(c *chat, d routing.Decision) {
	if c.state != waiting {
		return
	}
	a := r.agents[d.Winner]
	if a.asked != nil || a.pending > 0 || a.open+a.holds >= a.known.Capacity || r.s.Capacity > 0 && a.here+a.holds >= r.s.Capacity {
		r.ask(c, routing.TriggerReturned)
		return
	}
	r.leaveQueue(c)
	r.cursor, r.step.cursor = d.NewCursor, d.NewCursor
	c.state, c.owner = offered, d.Winner
	c.epoch++
	a.asked = c
	r.out.Offers = append(r.out.Offers, Made{c.index, d.Winner, r.now})
	r.await(c, d)
}

// letGo takes a chat from the queue, or from whoever has it or is asked about it.
func (r *run) letGo(c *chat) {
	switch c.state {
	case waiting:
		r.leaveQueue(c)
	case offered:
		r.unask(r.agent(c.owner), c)
		r.step.freed[c.owner] = true
	case held:
		r.agent(c.owner).holds--
		r.step.freed[c.owner] = true
	default:
	}
	c.owner = ""
}

// hold gives a chat to somebody for as long as they had it, or whoever had it.
func (r *run) hold(c *chat, to desk.UserID, h Hold, exact, asked bool) {
	r.letGo(c)
	c.state, c.owner = held, to
	c.epoch++
	c.asked.Excluded = nil
	a := r.agent(to)
	a.holds++
	a.idle = r.now
	r.step.freed[to] = true
	r.last[c.of.Customer] = to
	c.got = append(c.got, Got{to, r.now, max(r.now-c.asked.WaitingSince, 0), asked})
	if exact && h.User == to && h.Passed && h.From >= r.now-graceOfTimer {
		return // what ends it is in the trace
	}
	at, seq := r.now+h.To-h.From, int64(0)
	if exact && h.User == to {
		at, seq = h.To, h.ToSeq
	}
	if at > r.t.To {
		return
	}
	epoch := c.epoch
	r.later(at, seq, func(r *run) {
		if c.epoch != epoch || c.state != held {
			return
		}
		r.letGo(c)
		c.state = over
		r.agent(to).idle = r.now
	})
}

// overflowAt is when a chat leaves for another inbox, 0 = it does not. That one is taken
// to be open.
func (r *run) overflowAt(c *chat) int64 {
	if r.s.Overflow.InboxID == "" || r.closed {
		return 0
	}
	return max(c.asked.WaitingSince, c.of.CameAt, r.turned) + int64(r.s.Overflow.Minutes)*60_000
}

// overflowLater has a chat leave for another inbox when it has waited for long.
func (r *run) overflowLater(c *chat) {
	at := r.overflowAt(c)
	if at == 0 {
		return
	}
	r.later(at, 0, func(r *run) {
		if due := r.overflowAt(c); c.state == waiting && due > 0 && due <= r.now {
			r.leave(c)
		}
	})
}

func (r *run) leave(c *chat) {
	r.leaveQueue(c)
	c.state, c.away = over, true
	c.epoch++
}

const day = 24 * 60 * 60 * 1000

func (r *run) end() Played {
	r.out.Chats = make([][]Got, len(r.chats))
	r.out.Left = make([]int64, len(r.chats))
	r.out.lost = make([]bool, len(r.chats))
	r.out.Away = make([]bool, len(r.chats))
	for i, c := range r.chats {
		r.out.Chats[i], r.out.Away[i] = c.got, c.away && len(c.got) == 0
		since := c.asked.WaitingSince
		still := c.state == waiting || c.state == offered
		if still {
			r.out.Left[i] = max(since, 1)
		}
		if !r.t.Windowed {
			continue
		}
		late := still && r.now-since >= day
		for _, g := range c.got {
			late = late || g.Waited >= day
		}
		r.out.lost[i] = late || c.of.LostAt > 0
	}
	return r.out
}
