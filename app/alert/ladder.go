package alert

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// The ladder of an alert that calls for a person. An offer that lives for less time has its
// steps earlier. After it the relay asks the next one, and at last a supervisor.
const (
	louderAfter    = 30 * time.Second
	attentionAfter = 60 * time.Second
	ladderEnds     = 2 * time.Minute
	loudest        = 100
	reportDeadline = 10 * time.Second
)

// climb is one alert on its ladder, by the notice that it is about. Guarded by Alerts.mu.
type climb struct {
	stamps    wire.AlertTold
	offer     string // "" = it is of no offer
	louder    int64  // when its steps are due, Unix ms
	attention int64
	ends      int64
	step      int
	quiet     bool // it calls for nobody: what becomes of it is noted, and it gets no louder
}

// noteOf remembers which notice an offer has, and ends the ladder of one that was read.
func (a *Alerts) noteOf(v wire.Notice) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if v.Read {
		if c := a.climbs[v.ID]; c != nil {
			a.end(v.ID, c, a.cfg.Now().UnixMilli())
		}
		if a.written[v.ThreadID].ID == v.ID {
			delete(a.written, v.ThreadID)
		}
		return
	}
	switch desk.NoticeKind(v.Kind) {
	case desk.NoticeOffer:
		a.offered[v.Subject] = v
	case desk.NoticeMessage:
		a.written[v.ThreadID] = v
	default: // it speaks for itself
	}
}

// settled ends the ladder of an offer that is over: whoever answered it has seen it.
func (a *Alerts) settled(o wire.Offer) {
	if o.State == string(desk.OfferOpen) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.offered, o.ID)
	for id, c := range a.climbs {
		if c.offer != o.ID {
			continue
		}
		seen := int64(0)
		if o.State == string(desk.OfferAccepted) || o.State == string(desk.OfferDeclined) {
			seen = a.cfg.Now().UnixMilli()
		}
		a.end(id, c, seen)
	}
}

// start puts the alerts of news on their ladders, with what became of showing them.
func (a *Alerts) start(n news, fault desk.AlertFault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, v := range n.notices {
		a.call(v, fault)
	}
	for _, o := range n.offers {
		if v, known := a.offered[o.ID]; known {
			a.put(v, o.ID, o.ExpiresAt, fault)
		}
	}
	for thread := range n.threads() {
		if v, known := a.written[thread]; known {
			delete(a.written, thread)
			a.call(v, fault)
		}
	}
}

// call puts a notice on its ladder.
func (a *Alerts) call(v wire.Notice, fault desk.AlertFault) {
	if !v.Read {
		a.put(v, "", a.cfg.Now().UnixMilli()+ladderEnds.Milliseconds(), fault)
	}
}

func (a *Alerts) put(v wire.Notice, offer string, ends int64, fault desk.AlertFault) {
	now := a.cfg.Now().UnixMilli()
	life := max(ends-now, 0)
	c := &climb{
		stamps: wire.AlertTold{NoticeID: v.ID, At: v.At, RaisedAt: now, Fault: string(fault)}, offer: offer, ends: ends,
		louder:    now + min(louderAfter.Milliseconds(), life/2),
		attention: now + min(attentionAfter.Milliseconds(), life*3/4),
	}
	if fault == "" {
		c.stamps.TakenAt = now
	}
	if c.quiet = !desk.NoticeKind(v.Kind).Calls(); c.quiet {
		c.step = len(c.steps()) - 1
	}
	a.climbs[v.ID] = c
}

// seen ends all ladders: the person does something with the window in front of them.
func (a *Alerts) seen() {
	for id, c := range a.climbs {
		a.end(id, c, a.cfg.Now().UnixMilli())
	}
}

// end takes an alert off its ladder and keeps what became of it for the relay.
func (a *Alerts) end(id string, c *climb, seenAt int64) {
	c.stamps.SeenAt = seenAt
	a.ended = append(a.ended, c.stamps)
	delete(a.climbs, id)
	a.Look() // whoever looks reports it too
}

// steps are when each is due, the end last.
func (c *climb) steps() []int64 { return []int64{c.louder, c.attention, c.ends} }

// next gives when a step of any ladder is due, false if none is.
func (a *Alerts) next() (time.Duration, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	due := int64(0)
	for _, c := range a.climbs {
		at := c.steps()[c.step]
		if due == 0 || at < due {
			due = at
		}
	}
	return time.Duration(max(due-a.cfg.Now().UnixMilli(), 1)) * time.Millisecond, due != 0
}

// climbOn does the steps that are due, each once for all alerts.
func (a *Alerts) climbOn(ctx context.Context) {
	louder, attention := false, false
	a.mu.Lock()
	now := a.cfg.Now().UnixMilli()
	for _, id := range slices.Sorted(maps.Keys(a.climbs)) {
		c := a.climbs[id]
		if c.step == 0 && c.louder <= now {
			c.step, louder = 1, true
		}
		if c.step == 1 && c.attention <= now {
			c.step, attention = 2, true
		}
		if c.step == 2 && c.ends <= now {
			a.end(id, c, 0)
		}
	}
	a.calling = a.calling || attention
	a.mu.Unlock()
	if s := a.cfg.Settings(); louder && !s.Muted && s.Volume > 0 {
		a.wg.Go(func() { a.sound(ctx, min(loudest, 2*s.Volume)) })
	}
	if attention {
		if err := a.cfg.System.Attention(true); err != nil {
			a.cfg.Log.Debug("the system has no way to ask for attention", "err", err)
		}
	}
}

// calm takes the request for attention back once nothing calls any more.
func (a *Alerts) calm() {
	a.mu.Lock()
	over := a.calling
	for _, c := range a.climbs {
		over = over && c.quiet
	}
	if over {
		a.calling = false
	}
	a.mu.Unlock()
	if over {
		_ = a.cfg.System.Attention(false) // what it could not ask for it need not take back
	}
}

// report tells the relay what became of alerts. What it cannot be told now is told with the
// next.
func (a *Alerts) report(ctx context.Context) {
	a.mu.Lock()
	items := a.ended
	a.ended = nil
	a.mu.Unlock()
	if len(items) == 0 || a.cfg.Told == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, reportDeadline)
	defer cancel()
	const most = 100
	items = items[max(0, len(items)-most):]
	if err := a.cfg.Told(ctx, wire.AlertsTold{Items: items}); err != nil && desk.CodeOf(err) == desk.CodeUnavailable {
		a.mu.Lock()
		a.ended = append(items, a.ended...)
		a.mu.Unlock()
	}
}
