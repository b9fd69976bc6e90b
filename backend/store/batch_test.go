package store

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// However often a batch changes a row, its document is made once, when the batch is
// written; a row that was taken back is not written at all.
func TestBatch_encodesEachRowOnce(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const rows = 40 // more than one statement takes
	for round := range 3 {
		before := db.w.encoded
		err := db.WriteTx(t.Context(), func(tx *Tx) error {
			for change := range 9 {
				for i := range rows {
					m := &desk.Message{ID: desk.MessageID(strconv.Itoa(i)), ThreadID: "thr", Seq: int64(i), Text: strconv.Itoa(10*round + change)}
					if err := tx.Apply(t.Context(), "org_a", 1, desk.Batch{Rows: []desk.Row{m}}); err != nil {
						return err
					}
				}
			}
			if err := tx.Savepoint(t.Context()); err != nil {
				return err
			}
			for _, id := range []desk.MessageID{"0", "new"} {
				if err := tx.Apply(t.Context(), "org_a", 1, desk.Batch{Rows: []desk.Row{&desk.Message{ID: id, Text: "taken back"}}}); err != nil {
					return err
				}
			}
			return tx.RollbackTo(t.Context())
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := db.w.encoded - before; n != rows {
			t.Errorf("round %d: %d documents were made of %d rows", round, n, rows)
		}
		for i := range rows {
			m, err := desk.Get[*desk.Message](t.Context(), db, "org_a", desk.RowMessage, desk.MessageID(strconv.Itoa(i)))
			if err != nil || m.Text != strconv.Itoa(10*round+8) {
				t.Fatalf("round %d: message %d holds %q: %v", round, i, m.Text, err)
			}
		}
		if _, err := desk.Get[*desk.Message](t.Context(), db, "org_a", desk.RowMessage, "new"); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("what was taken back is there: %v", err)
		}
	}
}
