package bridge

import (
	"encoding/base64"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Codes opens verification codes that were sealed to this device and holds
// the newest of each set-up in memory until it expires.
type Codes interface {
	// Latest gives the code of a set-up, asking the relay when none is here;
	// Found is false when none has come.
	Latest(setupID string) (code wire.SetupCode, found bool, err error)
	// Copied tells the relay that the code is on the clipboard, for the course of the
	// set-up. It does not wait.
	Copied(setupID string)
	// Sound gives what the call said whose code is awaited: a WAV file.
	Sound(setupID string) ([]byte, error)
}

// Clipboard puts text on the system clipboard.
type Clipboard interface {
	// Copy says how it went there: "native" or "wails".
	Copy(text string) (how string, err error)
}

// Setup is the wizard that connects a number.
type Setup struct {
	codes Codes
	clip  Clipboard
}

// NewSetup wires the service.
func NewSetup(codes Codes, clip Clipboard) *Setup { return &Setup{codes, clip} }

// CodeView is the caught code as the wizard shows it.
type CodeView struct {
	Found bool           `json:"found"`
	Code  wire.SetupCode `json:"code"`
}

// Code gives the newest caught code, to the lease holder's device only.
func (s *Setup) Code(id string) (CodeView, error) {
	code, found, err := s.codes.Latest(id)
	return CodeView{found, code}, err
}

// CopyCode puts the caught code on the system clipboard.
func (s *Setup) CopyCode(id string) (string, error) {
	code, found, err := s.codes.Latest(id)
	if err != nil {
		return "", err
	}
	if !found || code.Code == "" {
		return "", desk.Refuse(desk.CodeNotFound, "noCode", desk.Params{"context": "copy"})
	}
	how, err := s.clip.Copy(code.Code)
	if err == nil {
		s.codes.Copied(id)
	}
	return how, err
}

// Sound gives what the call said whose code is awaited, as a WAV file in base64, to the
// lease holder's device only.
func (s *Setup) Sound(id string) (string, error) {
	sound, err := s.codes.Sound(id)
	return base64.StdEncoding.EncodeToString(sound), err
}
