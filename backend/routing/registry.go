package routing

import (
	"bytes"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	v1 "github.com/parleydesk/parley/backend/routing/rules/v1"
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

// V1 is the first set of rules.
var V1 = Rules{Version: v1.Version, Decide: v1.DecideStored, Read: v1.DecodeDecision}

var registry = Registry{V1}

// DecodeDecision reads a stored decision of any version, strictly.
func DecodeDecision(decision []byte) (Decision, error) { return registry.Read(decision) }

// Replay decides again on a stored picture, by the rules that it names, and
// compares with the stored decision, byte for byte. nil means that the same
// bytes came out.
func Replay(input, decision []byte) error { return registry.Replay(input, decision) }

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
	rules, err := r.of(input)
	if err != nil {
		return desk.Wrap("replay input", err)
	}
	if _, err := rules.Read(decision); err != nil { // strict, and of the same version
		return desk.Wrap("replay decision", err)
	}
	again, err := rules.Decide(input)
	if err != nil {
		return desk.Wrap("replay decision", err)
	}
	if !bytes.Equal(again, decision) {
		return desk.Refuse(desk.CodeConflict, SubcodeDiffers)
	}
	return nil
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
