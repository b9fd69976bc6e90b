package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// records fills the database of a relay that is stopped with so many records of
// conversations that have ended, those of the bench: to have them by messages would take
// as long as a shift.
func records(ctx context.Context, dir, many string) (err error) {
	n, err := strconv.ParseInt(many, 10, 64)
	if err != nil {
		return fmt.Errorf("how many: %w", err)
	}
	db, err := store.Open(ctx, filepath.Join(dir, datadir.DatabaseFile), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return err
	}
	if len(orgs) != 1 {
		return fmt.Errorf("there are %d organizations", len(orgs))
	}
	return rig.SeedRecords(ctx, db, orgs[0], n)
}
