package channel

import (
	"errors"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Outcome is how a send ended.
type Outcome string

// The outcomes of a send.
const (
	OutcomeSent    Outcome = "sent"    // the provider took it; Sent has its id
	OutcomeRefused Outcome = "refused" // nothing was sent, and it would be the same again
	OutcomeAgain   Outcome = "again"   // nothing was sent, and another try may help
	OutcomeUnknown Outcome = "unknown" // it may have been sent: never again by itself
)

// Retry says whether the same call may be made again. It is about the reason;
// whether a send may be repeated at all is Failure.Outcome.
type Retry string

// The classes of Retry.
const (
	RetryNever   Retry = "never"   // the answer would be the same
	RetryBackoff Retry = "backoff" // a passing trouble: a few tries, further and further apart
	RetryWait    Retry = "wait"    // not before Failure.Wait is over
	RetryPair    Retry = "pair"    // only this sender and recipient, after 4^n seconds
	RetryFix     Retry = "fix"     // after a person has put something right
)

// Source says who refused.
type Source string

// The sources of a failure.
const (
	FromHere     Source = "here"     // the package itself, before any call
	FromTheWay   Source = "way"      // the network, or an answer that cannot be read
	FromProvider Source = "provider" // the provider's own error; Code and Title are set
)

// Reason is a refusal that the set-up of a number decides by; all others are "".
type Reason string

// The reasons.
const (
	ReasonNumberExists Reason = "numberExists" // the number is in some account already
	ReasonCodeRefused  Reason = "codeRefused"  // no code is sent, whatever the cause
	ReasonWrongCode    Reason = "wrongCode"    // it is wrong or has expired
	ReasonDeadToken    Reason = "deadToken"    // it has expired, was withdrawn or is not whole
	ReasonWrongSecret  Reason = "wrongSecret"  // the secret is not that of the app
	ReasonAskedBefore  Reason = "askedBefore"  // it can be asked for once, and was
)

// Failure is what a provider's error means, in neutral words. Its texts hold no
// secret.
type Failure struct {
	Provider string
	Source   Source
	Unknown  bool // it may have been done all the same
	Reason   Reason
	Code     int        // the provider's
	Title    string     // the provider's words, for an admin
	Details  string     // more of them
	Said     *desk.Said // for a person: what happened and what to do
	Full     *desk.Said // Said, with the provider's own words where they add something
	Retry    Retry
	Wait     time.Duration // of RetryWait
}

// Outcome says how a send that failed like this ended.
func (f Failure) Outcome() Outcome {
	switch {
	case f.Unknown:
		return OutcomeUnknown
	case f.Retry == RetryBackoff, f.Retry == RetryWait, f.Retry == RetryPair:
		return OutcomeAgain
	}
	return OutcomeRefused
}

// FailureOf gives what a provider's error means; false for an error that is not
// a provider's. A provider's error has a method Failure.
func FailureOf(err error) (Failure, bool) {
	var f interface {
		error
		Failure() Failure
	}
	if !errors.As(err, &f) {
		return Failure{}, false
	}
	return f.Failure(), true
}
