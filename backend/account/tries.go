package account

import (
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// How many wrong passwords are borne in triesSpan: from one address for one
// person, and for one person from everywhere.
const (
	triesSpan     = 15 * time.Minute
	triesPerPlace = 10
	triesPerName  = 20
	triesMaxKeys  = 100_000 // memory bound; the oldest go first
)

// tries counts wrong passwords. A person whose account is being guessed at
// from everywhere can still get in from a device that they used before, so
// nobody can lock them out from outside.
type tries struct {
	now func() time.Time

	mu    sync.Mutex // guards fails
	fails map[string][]time.Time
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, fails: map[string][]time.Time{}}
}

// allow says whether another try may be made.
func (t *tries) allow(email, place string, knownDevice bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count(email+"\x00"+place) < triesPerPlace && (knownDevice || t.count(email) < triesPerName) {
		return nil
	}
	return desk.Errorf(desk.CodeTooMany, "tries",
		"Too many wrong passwords in the last %d minutes. Wait, sign in from a device you used before, or ask an administrator for a new password.",
		int(triesSpan.Minutes()))
}

// failed notes a wrong password.
func (t *tries) failed(email, place string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.fails) > triesMaxKeys {
		t.forgetOld()
	}
	now := t.now()
	for _, k := range []string{email, email + "\x00" + place} {
		t.fails[k] = append(t.fails[k], now)
	}
}

// passed forgets the wrong passwords of a person who then got in from place.
func (t *tries) passed(email, place string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.fails, email+"\x00"+place)
}

func (t *tries) count(key string) int {
	since := t.now().Add(-triesSpan)
	list := t.fails[key]
	for len(list) > 0 && list[0].Before(since) {
		list = list[1:]
	}
	if len(list) == 0 {
		delete(t.fails, key)
	} else {
		t.fails[key] = list
	}
	return len(list)
}

func (t *tries) forgetOld() {
	for k := range t.fails {
		t.count(k)
	}
	for k := range t.fails {
		if len(t.fails) <= triesMaxKeys {
			return
		}
		delete(t.fails, k)
	}
}
