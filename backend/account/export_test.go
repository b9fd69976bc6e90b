package account

// HashSlots says how many passwords may be checked at once.
func (s *Service) HashSlots() int { return cap(s.hashes) }

// Tries says how many names and places with wrong passwords are remembered.
func (s *Service) Tries() int {
	s.tries.mu.Lock()
	defer s.tries.mu.Unlock()
	return len(s.tries.fails)
}

// HashLightly makes hashes cheap: tests look at everything around them.
func HashLightly() { hashing.Memory = 64 }
