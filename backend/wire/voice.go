package wire

// The calls about codes that are spoken.
var (
	CallSetupListen    = slowCall[SetupRef, Setup]("setup.listen", settingUp)                // answers the calls to the number for a while
	CallSetupRecording = slowCall[SetupRecording, SealedSound]("setup.recording", settingUp) // what a call said
)

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
