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
