package routing

import v1 "github.com/parleydesk/parley/backend/routing/rules/v1"

// Version is the version of the rules that decide today.
const Version = v1.Version

// The shapes of the newest rules: v1 says more of each.
type (
	// Trigger says why a decision is asked for.
	Trigger = v1.Trigger
	// Attempt is an offer that did not lead to an owner.
	Attempt = v1.Attempt
	// Interaction is what is to be assigned.
	Interaction = v1.Interaction
	// Inbox is where it belongs.
	Inbox = v1.Inbox
	// Candidate is a person who might get it.
	Candidate = v1.Candidate
	// Input is the picture that a decision is made of.
	Input = v1.Input
	// Outcome is what was decided, or what became of an attempt.
	Outcome = v1.Outcome
	// Cause says why it came out so.
	Cause = v1.Cause
	// Reason says why somebody won or did not.
	Reason = v1.Reason
	// Verdict is what was decided about one candidate.
	Verdict = v1.Verdict
	// Decision is the answer to an Input.
	Decision = v1.Decision
	// ModeInfo says what a mode of assignment does.
	ModeInfo = v1.ModeInfo
	// Backlog is a queue with those who may take from it.
	Backlog = v1.Backlog
	// Step is one offer that a Backlog allows.
	Step = v1.Step
)

// The triggers.
const (
	TriggerArrived     = v1.TriggerArrived
	TriggerDeclined    = v1.TriggerDeclined
	TriggerMissed      = v1.TriggerMissed
	TriggerReturned    = v1.TriggerReturned
	TriggerTransferred = v1.TriggerTransferred
	TriggerReopened    = v1.TriggerReopened
	TriggerDrain       = v1.TriggerDrain
)

// What became of an attempt, and what is decided.
const (
	OutcomeDeclined = v1.OutcomeDeclined
	OutcomeMissed   = v1.OutcomeMissed
	OutcomeOffer    = v1.OutcomeOffer
)

// Decide answers a picture of this moment.
func Decide(in Input) Decision { return v1.Decide(in) }

// Drain makes the offers that a queue allows at this moment.
func Drain(b Backlog) []Step { return v1.Drain(b) }

// Modes lists every mode and what the newest rules do with it.
func Modes() []ModeInfo { return v1.Modes() }

// EncodeInput gives the stored form of a picture.
func EncodeInput(in Input) ([]byte, error) { return v1.EncodeInput(in) }

// EncodeDecision gives the stored form of a decision.
func EncodeDecision(d Decision) ([]byte, error) { return v1.EncodeDecision(d) }
