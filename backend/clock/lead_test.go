package clock_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/clock"
)

// A day that passes on purpose is a day that passed: nothing doubts the clock, and the
// day stays passed over a restart.
func TestLead_isNoJump(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	open := func() (*clock.Lead, *clock.Clock) {
		l, err := clock.OpenLead(filepath.Join(dir, "lead"), func() time.Time { return now }, clock.Steady{Boot: "a", Now: func() time.Duration { return time.Hour }})
		if err != nil {
			t.Fatal(err)
		}
		return l, clock.New(clock.Config{Wall: l.Now, Steady: l.Steady(), Path: filepath.Join(dir, "clock"), Last: now})
	}
	lead, c := open()
	if err := lead.Forward(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	check := func(c *clock.Clock, want time.Time) {
		t.Helper()
		if got := c.Now(); !got.Equal(want) || !c.Sure() || c.Wrong() || !c.Passed().Equal(want) {
			t.Errorf("it is %s (sure: %t, wrong: %t, passed: %s), want %s", got, c.Sure(), c.Wrong(), c.Passed(), want)
		}
	}
	check(c, now.Add(24*time.Hour))
	_, c = open()
	check(c, now.Add(24*time.Hour))
	if err := lead.Forward(time.Minute); err != nil {
		t.Fatal(err)
	}
	check(c, now.Add(24*time.Hour)) // another one's
	_, c = open()
	check(c, now.Add(24*time.Hour+time.Minute))
}

func TestLead_refuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lead")
	l, err := clock.OpenLead(path, nil, clock.Steady{})
	if err != nil {
		t.Fatal(err)
	}
	if time.Until(l.Now()).Abs() > time.Minute || l.Steady().Now() == 0 {
		t.Errorf("without a lead it is %s", l.Now())
	}
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := l.Forward(d); err == nil {
			t.Errorf("%s was taken", d)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a refused one was kept: %v", err)
	}
	if err := os.WriteFile(path, []byte("tomorrow"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := clock.OpenLead(path, nil, clock.Steady{}); err == nil {
		t.Error("what cannot be read was taken for no lead")
	}
}
