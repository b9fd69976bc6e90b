package relay

import (
	"context"

	"github.com/parleydesk/parley/backend/upkeep"
)

// prepare makes the state fit for this build's fold before anything is folded.
// After an update that takes a moment for each some thousand entries, and says so.
func (r *Relay) prepare(ctx context.Context) error {
	return upkeep.Prepare(ctx, r.db, Folds, r.log, nil)
}
