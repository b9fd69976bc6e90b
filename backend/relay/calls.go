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
	calls := wire.ByName(
		reply(wire.CallPulse, r.pulse),
		reply(wire.CallSetClock, r.setClock),
		reply(wire.CallTakers, func(ctx context.Context, c hub.Caller, in wire.InteractionRef) (wire.Takers, error) {
			return r.engine.Takers(ctx, r.db, c.Session.Org, c.User.ID, desk.InteractionID(in.InteractionID), r.time.Now().UnixMilli())
		}),
		reply(wire.CallUnreached, func(ctx context.Context, c hub.Caller, in wire.UnreachedAsk) (wire.UnreachedAlerts, error) {
			return r.engine.Unreached(ctx, r.db, c.Session.Org, in.Since, r.time.Now().UnixMilli())
		}),
		reply(wire.CallShiftPacket, func(ctx context.Context, c hub.Caller, _ wire.None) (wire.ShiftPacket, error) {
			return r.engine.Packet(ctx, r.db, c.Session.Org, c.User.ID, r.time.Now().UnixMilli())
		}),
		hub.Handle(wire.CallRecords, func(ctx context.Context, c hub.Caller, in wire.RecordsAsk) (view.Body, error) {
			return r.records.Page(ctx, c.Viewer, in)
		}),
		reply(wire.CallReport, func(ctx context.Context, c hub.Caller, in wire.ReportAsk) (wire.Report, error) {
			return r.records.Report(ctx, c.Viewer, in)
		}),
		hub.Handle(wire.CallCustomers, func(ctx context.Context, c hub.Caller, in wire.CustomersAsk) (view.Body, error) {
			return r.records.Customers(ctx, c.Viewer, in)
		}),
		hub.Handle(wire.CallContacts, func(ctx context.Context, c hub.Caller, in wire.ContactsAsk) (view.Body, error) {
			met, err := r.hub.Met(ctx, c.Viewer)
			if err != nil {
				return view.Body{}, err
			}
			return r.contacts.List(ctx, c.Viewer, met, in)
		}),
		reply(wire.CallCheckCanned, func(ctx context.Context, c hub.Caller, in wire.ImportCanned) (wire.CannedImported, error) {
			return r.engine.CheckCanned(ctx, r.db, c.Session.Org, c.Viewer.UserID, in, r.time.Now().UnixMilli())
		}),
		reply(wire.CallCheckList, func(ctx context.Context, c hub.Caller, in wire.ImportContacts) (wire.ContactsImported, error) {
			return r.engine.CheckContacts(ctx, r.db, c.Session.Org, in, r.time.Now().UnixMilli())
		}),
		hub.Handle(wire.CallMergeCheck, func(ctx context.Context, c hub.Caller, in wire.MergeContacts) (view.Body, error) {
			keep, other, after, err := r.engine.CheckMerge(ctx, r.db, c.Session.Org, in, r.time.Now().UnixMilli())
			if err != nil {
				return view.Body{}, err
			}
			return c.Viewer.MergePreview(keep, other, after)
		}),
		hub.Handle(wire.CallUnmerge, func(ctx context.Context, c hub.Caller, in wire.ContactRef) (view.Body, error) {
			keep, other, err := r.engine.CheckUnmerge(ctx, r.db, c.Session.Org, in, r.time.Now().UnixMilli())
			if err != nil {
				return view.Body{}, err
			}
			return c.Viewer.UnmergePreview(keep, other)
		}),
		reply(wire.CallLimitsUsed, func(ctx context.Context, c hub.Caller, _ wire.None) (wire.LimitsUsed, error) {
			return r.records.LimitsUsed(ctx, c.Viewer)
		}),
		reply(wire.CallInvite, func(ctx context.Context, c hub.Caller, in wire.Invite) (wire.Invitation, error) {
			return r.people.Invite(ctx, c.Session.Org, c.User, in)
		}),
		reply(wire.CallImportPeople, func(ctx context.Context, c hub.Caller, in wire.ImportPeople) (wire.PeopleImported, error) {
			return r.people.Import(ctx, identityOf(c.Session), c.User, in)
		}),
		reply(wire.CallInvitations, func(ctx context.Context, c hub.Caller, _ wire.None) (wire.Invitations, error) {
			return r.people.Invitations(ctx, c.Session.Org, c.User)
		}),
		reply(wire.CallUninvite, func(ctx context.Context, c hub.Caller, in wire.InvitationRef) (wire.None, error) {
			return wire.None{}, r.people.Uninvite(ctx, c.Session.Org, c.User, in.ID)
		}),
		reply(wire.CallReinvite, func(ctx context.Context, c hub.Caller, in wire.InvitationRefs) (wire.Invitations, error) {
			return r.people.Reinvite(ctx, c.Session.Org, c.User, in.IDs)
		}),
		reply(wire.CallResetPassword, func(ctx context.Context, c hub.Caller, in wire.UserRef) (wire.Invitation, error) {
			return r.people.ResetPassword(ctx, c.Session.Org, c.User, desk.UserID(in.UserID))
		}),
		reply(wire.CallDevices, func(ctx context.Context, c hub.Caller, in wire.UserRef) (wire.Devices, error) {
			return r.people.Devices(ctx, c.Session.Org, c.User, desk.UserID(in.UserID), c.DeviceID)
		}),
		reply(wire.CallRevokeDevice, func(ctx context.Context, c hub.Caller, in wire.DeviceRef) (wire.None, error) {
			return wire.None{}, r.people.RevokeDevice(ctx, c.Session.Org, c.User, desk.DeviceID(in.DeviceID))
		}),
		reply(wire.CallSignOutAll, func(ctx context.Context, c hub.Caller, in wire.UserRef) (wire.None, error) {
			return wire.None{}, r.people.SignOutAll(ctx, c.Session.Org, c.User, desk.UserID(in.UserID), c.DeviceID)
		}),
		reply(wire.CallChangePass, func(ctx context.Context, c hub.Caller, in wire.ChangePassword) (wire.PasswordChanged, error) {
			return r.people.ChangePassword(ctx, c.User, identityOf(c.Session), in, c.Adopt)
		}),
	)
	r.addSetupCalls(calls)
	r.addSignUpCalls(calls)
	r.addRehearsalCalls(calls)
	r.addPracticeCalls(calls)
	return calls
}

