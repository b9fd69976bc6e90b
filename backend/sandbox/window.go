package sandbox

import (
	"cmp"
	"fmt"
)

// What a person does in Meta's own window: none of it goes through the API. The business
// is told of the PIN alone.
const (
	WindowSMS    = "SMS"    // *Send code* by SMS
	WindowVoice  = "VOICE"  // … by a call
	WindowVerify = "verify" // pastes a code
	WindowPIN    = "pin"    // sets another two-step PIN
	WindowNoPIN  = "noPin"  // turns two-step verification off, which no program can
)

// InWindow is an act in Meta's window about a number.
type InWindow struct {
	PhoneNumberID string `json:"phoneNumberId"`
	Act           string `json:"act"`
	Code          string `json:"code"` // of WindowVerify as it was pasted, of WindowPIN the PIN
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
	case WindowPIN:
		if !pinPattern.MatchString(in.Code) {
			return fmt.Errorf("%w: the PIN has six digits", ErrRefused)
		}
		n.PIN = in.Code
		s.tellSecurity(n, "PIN_CHANGED")
	case WindowNoPIN:
		n.PIN = ""
		s.tellSecurity(n, "PIN_REQUEST_SUCCESS")
	default:
		return fmt.Errorf("%w: the window sends a code or takes one", ErrInvalid)
	}
	if fail != nil {
		return fmt.Errorf("%w: %s", ErrRefused, cmp.Or(fail.userMsg, fail.details, fail.message))
	}
	return nil
}

// tellSecurity sends the webhook of what somebody did to the two-step verification of a
// number. Callers hold mu.
func (s *Sandbox) tellSecurity(n *number, event string) {
	s.hook(change{
		account: s.ix.accounts[n.AccountID], number: n, kind: "event", field: "security", key: n.ID,
		value: map[string]any{"display_phone_number": n.Digits, "event": event},
	})
	s.touch()
}
