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
		var recorded []bool
		var p *presence
		p = newPresence(time.Second, func(u person, connected bool) {
			if !connected {
				p.join(u)
			}
			recorded = append(recorded, connected)
		})
		p.join(ana)
		p.leave(ana)
		time.Sleep(2 * time.Second) // synthetic time
		synctest.Wait()
		if want := []bool{true, true, false, true}; !slices.Equal(recorded, want) {
			t.Errorf("recorded %v, want %v", recorded, want)
		}
	})
}

// Guards against a person who stays for ever: their desktop says that they are back while its
// socket ends.
func TestHere_whatIsSaidAfterTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var recorded []bool
		h := &here{presence: newPresence(time.Second, func(_ person, connected bool) { recorded = append(recorded, connected) }), who: person{"org_test", "usr_ana"}}
		h.set(true)
		h.set(true)
		h.set(false)
		h.set(false)
		h.end()
		h.set(true)
		time.Sleep(2 * time.Second) // synthetic time
		synctest.Wait()
		if want := []bool{true, false}; !slices.Equal(recorded, want) {
			t.Errorf("recorded %v, want %v", recorded, want)
		}
	})
}
