package bridge

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/wire"
)

// Admin is what an administrator asks for that is more than passing it on: see
// Requests for the rest.
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

// SetClock says, by this computer's clock, that the clock of the relay's computer
// is right.
func (a *Admin) SetClock() (wire.ClockState, error) {
	return ask(a.relay, commandDeadline, wire.CallSetClock, wire.SetClock{Now: a.clock().UnixMilli()})
}

// ChangePassword changes one's own password.
func (a *Admin) ChangePassword(c PasswordChange) error {
	ctx, cancel := within(commandDeadline)
	defer cancel()
	return a.own.ChangePassword(ctx, c.Old, c.New)
}
