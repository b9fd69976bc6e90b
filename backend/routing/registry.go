package routing

import (
	"bytes"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	v1 "github.com/parleydesk/parley/backend/routing/rules/v1"
	v2 "github.com/parleydesk/parley/backend/routing/rules/v2"
)

// Subcodes of the errors of this package. Those of a set of rules are its own.
const (
	SubcodeUnreadable = "unreadable"      // CodeInvalid: no stored picture or decision
	SubcodeVersion    = "decisionVersion" // CodeUnavailable: decided by rules that this program does not have
	SubcodeDiffers    = "decisionDiffers" // CodeConflict: the same picture now gives another answer
)

// Rules is one set of rules as its stored form sees it. Both functions are pure.
type Rules struct {
	Version int
	// Decide answers a stored picture of this version with a stored decision.
	Decide func(input []byte) (decision []byte, err error)
	// Read gives a stored decision of this version in the newest shape.
	Read func(decision []byte) (Decision, error)
}

// Registry is every set of rules that a program has. Once released, a set stays
// in it for ever.
type Registry []Rules

// The sets of rules: the first, and the one that knows every mode.
var (
	V1 = Rules{Version: v1.Version, Decide: v1.DecideStored, Read: readV1}
	V2 = Rules{Version: v2.Version, Decide: v2.DecideStored, Read: v2.DecodeDecision}
)

var registry = Registry{V1, V2}

// DecodeDecision reads a stored decision of any version, strictly.
func DecodeDecision(decision []byte) (Decision, error) { return registry.Read(decision) }

// Replay decides again on a stored picture, by the rules that it names, and
// compares with the stored decision, byte for byte. nil means that the same
// bytes came out.
func Replay(input, decision []byte) error { return registry.Replay(input, decision) }

// Again decides once more on a stored picture by the rules that it names, for whoever
// wants to see what differs: see Replay.
func Again(input, decision []byte) ([]byte, error) { return registry.Again(input, decision) }

// FirstDifference gives the place of the first byte in which two stored decisions
// differ, -1 if they are the same.
func FirstDifference(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// Read reads a stored decision, strictly.
func (r Registry) Read(decision []byte) (Decision, error) {
	rules, err := r.of(decision)
	if err != nil {
		return Decision{}, desk.Wrap("read decision", err)
	}
	return rules.Read(decision)
}

// Replay compares a stored decision with what its rules say today.
func (r Registry) Replay(input, decision []byte) error {
	again, err := r.Again(input, decision)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, decision) {
		return desk.Refuse(desk.CodeConflict, SubcodeDiffers)
	}
	return nil
}

// Again gives what the rules of a stored decision say today of the picture that it was
// made on, in the stored form. An error means that they cannot be asked.
func (r Registry) Again(input, decision []byte) ([]byte, error) {
	rules, err := r.of(input)
	if err != nil {
		return nil, desk.Wrap("replay input", err)
	}
	if _, err := rules.Read(decision); err != nil { // strict, and of the same version
		return nil, desk.Wrap("replay decision", err)
	}
	again, err := rules.Decide(input)
	return again, desk.Wrap("replay decision", err)
}

// of finds the rules that a stored text names.
func (r Registry) of(stored []byte) (Rules, error) {
	var named struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(stored, &named); err != nil || named.Version == 0 {
		return Rules{}, &desk.Error{Code: desk.CodeInvalid, Subcode: SubcodeUnreadable, Err: err}
	}
	for _, rules := range r {
		if rules.Version == named.Version {
			return rules, nil
		}
	}
	return Rules{}, desk.Refuse(desk.CodeUnavailable, SubcodeVersion, desk.Params{"version": named.Version})
}

// readV1 gives a decision of the first rules in the newest shape, which has all that
// they said.
func readV1(decision []byte) (Decision, error) {
	old, err := v1.DecodeDecision(decision)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{
		Version: old.Version, InteractionID: old.InteractionID, InboxID: old.InboxID, Mode: old.Mode,
		Trigger: Trigger(old.Trigger), Outcome: Outcome(old.Outcome), Cause: Cause(old.Cause),
		Winner: old.Winner, WinnerReason: Reason(old.WinnerReason), OfferSeconds: old.OfferSeconds,
		Escalate: old.Escalate, NewCursor: old.NewCursor,
	}
	if old.Candidates != nil {
		d.Candidates = make([]Verdict, 0, len(old.Candidates))
	}
	for _, c := range old.Candidates {
		d.Candidates = append(d.Candidates, Verdict{
			UserID: c.UserID, Reason: Reason(c.Reason), Turn: c.Turn,
			PresenceReason: c.PresenceReason, PresenceSince: c.PresenceSince,
			OpenThreads: c.OpenThreads, PendingOffers: c.PendingOffers, Capacity: c.Capacity, Missed: c.Missed,
		})
	}
	return d, nil
}
