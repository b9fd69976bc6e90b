package shell

import "sync"

// signs are what says that the person is away, each by its name: they are while any does.
type signs struct {
	changed func(isAway bool)

	mu     sync.Mutex // guards below; held while changed runs, so that its words come in order
	set    map[string]bool
	isAway bool
}

func newSigns(changed func(bool)) *signs { return &signs{changed: changed, set: map[string]bool{}} }

// note keeps what one sign says.
func (s *signs) note(name string, isAway bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if isAway {
		s.set[name] = true
	} else {
		delete(s.set, name)
	}
	if now := len(s.set) > 0; now != s.isAway {
		s.isAway = now
		s.changed(now)
	}
}
