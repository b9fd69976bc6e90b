package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// The queues that the writer remembers are the stored ones, however interactions
// come, move, wait anew and go, with old rows in the cache and without.
func TestWaitingIn_isTheStoredQueueAfterEveryCommit(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{2, 1000} {
		t.Run(fmt.Sprintf("%d rows cached", rows), func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			db, err := Open(ctx, filepath.Join(t.TempDir(), "relay.db"), Options{CacheRows: rows})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's
			change := func() desk.Row {
				states := []desk.InteractionState{desk.InteractionWaiting, desk.InteractionWaiting, desk.InteractionOpen}
				n := random.IntN(8)
				return &desk.Interaction{
					ID: desk.InteractionID(fmt.Sprintf("int_%d", n)), FirstSeq: int64(n), State: states[random.IntN(3)],
					InboxID: desk.InboxID(fmt.Sprintf("inb_%d", random.IntN(2))), WaitingSince: random.Int64N(3),
				}
			}
			for range 40 {
				if err := db.WriteTx(ctx, func(tx *Tx) error {
					sameQueues(t, db, tx)
					for range 4 {
						if err := tx.Apply(ctx, "org_a", 1, desk.Batch{Rows: []desk.Row{change()}}); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func sameQueues(t *testing.T, db *DB, tx *Tx) {
	t.Helper()
	for _, org := range []desk.OrgID{"org_a", "org_b"} {
		for _, inbox := range []desk.InboxID{"inb_0", "inb_1"} {
			got, err := tx.WaitingIn(t.Context(), org, inbox)
			if err != nil {
				t.Fatal(err)
			}
			want, err := db.WaitingIn(t.Context(), org, inbox)
			if err != nil {
				t.Fatal(err)
			}
			g, _ := json.Marshal(got)
			w, _ := json.Marshal(want)
			if string(g) != string(w) {
				t.Fatalf("the writer sees\n%s\nstored is\n%s", g, w)
			}
			for _, i := range got {
				i.State, i.WaitingSince = desk.InteractionEnded, -1 // the caller's own
			}
		}
	}
}
