package hub

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Guards against a person who is there and recorded as gone: they come back
// while the word of their going is on its way, and overtake it.
func TestPresence_backBeforeTheGoingIsRecorded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ana := person{"org_test", "usr_ana"}
		var recorded []reachable
		var p *presence
		p = newPresence(time.Second, func(u person, now reachable, _ bool) {
			if now == isGone {
				p.move(u, isGone, isHere)
			}
			recorded = append(recorded, now)
		})
		p.move(ana, isGone, isHere)
		p.move(ana, isHere, isGone)
		time.Sleep(2 * time.Second) // synthetic time
		synctest.Wait()
		if want := []reachable{isHere, isHere, isGone, isHere}; !slices.Equal(recorded, want) {
			t.Errorf("recorded %v, want %v", recorded, want)
		}
	})
}

// Guards against a person who stays for ever: their desktop says that they are back while its
// socket ends.
func TestHere_whatIsSaidAfterTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var recorded []reachable
		h := &here{presence: newPresence(time.Second, func(_ person, now reachable, _ bool) { recorded = append(recorded, now) }), who: person{"org_test", "usr_ana"}}
		h.set(false)
		h.set(false)
		h.set(true)
		h.set(true)
		h.end()
		h.set(false)
		time.Sleep(2 * time.Second) // synthetic time
		synctest.Wait()
		if want := []reachable{isHere, isGone}; !slices.Equal(recorded, want) {
			t.Errorf("recorded %v, want %v", recorded, want)
		}
	})
}

// A lock is told apart from a desktop that is gone, also from one that goes later or comes
// back locked. What passes within the grace is not recorded.
func TestPresence_lockedOrGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type said struct {
			now   reachable
			still bool
		}
		var recorded []said
		p := newPresence(time.Second, func(_ person, now reachable, still bool) { recorded = append(recorded, said{now, still}) })
		ana := person{"org_test", "usr_ana"}
		last := isGone
		for i, step := range []struct {
			to    reachable
			lasts time.Duration
			want  []said
		}{
			{isHere, 0, []said{{isHere, false}}},
			{isLocked, 999 * time.Millisecond, nil},
			{isHere, 2 * time.Second, nil},
			{isLocked, 2 * time.Second, []said{{isLocked, false}}},
			{isGone, 999 * time.Millisecond, nil},
			{isLocked, 2 * time.Second, nil},
			{isGone, 2 * time.Second, []said{{isGone, true}}},
			{isLocked, 0, []said{{isLocked, true}}},
			{isHere, 0, []said{{isHere, false}}},
			{isGone, 500 * time.Millisecond, nil},
			{isLocked, 600 * time.Millisecond, []said{{isLocked, false}}},
			{isGone, 2 * time.Second, []said{{isGone, true}}},
			{isHere, 0, []said{{isHere, false}}},
			{isGone, 2 * time.Second, []said{{isGone, false}}},
		} {
			recorded = nil
			p.move(ana, last, step.to)
			last = step.to
			time.Sleep(step.lasts) // synthetic time
			synctest.Wait()
			if !slices.Equal(recorded, step.want) {
				t.Errorf("step %d: recorded %v, want %v", i, recorded, step.want)
			}
		}
		if len(p.sockets)+len(p.told)+len(p.leaving) != 0 {
			t.Errorf("kept of somebody who is gone: %v %v %v", p.sockets, p.told, p.leaving)
		}
	})
}
