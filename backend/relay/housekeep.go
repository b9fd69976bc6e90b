package relay

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/files"
	"github.com/parleydesk/parley/backend/store"
)

// keeper forgets what may be forgotten: lines of the feed that every desktop of
// the last weeks has had, keys of items that had neither id nor time, and files
// that no message has.
type keeper struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup

	sweeper *sweeper
}

const (
	keepEvery = time.Hour
	// feedLife is how long a desktop may be away and still resume; after that it
	// gets a snapshot.
	feedLife = 21 * 24 * time.Hour
)

func startKeeper(db *store.DB, kept *files.Folder, clock func() time.Time, log *slog.Logger) *keeper {
	ctx, cancel := context.WithCancel(context.Background())
	k := &keeper{cancel: cancel, sweeper: &sweeper{db: db, files: kept}}
	k.wg.Go(func() {
		tick := time.NewTicker(keepEvery)
		defer tick.Stop()
		for {
			now := clock()
			if err := db.Housekeep(ctx, now.UnixMilli(), now.Add(-feedLife).UnixMilli()); err != nil && ctx.Err() == nil {
				log.Error("housekeep", "err", err)
			}
			if err := k.sweeper.sweep(ctx, now); err != nil && ctx.Err() == nil {
				log.Error("remove files", "err", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return k
}

func (k *keeper) stop() {
	k.cancel()
	k.wg.Wait()
}
