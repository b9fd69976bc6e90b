package clock_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/clock"
)

// world has the true time, a computer's clock that is off by some time, and a
// counter that begins anew with each boot.
type world struct {
	truth time.Time
	off   time.Duration
	up    time.Duration
	boot  int
	path  string
}

func newWorld(dir string) *world {
	return &world{truth: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), boot: 1, path: filepath.Join(dir, "clock.json")}
}

func (w *world) pass(d time.Duration) { w.truth, w.up = w.truth.Add(d), w.up+d }

func (w *world) start(last time.Time) *clock.Clock {
	return clock.New(clock.Config{
		Wall:   func() time.Time { return w.truth.Add(w.off) },
		Steady: clock.Steady{Now: func() time.Duration { return w.up }, Boot: fmt.Sprint(w.boot)},
		Path:   w.path, Last: last,
	})
}

func (w *world) wrong(c *clock.Clock) time.Duration { return c.Now().Sub(w.truth).Abs() }

const day = 24 * time.Hour

var steps = []time.Duration{
	0, 20 * time.Second, -20 * time.Second, 3 * time.Minute, -3 * time.Minute, 25 * time.Hour, -25 * time.Hour, 3650 * day, -3650 * day,
}

// A clock that began right stays right over whatever the computer's clock does,
// over restarts and over sleep, and with two Dates it is sure of it.
func TestRule4_oneReadingIsARumour(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(dir)
		w.path = filepath.Join(dir, fmt.Sprintf("%d.json", rapid.Int64().Draw(rt, "file")))
		c := w.start(time.Time{})
		if !c.Sure() {
			rt.Fatal("a new relay is not sure of the only clock it has")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"step": func(rt *rapid.T) { w.off = rapid.SampledFrom(steps).Draw(rt, "off") },
			"pass": func(rt *rapid.T) { // in sleep or awake: the counter goes on
				w.pass(rapid.SampledFrom([]time.Duration{time.Second, 10 * time.Minute, day}).Draw(rt, "for"))
			},
			"restart": func(rt *rapid.T) { c = w.start(c.Now()) },
			"date": func(rt *rapid.T) {
				c.Date(w.truth.Truncate(time.Second))
				if !c.Sure() {
					rt.Fatal("Meta agrees and it is not sure")
				}
			},
			"stamp": func(rt *rapid.T) {
				c.Stamp(w.truth.Add(-rapid.SampledFrom([]time.Duration{0, time.Second, day, 7 * day}).Draw(rt, "late")))
			},
			"": func(rt *rapid.T) {
				if w.wrong(c) > clock.Tolerance {
					rt.Fatalf("it is %s off", w.wrong(c))
				}
				if (w.off.Abs() > 2*clock.Tolerance) != c.Wrong() {
					rt.Fatalf("clock off by %s, wrong: %t", w.off, c.Wrong())
				}
			},
		})
	})
}

// After a boot there is only the computer's word: nothing is sure until somebody
// else has spoken, whatever the clock says and for however long it was off.
func TestRule4_afterABootAWitnessIsNeeded(t *testing.T) {
	for _, step := range steps {
		for _, away := range []time.Duration{0, time.Hour, 7 * day} {
			t.Run(fmt.Sprintf("%s/%s", step, away), func(t *testing.T) {
				w := newWorld(t.TempDir())
				last := w.start(time.Time{}).Now()
				w.pass(away)
				w.boot, w.up, w.off = 2, time.Second, step
				c := w.start(last)
				if near := (away + step).Abs() <= clock.Tolerance; c.Sure() != near {
					t.Errorf("sure: %t, and the record ended %s ago by the clock", c.Sure(), away+step)
				}
				if p := c.Passed(); p.After(w.truth.Add(clock.Tolerance)) {
					t.Errorf("time has passed that has not come: %s ahead", p.Sub(w.truth))
				}
				for i := 0; i < 2; i++ {
					w.pass(time.Second)
					c.Date(w.truth)
				}
				if !c.Sure() || w.wrong(c) > clock.Tolerance {
					t.Errorf("after two answers of Meta: sure %t, off by %s", c.Sure(), w.wrong(c))
				}
				w.pass(time.Hour)
				w.off = 0
				if w.wrong(c) > clock.Tolerance || c.Wrong() || !c.Sure() {
					t.Errorf("after the clock was put right: off by %s, wrong %t, sure %t", w.wrong(c), c.Wrong(), c.Sure())
				}
			})
		}
	}
}

