package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/ledger/ledgertest"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

func TestMain(m *testing.M) {
	desktest.Cases(25) // each plays up to six bodies of 600 items; a hundred took two thirds of the package's time
	goleak.VerifyTestMain(m)
}

// sqlite is the real store as a backend of the suite.
type sqlite struct{ *store.DB }

func (s sqlite) Begin(ctx context.Context) (ledger.Tx, error) { return s.DB.Begin(ctx) }

func (s sqlite) Dump(ctx context.Context, org desk.OrgID) (string, error) {
	var b bytes.Buffer
	err := s.DumpRows(ctx, org, &b)
	return b.String(), err
}

func (s sqlite) Wipe(ctx context.Context, org desk.OrgID) error { return s.WipeState(ctx, org) }

func (s sqlite) FeedLines(ctx context.Context, org desk.OrgID) ([]desk.Change, error) {
	var all []desk.Change
	for from := int64(0); ; {
		lines, to, err := s.FeedSince(ctx, org, from, 1)
		if err != nil || to == from {
			return all, err
		}
		all, from = append(all, lines...), to
	}
}

func openSQLite(tb testing.TB) sqlite {
	tb.Helper()
	db, err := store.Open(tb.Context(), storetest.Empty(tb), store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return sqlite{db}
}

func TestLedger_behavesAsTheSuiteSaysOnSQLite(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(t *testing.T) ledgertest.Backend { t.Helper(); return openSQLite(t) })
}

func TestLedger_behavesAsTheSuiteSaysInMemory(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(*testing.T) ledgertest.Backend { return ledgertest.NewMemory() })
}

const org desk.OrgID = "org_a"

func one(key string) desk.Submission {
	return desk.Submission{Proposals: []desk.Proposal{ledgertest.Step{Contact: "c"}.Proposal(org, key)}}
}

func started(t *testing.T, cfg ledger.Config) *ledger.Ledger {
	t.Helper()
	if cfg.Fold == nil {
		cfg.Fold = ledgertest.Fold
	}
	l := ledger.New(cfg)
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Stop)
	return l
}

func wantCode(t *testing.T, what string, err error, want desk.Code) {
	t.Helper()
	if desk.CodeOf(err) != want {
		t.Errorf("%s: %v, want code %q", what, err, want)
	}
}

// A full disk passes: callers are told to try again, and their next try works.
func TestLedger_refusesTheBatchWhenTheStorageFailsAndGoesOn(t *testing.T) {
	t.Parallel()
	m := ledgertest.NewMemory()
	l := started(t, ledger.Config{Begin: m.Begin, OnFatal: func(error) { t.Error("a passing failure was called fatal") }})
	m.FailCommit(func() error { return desk.Wrap("commit", ledgertest.Fault{}) })
	_, err := l.Submit(t.Context(), one("k"))
	wantCode(t, "commit fails", err, desk.CodeUnavailable)
	m.FailCommit(nil)
	m.FailBegin(func() error { return errors.New("locked") })
	_, err = l.Submit(t.Context(), one("k"))
	wantCode(t, "begin fails", err, desk.CodeUnavailable)
	m.FailBegin(nil)
	_, err = l.Submit(t.Context(), desk.Submission{Proposals: []desk.Proposal{ledgertest.Step{Fail: "fault"}.Proposal(org, "k")}})
	wantCode(t, "a fold cannot read", err, desk.CodeUnavailable)
	out, err := l.Submit(t.Context(), one("k"))
	if err != nil || out[0].Seq != 1 || out[0].Duplicate {
		t.Errorf("after the failures: %+v %v", out, err)
	}
}

// After a failed fsync nothing that the disk says can be believed: the process is
// told once, and the ledger takes nothing more even if the disk seems well again.
func TestLedger_endsWhenTheDiskIsBroken(t *testing.T) {
	t.Parallel()
	m := ledgertest.NewMemory()
	var fatal []error
	l := started(t, ledger.Config{Begin: m.Begin, OnFatal: func(err error) { fatal = append(fatal, err) }})
	m.FailCommit(func() error { return desk.Wrap("commit", ledgertest.Fault{Broken: true}) })
	_, err := l.Submit(t.Context(), one("k"))
	wantCode(t, "the commit that failed", err, desk.CodeUnavailable)
	m.FailCommit(nil)
	_, err = l.Submit(t.Context(), one("k2"))
	wantCode(t, "a later one", err, desk.CodeUnavailable)
	l.Stop()
	if len(fatal) != 1 || !errors.As(fatal[0], new(ledgertest.Fault)) {
		t.Errorf("OnFatal heard %v, want the failure once", fatal)
	}
}

