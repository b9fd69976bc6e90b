package relay

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
)

// openLedger starts the one writer and its fold.
func (r *Relay) openLedger(ctx context.Context) error {
	r.health = newHealth(r.db, r.lock, r.record, r.log)
	r.ledger = newLedger(r.db, r.engine, ledger.Config{
		Clock: r.time.Now, Logger: r.log, Metrics: ledger.NewMetrics(r.registry),
		OnFatal:  r.opts.OnFatal,
		OnDamage: func(err error) { r.health.raise(desk.AlarmDamaged, err, 0) },
	})
	if err := r.ledger.Start(ctx); err != nil {
		return err
	}
	if err := r.compareHeads(ctx); err != nil {
		return err
	}
	if err := r.ensureOrgs(ctx); err != nil {
		return err
	}
	return r.began(ctx)
}

// compareHeads looks, at start, whether the database still holds what was
// confirmed. When it does not, the feed gets a new life, so that desktops do not
// take new entries for known ones, and the loss is told.
func (r *Relay) compareHeads(ctx context.Context) error {
	gone, err := datadir.Missing(ctx, r.opts.Config.DataDir, r.db, r.log)
	if err != nil {
		return desk.Wrap("compare the record with its noted end", err)
	}
	if gone == 0 {
		return nil
	}
	r.log.Error("the record ends before entries that were confirmed", "missing", gone)
	if _, err := r.db.RenewLife(ctx); err != nil {
		return desk.Wrap("begin a new life of the feed", err)
	}
	r.health.raise(desk.AlarmBehind, fmt.Errorf("%d confirmed entries are missing", gone), gone)
	return nil
}

// began records the start. A disk without room is no reason not to serve what
// can be read: the start is recorded when there is room.
func (r *Relay) began(ctx context.Context) error {
	run := map[string]string{"incarnation": desk.NewID("run")}
	err := r.record(ctx, desk.EntryRelayStarted, run)
	if err == nil || !isPassing(err) {
		return err
	}
	r.log.Error("the start is not recorded yet: the disk takes no writes, what can be read is served", "err", err)
	r.health.owe(desk.EntryRelayStarted, run)
	return nil
}

// isPassing says whether an error is a storage's that may take writes later.
func isPassing(err error) bool {
	var f interface{ Fatal() bool }
	return errors.As(err, &f) && !f.Fatal()
}

// NewLedger puts the engine's fold on a store. Rebuilds and benchmarks use the
// same wiring as the relay.
func NewLedger(db *store.DB, cfg ledger.Config) *ledger.Ledger { return newLedger(db, Engine, cfg) }

func newLedger(db *store.DB, e *engine.Engine, cfg ledger.Config) *ledger.Ledger {
	cfg.Begin, cfg.Fold = db.OpenTx, e.FoldTx
	return ledger.New(cfg)
}

// Folds is the engine's fold with its version, for rebuilds.
var Folds = foldsOf(Engine)

func foldsOf(e *engine.Engine) upkeep.Fold {
	return upkeep.Fold{Version: engine.FoldVersion, Do: e.FoldTx, About: e.About}
}

// Engine is the engine with the providers that this build knows.
var Engine = withOthers(nil)

// sessionsChanged hears of every commit that changed sessions; it only nudges.
func (r *Relay) sessionsChanged(org desk.OrgID, user desk.UserID) {
	if p := r.told.Load(); p != nil {
		p.SessionsChanged(org, user)
	}
}
