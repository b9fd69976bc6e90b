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
// from everywhere, or from the next desk, can still get in from a device that
// they used before: that device is a place of its own, so nobody else can lock
// them out.
type tries struct {
	now func() time.Time

	mu    sync.Mutex // guards fails
	fails map[string][]time.Time
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, fails: map[string][]time.Time{}}
}

// take counts a try as wrong, or refuses it. It is counted before the password
// is looked at: of a hundred that come at once only a few may get through.
func (t *tries) take(email, place string, knownDevice bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count(email+"\x00"+place) < triesPerPlace && (knownDevice || t.count(email) < triesPerName) {
		t.note(email, place)
		return nil
	}
	return desk.Errorf(desk.CodeTooMany, "tries",
		"Too many wrong passwords in the last %d minutes. Wait, sign in from a device you used before, or ask an administrator for a new password.",
		int(triesSpan.Minutes()))
}

func (t *tries) note(email, place string) {
	if len(t.fails) > triesMaxKeys {
		t.forgetOld()
	}
	now := t.now()
	for _, k := range []string{email, email + "\x00" + place} {
		t.fails[k] = append(t.fails[k], now)
	}
}

// passed takes back the last try, which was right, and forgets the wrong ones
// of the person from that place.
func (t *tries) passed(email, place string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.fails, email+"\x00"+place)
	if list := t.fails[email]; len(list) > 0 {
		t.fails[email] = list[:len(list)-1]
	}
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
