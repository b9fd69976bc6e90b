package doctor

// Wait returns when nothing is examined or looked at any more.
func (s *Service) Wait() { s.wg.Wait() }
