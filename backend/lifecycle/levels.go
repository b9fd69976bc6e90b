package lifecycle

import "github.com/parleydesk/parley/backend/desk"

// LevelClocks say since when the promises of an inbox count for an interaction, and until
// when. Only a person's answer ends a wait. Unix ms, 0 = not, or not yet.
type LevelClocks struct {
	From     int64 // of the first answer and of the end: since when the customer waits
	Answered int64 // the first answer
	Owed     int64 // a message of the customer after it that no person has answered
	PersonAt int64 // the last message that a person wrote
	EndedAt  int64
}

// LevelClocksOf reads them off an interaction.
func LevelClocksOf(it *desk.Interaction) LevelClocks {
	c := ServiceClockOf(FactsOf(it))
	out := LevelClocks{From: c.StartedAt, Answered: c.AnsweredAt, PersonAt: it.LastPersonAt, EndedAt: c.StoppedAt}
	if c.StartedAt > 0 && c.AnsweredAt > 0 && it.LastCustomerAt > it.LastPersonAt {
		out.Owed = it.LastCustomerAt
	}
	return out
}

// NextStep gives when something is to be done about the promises that are still to be
// kept: somebody is told, or one is missed. 0 = nothing is.
func NextStep(l desk.ServiceLevels) int64 {
	var next int64
	for _, t := range []desk.ServiceTarget{l.First, l.Next, l.Resolution} {
		if !t.Runs() {
			continue
		}
		at := t.DueAt
		if !t.Warned {
			at = t.WarnAt()
		}
		if next == 0 || at < next {
			next = at
		}
	}
	return next
}

// Settle says what became of a promise: stop is when it was kept, ended when the
// conversation ended without that. What ended before it was due counts as neither, nor does
// what was done before it was promised.
func Settle(t desk.ServiceTarget, stop, ended int64) desk.ServiceTarget {
	switch {
	case t.DueAt == 0:
	case stop > 0 && stop < t.Since:
		t.DueAt, t.Result, t.Warned = 0, "", false
	case stop > t.DueAt, stop == 0 && ended > t.DueAt:
		t.Result = desk.ServiceMissed
	case stop > 0:
		t.Result = desk.ServiceMet
	case ended > 0, t.Result == desk.ServiceMet: // the answer counts no more
		t.Result = ""
	}
	return t
}
