package lifecycle

// ServiceClock is how long a customer waited for a human, as far as it is
// known. All stamps are Unix ms, 0 = not yet.
type ServiceClock struct {
	StartedAt  int64 `json:"startedAt"`  // the customer's first message; 0 = the clock has not started
	AnsweredAt int64 `json:"answeredAt"` // the first human reply to it
	OwedSince  int64 `json:"owedSince"`  // the oldest message that waits for a human now; 0 = nothing waits
	StoppedAt  int64 `json:"stoppedAt"`  // the end of the interaction
}

// ServiceClockOf reads the clock. A customer-started interaction starts it at
// once; a business-started one, and one that was taken up again, only when the
// contact responds. What a bot or a
// rule sends does not answer, and the end of the interaction ends every wait.
func ServiceClockOf(f Facts) ServiceClock {
	if f.ReopenedAt > 0 { // a clock of its own: what the customer wrote before was the last one's
		f.FirstCustomerAt, f.HumanReplyAt = f.AgainCustomerAt, f.AgainReplyAt
	}
	c := ServiceClock{StartedAt: max(f.FirstCustomerAt, 0)}
	if c.StartedAt == 0 && !f.BusinessStarted && f.ReopenedAt <= 0 {
		c.StartedAt = max(f.StartedAt, 0)
	}
	if c.StartedAt == 0 {
		return c
	}
	if f.HumanReplyAt > 0 {
		// Meta's whole seconds and our milliseconds can seem to cross.
		c.AnsweredAt = max(f.HumanReplyAt, c.StartedAt)
	}
	if f.ended() {
		c.StoppedAt = max(f.EndedAt, c.StartedAt)
		return c
	}
	c.OwedSince = max(f.OwedSince, 0)
	if c.AnsweredAt == 0 {
		c.OwedSince = c.StartedAt
	}
	return c
}
