package sandbox

import (
	"cmp"
	"fmt"
)

// What a person does in Meta's own window: neither goes through the API, and the
// business is told nothing of it.
const (
	WindowSMS    = "SMS"    // *Send code* by SMS
	WindowVoice  = "VOICE"  // … by a call
	WindowVerify = "verify" // pastes a code
	WindowNoPIN  = "noPin"  // turns two-step verification off, which no program can
)

// InWindow is an act in Meta's window about a number.
type InWindow struct {
	PhoneNumberID string `json:"phoneNumberId"`
	Act           string `json:"act"`
	Code          string `json:"code"` // of WindowVerify, as it was pasted
}

// DoInWindow does what somebody does in Meta's window. ErrRefused says what the window
// says.
func (s *Sandbox) DoInWindow(in InWindow) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[in.PhoneNumberID]
	if n == nil {
		return fmt.Errorf("%w: no such number", ErrNotFound)
	}
	var fail *apiError
	switch in.Act {
	case WindowSMS, WindowVoice:
		_, fail = s.requestCode(&call{args: args{"code_method": in.Act, "language": "en_US"}}, n)
	case WindowVerify:
		_, fail = s.verifyCode(&call{args: args{"code": digitsOnly(in.Code)}}, n)
	case WindowNoPIN:
		n.PIN = ""
		s.touch()
	default:
		return fmt.Errorf("%w: the window sends a code or takes one", ErrInvalid)
	}
	if fail != nil {
		return fmt.Errorf("%w: %s", ErrRefused, cmp.Or(fail.userMsg, fail.details, fail.message))
	}
	return nil
}
