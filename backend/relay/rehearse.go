package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/rehearse"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

// moment opens the database for reading beside the relay's own work.
func (r *Relay) moment(ctx context.Context) (rehearse.Moment, error) {
	return store.OpenSnapshot(ctx, r.db.Path())
}

// addRehearsalCalls wires the rehearsal of other settings. Its answers name people and
// conversations by id, and hold nothing of a customer.
func (r *Relay) addRehearsalCalls(calls map[string]hub.CallFunc) {
	own := wire.ByName(
		reply(wire.CallRehearse, func(ctx context.Context, c hub.Caller, in wire.RehearseAsk) (wire.Rehearsal, error) {
			return r.rehearsals.Start(ctx, c.Session.Org, c.User.ID, in)
		}),
		reply(wire.CallRehearsal, func(_ context.Context, c hub.Caller, _ wire.None) (wire.Rehearsal, error) {
			return r.rehearsals.State(c.Session.Org, c.User.ID), nil
		}),
		reply(wire.CallRehearseCancel, func(_ context.Context, c hub.Caller, _ wire.None) (wire.Rehearsal, error) {
			return r.rehearsals.Cancel(c.Session.Org, c.User.ID), nil
		}),
	)
	for name, f := range own {
		calls[name] = f
	}
}
