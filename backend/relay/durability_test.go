package relay_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// These tests run the real parley-relay as a process of its own and take it
// away in the ways in which machines are taken away. What must then be there is
// what the other side, the pretend Meta, was told: its own list is the truth.
var (
	killsFlag = flag.Int("kills", 10, "how often the kill storm kills the relay")
	seedFlag  = flag.Uint64("durability-seed", 0, "seed of the random moments; 0 = a fresh one, which is printed")
)

// stormRate is how many messages customers write a second; statuses, copies
// and retries come on top.
const stormRate = 270

// customersPer is how many customers there are for each kill. A few write more
// than the hundred messages that a snapshot brings of a thread.
const customersPer = 4

// hangTime bounds each of these tests. The first of them builds the relay, which
// takes minutes on a small machine that has not built it before.
const hangTime = 6 * time.Minute

// settleTime is how long the last messages may take to the desktop, on a machine
// that does other things beside it. How quick it is, is for the bench to say.
const settleTime = 2 * time.Minute

// storm is a relay, a pretend Meta that floods it, and an owner who answers.
type storm struct {
	office *rig.Office
	world  *rig.World
	desk   *rig.Desktop
	rnd    *rand.Rand

	customers []string
	written   map[string]string // text by Meta's id of what customers wrote; the writer's own while it runs
	replies   []string          // texts of what the owner answered; the answerer's own while it runs
	replied   atomic.Int64      // how many replies there are
	unstable  atomic.Int64      // commands whose answer was lost on the way
}

func TestKillStorm_everyAnsweredWebhookIsThereExactlyOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a while")
	}
	t.Parallel()
	kills, seed := *killsFlag, seedOf(t)
	ctx, cancel := context.WithTimeout(t.Context(), hangTime+time.Duration(kills)*5*time.Second)
	defer cancel()
	s := newStorm(ctx, t, kills, seed)

	began, before := time.Now(), s.world.Counters().Delivered
	flood, stopFlood := context.WithCancel(ctx)
	office, closeOffice := context.WithCancel(ctx)
	defer closeOffice()
	wrote, answered := make(chan error, 1), make(chan error, 1) // one result each
	go func() { wrote <- s.write(flood, seed) }()
	go func() { answered <- s.answer(office) }()
	restarts := s.kill(ctx, t, kills)
	stopFlood()
	rate := float64(s.world.Counters().Delivered-before) / time.Since(began).Seconds()
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	// A desktop on a slow machine is behind until the flood is over.
	s.until(ctx, t, "a reply", func() bool { return s.replied.Load() > 0 })
	closeOffice()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	s.settle(ctx, t)

	fresh := openDesktop(ctx, t, s.office, "second")
	must(t, fresh.Live(ctx))
	must(t, fresh.FetchOlder(ctx))
	// Replies that an unknown one held up, and their ticks, may come at any time
	// from here on: each copy must have what was answered until now.
	delivered := s.world.Delivered()
	s.checkCopy(ctx, t, "the desktop that lived through it", s.desk, delivered)
	s.checkCopy(ctx, t, "a desktop that came afterwards", fresh, delivered)
	s.checkPhones(t)
	must(t, fresh.Close())
	must(t, s.desk.Close())
	if code := s.office.Stop(); code != 0 {
		t.Errorf("the relay ended with code %d after a request to stop", code)
	}
	s.checkLedger(ctx, t)

	slices.Sort(restarts)
	c := s.world.Counters()
	t.Logf("%d kills: %d webhooks answered 200, %.0f a second with all restarts (%d copies on purpose, %d tries again), %d messages, %d replies, %d commands cut off",
		kills, c.Delivered, rate, c.Duplicates, c.Retries, len(s.written), len(s.replies), s.unstable.Load())
	t.Logf("ready again after a kill: median %v, longest %v", restarts[len(restarts)/2].Round(time.Millisecond), restarts[len(restarts)-1].Round(time.Millisecond))
	if c.Duplicates == 0 || c.Retries == 0 || len(s.replies) == 0 {
		t.Error("the storm met no copy, no retry or no reply: it has shown nothing about them")
	}
}

func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with -durability-seed=%d", seed)
	return seed
}

func newStorm(ctx context.Context, t *testing.T, kills int, seed uint64) *storm {
	t.Helper()
	s := &storm{rnd: rand.New(rand.NewPCG(seed, 1)), written: map[string]string{}}
	s.world = rig.NewWorld(sandbox.Config{
		Empty: true, Seed: int64(seed>>1 | 1), DeliveredKeep: -1, InFlight: 32,
		Pace:      sandbox.Pace{First: -1, Sent: 5 * time.Millisecond, Delivered: 10 * time.Millisecond, Read: 30 * time.Millisecond},
		RetryBase: 20 * time.Millisecond, RetryMax: 200 * time.Millisecond,
		Faults: sandbox.Faults{DuplicateProbability: 0.15},
	})
	t.Cleanup(s.world.Close)
	for i := range max(20, kills*customersPer) {
		c, err := s.world.AddCustomer(sandbox.Customer{Name: fmt.Sprintf("Customer %d", i), Phone: fmt.Sprintf("49151%07d", i), Country: "DE"})
		must(t, err)
		s.customers = append(s.customers, c.ID)
	}
	s.office = furnish(ctx, t, s.world)
	must(t, s.world.Start(ctx))
	s.desk = openDesktop(ctx, t, s.office, "first")
	must(t, s.desk.Live(ctx))
	return s
}

