package people

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	// patience is how long somebody waits for their turn: less than a desktop
	// waits for the answer.
	patience = 15 * time.Second
	// waitKnown and waitOthers bound who waits: those who have proven something
	// (a device that they used before, a one-time code, an open session), and all
	// others. perPlace and perName are one network's and one name's share of them.
	waitKnown  = 256
	waitOthers = 512
	perPlace   = 32
	perName    = 64
	// knownTurns is how many of the known go before one of the others does.
	knownTurns = 3
)

// How tries at one name are paced: so many wrong ones in recentSpan are free, then
// each waits for a pause after the one before, which doubles up to a limit. It is
// a delay and never a lock-out: whoever knows the password gets in.
const (
	freeKnown  = 10
	freeOthers = 20
	paceFirst  = time.Second
	paceMost   = 8 * time.Second
)

// queue lets a few passwords be checked at a time, each of which takes 64 MiB and a
// processor. The order is: the known before the others; among the others, those from
// networks with the fewest wrong tries, so that the one try from a network comes before
// a thousand guesses from another; then by arrival.
type queue struct {
	now   func() time.Time
	slots int

	mu      sync.Mutex // guards below
	running int
	waiting []*ask // in the order of arrival
	inRow   int    // known ones that went since one of the others did
	tries   *recent
	next    map[string]time.Time // by paced name: when the next try may be looked at
	timer   *time.Timer          // wakes for the earliest of next; nil = nobody waits for it
}

// ask is a password that wants to be checked.
type ask struct {
	known bool
	name  string // whose password is tried; "" = a new one is hashed, nothing is guessed
	from  place

	nets    []string      // from's keys
	turn    chan struct{} // closed when it is its turn
	refused error         // set before turn is closed; nil = go on
}

func newQueue(slots int, now func() time.Time) *queue {
	return &queue{now: now, slots: slots, tries: newRecent(now), next: map[string]time.Time{}}
}

// do runs f when it is the turn of a. A try counts as wrong before it is looked
// at, so that of many that come at once none gets through uncounted; right takes
// it back.
func (q *queue) do(ctx context.Context, a *ask, f func() error) error {
	a.turn, a.nets = make(chan struct{}), a.from.keys()
	q.mu.Lock()
	q.count(a)
	q.enqueue(a)
	q.dispatch()
	q.mu.Unlock()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-a.turn:
	case <-ctx.Done():
		q.withdraw(a, errBusy())
	case <-late.C:
		q.withdraw(a, errBusy())
	}
	<-a.turn
	if a.refused != nil {
		return a.refused
	}
	defer q.done()
	return f()
}

// right takes a try back that was right.
func (q *queue) right(a *ask) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range a.keys() {
		q.tries.takeBack(k)
	}
}

// open forgets the wrong tries at a name: a one-time code has let its person in.
func (q *queue) open(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tries.forget("name " + name)
	delete(q.next, name)
}

// keys is what a try is counted under. One of somebody known counts for their own
// name only: colleagues behind one address do not answer for each other.
func (a *ask) keys() []string {
	switch {
	case a.name == "":
		return nil
	case a.known:
		return []string{"name " + a.name}
	}
	return append(slices.Clone(a.nets), "name "+a.name)
}

func (q *queue) count(a *ask) {
	for _, k := range a.keys() {
		q.tries.add(k)
	}
}

// enqueue puts a into the queue, and whoever stands last out of it if it is full.
func (q *queue) enqueue(a *ask) {
	q.waiting = append(q.waiting, a)
	most := waitOthers
	if a.known {
		most = waitKnown
	}
	for _, bound := range []struct {
		most int
		same func(*ask) bool
	}{
		{most, func(b *ask) bool { return b.known == a.known }},
		{perPlace, func(b *ask) bool { return !a.known && !b.known && b.from.narrow == a.from.narrow }},
		{perName, func(b *ask) bool { return a.name != "" && b.name == a.name }},
	} {
		var last *ask // of those under this bound, the one who stands last
		n := 0
		for _, b := range q.waiting {
			if !bound.same(b) {
				continue
			}
			if n++; last == nil || q.compare(b, last) >= 0 {
				last = b
			}
		}
		if n > bound.most {
			q.refuse(last, errBusy())
		}
	}
}

// compare orders those who wait; of equals the first in the queue goes first.
func (q *queue) compare(a, b *ask) int {
	if a.known || b.known {
		return 0
	}
	for i := range a.nets {
		if a.nets[i] == b.nets[i] {
			continue
		}
		if d := q.tries.count(a.nets[i]) - q.tries.count(b.nets[i]); d != 0 {
			return d
		}
	}
	return 0
}

// dispatch gives turns while there are slots, and wakes itself for those whose
// name is paced.
func (q *queue) dispatch() {
	for q.running < q.slots {
		a := q.pick()
		if a == nil {
			break
		}
		q.remove(a)
		q.running++
		if q.inRow++; !a.known {
			q.inRow = 0
		}
		q.pace(a)
		close(a.turn)
	}
	q.wake()
}

// pick gives who is next, nil when nobody may go now.
func (q *queue) pick() *ask {
	now := q.now()
	var known, others *ask
	for _, a := range q.waiting {
		switch {
		case q.next[a.name].After(now):
		case a.known && known == nil:
			known = a
		case !a.known && (others == nil || q.compare(a, others) < 0):
			others = a
		}
	}
	if known != nil && (others == nil || q.inRow < knownTurns) {
		return known
	}
	return others
}

// pace says when the next try at the same name may be looked at.
func (q *queue) pace(a *ask) {
	if a.name == "" {
		return
	}
	free := freeOthers
	if a.known {
		free = freeKnown
	}
	delete(q.next, a.name)
	if over := q.tries.count("name "+a.name) - free; over > 0 {
		q.next[a.name] = q.now().Add(min(paceFirst<<min(over/free, 10), paceMost))
	}
	if len(q.next) > recentKeys {
		q.forgetPast()
	}
}

// forgetPast drops pauses that are over; they mean nothing any more.
func (q *queue) forgetPast() {
	now := q.now()
	for name, at := range q.next {
		if !at.After(now) {
			delete(q.next, name)
		}
	}
}

// wake sets the timer to the earliest pause that somebody waits for.
func (q *queue) wake() {
	if q.timer != nil {
		q.timer.Stop()
		q.timer = nil
	}
	if q.running >= q.slots || len(q.waiting) == 0 {
		return
	}
	earliest := time.Time{}
	for _, a := range q.waiting {
		if at := q.next[a.name]; earliest.IsZero() || at.Before(earliest) {
			earliest = at
		}
	}
	q.timer = time.AfterFunc(max(earliest.Sub(q.now()), 0), func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.dispatch()
	})
}

func (q *queue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running--
	q.dispatch()
}

// withdraw takes a out of the queue, unless its turn has come meanwhile.
func (q *queue) withdraw(a *ask, why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slices.Contains(q.waiting, a) {
		q.refuse(a, why)
	}
}

// refuse ends the waiting of a. Its try was not looked at, but stays counted:
// otherwise a flood of them would cost nothing.
func (q *queue) refuse(a *ask, why error) {
	q.remove(a)
	a.refused = why
	close(a.turn)
}

func (q *queue) remove(a *ask) {
	q.waiting = slices.DeleteFunc(q.waiting, func(b *ask) bool { return b == a })
}

func errBusy() error {
	return desk.Refuse(desk.CodeTooMany, "busy")
}
