package routing

import v2 "github.com/parleydesk/parley/backend/routing/rules/v2"

// Version is the version of the rules that decide today.
const Version = v2.Version

// The shapes of the newest rules: v2 says more of each.
type (
	// Trigger says why a decision is asked for.
	Trigger = v2.Trigger
	// Attempt is an offer that did not lead to an owner.
	Attempt = v2.Attempt
	// Interaction is what is to be assigned.
	Interaction = v2.Interaction
	// Inbox is where it belongs.
	Inbox = v2.Inbox
	// Candidate is a person who might get it.
	Candidate = v2.Candidate
	// Input is the picture that a decision is made of.
	Input = v2.Input
	// Outcome is what was decided, or what became of an attempt.
	Outcome = v2.Outcome
	// Cause says why it came out so.
	Cause = v2.Cause
	// Reason says why somebody won or did not.
	Reason = v2.Reason
	// Verdict is what was decided about one candidate.
	Verdict = v2.Verdict
	// Decision is the answer to an Input.
	Decision = v2.Decision
	// ModeInfo says what a mode of assignment does.
	ModeInfo = v2.ModeInfo
	// Backlog is a queue with those who may take from it.
	Backlog = v2.Backlog
	// Step is one offer that a Backlog allows.
	Step = v2.Step
	// Index answers many questions about one inbox.
	Index = v2.Index
)

// The triggers.
const (
	TriggerArrived     = v2.TriggerArrived
	TriggerDeclined    = v2.TriggerDeclined
	TriggerMissed      = v2.TriggerMissed
	TriggerReturned    = v2.TriggerReturned
	TriggerTransferred = v2.TriggerTransferred
	TriggerReopened    = v2.TriggerReopened
	TriggerDrain       = v2.TriggerDrain
)

// What became of an attempt, and what is decided.
const (
	OutcomeDeclined = v2.OutcomeDeclined
	OutcomeMissed   = v2.OutcomeMissed
	OutcomeOffer    = v2.OutcomeOffer
)

// Decide answers a picture of this moment.
func Decide(in Input) Decision { return v2.Decide(in) }

// NewIndex makes the index of an inbox's agents, each of whom is named once.
func NewIndex(inbox Inbox, candidates []Candidate) *Index { return v2.NewIndex(inbox, candidates) }

// Drain makes the offers that a queue allows at this moment.
func Drain(b Backlog) []Step { return v2.Drain(b) }

// Free counts those whom a fresh interaction of a queue could be offered to.
func Free(b Backlog) int { return v2.Free(b) }

// Modes lists every mode and what the newest rules do with it.
func Modes() []ModeInfo { return v2.Modes() }

// EncodeInput gives the stored form of a picture.
func EncodeInput(in Input) ([]byte, error) { return v2.EncodeInput(in) }

// EncodeDecision gives the stored form of a decision.
func EncodeDecision(d Decision) ([]byte, error) { return v2.EncodeDecision(d) }
