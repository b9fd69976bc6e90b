package main

import (
	"context"
	"fmt"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/rehearse"
	"github.com/parleydesk/parley/backend/routing"
)

// rehearsedChats is how many conversations are played: a month of an inbox with 1,700 a day.
const rehearsedChats = 50_000

// traceOf is a trace in which agents take the chats that come to them in turn.
func traceOf(agents, chats int) (*rehearse.Trace, rehearse.Settings) {
	const every, holds, start = 12_000, 60_000, int64(1_790_000_000_000)
	t := &rehearse.Trace{Inbox: "inb_1", From: start, To: start + int64(chats+100)*every, Windowed: true}
	by := rehearse.Settings{Mode: desk.ModeRoundRobin, ReassignSeconds: 30, Dials: 1}
	for _, c := range crowd(agents).Candidates {
		c.OpenThreads, c.Presence = 0, desk.PresenceOnline
		t.Agents = append(t.Agents, rehearse.Agent{Candidate: c})
		by.Members = append(by.Members, c.UserID)
	}
	for n := range chats {
		at, who := start+int64(n)*every, by.Members[n%agents]
		id := desk.InteractionID(fmt.Sprintf("int_%d", n))
		t.Chats = append(t.Chats, rehearse.Chat{ID: id, Customer: string(id), Held: []rehearse.Hold{{User: who, From: at + 8000, To: at + 8000 + holds}}})
		t.Events = append(t.Events, rehearse.Event{At: at, Seq: int64(n), Kind: rehearse.Entered, Chat: n, Asked: routing.Interaction{
			ID: id, Trigger: routing.TriggerArrived, WaitingSince: at, Seq: int64(n),
		}})
		t.Offers = append(t.Offers, rehearse.Offer{Chat: n, User: who, At: at, Limit: 30_000, Answer: rehearse.Accepted, SettledAt: at + 8000})
	}
	return t, by
}

// rehearse plays a month by the settings of then and by others.
func (b *bench) rehearse(ctx context.Context) error {
	for _, agents := range []int{10, 50} {
		t, old := traceOf(agents, rehearsedChats)
		to := old
		to.Mode = desk.ModeLeastBusy
		began := time.Now()
		report, err := rehearse.Rehearse(ctx, t, old, to, nil)
		if err != nil {
			return fmt.Errorf("rehearse: %w", err)
		}
		if report.Differs != nil || report.Old.Taken != rehearsedChats {
			return fmt.Errorf("the month of %d agents does not come out as it was: %+v", agents, report.Differs)
		}
		rate := rehearsedChats / time.Since(began).Seconds()
		b.table.add(fmt.Sprintf("rehearsed conversations/s, %d agents, both settings", agents), number(rate), "-", "-")
	}
	return nil
}
