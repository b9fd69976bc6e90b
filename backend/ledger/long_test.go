package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/ledger/ledgertest"
)

// slow is a storage whose clock goes on with each fold, and which notes how long
// each transaction took and which of its commits fails.
type slow struct {
	*ledgertest.Memory
	cost time.Duration // of one fold

	mu      sync.Mutex // guards below
	now     time.Time
	began   time.Time
	longest time.Duration
	commits int
	failAt  int // the how manieth commit fails, 0 = none
}

func newSlow(cost time.Duration) *slow {
	s := &slow{Memory: ledgertest.NewMemory(), cost: cost, now: time.UnixMilli(1_790_000_000_000)}
	s.FailCommit(func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.longest = max(s.longest, s.now.Sub(s.began))
		if s.commits++; s.commits == s.failAt {
			return desk.Wrap("commit", ledgertest.Fault{})
		}
		return nil
	})
	return s
}

func (s *slow) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *slow) Begin(ctx context.Context) (ledger.Tx, error) {
	s.mu.Lock()
	s.began = s.now
	s.mu.Unlock()
	return s.Memory.Begin(ctx)
}

func (s *slow) config(onFold func(seq int64)) ledger.Config {
	return ledger.Config{Begin: s.Begin, Clock: s.clock, Fold: func(_ context.Context, _ ledger.Tx, e desk.Entry) (desk.Batch, error) {
		s.mu.Lock()
		s.now = s.now.Add(s.cost)
		s.mu.Unlock()
		onFold(e.Seq)
		return desk.Batch{}, nil
	}}
}

func long(name string, n int) desk.Submission {
	sub := desk.Submission{Intake: &desk.Intake{Provider: "meta", Org: org, Body: []byte("{}")}}
	for i := range n {
		sub.Proposals = append(sub.Proposals, desk.Proposal{Org: org, Kind: desk.EntryMetaMessage, Key: fmt.Sprint(name, "/", i), Payload: []byte("{}")})
	}
	return sub
}

// A body of many items keeps the writer for no more than 100 ms at a time; others
// who come meanwhile are kept before it is done; it is answered with all of it.
func TestRule3_aLongSubmissionHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		// A fold takes 0.14 ms here, and 0.6 where the machine is busy.
		s := newSlow(time.Duration(rapid.IntRange(50, 700).Draw(rt, "cost in µs")) * time.Microsecond)
		n := rapid.IntRange(1, 600).Draw(rt, "items")
		bodies := rapid.IntRange(1, 6).Draw(rt, "bodies")
		at := int64(rapid.IntRange(1, n).Draw(rt, "others come at"))
		others := rapid.IntRange(1, 40).Draw(rt, "others")
		synctest.Test(t, func(t *testing.T) {
			var wg sync.WaitGroup
			var l *ledger.Ledger
			var mu sync.Mutex
			last := int64(0) // of the others
			l = ledger.New(s.config(func(seq int64) {
				if seq != at {
					return
				}
				for i := range others {
					wg.Go(func() {
						out, err := l.Submit(t.Context(), one(fmt.Sprint("other/", i)))
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						last = max(last, out[0].Seq)
						mu.Unlock()
					})
				}
				synctest.Wait() // they are in the queue
			}))
			if err := l.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i := range bodies {
				wg.Go(func() {
					out, err := l.Submit(t.Context(), long(fmt.Sprint("long ", i), n))
					if err != nil || len(out) != n {
						t.Errorf("%d outcomes of %d, %v", len(out), n, err)
					}
					for i := range out {
						if out[i].Duplicate || i > 0 && out[i].Seq <= out[i-1].Seq {
							t.Errorf("outcome %d: %+v after %+v", i, out[i], out[i-1])
						}
					}
				})
			}
			wg.Wait()
			l.Stop()
			if s.longest > 100*time.Millisecond {
				t.Errorf("%d bodies of %d items, each %v, held the writer for %v", bodies, n, s.cost, s.longest)
			}
			if limit := at + 2*256 + int64(others); last > limit {
				t.Errorf("others who came at entry %d were kept at %d, want before %d", at, last, limit)
			}
		})
	})
}

// A long submission that breaks off is sent again, and everything is there once.
func TestRule3_aLongSubmissionThatBreaksOffLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := newSlow(time.Millisecond)
		n := rapid.IntRange(1, 1_000).Draw(rt, "items")
		s.failAt = rapid.IntRange(1, (n-1)/64+1).Draw(rt, "breaks off at")
		l := ledger.New(s.config(func(int64) {}))
		if err := l.Start(rt.Context()); err != nil {
			rt.Fatal(err)
		}
		defer l.Stop()
		if _, err := l.Submit(rt.Context(), long("long", n)); desk.CodeOf(err) != desk.CodeUnavailable {
			rt.Fatalf("answered %v though not all is kept", err)
		}
		out, err := l.Submit(rt.Context(), long("long", n))
		if err != nil || len(out) != n {
			rt.Fatalf("%d outcomes of %d, %v", len(out), n, err)
		}
		for i, o := range out {
			if o.Seq != int64(i)+1 {
				rt.Fatalf("item %d is entry %d", i, o.Seq)
			}
			if kept := i < 64*(s.failAt-1); o.Duplicate != kept {
				rt.Fatalf("item %d is a duplicate: %t", i, o.Duplicate)
			}
		}
	})
}
