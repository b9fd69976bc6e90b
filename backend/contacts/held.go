package contacts

import (
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// idle is for how long something is held without being used.
const idle = time.Hour

// Held is what is read ahead of each organization, so that a page of a list takes
// milliseconds. It is safe for concurrent use.
type Held[T any] struct {
	now   func() time.Time
	begin func() T

	mu   sync.Mutex // of orgs
	orgs map[desk.OrgID]*held[T]
}

type held[T any] struct {
	mu   sync.Mutex // of the rest
	what T
	used time.Time
}

// NewHeld makes it; begin makes what is held of one organization.
func NewHeld[T any](now func() time.Time, begin func() T) *Held[T] {
	return &Held[T]{now: now, begin: begin, orgs: map[desk.OrgID]*held[T]{}}
}

// Of gives what is held of an organization, for the caller alone until it is let go.
// What others have not used for long is forgotten.
func (h *Held[T]) Of(id desk.OrgID) (what T, letGo func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for other, o := range h.orgs {
		if other != id && o.mu.TryLock() {
			if now.Sub(o.used) > idle {
				delete(h.orgs, other)
			}
			o.mu.Unlock()
		}
	}
	o := h.orgs[id]
	if o == nil {
		o = &held[T]{what: h.begin()}
		h.orgs[id] = o
	}
	o.mu.Lock()
	o.used = now
	return o.what, o.mu.Unlock
}