// A damaged page is found by whatever needs it, after each new start too: what
// needs it is refused and said, and everything else goes on.
func TestRule9_aDamagedPageStopsOnlyWhatNeedsIt(t *testing.T) {
	t.Parallel()
	m := ledgertest.NewMemory()
	var said []error
	l := started(t, ledger.Config{
		Begin: m.Begin, OnDamage: func(err error) { said = append(said, err) },
		OnFatal: func(error) { t.Error("the process is told to end, and would find the same again") },
	})
	for n := range 3 {
		_, err := l.Submit(t.Context(), desk.Submission{Proposals: []desk.Proposal{ledgertest.Step{Fail: "damage"}.Proposal(org, fmt.Sprint("bad", n))}})
		wantCode(t, "what needs the page", err, desk.CodeUnavailable)
		if out, err := l.Submit(t.Context(), one(fmt.Sprint("good", n))); err != nil || out[0].Seq != int64(n+1) {
			t.Errorf("what does not: %+v, %v", out, err)
		}
	}
	l.Stop()
	if len(said) != 3 {
		t.Errorf("it was said %d times", len(said))
	}
}

// gate lets a test hold the writer inside a transaction.
type gate struct {
	*ledgertest.Memory
	entered, open chan struct{}
}

func newGate() *gate {
	return &gate{Memory: ledgertest.NewMemory(), entered: make(chan struct{}), open: make(chan struct{})}
}

func (g *gate) Begin(ctx context.Context) (ledger.Tx, error) {
	g.entered <- struct{}{}
	<-g.open
	return g.Memory.Begin(ctx)
}

// The tests of the queue run in a bubble: Wait returns when everybody has come to
// rest, so "is in the queue by now" needs no sleeping.

func TestLedger_withdrawsWhatStillWaitsButAnswersWhatWasTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		l := started(t, ledger.Config{Begin: g.Begin})
		ctx, cancel := context.WithCancel(t.Context())
		taken, waiting := make(chan error, 1), make(chan error, 1)
		submit := func(key string, result chan<- error) {
			_, err := l.Submit(ctx, one(key))
			result <- err
		}
		go submit("taken", taken)
		<-g.entered
		go submit("waiting", waiting)
		synctest.Wait()
		cancel()
		err := <-waiting
		wantCode(t, "the one that waited", err, desk.CodeUnavailable)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the reason is lost: %v", err)
		}
		synctest.Wait()
		if len(taken) != 0 {
			t.Error("the one that was taken got an answer before its commit")
		}
		close(g.open)
		if err := <-taken; err != nil {
			t.Errorf("the one that was taken: %v", err)
		}
		go func() { <-g.entered }()
		out, err := l.Submit(t.Context(), one("last"))
		if err != nil || out[0].Seq != 2 {
			t.Errorf("the next one: %+v %v, want sequence 2", out, err)
		}
	})
}

func TestLedger_stopWritesWhatWaitsAndRefusesTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		l := started(t, ledger.Config{Begin: g.Begin, MaxBatch: 2})
		const callers = 7
		results := make(chan error, callers)
		for i := range callers {
			go func() {
				_, err := l.Submit(t.Context(), one(fmt.Sprint(i)))
				results <- err
			}()
			if i == 0 {
				<-g.entered
			}
		}
		synctest.Wait()
		close(g.open)
		batches := 1
		stopped := make(chan struct{})
		go func() {
			l.Stop()
			l.Stop()
			close(stopped)
		}()
		for open := true; open; {
			select {
			case <-g.entered:
				batches++
			case <-stopped:
				open = false
			}
		}
		for range callers {
			if err := <-results; err != nil {
				t.Errorf("one that waited: %v", err)
			}
		}
		if batches != 4 {
			t.Errorf("%d batches for one caller and then six in twos, want 4", batches)
		}
		_, err := l.Submit(t.Context(), one("late"))
		wantCode(t, "after stopping", err, desk.CodeUnavailable)
		wantCode(t, "starting again", l.Start(t.Context()), desk.CodeUnavailable)
	})
}

func TestLedger_makesCallersWaitWhenItsQueueIsFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		l := started(t, ledger.Config{Begin: g.Begin, MaxQueue: 1})
		results := make(chan error, 3)
		submit := func(ctx context.Context, key string) {
			_, err := l.Submit(ctx, one(key))
			results <- err
		}
		go submit(t.Context(), "in the batch")
		<-g.entered
		go submit(t.Context(), "in the queue")
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go submit(ctx, "no room")
		synctest.Wait()
		if len(results) != 0 {
			t.Error("somebody did not wait")
		}
		cancel()
		wantCode(t, "no room", <-results, desk.CodeUnavailable)
		go func() { <-g.entered }()
		close(g.open)
		for range 2 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestLedger_refusesWhatItCouldNeverKeep(t *testing.T) {
	t.Parallel()
	m := ledgertest.NewMemory()
	l := ledger.New(ledger.Config{Begin: m.Begin, Fold: ledgertest.Fold})
	_, err := l.Submit(t.Context(), one("early"))
	wantCode(t, "before Start", err, desk.CodeUnavailable)
	l.Stop()
	l = started(t, ledger.Config{Begin: m.Begin})
	if err := l.Start(t.Context()); err != nil {
		t.Errorf("starting twice: %v", err)
	}
	for name, sub := range map[string]desk.Submission{
		"nothing":         {},
		"no organization": {Proposals: []desk.Proposal{{Kind: desk.EntryCommand}}},
		"no kind":         {Proposals: []desk.Proposal{{Org: org}}},
	} {
		_, err := l.Submit(t.Context(), sub)
		wantCode(t, name, err, desk.CodeInvalid)
	}
}

