package store

import (
	"context"
	"errors"
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
)

// Index finds messages by their words, as the engine does that (Finder). Whatever
// it finds is read again from the database, and what it does not cover is found by
// looking through the messages.
type Index struct {
	db     *DB
	finder Finder
}

// OpenIndex opens the index of a database, or makes it, and begins to fill it.
// Searches use it from now on.
func OpenIndex(ctx context.Context, db *DB, log *slog.Logger) (*Index, error) {
	return openIndex(ctx, db, log, true)
}

// FillIndex brings the index of a database up to what is committed, without a
// rest. It is for a database that no relay serves.
func FillIndex(ctx context.Context, db *DB) error {
	x, err := openIndex(ctx, db, nil, false)
	if err != nil {
		return err
	}
	return errors.Join(x.finder.CatchUp(ctx), x.Close())
}

func openIndex(ctx context.Context, db *DB, log *slog.Logger, follow bool) (*Index, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	f, err := db.engine.OpenFinder(desk.WithWork(ctx, desk.WorkSearch), db, log, follow)
	if err != nil {
		return nil, err
	}
	x := &Index{db: db, finder: f}
	db.index.Store(x)
	return x, nil
}

// Close ends filling and searching; call it before the database's Close.
// Closing twice does nothing.
func (x *Index) Close() error {
	x.db.index.CompareAndSwap(x, nil)
	return x.finder.Close()
}

// Nudge says that the feed has grown. It never blocks, and a nil Index hears it too.
func (x *Index) Nudge() {
	if x != nil {
		x.finder.Nudge()
	}
}

// Progress gives how much of what was there when the index was begun is in it,
// in percent.
func (x *Index) Progress() int { return x.finder.Progress() }
