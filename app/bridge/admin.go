package bridge

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/wire"
)

// Admin is channels, inboxes, people and what was not understood.
type Admin struct {
	relay Relay
	own   Passwords
	clock func() time.Time // of this computer
}

// Passwords changes the password of whoever is signed in.
type Passwords interface {
	// ChangePassword also gives this desktop's session a new token, and keeps it.
	ChangePassword(ctx context.Context, before, after string) error
}

// PasswordChange is a change of one's own password.
type PasswordChange struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// NewAdmin wires the service.
func NewAdmin(relay Relay, own Passwords, clock func() time.Time) *Admin {
	return &Admin{relay, own, clock}
}

// Pulse tells how the relay and its numbers are.
func (a *Admin) Pulse() (wire.Pulse, error) {
	return ask(a.relay, commandDeadline, wire.CallPulse, wire.None{})
}

// SetClock says, by this computer's clock, that the clock of the relay's computer
// is right.
func (a *Admin) SetClock() (wire.ClockState, error) {
	return ask(a.relay, commandDeadline, wire.CallSetClock, wire.SetClock{Now: a.clock().UnixMilli()})
}

// PutInbox makes (ID "") or changes an inbox and names it.
func (a *Admin) PutInbox(inbox wire.PutInbox) (wire.IDResult, error) {
	return record(a.relay, wire.CmdPutInbox, inbox)
}

// DeleteInbox removes an inbox; its open threads go to moveTo.
func (a *Admin) DeleteInbox(id, moveTo string) error {
	return do(a.relay, wire.CmdDeleteInbox, wire.DeleteInbox{ID: id, MoveTo: moveTo})
}

// UpdateNumber changes a number's settings.
func (a *Admin) UpdateNumber(n wire.UpdateNumber) error {
	return do(a.relay, wire.CmdUpdateNumber, n)
}

// MapNumber maps a number to an inbox; "" unmaps it.
func (a *Admin) MapNumber(numberID, inboxID string) error {
	return do(a.relay, wire.CmdMapNumber, wire.MapNumber{NumberID: numberID, InboxID: inboxID})
}

// DeleteNumber removes a number; refused while it is mapped.
func (a *Admin) DeleteNumber(numberID string) error {
	return do(a.relay, wire.CmdDeleteNumber, wire.NumberRef{NumberID: numberID})
}

// UpdateUser changes a colleague.
func (a *Admin) UpdateUser(u wire.UpdateUser) error { return do(a.relay, wire.CmdUpdateUser, u) }

// SetPresenceOf sets a colleague's presence.
func (a *Admin) SetPresenceOf(p wire.SetPresence) error { return do(a.relay, wire.CmdPresence, p) }

// Invite makes an invitation: a link and a code, shown once.
func (a *Admin) Invite(i wire.Invite) (wire.Invitation, error) {
	return ask(a.relay, commandDeadline, wire.CallInvite, i)
}

// Invitations lists the open invitations.
func (a *Admin) Invitations() (wire.Invitations, error) {
	return ask(a.relay, commandDeadline, wire.CallInvitations, wire.None{})
}

// Uninvite takes an invitation back.
func (a *Admin) Uninvite(id string) error {
	_, err := ask(a.relay, commandDeadline, wire.CallUninvite, wire.InvitationRef{ID: id})
	return err
}

// ResetPassword makes a one-time link with which a colleague sets a new password.
func (a *Admin) ResetPassword(userID string) (wire.Invitation, error) {
	return ask(a.relay, commandDeadline, wire.CallResetPassword, wire.UserRef{UserID: userID})
}

// Devices lists a person's signed-in devices.
func (a *Admin) Devices(userID string) (wire.Devices, error) {
	return ask(a.relay, commandDeadline, wire.CallDevices, wire.UserRef{UserID: userID})
}

// RevokeDevice signs a device out, at once.
func (a *Admin) RevokeDevice(deviceID string) error {
	_, err := ask(a.relay, commandDeadline, wire.CallRevokeDevice, wire.DeviceRef{DeviceID: deviceID})
	return err
}

// SignOutAll signs a person out on all devices, at once; of oneself, on all others.
func (a *Admin) SignOutAll(userID string) error {
	_, err := ask(a.relay, commandDeadline, wire.CallSignOutAll, wire.UserRef{UserID: userID})
	return err
}

// ChangePassword changes one's own password.
func (a *Admin) ChangePassword(c PasswordChange) error {
	ctx, cancel := within(commandDeadline)
	defer cancel()
	return a.own.ChangePassword(ctx, c.Old, c.New)
}

// SavePreferences stores one's own switches that the relay acts on.
func (a *Admin) SavePreferences(p wire.Preferences) error {
	return do(a.relay, wire.CmdPreferences, p)
}

// Replay tries again to understand something that was kept.
func (a *Admin) Replay(unhandledID string) error {
	return do(a.relay, wire.CmdReplayUnhandled, wire.UnhandledRef{UnhandledID: unhandledID})
}

// RawUnhandled gives the kept JSON of something not understood.
func (a *Admin) RawUnhandled(unhandledID string) (wire.RawUnhandled, error) {
	return ask(a.relay, commandDeadline, wire.CallRawUnhandled,
		wire.UnhandledRef{UnhandledID: unhandledID})
}
