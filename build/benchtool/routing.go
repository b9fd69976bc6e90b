package main

import (
	"context"
	"fmt"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// crowd is an inbox of n people of whom every third can take a thread.
func crowd(n int) routing.Input {
	in := routing.Input{
		Interaction: routing.Interaction{ID: "int_1", Trigger: routing.TriggerArrived, Seq: 1},
		Inbox:       routing.Inbox{ID: "inb_1", Mode: desk.ModeRoundRobin, ReassignSeconds: desk.DefaultReassignSeconds},
	}
	for i := range n {
		id := desk.UserID(fmt.Sprintf("usr_%026d", i))
		c := routing.Candidate{
			UserID: id, Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
			Presence: desk.PresenceOnline, Capacity: desk.DefaultCapacity,
		}
		switch i % 3 {
		case 1:
			c.Presence = desk.PresenceOffline
		case 2:
			c.OpenThreads = desk.DefaultCapacity
		}
		in.Inbox.Members = append(in.Inbox.Members, id)
		in.Candidates = append(in.Candidates, c)
	}
	in.Inbox.Cursor = in.Inbox.Members[n/2]
	return in
}

// scan is the least that answers the same question: walk on from the cursor to
// the first who can. It gives no reasons.
func scan(in routing.Input) desk.UserID {
	n, start := len(in.Candidates), 0
	for i := range in.Candidates {
		if in.Candidates[i].UserID == in.Inbox.Cursor {
			start = i + 1
		}
	}
	able := 0
	var winner desk.UserID
	for i := range n { // all of them, as a decision looks at all of them
		c := &in.Candidates[(start+i)%n]
		if c.Active && c.ContactCenter && c.WhatsApp && c.Presence == desk.PresenceOnline && c.OpenThreads+c.PendingOffers < c.Capacity {
			if able++; winner == "" {
				winner = c.UserID
			}
		}
	}
	return winner
}

// perSecond repeats f for d.
func perSecond(d time.Duration, f func()) float64 {
	began, n := time.Now(), 0
	for time.Since(began) < d {
		f()
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}

func (b *bench) routing(context.Context) error {
	for _, n := range []int{10, 1000, 10_000, 100_000} {
		in := crowd(n)
		if got, want := routing.Decide(in).Winner, scan(in); got != want || got == "" {
			return fmt.Errorf("%d agents: decided for %q, a scan finds %q", n, got, want)
		}
		var decided, scanned sample
		for range b.repeat {
			decided = append(decided, perSecond(b.phase/4, func() { routing.Decide(in) }))
			scanned = append(scanned, perSecond(b.phase/4, func() { scan(in) }))
		}
		b.table.add(fmt.Sprintf("routing decisions/s, %d agents (a reason for each)", n),
			decided.text(""), scanned.text("")+" bare scan", ratio(decided, scanned))
	}
	return b.indexed()
}

// indexed measures each automatic mode with the index of the agents, every one of whom
// can take a thread: a decision, the turn that it moves and what it changes of the
// winner.
func (b *bench) indexed() error {
	for _, mode := range routing.Modes() {
		if !mode.Automatic {
			continue
		}
		rates := map[int]float64{}
		for _, n := range []int{10, 1000, 10_000, 100_000} {
			in := crowd(n)
			in.Inbox.Mode = mode.Mode
			for i := range in.Candidates {
				in.Candidates[i].Presence, in.Candidates[i].OpenThreads = desk.PresenceOnline, 0
			}
			rate, err := b.indexedOf(in)
			if err != nil {
				return err
			}
			rates[n] = rate
		}
		b.table.aim(fmt.Sprintf("routing by index, %s: ≥ %d decisions/s at 1,000 agents", mode.Mode, aimDecisions), rates[1000] >= aimDecisions, number(rates[1000]))
		// A hundred times the agents are less than seven more steps down a tree of two branches.
		grown := rates[1000] / rates[100_000]
		b.table.aim(fmt.Sprintf("routing by index, %s: 100,000 agents take ≤ %.1f × the time of 1,000", mode.Mode, aimGrowth), grown <= aimGrowth, fmt.Sprintf("%.2f", grown))
	}
	return nil
}

// The aims of deciding by index: how many a second, and how much longer one takes among
// a hundred times the agents. By the logarithm it is 1.7 times; the rest is memory
// that is further away.
const (
	aimDecisions = 100_000
	aimGrowth    = 3.0
)

func (b *bench) indexedOf(in routing.Input) (float64, error) {
	index := routing.NewIndex(in.Inbox, in.Candidates)
	if got, want := index.Decide(in.Interaction).Winner, routing.Decide(in).Winner; got != want || got == "" {
		return 0, fmt.Errorf("%s, %d agents: the index decided for %q, the plain function for %q", in.Inbox.Mode, len(in.Candidates), got, want)
	}
	known := make(map[desk.UserID]routing.Candidate, len(in.Candidates))
	for _, c := range in.Candidates {
		known[c.UserID] = c
	}
	var decided, scanned sample
	for range b.repeat {
		decided = append(decided, perSecond(b.phase/4, func() {
			d := index.Decide(in.Interaction)
			index.Turn(d.NewCursor)
			index.Put(known[d.Winner])
		}))
		scanned = append(scanned, perSecond(b.phase/4, func() { scan(in) }))
	}
	b.table.add(fmt.Sprintf("routing decisions/s by index, %s, %d agents", in.Inbox.Mode, len(in.Candidates)),
		decided.text(""), scanned.text("")+" bare scan", ratio(decided, scanned))
	return decided.median(), nil
}