// furnish builds and starts a relay whose number belongs to world.
func furnish(ctx context.Context, t *testing.T, world *rig.World) *rig.Office {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	must(t, err)
	bin, err := rig.Build(ctx, root, dir)
	must(t, err)
	r, err := rig.NewRelay(bin, dir, world.URL)
	must(t, err)
	t.Cleanup(func() {
		r.Kill()
		if t.Failed() {
			t.Logf("the relay's last words:\n%s", lastLines(r.LogFile(), 25))
		}
	})
	office, err := rig.Furnish(ctx, r, world)
	must(t, err)
	return office
}

func lastLines(path string, n int) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func openDesktop(ctx context.Context, t *testing.T, o *rig.Office, name string) *rig.Desktop {
	t.Helper()
	session, err := o.SignIn(ctx, name)
	must(t, err)
	d, err := o.OpenDesktop(ctx, session, t.TempDir(), nil)
	must(t, err)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // closed by the test unless that failed
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write lets customers write at a steady rate until flood ends.
func (s *storm) write(flood context.Context, seed uint64) error {
	rnd := rand.New(rand.NewPCG(seed, 2))
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for n := 0; ; {
		select {
		case <-flood.Done():
			return nil
		case <-tick.C:
		}
		for due := int(time.Since(began).Seconds() * stormRate); n < due; n++ { // a busy machine skips ticks
			text := fmt.Sprintf("in %06d", n)
			id, err := s.world.Write(s.customers[rnd.IntN(len(s.customers))], sandbox.DefaultNumber, sandbox.Content{Kind: sandbox.KindText, Text: text})
			if err != nil {
				return fmt.Errorf("a customer could not write: %w", err)
			}
			s.written[id] = text
		}
	}
}

// answer takes conversations and replies in them through the outbox, as a
// person would who does not notice that the relay dies.
func (s *storm) answer(office context.Context) error {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	var threads []wire.Thread
	for n := 0; ; n++ {
		select {
		case <-office.Done():
			return nil
		case <-tick.C:
		}
		if len(threads) == 0 || n%40 == 0 {
			var err error
			if threads, err = s.desk.Threads(office); err != nil || len(threads) == 0 {
				continue // not here yet, or the end
			}
		}
		var t wire.Thread
		if s.desk.Row(office, desk.RowThread, threads[n%len(threads)].ID, &t) != nil {
			continue
		}
		switch {
		case t.State == string(desk.InteractionWaiting):
			// Refused when somebody was quicker or the relay is away: then later.
			if s.desk.Link.Command(office, wire.CmdTake.Name, wire.InteractionRef{InteractionID: t.InteractionID, Epoch: t.Epoch}, nil) != nil {
				s.unstable.Add(1)
			}
		case t.Owner == s.office.Owner.UserID:
			text := fmt.Sprintf("out %06d", n)
			if err := s.desk.Outbox().Put(context.WithoutCancel(office), wire.Queued{
				ClientID: desk.NewID("snd"), ThreadID: t.ID, Name: wire.CmdSend.Name, Send: &wire.Send{
					ThreadID: t.ID, InteractionID: t.InteractionID, Epoch: t.Epoch,
					Content: wire.SendContent{Kind: string(desk.KindText), Text: text},
				},
			}); err != nil {
				return err
			}
			s.replies = append(s.replies, text)
			s.replied.Add(1)
		}
	}
}

// kill takes the relay away at random moments and starts it again. A moment is
// so many answered webhooks and a little more.
func (s *storm) kill(ctx context.Context, t *testing.T, kills int) (restarts []time.Duration) {
	t.Helper()
	for range kills {
		s.delivered(ctx, t, s.world.Counters().Delivered+20+s.rnd.IntN(300))
		moment := time.NewTimer(time.Duration(s.rnd.Int64N(int64(4 * time.Millisecond))))
		<-moment.C
		s.office.Kill()
		must(t, s.office.Start())
		took, err := s.office.WaitReady(ctx)
		must(t, err)
		restarts = append(restarts, took)
		s.desk.Link.Poke()
	}
	s.delivered(ctx, t, s.world.Counters().Delivered+100)
	return restarts
}

// delivered waits until so many webhooks have been answered.
func (s *storm) delivered(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	s.until(ctx, t, fmt.Sprintf("%d webhooks answered", n), func() bool { return s.world.Counters().Delivered >= n })
}

// until waits for something that the pretend Meta can see.
func (s *storm) until(ctx context.Context, t *testing.T, what string, is func() bool) {
	t.Helper()
	for {
		changed := s.world.Changed()
		if is() {
			return
		}
		select {
		case <-changed:
		case <-s.office.Done():
			t.Fatalf("the relay ended by itself with code %d", s.office.ExitCode())
		case <-ctx.Done():
			t.Fatalf("no %s: %v, %+v", what, ctx.Err(), s.world.Counters())
		}
	}
}

// settle waits until everything that was sent has arrived.
func (s *storm) settle(ctx context.Context, t *testing.T) {
	t.Helper()
	s.until(ctx, t, "answer to every webhook", func() bool { return s.world.Pending() == 0 })
	must(t, s.desk.Until(ctx, func() (bool, error) {
		q, err := s.desk.Outbox().Queued(ctx)
		for _, c := range q {
			if c.State == wire.QueuedStopped {
				return false, fmt.Errorf("a reply was refused: %s: %s", c.Reason, c.Message)
			}
		}
		return len(q) == 0, err
	}))
	soon, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if err := s.desk.Until(soon, func() (bool, error) {
		messages, err := s.desk.Dump(ctx)
		return len(messages) >= len(s.written)+len(s.replies), err
	}); err != nil {
		t.Errorf("not everything came within %v: %v", settleTime, err) // what is missing is told by the checks
	}
}

func findStrace(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("not run: strace is not installed")
	}
	return path
}
