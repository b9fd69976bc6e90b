package store

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// An entry's lines stand in one row: an id may hold what separates them, and an
// entry that is quarantined later, in another transaction, says more.
func TestFeed_keepsEveryLineOfAnEntry(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ids := []string{"a\nb", `a\nb`, `a\`, "x y", `\\n`, " "}
	first := make([]desk.Ref, len(ids))
	for i, id := range ids {
		first[i] = desk.Ref{Kind: desk.RowThread, ID: id}
	}
	for _, refs := range [][]desk.Ref{first, {{Kind: desk.RowMessage, ID: "m"}, first[0]}} {
		err := db.WriteTx(t.Context(), func(tx *Tx) error {
			if seq, _, _, err := tx.Head(t.Context(), "org_a"); err != nil || seq > 0 {
				return tx.Apply(t.Context(), "org_a", 1, desk.Batch{Feed: refs})
			}
			if err := tx.PutEntry(t.Context(), desk.Entry{Org: "org_a", Seq: 1, Kind: "test", Hash: []byte{1}, Payload: []byte("{}")}); err != nil {
				return err
			}
			// In two parts, with another entry's between them.
			if err := tx.PutEntry(t.Context(), desk.Entry{Org: "org_a", Seq: 2, Kind: "test", Hash: []byte{2}, Payload: []byte("{}")}); err != nil {
				return err
			}
			for _, part := range []struct {
				seq  int64
				refs []desk.Ref
			}{{1, refs[:2]}, {2, []desk.Ref{{Kind: desk.RowContact, ID: "c"}}}, {1, refs[2:]}} {
				if err := tx.Apply(t.Context(), "org_a", part.seq, desk.Batch{Feed: part.refs}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, to, err := db.FeedSince(t.Context(), "org_a", 0, 100)
	if err != nil || to != 2 {
		t.Fatal(to, err)
	}
	want := []desk.Change{{Seq: 1, Kind: desk.RowMessage, ID: "m"}}
	slices.Sort(ids)
	for _, id := range ids {
		want = append(want, desk.Change{Seq: 1, Kind: desk.RowThread, ID: id})
	}
	if want = append(want, desk.Change{Seq: 2, Kind: desk.RowContact, ID: "c"}); !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