// A computer that was stopped with its counter (a virtual machine) is behind
// when it goes on; its own clock is put right by the host. That is believed when
// something says so too, and nothing is sure before.
func TestRule4_aTrueStepIsBelievedWithAWitness(t *testing.T) {
	for name, witness := range map[string]func(*world, *clock.Clock){
		"date":  func(w *world, c *clock.Clock) { c.Date(w.truth) },
		"stamp": func(w *world, c *clock.Clock) { c.Stamp(w.truth.Add(-time.Second)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t.TempDir())
			c := w.start(time.Time{})
			w.truth = w.truth.Add(2 * day)
			if c.Sure() {
				t.Error("sure of a time that two clocks do not agree on")
			}
			select {
			case <-c.Asked():
			default:
				t.Error("no witness was called")
			}
			witness(w, c)
			if !c.Sure() || c.Wrong() || w.wrong(c) > 0 {
				t.Errorf("sure %t, wrong %t, off by %s", c.Sure(), c.Wrong(), w.wrong(c))
			}
		})
	}
}

// One Date, and one stamp, that agree with nothing move nothing.
func TestRule4_oneWitnessAgainstAllMovesNothing(t *testing.T) {
	for _, step := range steps[3:] {
		w := newWorld(t.TempDir())
		c := w.start(time.Time{})
		c.Date(w.truth.Add(step))
		if c.Sure() || w.wrong(c) > 0 {
			t.Errorf("%s: sure %t, off by %s", step, c.Sure(), w.wrong(c))
		}
		for range 3 {
			c.Stamp(w.truth.Add(step))
		}
		if w.wrong(c) > 0 {
			t.Errorf("%s: stamps alone moved it by %s", step, w.wrong(c))
		}
		c.Date(w.truth)
		if !c.Sure() || w.wrong(c) > 0 {
			t.Errorf("%s, then right: sure %t, off by %s", step, c.Sure(), w.wrong(c))
		}
	}
}

// Windows are judged by Meta's newest stamp where that is later than our clock.
func TestRule4_notBeforeMetasNewestStamp(t *testing.T) {
	w := newWorld(t.TempDir())
	w.off = -40 * time.Second
	c := w.start(time.Time{})
	c.Stamp(w.truth)
	w.pass(10 * time.Minute)
	if got := w.wrong(c); got > 0 {
		t.Errorf("it is %s behind Meta", got)
	}
}

func TestWait_endsWhenTheTimeIsSure(t *testing.T) {
	w := newWorld(t.TempDir())
	c := w.start(w.truth.Add(-day))
	if c.Wait(time.Millisecond) {
		t.Fatal("it was sure without a witness")
	}
	done := make(chan bool)
	go func() { done <- c.Wait(time.Minute) }()
	c.Date(w.truth)
	if !<-done {
		t.Error("it is not sure with a witness")
	}
}

func TestSystem_theCounterOnlyGoesForward(t *testing.T) {
	s := clock.System()
	a := s.Now()
	if b := s.Now(); b < a || a <= 0 {
		t.Errorf("the counter went from %s to %s", a, b)
	}
}

// A step forward makes nothing due until what was begun before it has been given
// its time anew.
func TestRule4_aStepForwardMakesNothingDue(t *testing.T) {
	for _, behind := range []time.Duration{10 * time.Minute, 25 * time.Hour, 3650 * day} {
		w := newWorld(t.TempDir())
		w.off = -behind
		c := w.start(time.Time{})
		was := c.Now()
		for range 2 {
			c.Date(w.truth)
		}
		if _, noted := c.Behind(); !noted || w.wrong(c) > 0 {
			t.Fatalf("%s: noted %t, off by %s", behind, noted, w.wrong(c))
		}
		w.pass(30 * time.Second)
		if due := c.Passed().Sub(was); due != 30*time.Second {
			t.Errorf("%s: %s has passed, and 30 s have", behind, due)
		}
		c.Settled()
		if _, noted := c.Behind(); noted || c.Passed().Sub(w.truth).Abs() > 0 {
			t.Errorf("%s: afterwards noted %t, passed %s", behind, noted, c.Passed())
		}
	}
}
