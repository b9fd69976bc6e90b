package store

import (
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A number is remembered between reads, and every commit that changes one is
// seen by the next read.
func TestNumberByPhoneID_isNeverOlderThanTheLastCommit(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "relay.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	put := func(name string, state desk.NumberState) {
		t.Helper()
		if err := db.WriteTx(ctx, func(tx *Tx) error {
			return tx.Apply(ctx, "org_a", 1, desk.Batch{Rows: []desk.Row{&desk.Number{ID: "num_1", Provider: "meta", PhoneID: "77", Name: name, State: state}}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(name string) {
		t.Helper()
		for range 2 {
			n, err := db.NumberByPhoneID(ctx, "org_a", "77")
			if name == "" {
				if desk.CodeOf(err) != desk.CodeNotFound {
					t.Fatalf("got %+v, %v, want none", n, err)
				}
				continue
			}
			if err != nil || n.Name != name {
				t.Fatalf("got %+v, %v, want %s", n, err, name)
			}
			n.Name = "the caller's own copy"
		}
	}
	want("")
	put("one", desk.NumberReady)
	want("one")
	put("two", desk.NumberActive)
	want("two")
	if n, err := db.NumberByPhoneID(ctx, "org_b", "77"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Fatalf("another organization got %+v, %v", n, err)
	}
	put("two", desk.NumberGone)
	want("")
	put("three", desk.NumberActive)
	want("three")
	if err := db.WipeState(ctx, "org_a"); err != nil {
		t.Fatal(err)
	}
	want("")
}

// A read that began before a commit must not be remembered after it.
func TestNumbers_doNotKeepWhatWasReadBeforeACommit(t *testing.T) {
	t.Parallel()
	var n numbers
	k := phoneKey{"org_a", "77"}
	_, age := n.get(k)
	n.forget()
	n.put(k, &desk.Number{Name: "old"}, age)
	if got, _ := n.get(k); got != nil {
		t.Errorf("kept %+v", got)
	}
}
