package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// calls wires what desktops may ask beside reading rows.
func (r *Relay) calls() map[string]hub.CallFunc {
	calls := map[string]hub.CallFunc{
		wire.CallPulse:    r.pulse,
		wire.CallSetClock: typed(r.setClock),
		wire.CallInvite: typed(func(ctx context.Context, c hub.Caller, in wire.Invite) (any, error) {
			return r.people.Invite(ctx, c.User, in)
		}),
		wire.CallInvitations: typed(func(ctx context.Context, c hub.Caller, _ struct{}) (any, error) {
			return r.people.Invitations(ctx, c.User)
		}),
		wire.CallUninvite: typed(func(ctx context.Context, c hub.Caller, in wire.InvitationRef) (any, error) {
			return struct{}{}, r.people.Uninvite(ctx, c.User, in.ID)
		}),
		wire.CallResetPassword: typed(func(ctx context.Context, c hub.Caller, in wire.UserRef) (any, error) {
			return r.people.ResetPassword(ctx, c.User, desk.UserID(in.UserID))
		}),
		wire.CallDevices: typed(func(ctx context.Context, c hub.Caller, in wire.UserRef) (any, error) {
			return r.people.Devices(ctx, c.User, desk.UserID(in.UserID), c.DeviceID)
		}),
		wire.CallRevokeDevice: typed(func(ctx context.Context, c hub.Caller, in wire.DeviceRef) (any, error) {
			return struct{}{}, r.people.RevokeDevice(ctx, c.User, desk.DeviceID(in.DeviceID))
		}),
		wire.CallSignOutAll: typed(func(ctx context.Context, c hub.Caller, in wire.UserRef) (any, error) {
			return struct{}{}, r.people.SignOutAll(ctx, c.User, desk.UserID(in.UserID), c.DeviceID)
		}),
		wire.CallChangePass: typed(func(ctx context.Context, c hub.Caller, in wire.ChangePassword) (any, error) {
			return r.people.ChangePassword(ctx, c.User, door{r.people, r.org}.identity(c.Session), in, c.Adopt)
		}),
	}
	r.addSetupCalls(calls)
	r.addPracticeCalls(calls)
	return calls
}

// typed decodes a call's body and wraps its answer. The answers wired here hold
// nothing of a customer.
func typed[In any](f func(context.Context, hub.Caller, In) (any, error)) hub.CallFunc {
	return func(ctx context.Context, c hub.Caller, body []byte) (view.Body, error) {
		in, err := hub.ReadBody[In](body)
		if err != nil {
			return view.Body{}, err
		}
		out, err := f(ctx, c, in)
		if err != nil {
			return view.Body{}, err
		}
		return view.Own(out)
	}
}

// pulse reports how the relay is, and to supervisors how its numbers are: their
// counts tell of conversations that an agent may know nothing of.
func (r *Relay) pulse(ctx context.Context, c hub.Caller, _ []byte) (view.Body, error) {
	out := wire.Pulse{
		Now: r.time.Now().UnixMilli(), Version: r.opts.Version, PublicURL: r.opts.Config.Public.URL,
		Practice: r.opts.Config.Sandbox, Numbers: []wire.NumberPulse{}, Alarms: []string{},
	}
	if !c.Viewer.Role.Supervisor() {
		return view.Own(out)
	}
	out.Alarms, out.Clock = r.health.alarms(), r.clockState()
	numbers, err := r.db.Numbers(ctx, r.org)
	if err != nil {
		return view.Body{}, err
	}
	for _, n := range numbers {
		if n.Deleted {
			continue
		}
		p := r.meta.Pulse(n.ID)
		out.Numbers = append(out.Numbers, wire.NumberPulse{
			NumberID: string(n.ID), LastEventAt: p.LastEventAt, Events: p.Events, Duplicates: p.Duplicates,
		})
	}
	open, err := r.db.UnhandledList(ctx, r.org, 1000)
	if err != nil {
		return view.Body{}, err
	}
	for _, u := range open {
		if !u.Replayed {
			out.Unhandled++
		}
	}
	return view.Own(out)
}

// addSetupCalls wires the wizard. Its answers are the business's own; a code in
// them is sealed to the caller's device.
func (r *Relay) addSetupCalls(calls map[string]hub.CallFunc) {
	for name, f := range r.provision.Calls() {
		calls[name] = func(ctx context.Context, c hub.Caller, body []byte) (view.Body, error) {
			out, err := f(ctx, provision.Caller{User: c.User, DeviceID: c.DeviceID, Session: c.Session.Session, Seq: c.Session.Seq, SealKey: c.SealKey}, body)
			if err != nil {
				return view.Body{}, err
			}
			return view.Own(out)
		}
	}
}

// addPracticeCalls wires the panel of the sandbox. Outside practice there is no
// such call.
func (r *Relay) addPracticeCalls(calls map[string]hub.CallFunc) {
	if r.practice == nil {
		return
	}
	for name, f := range r.practice.Calls() {
		calls[name] = func(ctx context.Context, _ hub.Caller, body []byte) (view.Body, error) { return f(ctx, body) }
	}
}
