package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// testLedger: bodies, keys and entries.
func testLedger(t *testing.T, open Engine) {
	db := fresh(t, open)
	testIntake(t, db)
	testExpect(t, db)
	testKeys(t, db)
	testKeysBetween(t, db)
	testEntries(t, db)
	testQuarantine(t, db)
}

// testIntake: every body gets an id of its own, one taken back none.
func testIntake(t *testing.T, db DB) {
	var ids []int64
	keep := func(ctx context.Context, tx Tx, body string) {
		id, err := tx.PutIntake(ctx, desk.Intake{Provider: "meta", Account: "a1", Org: org, Body: []byte(body)}, 5)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for range 2 {
		write(t, db, func(ctx context.Context, tx Tx) error {
			keep(ctx, tx, "one")
			_ = tx.Savepoint(ctx)
			keep(ctx, tx, "taken back")
			_ = tx.RollbackTo(ctx)
			ids = ids[:len(ids)-1]
			_ = tx.Release(ctx)
			keep(ctx, tx, "two")
			return nil
		})
	}
	for i, id := range ids {
		if id != ids[0]+int64(i) || id == 0 {
			t.Errorf("ids of four bodies: %v", ids)
		}
	}
}

// testExpect: what was announced is answered as if it had not been.
func testExpect(t *testing.T, db DB) {
	proposals := []desk.Proposal{{Org: org, Key: "old", About: "wamid.old"}, {Org: org, Key: "new", About: "wamid.new"}, {Org: other, Key: "old"}}
	for i := range 40 { // more than one statement asks for
		proposals = append(proposals, desk.Proposal{Org: org, Key: fmt.Sprint("many", i), About: fmt.Sprint("wamid.many", i)})
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		for _, key := range []string{"old", "many39"} {
			if _, _, err := tx.ClaimKey(ctx, org, key, false, 71, 1); err != nil {
				return err
			}
			if err := tx.SetAnswer(ctx, org, key, []byte(`1`)); err != nil {
				return err
			}
		}
		return tx.Apply(ctx, org, 71, desk.Batch{Rows: []desk.Row{&desk.Message{ID: "msg_expected", ProviderID: "wamid.old"}}})
	})
	// A rollback leaves nothing in memory that could answer instead.
	if err := db.WriteTx(t.Context(), func(Tx) error { return errors.ErrUnsupported }); !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		if err := tx.Expect(ctx, proposals); err != nil {
			return err
		}
		for _, key := range []string{"old", "many39"} {
			first, fresh, err := tx.ClaimKey(ctx, org, key, false, 72, 1)
			if err != nil || fresh || first.Seq != 71 || string(first.Answer) != `1` {
				t.Errorf("announced key %s: %+v, fresh %t, %v", key, first, fresh, err)
			}
		}
		if _, fresh, err := tx.ClaimKey(ctx, other, "old", false, 72, 1); err != nil || !fresh {
			t.Errorf("organizations share an announced key: %v", err)
		}
		if err := tx.SetAnswer(ctx, org, "old", []byte(`2`)); err != nil {
			return err
		}
		if first, _, err := tx.ClaimKey(ctx, org, "old", false, 73, 1); err != nil || string(first.Answer) != `2` {
			t.Errorf("answer changed after it was announced: %+v %v", first, err)
		}
		if m, err := tx.MessageByProviderID(ctx, org, "wamid.old"); err != nil || m.ID != "msg_expected" {
			t.Errorf("announced message: %+v %v", m, err)
		}
		if m, err := tx.MessageByProviderID(ctx, org, "wamid.new"); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("a message that there is not: %+v %v", m, err)
		}
		if err := tx.Apply(ctx, org, 72, desk.Batch{Rows: []desk.Row{&desk.Message{ID: "msg_made", ProviderID: "wamid.new"}}}); err != nil {
			return err
		}
		if m, err := tx.MessageByProviderID(ctx, org, "wamid.new"); err != nil || m.ID != "msg_made" {
			t.Errorf("a message made after it was announced: %+v %v", m, err)
		}
		return nil
	})
}

