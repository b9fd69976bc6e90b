package people

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

// hashTime is what a password check costs in these tests, by the fake clock.
const hashTime = 70 * time.Millisecond

// guess tries a password through the queue and says how long it took.
func guess(ctx context.Context, q *queue, a *ask, right bool) (time.Duration, error) {
	start := time.Now()
	err := q.do(ctx, a, func() error { time.Sleep(hashTime); return nil })
	if err == nil && right {
		q.right(a)
	}
	return time.Since(start), err
}

// flood lets attackers guess without end, each from an address of its own, until
// ctx ends. Where their addresses come from is what the cases differ in.
func flood(ctx context.Context, q *queue, attackers int, name func(i, n int) string, from func(i, n int) string) *sync.WaitGroup {
	var all sync.WaitGroup
	for i := range attackers {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				_, err := guess(ctx, q, &ask{name: name(i, n), from: placeOf(from(i, n))}, false)
				if err != nil {
					time.Sleep(100 * time.Millisecond) // refused: as fast as a busy network is
				}
			}
		})
	}
	return &all
}

// TestRule10_signInCannotBeHeldUp generates attackers by how many there are, how
// their addresses are spread, and whom they guess at, and has somebody with the
// right password sign in meanwhile: from a known device, from a new device, and
// with a one-time code.
func TestRule10_signInCannotBeHeldUp(t *testing.T) {
	t.Parallel()
	spreads := map[string]func(i, n int) string{
		"one address":          func(int, int) string { return "198.51.100.7" },
		"one /64":              func(i, n int) string { return fmt.Sprintf("2001:db8:1:1::%x:%x", i, n%60000) },
		"a /64 each":           func(i, _ int) string { return fmt.Sprintf("2001:db8:%x:1::1", i+1) },
		"a fresh /64 each try": func(i, n int) string { return fmt.Sprintf("2001:db8:%x:%x::1", i+1, n%60000) },
		"a network each":       func(i, n int) string { return fmt.Sprintf("%d.%d.0.%d", 20+i/250, i%250, 1+n%250) },
	}
	targets := map[string]func(i, n int) string{
		"at unknown names": func(i, n int) string { return fmt.Sprintf("n%d-%d@example.com", i, n) },
		"at this person":   func(int, int) string { return "olga@example.com" },
	}
	for spread, from := range spreads {
		for target, name := range targets {
			for _, attackers := range []int{20, 300} {
				t.Run(fmt.Sprintf("%d from %s %s", attackers, spread, target), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { heldUp(t, attackers, name, from) })
				})
			}
		}
	}
}

func heldUp(t *testing.T, attackers int, name, from func(i, n int) string) {
	ctx, cancel := context.WithCancel(t.Context())
	q := newQueue(2, time.Now)
	all := flood(ctx, q, attackers, name, from)
	time.Sleep(20 * time.Second)
	const fresh, known, code = "a new device", "a known device", "a one-time code"
	limit := map[string]time.Duration{fresh: paceMost + 4*time.Second, known: time.Second, code: time.Second}
	for what, a := range map[string]*ask{
		fresh: {name: "olga@example.com", from: placeOf("203.0.113.5")},
		known: {known: true, name: deviceName("olga@example.com", "dev_1"), from: placeOf("203.0.113.5")},
		code:  {known: true},
	} {
		took, err := guess(ctx, q, a, true)
		if err != nil || took > limit[what] {
			t.Errorf("%s: %v after %v, at most %v wanted", what, err, took, limit[what])
		}
	}
	q.mu.Lock()
	waiting := len(q.waiting)
	q.mu.Unlock()
	if waiting > waitKnown+waitOthers {
		t.Errorf("%d wait", waiting)
	}
	cancel()
	all.Wait()
}

// TestRule10_guessesAreSlowed: whoever guesses at one person gets through with no
// more than the free tries and one for each pause, from however many places.
func TestRule10_guessesAreSlowed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2, time.Now)
		ctx, cancel := context.WithTimeout(t.Context(), recentSpan)
		defer cancel()
		looked := 0
		for i := 0; ctx.Err() == nil; i++ {
			a := &ask{name: "olga@example.com", from: placeOf(fmt.Sprintf("%d.%d.1.1", 20+i%200, i/200%250))}
			if q.do(ctx, a, func() error { time.Sleep(hashTime); return nil }) == nil {
				looked++
			}
		}
		if most := 4*freeOthers + int(recentSpan/paceMost) + 10; looked > most || looked < freeOthers {
			t.Errorf("%d guesses were looked at in %v, at most %d wanted", looked, recentSpan, most)
		}
		time.Sleep(recentSpan + time.Second)
		if took, err := guess(t.Context(), q, &ask{name: "olga@example.com", from: placeOf("203.0.113.5")}, true); err != nil || took > hashTime {
			t.Errorf("afterwards: %v, %v", took, err)
		}
	})
}

