// Package ledgertest is the behaviour that the ledger must show over every
// storage, as a suite, with a storage in memory and a toy fold for tests that
// need a ledger but no database. It is for tests only and ships in nothing; it
// belongs to step 2 of the flow, remember.
package ledgertest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
)

// Backend is a storage under test. Its transactions must have the engine's
// Contact getter.
type Backend interface {
	ledger.Entries
	Begin(ctx context.Context) (ledger.Tx, error)
	// Dump gives the organization's state as text, Wipe empties it.
	Dump(ctx context.Context, org desk.OrgID) (string, error)
	Wipe(ctx context.Context, org desk.OrgID) error
	// FeedLines gives the organization's feed.
	FeedLines(ctx context.Context, org desk.OrgID) ([]desk.Change, error)
}

const org desk.OrgID = "org_a"

// Run runs the suite; open gives an empty storage that closes with the test.
func Run(t *testing.T, open func(t *testing.T) Backend) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, b Backend)
	}{
		{"answers", testAnswers},
		{"duplicates", testDuplicates},
		{"concurrent duplicates", testConcurrentDuplicates},
		{"failing folds", testFailingFolds},
		{"followers", testFollowers},
		{"runaway followers", testRunaways},
		{"failing timer", testFailingTimer},
		{"clock", testClock},
		{"rebuild", testRebuild},
		{"tampering", testTampering},
		{"histories", testHistories},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
}

// bench is a running ledger over a storage.
type bench struct {
	t       *testing.T
	backend Backend
	ledger  *ledger.Ledger
	now     atomic.Int64 // Unix ms
}

func start(t *testing.T, backend Backend) *bench {
	t.Helper()
	b := &bench{t: t, backend: backend}
	b.now.Store(1_000_000)
	b.ledger = ledger.New(ledger.Config{
		Begin: backend.Begin, Fold: Fold, MaxBatch: 16,
		Clock: func() time.Time { return time.UnixMilli(b.now.Load()) },
	})
	if err := b.ledger.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.ledger.Stop)
	return b
}

// submit keeps proposals that must be kept.
func (b *bench) submit(proposals ...desk.Proposal) []desk.Outcome {
	b.t.Helper()
	out, err := b.ledger.Submit(b.t.Context(), desk.Submission{Proposals: proposals})
	if err != nil {
		b.t.Fatalf("submit: %v", err)
	}
	return out
}

// record is one entry as it can be compared.
type record struct {
	desk.Entry
	reason string
}

// records reads the whole ledger of an organization, in pages.
func (b *bench) records(o desk.OrgID) []record {
	b.t.Helper()
	var list []record
	for {
		before := len(list)
		err := b.backend.EntriesAfter(context.Background(), o, int64(before), 3, func(e desk.Entry, _ []byte, reason string) error {
			list = append(list, record{e, reason})
			return nil
		})
		if err != nil {
			b.t.Fatalf("read entries: %v", err)
		}
		if len(list) == before {
			return list
		}
	}
}

// state gives the organization's state as text.
func (b *bench) state(o desk.OrgID) string {
	b.t.Helper()
	s, err := b.backend.Dump(context.Background(), o)
	if err != nil {
		b.t.Fatalf("dump: %v", err)
	}
	return s
}

// has checks that the state holds, or does not hold, a text.
func (b *bench) has(text string, want bool) {
	b.t.Helper()
	if got := strings.Contains(b.state(org), text); got != want {
		b.t.Errorf("state holds %q: %t, want %t\n%s", text, got, want, b.state(org))
	}
}

// chained checks that the record is contiguous and its hashes follow.
func (b *bench) chained(o desk.OrgID) {
	b.t.Helper()
	if err := ledger.Verify(context.Background(), o, b.backend); err != nil {
		b.t.Errorf("verify: %v", err)
	}
}

func seqs(list []desk.Outcome) string {
	var parts []string
	for _, o := range list {
		s := fmt.Sprint(o.Seq)
		if o.Duplicate {
			s += "d"
		}
		if o.Quarantined {
			s += "q"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func (b *bench) wantSeqs(what string, got []desk.Outcome, want string) {
	b.t.Helper()
	if s := seqs(got); s != want {
		b.t.Errorf("%s: outcomes %q, want %q", what, s, want)
	}
}
