package clock_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/clock"
)

// doubts are ways in which a relay comes to be unsure.
var doubts = map[string]func(*world, time.Duration) *clock.Clock{
	"the computer's clock jumped": func(w *world, off time.Duration) *clock.Clock {
		c := w.start(time.Time{})
		w.off = off
		return c
	},
	"it was booted": func(w *world, off time.Duration) *clock.Clock {
		last := w.start(time.Time{}).Now()
		w.pass(day)
		w.boot, w.up, w.off = 2, time.Second, off
		return w.start(last)
	},
	"it was stopped with its counter": func(w *world, off time.Duration) *clock.Clock {
		c := w.start(time.Time{})
		w.truth, w.off = w.truth.Add(2*day), off
		return c
	},
}

func anyDoubt(rt *rapid.T, dir string) (*world, *clock.Clock) {
	w := newWorld(dir)
	w.path = filepath.Join(dir, fmt.Sprint(rapid.Int64().Draw(rt, "file")))
	name := rapid.SampledFrom([]string{"the computer's clock jumped", "it was booted", "it was stopped with its counter"}).Draw(rt, "doubt")
	c := doubts[name](w, rapid.SampledFrom(steps).Draw(rt, "off"))
	c.Now()
	return w, c
}

// say has a person's desktops say the time, each off by something, a few times.
func say(rt *rapid.T, w *world, c *clock.Clock, person string, off func() time.Duration) {
	for d := range rapid.IntRange(1, 5).Draw(rt, "desktops of "+person) {
		c.Desktop(person, fmt.Sprint(person, d), w.truth.Add(off()))
		w.pass(time.Second)
	}
}

var wrongSteps = steps[3:]

// One person, with however many desktops that show whatever, moves nothing and
// makes nothing sure.
func TestRule4_onePersonsDesktopsMoveNothing(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		w, c := anyDoubt(rt, dir)
		for range rapid.IntRange(1, 5).Draw(rt, "times") {
			before, sure, since := c.Now(), c.Sure(), w.truth
			say(rt, w, c, "ana", func() time.Duration { return rapid.SampledFrom(steps).Draw(rt, "desktop off") })
			if c.Sure() != sure {
				rt.Fatalf("sure: %t, by one person", c.Sure())
			}
			if moved := c.Now().Sub(before) - w.truth.Sub(since); moved.Abs() > time.Second {
				rt.Fatalf("one person moved the time by %s", moved)
			}
		}
	})
}

// With a majority of people whose clocks are right, the relay is sure again, and
// right, wherever its own clock or its counter is; with no such majority it is
// never sure of a wrong time.
func TestRule4_aMajorityOfPeopleIsAWitness(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		w, c := anyDoubt(rt, dir)
		doubted, near := !c.Sure(), w.wrong(c) <= clock.Tolerance || w.off.Abs() < time.Minute
		right, wrong := rapid.IntRange(0, 4).Draw(rt, "right"), rapid.IntRange(0, 4).Draw(rt, "wrong")
		for i := range wrong {
			off := rapid.SampledFrom(wrongSteps).Draw(rt, "person off")
			say(rt, w, c, fmt.Sprint("wrong", i), func() time.Duration { return off + time.Duration(i)*10*time.Minute })
		}
		for i := range right {
			say(rt, w, c, fmt.Sprint("right", i), func() time.Duration { return 0 })
		}
		most := right >= 2 && right > wrong
		if doubted && most && near && (!c.Sure() || w.wrong(c) > clock.Tolerance) {
			rt.Fatalf("%d of %d people are right: sure %t, off by %s", right, right+wrong, c.Sure(), w.wrong(c))
		}
		if doubted && c.Sure() && w.wrong(c) > clock.Tolerance {
			rt.Fatalf("%d of %d people are right, and it is sure of a time that is off by %s", right, right+wrong, w.wrong(c))
		}
	})
}

// However many people say so, nobody's desktop goes against Meta's server.
func TestRule4_desktopsDoNotOverruleMetasServers(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		w, c := anyDoubt(rt, dir)
		c.Date(w.truth)
		off := rapid.SampledFrom(wrongSteps).Draw(rt, "people off")
		for i := range 5 {
			say(rt, w, c, fmt.Sprint("p", i), func() time.Duration { return off })
		}
		if c.Sure() && w.wrong(c) > clock.Tolerance {
			rt.Fatalf("five people moved it by %s, against Meta", w.wrong(c))
		}
	})
}

// What desktops said before a doubt, or long ago, is not counted in it.
func TestRule4_desktopsAreHeardInTheDoubtOnly(t *testing.T) {
	w := newWorld(t.TempDir())
	c := w.start(time.Time{})
	for i := range 3 {
		c.Desktop(fmt.Sprint(i), fmt.Sprint(i), w.truth)
	}
	w.truth = w.truth.Add(2 * day) // stopped with its counter
	c.Desktop("0", "0", w.truth)
	if c.Sure() {
		t.Error("it counted what was said before")
	}
	w.pass(time.Hour)
	c.Desktop("1", "1", w.truth)
	if c.Sure() {
		t.Error("it counted what was said an hour ago")
	}
	c.Desktop("2", "2", w.truth)
	if !c.Sure() || w.wrong(c) > 0 {
		t.Errorf("two people now: sure %t, off by %s", c.Sure(), w.wrong(c))
	}
}

// Two of five are no majority, though the other three agree on nothing.
func TestRule4_twoOfFivePeopleAreNoMajority(t *testing.T) {
	for _, off := range wrongSteps {
		w := newWorld(t.TempDir())
		c := w.start(time.Time{})
		w.off = off
		for i, says := range []time.Duration{5 * day, 6 * day, 7 * day, off, off} {
			c.Desktop(fmt.Sprint(i), fmt.Sprint(i), w.truth.Add(says))
		}
		if c.Sure() || w.wrong(c) > 0 {
			t.Errorf("%s: sure %t, off by %s", off, c.Sure(), w.wrong(c))
		}
	}
}

// What was said in one doubt is not counted in the next one.
func TestRule4_eachDoubtIsItsOwn(t *testing.T) {
	w := newWorld(t.TempDir())
	c := w.start(time.Time{})
	w.off = 25 * time.Hour
	c.Desktop("0", "0", w.truth)
	w.off = 0
	if !c.Sure() {
		t.Fatal("the clock was put right")
	}
	w.truth = w.truth.Add(2 * day) // stopped with its counter
	c.Desktop("1", "1", w.truth.Add(-2*day))
	if c.Sure() {
		t.Errorf("sure, and off by %s", w.wrong(c))
	}
}
