package rehearse

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// step is what one entry does in the engine: whom it frees, and what is decided by it.
// What is decided happens after it, one by one, each with all that follows from it.
type step struct {
	freed, spared map[desk.UserID]bool
	opened        bool
	decided       map[*chat]bool
	offers        map[desk.UserID]int // that its decisions will make
	cursor        desk.UserID         // where they will leave the turn
	follow        []made
}

type made struct {
	of *chat
	d  routing.Decision
}

// take does something as one step.
func (r *run) take(do func()) {
	outer := r.step
	s := &step{
		freed: map[desk.UserID]bool{}, spared: map[desk.UserID]bool{}, decided: map[*chat]bool{},
		offers: map[desk.UserID]int{}, cursor: r.cursor,
	}
	r.step = s
	do()
	r.drain()
	r.step = outer
	for _, m := range s.follow {
		r.take(func() { r.apply(m.of, m.d) })
	}
}

// decide notes what was decided, if it is to ask somebody.
func (r *run) decide(c *chat, d routing.Decision) {
	r.step.decided[c] = true
	if d.Outcome == routing.OutcomeOffer {
		r.step.offers[d.Winner]++
		r.step.cursor = d.NewCursor
		r.step.follow = append(r.step.follow, made{c, d})
	}
}

// drain decides about what waits for those whom the step has freed.
func (r *run) drain() {
	s := r.step
	if len(s.freed)+len(s.spared) == 0 && !s.opened || !r.auto || len(r.waiting) == 0 || r.closed {
		return
	}
	has := func(of map[desk.UserID]bool) bool {
		return slices.ContainsFunc(r.s.Members, func(id desk.UserID) bool { return of[id] })
	}
	if whole := s.opened || has(s.freed); whole || has(s.spared) {
		r.drainQueue(whole)
	}
}

func (r *run) drainQueue(whole bool) {
	backlog := routing.Backlog{Inbox: r.queue(), Candidates: r.candidates()}
	backlog.Room = routing.Free(backlog)
	if backlog.Room == 0 {
		return
	}
	byID := make(map[desk.InteractionID]*chat, len(r.waiting))
	for _, c := range r.waiting {
		if !r.step.decided[c] && (whole || r.isNewTo(c)) {
			backlog.Waiting = append(backlog.Waiting, r.question(c, routing.TriggerDrain))
			byID[c.asked.ID] = c
		}
	}
	for _, step := range routing.Drain(backlog) {
		r.decide(byID[step.Input.Interaction.ID], step.Decision)
	}
}

// isNewTo says whether one of those whose offer ran out was not asked about it yet.
func (r *run) isNewTo(c *chat) bool {
	return slices.ContainsFunc(r.s.Members, func(id desk.UserID) bool {
		return r.step.spared[id] && !slices.Contains(c.asked.Excluded, id) &&
			!slices.ContainsFunc(c.asked.Attempts, func(a routing.Attempt) bool { return a.UserID == id })
	})
}
