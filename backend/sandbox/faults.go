package sandbox

import (
	"fmt"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Faults are the things that go wrong, on purpose and repeatably: the same seed and the
// same order of events give the same faults. With the zero value nothing fails.
type Faults struct {
	// WebhookLatencyMs delays each webhook, APILatencyMs each Graph answer.
	WebhookLatencyMs int64 `json:"webhookLatencyMs"`
	APILatencyMs     int64 `json:"apiLatencyMs"`
	// DuplicateProbability is the chance that a webhook is sent again even
	// though it was answered; DuplicateCount is how many times (0 means 1).
	DuplicateProbability float64 `json:"duplicateProbability"`
	DuplicateCount       int     `json:"duplicateCount"`
	// ReorderMs spreads webhooks at random over a window of that length, also
	// those of one customer, which otherwise leave in order.
	ReorderMs int64 `json:"reorderMs"`
	// APIErrorProbability is the chance that a Graph call fails before it does
	// anything, with Meta's error APIErrorCode (0: an HTTP 500 with code 131000).
	APIErrorProbability float64 `json:"apiErrorProbability"`
	APIErrorCode        int     `json:"apiErrorCode"`
	// MessagesOnly confines APIErrorProbability to sending.
	MessagesOnly bool `json:"messagesOnly"`
	// FailAfterSend is the chance that a message is accepted and delivered but
	// the connection drops before the answer.
	FailAfterSend float64 `json:"failAfterSend"`
	// SyncErrors makes Meta refuse an undeliverable message (131026, 131047)
	// in the answer. Otherwise it accepts and reports by webhook, as usual.
	SyncErrors bool `json:"syncErrors"`
	// TokenDead answers every Graph call with 190.
	TokenDead bool `json:"tokenDead"`
	// WebhooksStopped holds Meta's webhooks back; they leave when it ends.
	WebhooksStopped bool `json:"webhooksStopped"`
	// UploadBreakAfter breaks each upload session's connection once, after so many bytes,
	// which are kept; 0 = never.
	UploadBreakAfter int64 `json:"uploadBreakAfter"`
	// SMSLost drops inbound SMS at the carrier.
	SMSLost bool `json:"smsLost"`
	// Breaks are the checks of a connection that fail; see breaks.go.
	Breaks []desk.CheckName `json:"breaks"`
}

const maxFaultDelay = 10 * time.Minute

func (f Faults) check() error {
	for _, p := range []float64{f.DuplicateProbability, f.APIErrorProbability, f.FailAfterSend} {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("%w: a probability is a number from 0 to 1", ErrInvalid)
		}
	}
	for _, ms := range []int64{f.WebhookLatencyMs, f.APILatencyMs, f.ReorderMs} {
		if ms < 0 || ms > maxFaultDelay.Milliseconds() {
			return fmt.Errorf("%w: a delay is from 0 to %d ms", ErrInvalid, maxFaultDelay.Milliseconds())
		}
	}
	if f.UploadBreakAfter < 0 {
		return fmt.Errorf("%w: bytes are counted from 0", ErrInvalid)
	}
	if f.DuplicateCount < 0 || f.DuplicateCount > 20 {
		return fmt.Errorf("%w: at most 20 duplicates", ErrInvalid)
	}
	return checkBreaks(f.Breaks)
}

// Faults returns what goes wrong at present.
func (s *Sandbox) Faults() Faults {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults()
}

func (s *Sandbox) faults() Faults {
	f := s.w.Faults
	f.Breaks = append([]desk.CheckName{}, f.Breaks...)
	return f
}

// SetFaults replaces what goes wrong. When webhooks were stopped and are no
// longer, everything that waited is sent.
func (s *Sandbox) SetFaults(f Faults) error {
	if err := f.check(); err != nil {
		return err
	}
	f.Breaks = append([]desk.CheckName{}, f.Breaks...)
	s.mu.Lock()
	resumed := s.w.Faults.WebhooksStopped && !f.WebhooksStopped
	mistyped := s.broken(desk.CheckVerifyToken)
	s.w.Faults = f
	saved := mistyped != s.broken(desk.CheckVerifyToken)
	if resumed {
		s.hurry()
	}
	s.touch()
	s.mu.Unlock()
	if saved {
		s.handshakeAgain()
	}
	return nil
}

// mishap decides whether a Graph call fails before it does anything. Callers
// hold mu.
func (s *Sandbox) mishap(sending bool) *apiError {
	f := s.w.Faults
	if f.TokenDead {
		return errToken()
	}
	if f.APIErrorProbability == 0 || (f.MessagesOnly && !sending) {
		return nil
	}
	if s.roll("api") >= f.APIErrorProbability {
		return nil
	}
	if f.APIErrorCode == 0 {
		e := graphErr(131000, "Something went wrong due to an unknown error.")
		e.status, e.transient = 500, true
		return e
	}
	return graphErr(f.APIErrorCode, "Injected by the sandbox.")
}
