package lifecycle

import "time"

// How long before an unanswered customer's window closes somebody is told, in
// milliseconds. The fold goes by them where the policy has it watch windows: they
// are frozen with its version.
const (
	WarnAgent      = int64(time.Hour / time.Millisecond)        // whoever has the conversation
	WarnSupervisor = int64(15 * time.Minute / time.Millisecond) // and the supervisors
)

// OwedUntil gives when the window of a customer closes who waits for a person:
// 24 hours after their last message, by the provider's stamp. 0 = nobody waits,
// the interaction has ended, or there is no believable stamp.
func OwedUntil(f Facts) int64 {
	if f.ended() || f.OwedSince <= 0 || f.LastCustomerAt <= 0 || f.LastCustomerAt > maxStamp {
		return 0
	}
	return f.LastCustomerAt + Day
}

// OwedSince gives since when a customer waits for a person's answer, by the same rule as
// OwedUntil; 0 = nobody waits, or the interaction has ended.
func OwedSince(f Facts) int64 {
	if f.ended() {
		return 0
	}
	return max(f.OwedSince, 0)
}

// WindowStep is what is due for a customer who waits while their window runs out.
type WindowStep int

// The steps, in order.
const (
	WindowCalm   WindowStep = iota // nothing yet
	WindowSoon                     // their agent is to be told
	WindowUrgent                   // the supervisors are, too
	WindowLost                     // it has closed: only a template reaches them
)

// WindowStepAt gives the step that is due at now for a window that closes at
// closes, and when the next one will be; 0 = there is none.
func WindowStepAt(closes, now int64) (step WindowStep, next int64) {
	switch {
	case now >= closes:
		return WindowLost, 0
	case now >= closes-WarnSupervisor:
		return WindowUrgent, closes
	case now >= closes-WarnAgent:
		return WindowSoon, closes - WarnSupervisor
	}
	return WindowCalm, closes - WarnAgent
}

// EndsAt gives when an interaction ends by itself if nobody writes, and with which
// reason; 0 = it has ended, or no stamp of it can be believed.
func EndsAt(f Facts) (at int64, reason EndReason) {
	for _, d := range Deadlines(f) {
		if d.Reason != "" {
			return d.At, d.Reason
		}
	}
	return 0, ""
}
