package storetest

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// testRemoved: a row of every kind that is removed is found by nothing any more,
// neither in its transaction nor later, and may come again. What is taken back was
// never removed.
func testRemoved(t *testing.T, open Engine) {
	db := fresh(t, open)
	for _, r := range everyKind() {
		ref := r.RowKey()
		kind := string(ref.Kind)
		remove := desk.Batch{Removed: []desk.Ref{ref}}
		put(t, db, org, r)
		write(t, db, func(ctx context.Context, tx Tx) error {
			if err := tx.Savepoint(ctx); err != nil {
				return err
			}
			if err := tx.Apply(ctx, org, 1, remove); err != nil {
				return err
			}
			_, err := tx.Row(ctx, org, ref)
			code(t, kind+" after it was removed", err, desk.CodeNotFound)
			if err := tx.RollbackTo(ctx); err != nil {
				return err
			}
			same(t, kind+" after its removal was taken back", must(tx.Row(ctx, org, ref))(t, kind), r)
			return tx.Apply(ctx, org, 1, remove)
		})
		_, err := db.Row(t.Context(), org, ref)
		code(t, kind+" from the read side", err, desk.CodeNotFound)
		write(t, db, func(ctx context.Context, tx Tx) error {
			_, err := tx.Row(ctx, org, ref)
			code(t, kind+" in the next transaction", err, desk.CodeNotFound)
			return tx.Apply(ctx, org, 1, desk.Batch{Removed: []desk.Ref{ref}, Rows: []desk.Row{}})
		})
		put(t, db, org, r)
		same(t, kind+" come again", must(db.Row(t.Context(), org, ref))(t, kind), r)
	}
	testRemovedFromQueue(t, db)
	testRemovedNames(t, db)
}

// testRemovedFromQueue: the writer holds the queue of an inbox and the number of
// open ones in memory; what was removed is in neither.
func testRemovedFromQueue(t *testing.T, db DB) {
	waits := &desk.Interaction{ID: "ia_waits", InboxID: "inb_removed", State: desk.InteractionWaiting}
	open := &desk.Interaction{ID: "ia_open", InboxID: "inb_removed", State: desk.InteractionOpen, Owner: "usr_removed"}
	put(t, db, org, waits, open)
	look := func(ctx context.Context, tx Tx, when string, want int) {
		if list := must(tx.WaitingIn(ctx, org, "inb_removed"))(t, when); len(list) != want {
			t.Errorf("%s %d wait, want %d", when, len(list), want)
		}
		if n := must(tx.OpenCounts(ctx, org))(t, when)["usr_removed"]; n != want {
			t.Errorf("%s %d are open, want %d", when, n, want)
		}
		if n := must(tx.OpenCountsIn(ctx, org, "inb_removed"))(t, when)["usr_removed"]; n != want {
			t.Errorf("%s %d are open in the inbox, want %d", when, n, want)
		}
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		look(ctx, tx, "before", 1)
		err := tx.Apply(ctx, org, 1, desk.Batch{Removed: []desk.Ref{waits.RowKey(), open.RowKey()}})
		look(ctx, tx, "after the removal", 0)
		return err
	})
	write(t, db, func(ctx context.Context, tx Tx) error {
		look(ctx, tx, "in the next transaction", 0)
		return nil
	})
}

// testRemovedNames: the other names of a removed row name nothing. An alias that
// has gone to another contact since goes on naming that one.
func testRemovedNames(t *testing.T, db DB) {
	put(t, db, org, &desk.Contact{ID: "con_old", Aliases: []string{"wa:stays", "wa:goes"}})
	put(t, db, org, &desk.Contact{ID: "con_new", Aliases: []string{"wa:stays"}})
	put(t, db, org, &desk.Message{ID: "msg_gone", ProviderID: "wamid.gone"})
	removed := []desk.Ref{{Kind: desk.RowContact, ID: "con_old"}, {Kind: desk.RowMessage, ID: "msg_gone"}}
	look := func(when string, r reads) {
		_, err := r.ContactByAlias(t.Context(), org, "wa:goes")
		code(t, when+": an alias of its own", err, desk.CodeNotFound)
		_, err = r.MessageByProviderID(t.Context(), org, "wamid.gone")
		code(t, when+": a provider's id", err, desk.CodeNotFound)
		if c := must(r.ContactByAlias(t.Context(), org, "wa:stays"))(t, when); c.ID != "con_new" {
			t.Errorf("%s: the alias names %s, want con_new", when, c.ID)
		}
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		err := tx.Apply(ctx, org, 1, desk.Batch{Removed: removed})
		look("in the transaction", tx)
		return err
	})
	look("on the read side", db)
	write(t, db, func(_ context.Context, tx Tx) error {
		look("in the next transaction", tx)
		return nil
	})
}
