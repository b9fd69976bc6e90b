package provision

import "context"

// TendHooks looks at the addresses at the carriers at once, as a tick does.
func (s *Service) TendHooks(ctx context.Context) error { return s.tendHooks(ctx) }

// CarryDue passes on what is due at once, as a tick does, and waits for it.
func (s *Service) CarryDue(ctx context.Context) error {
	s.lanes.idle() // what a tick had begun
	err := s.carryDue(ctx)
	s.lanes.idle()
	return err
}

// CaughtUp is closed when the lists were read that a start reads.
func (s *Service) CaughtUp() <-chan struct{} { return s.caughtUp }

// CatchDue reads the lists whose turn it is at once, as a tick does.
func (s *Service) CatchDue(ctx context.Context) error { return s.catchDue(ctx) }

// AskDue asks the carriers whose turn it is at once, as a tick does.
func (s *Service) AskDue(ctx context.Context) error { return s.askDue(ctx) }
