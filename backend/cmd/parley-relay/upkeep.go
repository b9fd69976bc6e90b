package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
)

// rebuild makes the state anew and says how far it is at each percent.
func rebuild(ctx context.Context, cfg config.Config, out io.Writer) error {
	return withExisting(ctx, cfg, func(db *store.DB) error {
		said := -1
		p, err := upkeep.Rebuild(ctx, db, relay.Folds, slog.New(slog.DiscardHandler), func(p upkeep.Progress) {
			if now := p.Percent(); now > said {
				said = now
				fmt.Fprintf(out, "%3d %%, %d of %d entries\n", now, p.Done, p.All) //nolint:errcheck // nowhere left to tell
			}
		})
		switch {
		case ctx.Err() != nil:
			return desk.Refuse(desk.CodeUnavailable, "stopped")
		case err != nil:
			return err
		case p.Failed > 0:
			return desk.Refuse(desk.CodeInvalid, upkeep.SubcodeMisfit)
		}
		fmt.Fprintf(out, "the state is whole: %d entries\n", p.All) //nolint:errcheck // nowhere left to tell
		return nil
	})
}

// withExisting is withStore for what makes no sense without a database: a wrong
// path must not become a new one.
func withExisting(ctx context.Context, cfg config.Config, f func(*store.DB) error) error {
	if err := exists(cfg); err != nil {
		return err
	}
	return withStore(ctx, cfg, f)
}

func exists(cfg config.Config) error {
	if _, err := os.Stat(filepath.Join(cfg.DataDir, datadir.DatabaseFile)); err != nil {
		return &desk.Error{
			Code: desk.CodeNotFound, Subcode: "noDatabase", Op: "open database", Err: err,
		}
	}
	return nil
}
