package relay_test

import (
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// What customers wrote is counted by the record: by the number and by when it came in.
func TestPast_countsWhatCustomersWrote(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	past, org, number := c.relay.Past(), c.relay.Org(), desk.NumberID(c.set.NumberID)
	hour := time.Hour.Milliseconds()
	count := func(number desk.NumberID, from, to int64) int {
		t.Helper()
		n, err := past.CountIn(t.Context(), org, number, from, to)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	now := time.Now().UnixMilli()
	if n := count(number, now-hour, now+hour); n != 0 {
		t.Fatalf("%d before anybody wrote", n)
	}
	c.customerWrites()
	c.agentAnswers("delivered") // ours are not counted
	c.writes("and another thing")
	c.agent.Until("it", func() bool { return c.agent.Count("message") == 3 })
	now = time.Now().UnixMilli()
	for name, got := range map[string][2]int{
		"in the hour":        {count(number, now-hour, now+hour), 2},
		"afterwards":         {count(number, now+hour, now+2*hour), 0},
		"before":             {count(number, now-2*hour, now-hour), 0},
		"for another number": {count("num_other", now-hour, now+hour), 0},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d, want %d", name, got[0], got[1])
		}
	}
	last, err := past.LastIn(t.Context(), org, now-hour)
	if err != nil || len(last) != 1 || now-last[number] > time.Minute.Milliseconds() {
		t.Errorf("last %v, %v at %d", last, err, now)
	}
	if last, err := past.LastIn(t.Context(), org, now+hour); err != nil || len(last) != 0 {
		t.Errorf("after that: %v, %v", last, err)
	}
}
