package wire

// SetupRecording asks for a part of what a call said.
type SetupRecording struct {
	SetupID string `json:"setupId" ask:"setup"`
	From    int    `json:"from"` // bytes that are here already
}

// SealedSound answers setup.recording: a part of a sound, sealed to the device, since it
// speaks the code.
type SealedSound struct {
	Box  []byte `json:"box"`
	More bool   `json:"more"` // there is more behind it
}