// heard counts the commits that a listener was told of.
type heard int

func (h *heard) Nudge() { *h++ }

// choosy hears of commits that set a timer, and notes for when.
type choosy struct {
	heard
	due []int64
}

func (c *choosy) Wants(commit desk.Commit) bool {
	c.due = append(c.due, commit.TimerDue)
	return commit.TimerDue != 0
}

func TestLedger_tellsAPickyListenerOfWhatItWants(t *testing.T) {
	t.Parallel()
	var all heard
	var some choosy
	m := ledgertest.NewMemory()
	l := started(t, ledger.Config{Begin: m.Begin})
	l.Tell(&all, &some)
	for _, step := range []ledgertest.Step{{Contact: "c"}, {Follow: []ledgertest.Step{{Timer: "s"}}}, {}} {
		if _, err := l.Submit(t.Context(), desk.Submission{Proposals: []desk.Proposal{step.Proposal(org, "")}}); err != nil {
			t.Fatal(err)
		}
	}
	l.Stop()
	if all != 3 || some.heard != 1 {
		t.Errorf("of three commits one heard %d, and the one that wants those with a timer heard %d", all, some.heard)
	}
	if len(some.due) != 3 || some.due[0] != 0 || some.due[1] == 0 || some.due[2] != 0 {
		t.Errorf("timers of the three commits: %v, want one in the second", some.due)
	}
}

// follower hears of whose commits there were.
type follower struct {
	heard
	orgs [][]desk.OrgID
}

func (f *follower) Follow(orgs []desk.OrgID) { f.orgs = append(f.orgs, orgs) }

func TestLedger_tellsAFollowerWhoseEntriesACommitHas(t *testing.T) {
	t.Parallel()
	var f follower
	m := ledgertest.NewMemory()
	l := started(t, ledger.Config{Begin: m.Begin})
	l.Tell(&f)
	one, two := ledgertest.Step{}.Proposal("org_1", ""), ledgertest.Step{}.Proposal("org_2", "")
	for _, proposals := range [][]desk.Proposal{{one}, {two, one, two}} {
		if _, err := l.Submit(t.Context(), desk.Submission{Proposals: proposals}); err != nil {
			t.Fatal(err)
		}
	}
	l.Stop()
	if want := [][]desk.OrgID{{"org_1"}, {"org_2", "org_1"}}; !reflect.DeepEqual(f.orgs, want) || f.heard != 0 {
		t.Errorf("heard of commits of %v, want %v; was nudged %d times beside", f.orgs, want, f.heard)
	}
}

// A commit tells whether jobs changed and when the first of its timers is due.
func TestCommit_notesJobsAndTheFirstTimer(t *testing.T) {
	t.Parallel()
	var c desk.Commit
	c.Note(desk.Batch{Timers: []desk.Timer{{DueAt: 7}, {DueAt: 5}, {DueAt: 9}}})
	if c.Jobs || c.TimerDue != 5 {
		t.Errorf("of timers alone: %+v", c)
	}
	for _, b := range []desk.Batch{{Jobs: []desk.Job{{}}}, {Unjobs: []desk.Job{{}}}} {
		d := c
		if d.Note(b); !d.Jobs || d.TimerDue != 5 {
			t.Errorf("with a job that came or went: %+v", d)
		}
	}
}

func TestLedger_tellsOfCommitsAndCounts(t *testing.T) {
	t.Parallel()
	var first, second heard
	reg := prometheus.NewRegistry()
	m := ledgertest.NewMemory()
	l := started(t, ledger.Config{Begin: m.Begin, Metrics: ledger.NewMetrics(reg)})
	l.Tell(&first, &second)
	step := ledgertest.Step{Contact: "c", Follow: []ledgertest.Step{{Contact: "c"}}}
	for _, sub := range []desk.Submission{
		{Proposals: []desk.Proposal{step.Proposal(org, "a"), step.Proposal("org_b", "a"), ledgertest.Step{Follow: []ledgertest.Step{{}, {Fail: "error"}}}.Proposal(org, "")}},
		{Proposals: []desk.Proposal{step.Proposal(org, "a")}}, // a duplicate: nothing happened
	} {
		if _, err := l.Submit(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
	}
	l.Stop()
	if first != 1 || second != 1 { // once for the commit, not for the duplicate
		t.Errorf("the listeners heard %d and %d times of one commit", first, second)
	}
	for name, want := range map[string]float64{
		"parley_ledger_batches_total": 2, "parley_ledger_entries_total": 5,
		"parley_ledger_duplicates_total": 1, "parley_ledger_quarantined_total": 1,
	} {
		if got := counter(t, reg, name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func counter(t *testing.T, reg *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}
