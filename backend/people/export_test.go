package people

import "github.com/parleydesk/parley/backend/desk"

// HashSlots says how many passwords may be checked at once.
func (s *Service) HashSlots() int { return s.queue.slots }

// Tries says how many names and places with wrong passwords are remembered.
func (s *Service) Tries() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.tries.byKey)
}

// HashLightly makes hashes cheap: tests look at everything around them.
func HashLightly() { hashing.Memory = 64 }

// HashCode gives the hash under which a typed code is kept.
func HashCode(code string) string { return hashToken(plainCode(code)) }

// MaxProofs is how many proofs of one session pass within their time.
const MaxProofs = maxProofs

// Recipes is how many calculations a try of one password takes for credentials.
func Recipes(all []desk.Credential) int {
	made := map[string]bool{}
	for _, c := range all {
		made[recipe(c.Hash)] = true
	}
	return len(made)
}
