package sandbox

// StepsLeft is how many things are still going to happen by themselves.
func (s *Sandbox) StepsLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.w.Steps)
}
