package desk

// TwoStep is what is known of the two-step verification of one of our numbers. The PIN
// itself is kept nowhere. Times are Unix ms, 0 = never.
type TwoStep struct {
	AgreedAt  int64 `json:"agreedAt,omitempty"`  // the provider took a PIN from here
	ChangedAt int64 `json:"changedAt,omitempty"` // since then somebody set another at the provider
	ResetAt   int64 `json:"resetAt,omitempty"`   // since then somebody asked there to switch it off
	Off       bool  `json:"off,omitempty"`       // there is none any more
}

// TwoStepDrift says what is at the provider other than was agreed on here. Values are sent.
type TwoStepDrift string

// The drifts of two-step verification; "" = none is known.
const (
	TwoStepOff     TwoStepDrift = "off"     // it is switched off
	TwoStepChanged TwoStepDrift = "changed" // the PIN is another one
	TwoStepReset   TwoStepDrift = "reset"   // somebody asked to have it switched off
)

// Drift says what has changed since it was last agreed on, and when; 0 = that is not said.
func (t TwoStep) Drift() (TwoStepDrift, int64) {
	switch {
	case t.Off:
		return TwoStepOff, max(t.ResetAt, t.ChangedAt)
	case t.ResetAt > t.ChangedAt:
		return TwoStepReset, t.ResetAt
	case t.ChangedAt != 0:
		return TwoStepChanged, t.ChangedAt
	}
	return "", 0
}

// NumberPIN is the payload of EntryNumberPIN: the provider took a PIN of the number from
// here. It never says which.
type NumberPIN struct {
	NumberID NumberID `json:"numberId"`
	By       UserID   `json:"by,omitempty"`
}

// PINSeen is whether a provider says that a number has a PIN. Values are stored.
type PINSeen string

// What may be said of it; "" = nothing.
const (
	PINOn  PINSeen = "on"
	PINOff PINSeen = "off"
)
