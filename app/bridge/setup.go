package bridge

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Codes opens verification codes that were sealed to this device and holds
// the newest of each set-up in memory until it expires.
type Codes interface {
	// Latest gives the code of a set-up, asking the relay when none is here;
	// Found is false when none has come.
	Latest(setupID string) (code wire.SetupCode, found bool, err error)
}

// Clipboard puts text on the system clipboard.
type Clipboard interface {
	// Copy says how it went there: "native" or "wails".
	Copy(text string) (how string, err error)
}

// Setup is the wizard that connects a number.
type Setup struct {
	relay Relay
	codes Codes
	clip  Clipboard
}

// NewSetup wires the service.
func NewSetup(relay Relay, codes Codes, clip Clipboard) *Setup { return &Setup{relay, codes, clip} }

// LinkCarrier stores and proves the account at the carrier.
func (s *Setup) LinkCarrier(l wire.CarrierLink) (wire.CarrierState, error) {
	return ask(s.relay, slowDeadline, wire.CallCarrierLink, l)
}

// Carrier tells whether a carrier is linked.
func (s *Setup) Carrier() (wire.CarrierState, error) {
	return ask(s.relay, commandDeadline, wire.CallCarrierState, wire.None{})
}

// CarrierNumbers lists the numbers owned at the carrier.
func (s *Setup) CarrierNumbers() (wire.CarrierNumbers, error) {
	return ask(s.relay, slowDeadline, wire.CallCarrierNumbers, wire.None{})
}

// CheckNumber says why a typed number will not do, or what it is.
func (s *Setup) CheckNumber(phone string) (wire.CheckedNumber, error) {
	return ask(s.relay, commandDeadline, wire.CallCheckNumber, wire.CheckNumber{Phone: phone})
}

// PutApp stores a Meta app with its secret and says what to paste at Meta.
func (s *Setup) PutApp(a wire.AppPut) (wire.AppAccess, error) {
	return ask(s.relay, commandDeadline, wire.CallAppPut, a)
}

// Apps lists the Meta apps with webhook address and verify token.
func (s *Setup) Apps() (wire.AppAccessList, error) {
	return ask(s.relay, commandDeadline, wire.CallAppAccess, wire.None{})
}

// VerifyWaba proves an account's id and token, and stores them.
func (s *Setup) VerifyWaba(v wire.WabaVerify) (wire.WabaVerified, error) {
	return ask(s.relay, slowDeadline, wire.CallWabaVerify, v)
}

// WabaNumbers lists the numbers that the account has at Meta.
func (s *Setup) WabaNumbers(wabaID string) (wire.WabaNumbers, error) {
	return ask(s.relay, slowDeadline, wire.CallWabaNumbers, wire.WabaRef{WabaID: wabaID})
}

// PullTemplates fetches the account's templates from Meta now.
func (s *Setup) PullTemplates(wabaID string) error {
	_, err := ask(s.relay, slowDeadline, wire.CallTemplatesPull, wire.WabaRef{WabaID: wabaID})
	return err
}

// List gives the numbers being set up, by whom, and how far.
func (s *Setup) List() (wire.Setups, error) {
	return ask(s.relay, commandDeadline, wire.CallSetups, wire.None{})
}

// Begin starts setting up a number, or goes on with it, and takes its lease.
func (s *Setup) Begin(phone string) (wire.Setup, error) {
	return ask(s.relay, commandDeadline, wire.CallSetupBegin, wire.SetupBegin{Phone: phone})
}

// Renew keeps the lease while the wizard is open.
func (s *Setup) Renew(id string) (wire.Setup, error) {
	return ask(s.relay, commandDeadline, wire.CallSetupRenew, wire.SetupRef{SetupID: id})
}

// Leave gives the lease back; what was done stays.
func (s *Setup) Leave(id string) error {
	_, err := ask(s.relay, commandDeadline, wire.CallSetupLeave, wire.SetupRef{SetupID: id})
	return err
}

// Drop throws a set-up away.
func (s *Setup) Drop(id string) error {
	_, err := ask(s.relay, commandDeadline, wire.CallSetupDrop, wire.SetupRef{SetupID: id})
	return err
}

// Connect adds the number to the account at Meta, or finds it there.
func (s *Setup) Connect(c wire.SetupConnect) (wire.Setup, error) {
	return ask(s.relay, slowDeadline, wire.CallSetupConnect, c)
}

// RequestCode asks Meta to send the code by SMS or VOICE.
func (s *Setup) RequestCode(id, method string) (wire.Setup, error) {
	return ask(s.relay, slowDeadline, wire.CallSetupRequest, wire.SetupRequest{SetupID: id, Method: method})
}

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
	return s.clip.Copy(code.Code)
}

// Verify checks the caught code (code "") or a typed one.
func (s *Setup) Verify(id, code string) (wire.Setup, error) {
	return ask(s.relay, slowDeadline, wire.CallSetupVerify, wire.SetupVerify{SetupID: id, Code: code})
}

// Save keeps settings and profile.
func (s *Setup) Save(v wire.SetupSave) (wire.Setup, error) {
	return ask(s.relay, commandDeadline, wire.CallSetupSave, v)
}

// Finish registers, subscribes, pulls templates and maps the number. It goes
// on where an earlier try stopped.
func (s *Setup) Finish(id, pin string) (wire.Setup, error) {
	return ask(s.relay, slowDeadline, wire.CallSetupFinish, wire.SetupFinish{SetupID: id, PIN: pin})
}
