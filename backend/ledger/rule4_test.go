package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/ledger/ledgertest"
)

// Order comes from the sequence. A stamp that was ahead takes the next ones
// along only where that smooths a clock that was put right by a little.
func TestRule4_stampsDoNotFollowOneThatWasWrong(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, time.Second, time.Minute, 2 * time.Minute, 25 * time.Hour, 3650 * 24 * time.Hour} {
		t.Run(fmt.Sprint(ahead), func(t *testing.T) {
			t.Parallel()
			m := ledgertest.NewMemory()
			now := time.UnixMilli(1_700_000_000_000)
			clock := now.Add(ahead)
			l := started(t, ledger.Config{Begin: m.Begin, Clock: func() time.Time { return clock }})
			for _, key := range []string{"wrong", "right"} {
				if _, err := l.Submit(t.Context(), one(key)); err != nil {
					t.Fatal(err)
				}
				clock = now // nobody submits at this moment
			}
			l.Stop()
			var at []int64
			err := m.EntriesAfter(t.Context(), org, 0, 10, func(e desk.Entry, _ []byte, _ string) error {
				at = append(at, e.At)
				return nil
			})
			if err != nil || len(at) != 2 {
				t.Fatal(at, err)
			}
			want := now.UnixMilli()
			if ahead <= time.Minute {
				want = at[0]
			}
			if at[1] != want {
				t.Errorf("the entry after one stamped %s ahead is stamped %d ms ahead", ahead, at[1]-now.UnixMilli())
			}
		})
	}
}