// reply has a function answer a call. The answers wired here hold nothing of a
// customer.
func reply[B, A any](c wire.Request[B, A], f func(context.Context, hub.Caller, B) (A, error)) wire.Handler[hub.CallFunc] {
	return hub.Handle(c, func(ctx context.Context, caller hub.Caller, in B) (view.Body, error) {
		out, err := f(ctx, caller, in)
		if err != nil {
			return view.Body{}, err
		}
		return view.Own(out)
	})
}

// pulse reports how the relay is, and to supervisors how its numbers are: their
// counts tell of conversations that an agent may know nothing of.
func (r *Relay) pulse(ctx context.Context, c hub.Caller, _ wire.None) (wire.Pulse, error) {
	out := wire.Pulse{
		Now: r.time.Now().UnixMilli(), Version: r.opts.Version, PublicURL: r.opts.Config.Public.URL,
		Practice: r.opts.Config.Sandbox, Numbers: []wire.NumberPulse{}, Alarms: []string{},
	}
	if !c.Viewer.Role.Supervisor() {
		return out, nil
	}
	out.Alarms, out.Clock = r.health.alarms(), r.clockState()
	numbers, err := desk.Find[*desk.Number](ctx, r.db, c.Session.Org, desk.Numbers.With())
	if err != nil {
		return out, err
	}
	before, err := r.earlier.of(ctx, c.Session.Org, past{r.db}, r.time.Now())
	if err != nil {
		return out, err
	}
	for _, n := range numbers {
		if n.Deleted {
			continue
		}
		p := r.pulseOf(n)
		p.LastEventAt = max(p.LastEventAt, before[n.ID])
		out.Numbers = append(out.Numbers, wire.NumberPulse{
			NumberID: string(n.ID), LastEventAt: p.LastEventAt, Events: p.Events, Duplicates: p.Duplicates,
		})
	}
	open, err := r.db.UnhandledList(ctx, c.Session.Org, 1000)
	if err != nil {
		return out, err
	}
	for _, u := range open {
		if !u.Replayed {
			out.Unhandled++
		}
	}
	return out, nil
}

// addSetupCalls wires the wizard. Its answers are the business's own; a code in
// them is sealed to the caller's device.
func (r *Relay) addSetupCalls(calls map[string]hub.CallFunc) {
	for name, f := range r.setupCalls() {
		calls[name] = func(ctx context.Context, c hub.Caller, body []byte) (view.Body, error) {
			out, err := f(ctx, provision.Caller{Org: c.Session.Org, User: c.User, DeviceID: c.DeviceID, Session: c.Session.Session, Seq: c.Session.Seq, SealKey: c.SealKey}, body)
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
