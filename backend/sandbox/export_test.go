package sandbox

import "slices"

// StepsLeft is how many things are still going to happen by themselves.
func (s *Sandbox) StepsLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.w.Steps)
}

// RateNow has the customers rate who would later, and says how many those are. Whether they
// still do is theirs.
func (s *Sandbox) RateNow() (due int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range slices.Clone(s.w.Steps) {
		if st.Kind == stepRate {
			s.forget(st)
			s.perform(st)
			s.touch()
			due++
		}
	}
	return due
}
