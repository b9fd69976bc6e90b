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
	return nil
}
