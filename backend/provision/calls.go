package provision

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Caller is who makes a call, on which device, and the key that answers with a
// code are sealed to.
type Caller struct {
	User     *desk.User
	DeviceID desk.DeviceID
	Session  string // names the session among all of the device
	Seq      int64  // the entry that opened it, 0 = it is none
	SealKey  []byte
}

// CallFunc answers a call with one of wire's types.
type CallFunc func(ctx context.Context, c Caller, body []byte) (any, error)

// nothing is the answer {}.
type nothing struct{}

// Calls gives everything that the wizard may ask. Only supervisors may.
func (s *Service) Calls() map[string]CallFunc {
	return map[string]CallFunc{
		wire.CallCarrierLink:    supervised(s.linkCarrier),
		wire.CallCarrierState:   supervised(s.carrierState),
		wire.CallCarrierNumbers: supervised(s.carrierNumbers),
		wire.CallCheckNumber:    supervised(s.checkNumber),
		wire.CallAppPut:         supervised(s.putApp),
		wire.CallAppAccess:      supervised(s.appAccess),
		wire.CallWabaVerify:     supervised(s.verifyWaba),
		wire.CallWabaNumbers:    supervised(s.wabaNumbers),
		wire.CallTemplatesPull:  supervised(s.pullTemplates),
		wire.CallSetups:         supervised(s.list),
		wire.CallSetupBegin:     supervised(s.begin),
		wire.CallSetupRenew:     supervised(s.renew),
		wire.CallSetupLeave:     supervised(s.leave),
		wire.CallSetupDrop:      supervised(s.drop),
		wire.CallSetupConnect:   supervised(s.connect),
		wire.CallSetupRequest:   supervised(s.requestCode),
		wire.CallSetupCode:      supervised(s.code),
		wire.CallSetupVerify:    supervised(s.verifyCode),
		wire.CallSetupSave:      supervised(s.save),
		wire.CallSetupFinish:    supervised(s.finish),
	}
}

// supervised lets supervisors through and reads the call's body.
func supervised[In, Out any](f func(context.Context, Caller, In) (Out, error)) CallFunc {
	return func(ctx context.Context, c Caller, body []byte) (any, error) {
		if c.User == nil || !c.User.Active || !c.User.Role.Supervisor() {
			return nil, desk.Errorf(desk.CodeForbidden, "role", "Only owners and admins can connect numbers. Ask one of them.")
		}
		var in In
		if len(body) > 0 {
			// The error is not kept: it may quote a PIN or a code.
			if json.Unmarshal(body, &in) != nil {
				return nil, desk.Errorf(desk.CodeInvalid, "badBody", "The relay cannot read this request. Update the app.")
			}
		}
		out, err := f(ctx, c, in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}
