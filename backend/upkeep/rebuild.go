package upkeep

import (
	"context"
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
)

// Fold is a fold over the store's transaction, with its version. A version is
// raised whenever the fold makes other rows, other timers or other jobs of any
// entry than before.
type Fold struct {
	Version int
	Do      func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error)
	// About is that of ledger.Rebuilder; nil = there is none.
	About func(e *desk.Entry) string
}

// Progress says how far a rebuild is.
type Progress struct {
	Done, All int64 // entries of all organizations
	// Failed are those that an earlier fold could fold and this one cannot.
	Failed int64
}

// Percent is how much of it is done, in whole percent.
func (p Progress) Percent() int {
	if p.All == 0 {
		return 100
	}
	return int(100 * p.Done / p.All)
}

// SubcodeNewer marks a state that a newer program has made.
const SubcodeNewer = "newerFold"

// Prepare makes the state fit for a fold: nothing is done when it was made by
// that version. An older one, and one that a rebuild has not brought to its end,
// is built anew. progress hears of each step, and may be nil. CodeInvalid with
// SubcodeNewer when a newer program has made it.
func Prepare(ctx context.Context, db *store.DB, fold Fold, log *slog.Logger, progress func(Progress)) error {
	unfinished, err := db.Rebuilding(ctx)
	if err != nil {
		return err
	}
	has, err := version(ctx, db)
	if err != nil {
		return err
	}
	switch {
	case unfinished != nil && unfinished.Fold > fold.Version, has > fold.Version:
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: SubcodeNewer, Op: "look at the state",
		}
	case unfinished != nil, has != 0 && has < fold.Version:
		_, err := Rebuild(ctx, db, fold, log, progress)
		return err
	case has == 0: // a new database
		return db.SetFoldVersion(ctx, fold.Version)
	}
	return nil
}

// version gives the version of the fold that made the state: 1 where there are
// entries from before it was noted, 0 when there is nothing.
func version(ctx context.Context, db *store.DB) (int, error) {
	has, err := db.FoldVersion(ctx)
	if err != nil || has != 0 {
		return has, err
	}
	last, err := db.LastStamp(ctx)
	if err != nil || last == 0 {
		return 0, err
	}
	return 1, db.SetFoldVersion(ctx, 1)
}

// pageOf is how many entries one transaction of a rebuild folds: a commit costs
// as much as folding some dozens.
const pageOf = 1024

// Rebuild makes the state of every organization anew from the record, with a
// page of entries in each transaction. Killed at any moment, it goes on behind
// the last page when it is called again for the same version; another version
// begins afresh. An entry that this fold cannot fold is quarantined, which shows
// it to the admins, and counted. The data directory's lock is held by the caller,
// and nobody else uses the database.
func Rebuild(ctx context.Context, db *store.DB, fold Fold, log *slog.Logger, progress func(Progress)) (Progress, error) {
	state, err := db.BeginRebuild(ctx, fold.Version)
	if err != nil {
		return Progress{}, desk.Wrap("begin a rebuild", err)
	}
	r := &rebuild{db: db, state: state, log: log, tell: progress}
	marks, err := db.Marks(ctx)
	if err != nil {
		return Progress{}, desk.Wrap("list organizations", err)
	}
	for org, m := range marks {
		r.now.All += m.Seq
		r.now.Done += state.Done[org]
	}
	log.Info("the state is built anew from the record", "fold", fold.Version, "entries", r.now.All, "done", r.now.Done)
	from := r.now.Done
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return r.now, desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		if err := r.run(ctx, org, fold); err != nil {
			return r.now, err
		}
	}
	if err := db.EndRebuild(ctx, state); err != nil {
		return r.now, desk.Wrap("end a rebuild", err)
	}
	log.Info("the state is whole", "entries", r.now.Done-from, "failed", r.now.Failed)
	return r.now, nil
}

// rebuild is one run.
type rebuild struct {
	db    *store.DB
	state *store.Rebuilding
	log   *slog.Logger
	tell  func(Progress)
	now   Progress
	said  int // the last tenth that the log has
}

func (r *rebuild) run(ctx context.Context, org desk.OrgID, fold Fold) error {
	return ledger.Rebuilder{
		Entries: r.db, Fold: fold.Do, About: fold.About, Page: pageOf,
		Begin: func(ctx context.Context) (ledger.Tx, error) { return r.db.BeginRebuilding(ctx) },
		Done: func(ctx context.Context, tx ledger.Tx, org desk.OrgID, seq int64) error {
			return r.mark(ctx, tx, org, seq)
		},
		Failed: func(e desk.Entry, cause error) {
			r.now.Failed++
			r.log.Error("an entry that could be folded cannot be any more", "org", e.Org, "seq", e.Seq, "kind", string(e.Kind), "err", cause)
		},
	}.Run(ctx, org, r.state.Done[org])
}

func (r *rebuild) mark(ctx context.Context, tx ledger.Tx, org desk.OrgID, seq int64) error {
	r.now.Done += seq - r.state.Done[org]
	r.state.Done[org] = seq
	if tenth := r.now.Percent() / 10; tenth > r.said {
		r.said = tenth
		r.log.Info("rebuilding", "percent", r.now.Percent(), "entries", r.now.Done, "all", r.now.All)
	}
	if r.tell != nil {
		r.tell(r.now)
	}
	t, ok := tx.(*store.Tx)
	if !ok {
		return desk.Refuse(desk.CodeInternal, "")
	}
	return t.MarkRebuilt(ctx, r.state)
}
