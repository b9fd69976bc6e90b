package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/ledger/ledgertest"
)

// record is entries that are only read, and what a rebuild of them asked its
// transactions to look up.
type record struct {
	*ledgertest.Memory
	n           int
	quarantined int64 // one of them
	asked       [][]string
	fail        error // of the looking up
}

func (r *record) EntriesAfter(_ context.Context, org desk.OrgID, seq int64, limit int, each func(desk.Entry, []byte, string) error) error {
	for last := min(int64(r.n), seq+int64(limit)); seq < last; {
		seq++
		reason := ""
		if seq == r.quarantined {
			reason = "internal"
		}
		if err := each(desk.Entry{Org: org, Seq: seq, Kind: desk.EntryMetaMessage}, nil, reason); err != nil {
			return err
		}
	}
	return nil
}

// expecting is a transaction that hears beforehand what is asked for.
type expecting struct {
	ledger.Tx
	r *record
}

func (t expecting) Expect(_ context.Context, proposals []desk.Proposal) error {
	var ids []string
	for _, p := range proposals {
		ids = append(ids, string(p.Org)+" "+p.About)
	}
	t.r.asked = append(t.r.asked, ids)
	return t.r.fail
}

func (t expecting) Quarantine(context.Context, desk.OrgID, int64, string) error { return nil }

func (r *record) Begin(ctx context.Context) (ledger.Tx, error) {
	tx, err := r.Memory.Begin(ctx)
	return expecting{tx, r}, err
}

// rebuilder names a message for each entry but the tenth, and notes which were folded
// with what had been read.
func (r *record) rebuilder(folded *[]int64) ledger.Rebuilder {
	return ledger.Rebuilder{
		Entries: r, Begin: r.Begin, Page: 100,
		About: func(e *desk.Entry) string {
			if e.Seq == 10 {
				return ""
			}
			e.Read = e.Seq
			return fmt.Sprint("m", e.Seq)
		},
		Fold: func(_ context.Context, _ ledger.Tx, e desk.Entry) (desk.Batch, error) {
			if *folded = append(*folded, e.Seq); e.Seq != 10 && e.Read != e.Seq {
				return desk.Batch{}, fmt.Errorf("entry %d was read as %v", e.Seq, e.Read)
			}
			return desk.Batch{}, nil
		},
	}
}

// The messages of a page are looked up some dozens at a time, before the first of
// them is folded; in order, each once, and not those of an entry that is not folded.
func TestRebuilder_looksMessagesUpTogether(t *testing.T) {
	t.Parallel()
	r := &record{Memory: ledgertest.NewMemory(), n: 150, quarantined: 20}
	var folded []int64
	if err := r.rebuilder(&folded).Run(t.Context(), "org_a", 0); err != nil {
		t.Fatal(err)
	}
	var want []int64
	var names []string
	for seq := int64(1); seq <= 150; seq++ {
		if seq != r.quarantined {
			want = append(want, seq)
		}
		if seq != r.quarantined && seq != 10 {
			names = append(names, fmt.Sprint("org_a m", seq))
		}
	}
	if !slices.Equal(folded, want) {
		t.Errorf("folded %v", folded)
	}
	if asked := slices.Concat(r.asked...); !slices.Equal(asked, names) {
		t.Errorf("asked for %v", asked)
	}
	if len(r.asked) > 7 {
		t.Errorf("asked %d times for 150 messages", len(r.asked))
	}
}

// A storage that fails while messages are looked up ends the rebuild before anything
// of them is folded.
func TestRebuilder_failsWithTheLookUp(t *testing.T) {
	t.Parallel()
	r := &record{Memory: ledgertest.NewMemory(), n: 5, fail: errors.New("the disk")}
	var folded []int64
	if err := r.rebuilder(&folded).Run(t.Context(), "org_a", 0); !errors.Is(err, r.fail) || len(folded) != 0 {
		t.Errorf("folded %v: %v", folded, err)
	}
}

// Without About, and with one message alone, nothing is looked up beforehand.
func TestRebuilder_looksNothingUpForOne(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5} {
		r := &record{Memory: ledgertest.NewMemory(), n: n}
		var folded []int64
		b := r.rebuilder(&folded)
		if n > 1 {
			b.About = nil
			b.Fold = func(_ context.Context, _ ledger.Tx, e desk.Entry) (desk.Batch, error) {
				folded = append(folded, e.Seq)
				return desk.Batch{}, nil
			}
		}
		if err := b.Run(t.Context(), "org_a", 0); err != nil || len(folded) != n || len(r.asked) != 0 {
			t.Errorf("%d entries: folded %v, asked for %v: %v", n, folded, r.asked, err)
		}
	}
}