// testKeysBetween: keys are found by how they begin, whether committed or not,
// and not those of others or those taken back.
func testKeysBetween(t *testing.T, db DB) {
	claim := func(ctx context.Context, tx Tx, o desk.OrgID, key string, seq int64) {
		if _, fresh, err := tx.ClaimKey(ctx, o, key, false, seq, 1); err != nil || !fresh {
			t.Fatalf("claim %s: fresh %t, %v", key, fresh, err)
		}
	}
	find := func(ctx context.Context, tx Tx, limit int) []int64 {
		return must(tx.KeysBetween(ctx, org, "s|A|", "s|A}", limit))(t, "keys")
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		claim(ctx, tx, org, "s|A|sent", 5)
		claim(ctx, tx, org, "s|A", 2)
		claim(ctx, tx, org, "s|AB|sent", 3)
		claim(ctx, tx, other, "s|A|sent", 4)
		return nil
	})
	write(t, db, func(ctx context.Context, tx Tx) error {
		claim(ctx, tx, org, "s|A|delivered", 9)
		_ = tx.Savepoint(ctx)
		claim(ctx, tx, org, "s|A|read", 7)
		same(t, "keys of both", find(ctx, tx, 9), []int64{5, 7, 9})
		_ = tx.RollbackTo(ctx)
		_ = tx.Release(ctx)
		same(t, "keys after a claim was taken back", find(ctx, tx, 9), []int64{5, 9})
		same(t, "one key", find(ctx, tx, 1), []int64{5})
		return nil
	})
}

// testKeys: a key is claimed once, its answer is kept, and a claim that is taken
// back is free again.
func testKeys(t *testing.T, db DB) {
	claim := func(ctx context.Context, tx Tx, o desk.OrgID, key string, seq int64) (desk.Outcome, bool) {
		first, fresh, err := tx.ClaimKey(ctx, o, key, false, seq, 1)
		if err != nil {
			t.Fatalf("claim: %v", err)
		}
		return first, fresh
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		_ = tx.Savepoint(ctx)
		if _, fresh := claim(ctx, tx, org, "k", 1); !fresh {
			t.Error("a new key is not fresh")
		}
		_ = tx.RollbackTo(ctx)
		_ = tx.Release(ctx)
		if _, fresh := claim(ctx, tx, org, "k", 7); !fresh {
			t.Error("a key whose claim was taken back is not fresh")
		}
		if _, fresh := claim(ctx, tx, other, "k", 8); !fresh {
			t.Error("organizations share a key")
		}
		if err := tx.SetAnswer(ctx, org, "k", []byte(`{"ok":1}`)); err != nil {
			return err
		}
		first, fresh := claim(ctx, tx, org, "k", 9)
		if fresh || !first.Duplicate || first.Seq != 7 || string(first.Answer) != `{"ok":1}` {
			t.Errorf("pending key: %+v, fresh %t", first, fresh)
		}
		return nil
	})
	write(t, db, func(ctx context.Context, tx Tx) error {
		first, fresh := claim(ctx, tx, org, "k", 10)
		if fresh || !first.Duplicate || first.Seq != 7 || string(first.Answer) != `{"ok":1}` {
			t.Errorf("stored key: %+v, fresh %t", first, fresh)
		}
		return tx.SetAnswer(ctx, org, "k", []byte(`2`))
	})
	write(t, db, func(ctx context.Context, tx Tx) error {
		if first, _ := claim(ctx, tx, org, "k", 11); string(first.Answer) != "2" {
			t.Errorf("answer changed later: %s", first.Answer)
		}
		return nil
	})
}

// testEntries: entries come back as they were put, gaps are refused, and a
// savepoint takes entries and the head back.
func testEntries(t *testing.T, db DB) {
	e := desk.Entry{Org: org, Kind: desk.EntryCommand, Key: "e1", At: 77, Intake: 1, Payload: []byte(`{"a":1}`), Hash: []byte{1, 2}}
	write(t, db, func(ctx context.Context, tx Tx) error {
		seq, hash, at, err := tx.Head(ctx, org)
		if seq != 0 || len(hash) != 0 || at != 0 || err != nil {
			t.Errorf("head of an empty ledger: %d %v %d %v", seq, hash, at, err)
		}
		gap := e
		gap.Seq = 2
		if err := tx.PutEntry(ctx, gap); err == nil {
			t.Error("an entry after a gap was taken")
		}
		if e.Seq, err = appendEntry(ctx, tx, e); err != nil {
			return err
		}
		_ = tx.Savepoint(ctx)
		if _, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 99}); err != nil {
			return err
		}
		_ = tx.RollbackTo(ctx)
		_ = tx.Release(ctx)
		same(t, "pending entry", must(tx.Entry(ctx, org, 1))(t, "entry"), e)
		_, err = tx.Entry(ctx, org, 2)
		code(t, "an entry that was taken back", err, desk.CodeNotFound)
		return nil
	})
	write(t, db, func(ctx context.Context, tx Tx) error {
		seq, hash, at, err := tx.Head(ctx, org)
		if seq != 1 || string(hash) != string(e.Hash) || at != 77 {
			t.Errorf("head: %d %v %d", seq, hash, at)
		}
		same(t, "stored entry", must(tx.Entry(ctx, org, 1))(t, "entry"), e)
		return err
	})
	same(t, "entry of the read side", must(db.Entry(t.Context(), org, 1))(t, "entry"), e)
	if got := must(db.Head(t.Context(), org))(t, "head"); got != 1 {
		t.Errorf("head of the read side: %d", got)
	}
	_, err := db.Entry(t.Context(), other, 1)
	code(t, "entry of another organization", err, desk.CodeNotFound)
}

