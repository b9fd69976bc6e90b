package sandbox

// StepsLeft is how many things are still going to happen by themselves.
func (s *Sandbox) StepsLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.w.Steps)
}

// AddAccount makes another account of the same business.
func (s *Sandbox) AddAccount(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &account{ID: id, Name: "Second"}
	s.w.Accounts = append(s.w.Accounts, a)
	s.ix.accounts[id] = a
}
