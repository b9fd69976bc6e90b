package relay

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/upkeep"
)

// SetupCalls lets tests make the wizard's calls without a socket.
func (r *Relay) SetupCalls() map[string]provision.CallFunc { return r.setupCalls() }

// Routes gives the routes for people, and whether they are asked before a sign-in.
func (r *Relay) Routes() map[string]bool {
	out := map[string]bool{}
	for _, each := range r.asked() {
		out[each.pattern] = each.open
	}
	return out
}

// Prepares has a relay that is not open yet say how far it is, as during a
// rebuild; stop ends it.
func Prepares(ctx context.Context, o Options, now upkeep.Progress) (publicURL, internalURL string, stop func() error) {
	p := &preparing{r: &Relay{opts: o, log: o.Log, time: clock.New(clock.Config{})}, dir: o.Config.DataDir}
	p.goesOn(ctx, now)
	return "http://" + p.web.PublicAddr(), "http://" + p.web.InternalAddr(), func() error { return p.stop(ctx) }
}

// Hub lets tests count sockets.
func (r *Relay) Hub() *hub.Hub { return r.hub }

// Sweep removes files as at that time, and remembers what the last sweep found.
func (r *Relay) Sweep(ctx context.Context, now time.Time) error {
	return r.keeper.sweeper.sweep(ctx, now)
}

// Record lets tests append an entry of the relay's own.
func (r *Relay) Record(ctx context.Context, kind desk.EntryKind, payload any) error {
	return r.recordIn(ctx, r.home, kind, payload)
}

// RecordIn lets tests append an entry to the record of an organization.
func (r *Relay) RecordIn(ctx context.Context, org desk.OrgID, kind desk.EntryKind, payload any) error {
	return r.recordIn(ctx, org, kind, payload)
}

// Past is what the doctor goes by when it looks for silence.
func (r *Relay) Past() past { return past{r.db} }

// OwnSandbox gives the address of a Meta that is played on this computer.
var OwnSandbox = ownSandbox
