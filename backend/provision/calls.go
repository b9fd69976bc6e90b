package provision

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Caller is who makes a call, in which organization, on which device, and the key that answers with a
// code are sealed to.
type Caller struct {
	Org      desk.OrgID
	User     *desk.User
	DeviceID desk.DeviceID
	Session  string // names the session among all of the device
	Seq      int64  // the entry that opened it, 0 = it is none
	SealKey  []byte
}

// CallFunc answers a call with one of wire's types.
type CallFunc func(ctx context.Context, c Caller, body []byte) (any, error)

// Calls gives everything that the wizard may ask. Only supervisors may.
func (s *Service) Calls() map[string]CallFunc {
	return wire.ByName(
		supervised(wire.CallCarrierNumbers, s.carrierNumbers),
		supervised(wire.CallCheckNumber, s.checkNumber),
		supervised(wire.CallSMSLook, s.lookSMS),
		supervised(wire.CallSMSAdd, s.addSMS),
		supervised(wire.CallWabaNumbers, s.wabaNumbers),
		supervised(wire.CallProfilePut, s.putProfile),
		supervised(wire.CallProfileDelete, s.deleteProfile),
		supervised(wire.CallProfileUse, s.useProfile),
		supervised(wire.CallProfileLook, s.lookProfile),
		supervised(wire.CallProfileTake, s.takeProfile),
		supervised(wire.CallSetups, s.list),
		supervised(wire.CallSetupBegin, s.begin),
		supervised(wire.CallSetupCreate, s.createNumber),
		supervised(wire.CallMoveCheck, s.checkMove),
		supervised(wire.CallMove, s.move),
		supervised(wire.CallSetupRenew, s.renew),
		supervised(wire.CallSetupLeave, s.leave),
		supervised(wire.CallSetupDrop, s.drop),
		supervised(wire.CallSetupAsk, s.askFor),
		supervised(wire.CallSetupAnswer, s.answerAsked),
		supervised(wire.CallSetupTakeOver, s.takeLease),
		supervised(wire.CallSetupConnect, s.connect),
		supervised(wire.CallSetupRequest, s.requestCode),
		supervised(wire.CallSetupCode, s.code),
		supervised(wire.CallSetupCopied, s.copied),
		supervised(wire.CallSetupLook, s.look),
		supervised(wire.CallSetupListen, s.listenFor),
		supervised(wire.CallSetupRecording, s.recording),
		supervised(wire.CallSetupVerify, s.verifyCode),
		supervised(wire.CallSetupSave, s.save),
		supervised(wire.CallSetupFinish, s.finish),
	)
}

// supervised lets supervisors through and reads the call's body.
func supervised[B, A any](c wire.Request[B, A], f func(context.Context, Caller, B) (A, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, c Caller, body []byte) (any, error) {
		return wire.Supervised(c.User, body, func(in B) (A, error) { return f(ctx, c, in) })
	}}
}
