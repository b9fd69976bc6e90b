package datadir

import (
	"context"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
)

// Check reads a whole database file, which a relay may be working with,
// and reports damage and records that were changed outside Parley.
func Check(ctx context.Context, path string) (err error) {
	s, err := store.OpenSnapshot(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Check(ctx); err != nil {
		return err
	}
	orgs, err := s.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		if err := ledger.Verify(ctx, org, s); err != nil {
			return err
		}
	}
	return nil
}
