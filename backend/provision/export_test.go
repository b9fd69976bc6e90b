package provision

import "context"

// TendHooks looks at the addresses at the carriers at once, as a tick does.
func (s *Service) TendHooks(ctx context.Context) error { return s.tendHooks(ctx) }
