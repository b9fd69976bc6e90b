package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/wire"
)

// When a number last heard of somebody is known after a restart too.
func TestPulse_knowsTheLastEventAfterARestart(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	last := func() int64 {
		for _, p := range said[wire.Pulse](t, c.boss.Call(wire.CallPulse.Name, wire.None{})).Numbers {
			if p.NumberID == c.set.NumberID {
				return p.LastEventAt
			}
		}
		return 0
	}
	if got := last(); got != 0 {
		t.Fatalf("nobody has written: %d", got)
	}
	c.customerWrites()
	if last() == 0 {
		t.Fatal("somebody has written")
	}
	c.stop()
	c.start()
	c.boss = c.desk(c.session, wire.Hello{})
	if got := last(); got != c.thread.LastCustomerAt {
		t.Errorf("after a restart: %d, want %d", got, c.thread.LastCustomerAt)
	}
}
