package rehearse

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// await sets when and how the person answers. What they answered to this very offer they
// answer again; a miss, and what would take longer than the offer stands, is one at its end.
func (r *run) await(c *chat, d routing.Decision) {
	limit := int64(d.OfferSeconds) * 1000
	m, known := r.manners.of(c.index, d.Winner, c.tries[d.Winner], r.now)
	c.tries[d.Winner]++
	if !known {
		r.out.Assumed++
	}
	at, seq, how := r.now+limit, int64(0), Missed
	switch {
	case m.exact && m.limit == limit && m.answer == Withdrawn: // what takes it back is in the trace
		at = m.at + graceOfTimer
	case m.exact && m.limit == limit:
		at, seq, how = m.at, m.seq, m.answer
	case m.answer == Accepted || m.answer == Declined:
		when := r.now + m.after
		if m.exact {
			when = m.at
		}
		if when <= at {
			at, how = when, m.answer
		}
	default: // missed: at its end
	}
	if how == Accepted && at <= r.now { // of somebody for whom offers are accepted by themselves
		r.answer(c, d.Winner, how, &m)
		return
	}
	epoch := c.epoch
	r.later(at, seq, func(r *run) {
		if c.epoch == epoch && c.state == offered {
			r.answer(c, d.Winner, how, &m)
		}
	})
}

// graceOfTimer is how late what a trace says of a moment may come, in ms: timers of the
// relay are late by as much.
const graceOfTimer = 3000

// answer settles the offer of a chat.
func (r *run) answer(c *chat, by desk.UserID, how Answer, m *manner) {
	if how == Accepted {
		r.hold(c, by, r.holdOf(c, by, m), m != nil && m.exact, true)
		return
	}
	r.unask(r.agent(by), c)
	outcome, why := routing.OutcomeMissed, routing.TriggerMissed
	if how == Declined {
		outcome, why = routing.OutcomeDeclined, routing.TriggerDeclined
		r.step.freed[by] = true
	} else {
		r.step.spared[by] = true
	}
	c.asked.Attempts = append(c.asked.Attempts, routing.Attempt{UserID: by, Outcome: outcome})
	c.epoch++
	r.wait(c)
	r.ask(c, why)
}

func (r *run) unask(a *agent, c *chat) {
	if a.asked == c {
		a.asked = nil
	}
}
