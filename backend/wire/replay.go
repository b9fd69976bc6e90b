package wire

// DecisionRef names a routing decision.
type DecisionRef struct {
	DecisionID string `json:"decisionId" ask:"decision"`
}

// Replayed is what came of deciding once more on what was known then, by the rules of
// then: the same answer, the first difference, or why it cannot be decided again.
type Replayed struct {
	Same    bool     `json:"same"`
	Version int      `json:"version"`       // of the rules
	Bytes   int      `json:"bytes"`         // of the stored answer
	At      int      `json:"at,omitempty"`  // of the first byte that differs, from 0
	Was     string   `json:"was,omitempty"` // the stored answer around it
	Is      string   `json:"is,omitempty"`  // today's around it
	Why     *Failure `json:"why,omitempty"` // it cannot be decided again
}
