package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// keysAtOnce bounds how many expired keys one transaction forgets, so that the
// ledger never waits long for its turn.
const keysAtOnce = 5_000

// Housekeep forgets what may be forgotten: keys whose time is over at now, and
// lines of the feed and events from before feedBefore (both Unix ms). Desktops
// with a cursor from before that get a snapshot; events that all have read go
// at once.
func (db *DB) Housekeep(ctx context.Context, now, feedBefore int64) error {
	if err := db.forgetKeys(ctx, now); err != nil {
		return err
	}
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := db.trimFeed(ctx, org, feedBefore); err != nil {
			return err
		}
		if err := db.trimEvents(ctx, org, feedBefore); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) forgetKeys(ctx context.Context, now int64) error {
	for {
		expired, err := db.int64(ctx, sqlCountExpired, now)
		if err != nil || expired == 0 {
			return err
		}
		if err := db.WriteTx(ctx, func(tx *Tx) error {
			return tx.exec(ctx, sqlExpiredKeys, now, keysAtOnce)
		}); err != nil {
			return err
		}
	}
}

// trimFeed drops the lines of entries from before the given time. Times never
// fall along the sequence, so the last such entry is found by halving.
func (db *DB) trimFeed(ctx context.Context, org desk.OrgID, before int64) error {
	low, err := db.FeedFloor(ctx, org)
	if err != nil {
		return err
	}
	floor := low
	high, err := db.Head(ctx, org)
	if err != nil {
		return err
	}
	for low < high {
		mid := low + (high-low+1)/2
		at, err := db.int64(ctx, sqlEntryAt, place{org, mid})
		if err != nil {
			return err
		}
		if at < before {
			low = mid
		} else {
			high = mid - 1
		}
	}
	if low == floor {
		return nil
	}
	return db.WriteTx(ctx, func(tx *Tx) error {
		if err := tx.exec(ctx, sqlTrimFeed, place{org, 0}, place{org, low}); err != nil {
			return err
		}
		return tx.exec(ctx, sqlSetFloor, org, low)
	})
}
