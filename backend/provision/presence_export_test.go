package provision

import "context"

// LookWhoIsHere looks at once whether the holders are here, as a tick does.
func (s *Service) LookWhoIsHere(ctx context.Context) { s.endGone(ctx) }
