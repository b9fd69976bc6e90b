package provision

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Holds refuses whoever does not hold a set-up. CodeNotFound when there is no such one,
// CodeConflict when it is done or somebody else's.
func (s *Service) Holds(ctx context.Context, c Caller, id desk.SetupID) error {
	st, err := s.load(ctx, c.Org, string(id))
	if err != nil {
		return err
	}
	return st.mine(c, s.now())
}
