package rehearse

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
	"github.com/parleydesk/parley/backend/routing"
)

// setHours has the inbox be open or closed when the period begins. By the hours of then it
// turns when it turned; by others, when they say so.
func (r *run) setHours() {
	state, err := hours.At(r.s.Hours, r.t.From)
	if err != nil { // as the engine: better open than closed for ever
		return
	}
	r.closed = !state.Open
	if !r.asHours {
		r.turnLater(state)
	}
}

func (r *run) turnLater(state hours.State) {
	if state.Until == 0 || state.Until > r.t.To {
		return
	}
	r.later(state.Until, 0, func(r *run) {
		now, err := hours.At(r.s.Hours, r.now)
		if err != nil {
			return
		}
		r.turn(now.Open)
		r.turnLater(now)
	})
}

// turn opens or closes the inbox. What waited until it opened is asked about then, in its
// order.
func (r *run) turn(open bool) {
	was := r.closed
	r.closed = !open
	if was == open {
		r.turned = r.now
	}
	if !open {
		return
	}
	r.step.opened = true
	if !was {
		return
	}
	for _, c := range slices.Clone(r.waiting) {
		r.overflowLater(c)
		r.ask(c, routing.TriggerReturned)
	}
}

// goesElsewhere says whether what a customer begins now goes to another inbox at once. By
// the hours of then it did, and is not in the trace.
func (r *run) goesElsewhere() bool {
	return !r.asHours && r.closed && r.s.Hours != nil && r.s.Hours.Outside == desk.OutsideInbox
}

// forwards says whether what customers began outside of an inbox's hours went to another
// one: of that nothing was recorded here, so other hours cannot be rehearsed.
func forwards(box *desk.Inbox) bool {
	return box.Hours != nil && box.Hours.Outside == desk.OutsideInbox
}

// isKnown says whether somebody can tell by hours when an inbox is open. What else the
// engine asks of them decides nothing here.
func isKnown(h *desk.Hours) bool {
	if h == nil {
		return true
	}
	return hours.Known(h.Zone) && len(h.Week) <= desk.MaxOpenSpans && len(h.Holidays) <= desk.MaxHolidays &&
		!slices.ContainsFunc(h.Week, func(s desk.OpenSpan) bool {
			return s.Day < 0 || s.Day > 6 || s.From < 0 || s.From >= s.To || s.To > desk.MinutesOfDay
		})
}
