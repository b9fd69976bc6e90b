package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// BenchmarkMapping reads where the numbers of an organization lead, as a frame with
// a number or an inbox in it does.
func BenchmarkMapping(b *testing.B) {
	for _, n := range []int{10, 200} {
		b.Run(fmt.Sprintf("%d numbers", n), func(b *testing.B) {
			db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "parley.db"), store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			var rows []desk.Row
			for i := range n {
				plan := desk.PlanID(fmt.Sprintf("pln_%03d", i))
				rows = append(rows,
					&desk.Plan{ID: plan, Name: "To Support", Kind: desk.PlanToInbox, InboxID: desk.InboxID(fmt.Sprintf("inb_%03d", i))},
					&desk.Number{ID: desk.NumberID(fmt.Sprintf("num_%03d", i)), Provider: "meta", Name: "Support", Phone: "+4930123456", PlanID: plan})
			}
			if err := db.WriteTx(b.Context(), func(tx *store.Tx) error {
				return tx.Apply(b.Context(), "org_a", 1, desk.Batch{Rows: rows})
			}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				m, err := desk.MappingOf(b.Context(), db, "org_a")
				if err != nil || len(m.Inboxes) != n {
					b.Fatalf("%d lead somewhere, %v", len(m.Inboxes), err)
				}
			}
		})
	}
}
