package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
)

// Provision lets tests make the wizard's calls without a socket.
func (r *Relay) Provision() *provision.Service { return r.provision }

// Record lets tests append an entry of the relay's own.
func (r *Relay) Record(ctx context.Context, kind desk.EntryKind, payload any) error {
	return r.record(ctx, kind, payload)
}
