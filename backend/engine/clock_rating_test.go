package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A clock that ran ahead when a customer was asked, or when their conversation was closed,
// neither loses a question nor keeps the customer from the next one.
func TestRating_afterTheClockIsPutRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Survey = &wire.Survey{Question: "How was it?", DelayMinutes: 5} })
	w.says("wamid.1", "hello")
	who := w.accept()
	w.wrongClock(2 * hour)
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.rightClock()
	if r := w.interaction().Rating; r.DueAt != w.now+5*minute {
		t.Errorf("due %d from now", r.DueAt-w.now)
	}
	w.pass(5 * minute)
	if r := w.interaction().Rating; r.AskedAt == 0 {
		t.Fatalf("%+v", r)
	}

	w = asking(t, nil)
	w.wrongClock(3 * hour)
	q := w.asked()
	w.taps("wamid.9", q, 0)
	w.rightClock()
	if r := w.interaction().Rating; r.AskedAt > w.now || r.AnsweredAt > w.now || w.thread().Rated.At > w.now {
		t.Errorf("asked %d and answered %d from now", r.AskedAt-w.now, r.AnsweredAt-w.now)
	}
}