// TestRule10_colleaguesBehindOneAddressAllGetIn: forty people who sign in at once from one
// address, some of them with a slip, all get in.
func TestRule10_colleaguesBehindOneAddressAllGetIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2, time.Now)
		var all sync.WaitGroup
		for i := range perPlace {
			all.Go(func() {
				name := fmt.Sprintf("p%d@example.com", i)
				for try := range 3 {
					if _, err := guess(t.Context(), q, &ask{name: name, from: placeOf("203.0.113.5")}, try == 2); err != nil {
						t.Errorf("%s, try %d: %v", name, try, err)
					}
				}
			})
		}
		all.Wait()
	})
}

// TestRule10_boundsAndOrder plays asks of any kind into a queue whose slots are
// taken, and looks at who is left and who goes first.
func TestRule10_boundsAndOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		now := time.Now()
		q := newQueue(1, func() time.Time { return now })
		q.running = 1
		for i := range rapid.IntRange(1, 700).Draw(rt, "asks") {
			a := &ask{turn: make(chan struct{}), known: rapid.IntRange(0, 9).Draw(rt, "known") == 0}
			a.name = fmt.Sprint("name", rapid.IntRange(0, 300).Draw(rt, "name"))
			a.from = placeOf(fmt.Sprintf("10.%d.%d.1", rapid.IntRange(0, 40).Draw(rt, "wide"), i%3))
			a.nets = a.from.keys()
			q.count(a)
			q.enqueue(a)
		}
		known, place, name := 0, map[string]int{}, map[string]int{}
		for _, a := range q.waiting {
			name[a.name]++
			if a.known {
				known++
				continue
			}
			place[a.from.narrow]++
			if place[a.from.narrow] > perPlace {
				rt.Fatalf("%d wait from %s", place[a.from.narrow], a.from.narrow)
			}
		}
		if known > waitKnown || len(q.waiting)-known > waitOthers {
			rt.Fatalf("%d known and %d others wait", known, len(q.waiting)-known)
		}
		first := q.pick()
		for _, a := range q.waiting {
			if first.known != a.known {
				if a.known {
					rt.Fatal("somebody known waits behind an other")
				}
				continue
			}
			if q.compare(a, first) < 0 {
				rt.Fatal("a place with fewer wrong tries waits behind one with more")
			}
		}
	})
}

// TestRule10_theOldestAreForgotten: the memory is bounded, and what is guessed at
// now stays in it.
func TestRule10_theOldestAreForgotten(t *testing.T) {
	t.Parallel()
	r := newRecent(time.Now)
	r.add("olga")
	for i := range recentKeys + 1000 {
		r.add(fmt.Sprint("k", i))
		if i%1000 == 0 {
			r.add("olga")
		}
	}
	if len(r.byKey) > recentKeys || r.order.Len() != len(r.byKey) || r.count("k0") != 0 || r.count("olga") < 100 {
		t.Errorf("%d keys, olga %d", len(r.byKey), r.count("olga"))
	}
}

// TestRule10_neighbouringAddressesAreOnePlace generates addresses and holds that neighbours are
// one place at the widths that one customer of a network can move in.
func TestRule10_neighbouringAddressesAreOnePlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b  string
		share int // how many of the three widths are the same
	}{
		{"2001:db8::1", "2001:db8::ffff:1", 3},
		{"2001:db8:0:1::1", "2001:db8:0:2::1", 2},
		{"2001:db8:1::1", "2001:db8:2::1", 1},
		{"2001:db8::1", "2001:db9::1", 0},
		{"192.0.2.1", "::ffff:192.0.2.1", 3},
		{"192.0.2.1", "192.0.2.2", 2},
		{"fe80::1%eth0", "fe80::1%eth1", 3},
		{"not an address", "another", 0},
	} {
		same, ak, bk := 0, placeOf(c.a).keys(), placeOf(c.b).keys()
		for i := range ak {
			if ak[i] == bk[i] {
				same++
			}
		}
		if same != c.share {
			t.Errorf("%s and %s share %d widths, want %d", c.a, c.b, same, c.share)
		}
	}
}

// TestRule10_whoLeavesFreesTheirPlace: a caller that gives up is no longer in the
// queue, and their slot is free.
func TestRule10_whoLeavesFreesTheirPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1, time.Now)
		hold := make(chan struct{})
		go func() { _ = q.do(t.Context(), &ask{known: true}, func() error { <-hold; return nil }) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { _, err := guess(ctx, q, &ask{name: "a", from: placeOf("10.0.0.1")}, false); left <- err }()
		synctest.Wait()
		cancel()
		if err := <-left; desk.CodeOf(err) != desk.CodeTooMany {
			t.Errorf("left: %v", err)
		}
		late := make(chan error)
		go func() {
			_, err := guess(t.Context(), q, &ask{name: "b", from: placeOf("10.0.0.1")}, false)
			late <- err
		}()
		if err := <-late; desk.SubcodeOf(err) != "busy" { // nobody waits longer than a desktop does
			t.Errorf("late: %v", err)
		}
		close(hold)
		synctest.Wait()
		if len(q.waiting) != 0 || q.running != 0 || errors.Is(q.do(t.Context(), &ask{known: true}, func() error { return nil }), errBusy()) {
			t.Errorf("%d wait, %d run", len(q.waiting), q.running)
		}
	})
}
