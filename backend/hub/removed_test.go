package hub_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

// A row that a fold removes leaves the desktops that hold it: those connected,
// and those that come back later.
func TestFeed_aRemovedRowLeaves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	row := &desk.Template{ID: "tpl_1", WabaID: "waba_1", Name: "hello", Language: "en"}
	ref := row.RowKey()
	r.apply(desk.Batch{Rows: []desk.Row{row}, Feed: []desk.Ref{ref}})
	d, late := r.dial(ana, "dev_1", wire.Hello{}), r.dial(alex, "dev_2", wire.Hello{})
	key := string(ref.Kind) + "/" + ref.ID
	d.Until("the template", func() bool { return d.Rows[key] != nil })
	late.Until("the template", func() bool { return late.Rows[key] != nil })
	cursor := late.Cursor
	r.apply(desk.Batch{Removed: []desk.Ref{ref}, Feed: []desk.Ref{ref}})
	d.Until("word that it is gone", func() bool { return d.Rows[key] == nil })
	back := r.dial(alex, "dev_3", wire.Hello{Cursor: cursor})
	gone := false
	for back.Cursor.Seq < r.head() {
		f, code := back.Read()
		if f.Changes == nil {
			t.Fatalf("got %s, close %d: the desktop is not caught up from its cursor", f.Kind, code)
		}
		for _, c := range f.Changes.Items {
			gone = gone || c.Kind == string(ref.Kind) && c.ID == ref.ID && c.Gone
		}
		back.Cursor.Seq = f.Changes.To
	}
	if !gone {
		t.Error("who was away when it was removed is not told")
	}
}

// apply writes what a fold of the next entry would.
func (r *rig) apply(b desk.Batch) {
	r.t.Helper()
	ctx := r.t.Context()
	err := r.DB.WriteTx(ctx, func(tx *store.Tx) error {
		seq, hash, at, err := tx.Head(ctx, org)
		if err != nil {
			return err
		}
		if err := tx.PutEntry(ctx, desk.Entry{Org: org, Seq: seq + 1, Kind: desk.EntrySMS, At: at, Hash: hash, Payload: []byte("{}")}); err != nil {
			return err
		}
		return tx.Apply(ctx, org, seq+1, b)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.hub.Nudge()
}