// testQuarantine: the entry keeps its reason, the admins get a row and the feed
// a line, for entries of this transaction and of an earlier one.
func testQuarantine(t *testing.T, db DB) {
	var pending int64
	write(t, db, func(ctx context.Context, tx Tx) error {
		intake, err := tx.PutIntake(ctx, desk.Intake{Provider: "meta", Account: "app9", Org: org, Body: []byte("q")}, 1)
		if err != nil {
			return err
		}
		if _, _, err = tx.ClaimKey(ctx, org, "q", false, 2, 1); err != nil {
			return err
		}
		pending, err = appendEntry(ctx, tx, desk.Entry{Org: org, Kind: desk.EntryMetaEvent, Key: "q", At: 80, Intake: intake, Payload: []byte(`{"field":"calls"}`)})
		if err != nil {
			return err
		}
		return tx.Quarantine(ctx, org, pending, "why")
	})
	write(t, db, func(ctx context.Context, tx Tx) error { return tx.Quarantine(ctx, org, 1, "later") })
	list := must(desk.Find[*desk.Unhandled](t.Context(), db, org, desk.UnhandledNewest.With().First(10)))(t, "unhandled")
	if len(list) != 2 {
		t.Fatalf("%d rows, want 2", len(list))
	}
	want := desk.Unhandled{ID: list[0].ID, Seq: pending, Provider: "meta", Account: "app9", Field: "calls", Kind: "meta.event", Reason: "why", At: 80}
	same(t, "unhandled row", list[0], want)
	reasons := map[int64]string{}
	err := db.EntriesAfter(t.Context(), org, 0, 10, func(e desk.Entry, _ []byte, reason string) error {
		reasons[e.Seq] = reason
		return nil
	})
	if err != nil || reasons[1] != "later" || reasons[pending] != "why" {
		t.Errorf("reasons: %v %v", reasons, err)
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		first, _, err := tx.ClaimKey(ctx, org, "q", false, 9, 1)
		if !first.Quarantined {
			t.Error("a key whose entry was quarantined does not say so")
		}
		return err
	})
	changes, _, err := db.FeedSince(t.Context(), org, 0, 10)
	if err != nil || len(changes) != 2 {
		t.Errorf("feed: %v %v", changes, err)
	}
}

// testRestart: what was committed is there after a restart, what was not is not,
// and a process that died in the middle of a transaction leaves nothing.
func testRestart(t *testing.T, open Engine) {
	path := filepath.Join(t.TempDir(), "relay.db")
	db := open.Open(t, path)
	life := must(db.Life(t.Context()))(t, "life")
	put(t, db, org, &desk.Contact{ID: "c1", Aliases: []string{"wa:1"}})
	crash, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := crash.Apply(t.Context(), org, 2, desk.Batch{Rows: []desk.Row{&desk.Contact{ID: "c2"}}}); err != nil {
		t.Fatal(err)
	}
	// The dying process: its copy of the files, with the transaction still open.
	copied := filepath.Join(t.TempDir(), "copy.db")
	open.Crash(t, path, copied)
	if err := crash.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Begin(t.Context()); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("begin after close: %v", err)
	}
	for name, file := range map[string]string{"restart": path, "crash": copied} {
		again := at(t, open, file)
		got := dump(t, again, org)
		if !strings.Contains(got, `"id":"c1"`) || strings.Contains(got, `"id":"c2"`) {
			t.Errorf("%s: state is\n%s", name, got)
		}
		if l := must(again.Life(t.Context()))(t, "life"); l != life {
			t.Errorf("%s: life %q became %q", name, life, l)
		}
		if err := again.Check(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
