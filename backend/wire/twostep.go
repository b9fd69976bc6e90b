package wire

// TwoStep is how the two-step verification of a number stands at its provider to what was
// last agreed on here (supervisors).
type TwoStep struct {
	Drift    string `json:"drift" of:"desk.TwoStepDrift | ''"`
	At       int64  `json:"at"`       // when that happened, 0 = it is not said
	AgreedAt int64  `json:"agreedAt"` // when the provider last took a PIN from here, 0 = never
}

// NumberPIN is a two-step PIN of a number, six digits. It is passed on and kept nowhere.
type NumberPIN struct {
	NumberID string `json:"numberId" ask:"number"`
	PIN      string `json:"pin"`
}

// NumberIdentity is whether the provider is to check the identity of who writes to a number.
type NumberIdentity struct {
	NumberID string `json:"numberId" ask:"number"`
	On       bool   `json:"on"`
}
