package storetest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

const day = 24 * 60 * 60 * 1000

// testUpkeep: housekeeping, wiping, backup, and a new life.
func testUpkeep(t *testing.T, open Engine) {
	db := fresh(t, open)
	testHousekeep(t, db)
	testBackup(t, open, db)
	testWipe(t, db)
	life := must(db.Life(t.Context()))(t, "life")
	renewed := must(db.RenewLife(t.Context()))(t, "renew")
	if now := must(db.Life(t.Context()))(t, "life"); now == life || now != renewed || now == "" {
		t.Errorf("life %q, renewed as %q, is %q", life, renewed, now)
	}
}

// testHousekeep: keys expire only when they may, and the feed is cut by age.
func testHousekeep(t *testing.T, db DB) {
	ctx := t.Context()
	write(t, db, func(ctx context.Context, tx Tx) error {
		for i, key := range []string{"stays", "goes", "goes later"} {
			at := int64(i * day)
			seq, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", Key: key, At: at})
			if err != nil {
				return err
			}
			if _, _, err := tx.ClaimKey(ctx, org, key, key != "stays", seq, at); err != nil {
				return err
			}
			if err := tx.Apply(ctx, org, seq, desk.Batch{Feed: []desk.Ref{{Kind: desk.RowThread, ID: key}}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := db.Housekeep(ctx, 9*day+1, 2*day); err != nil {
		t.Fatal(err)
	}
	err := db.WriteTx(ctx, func(tx Tx) error {
		for key, want := range map[string]bool{"stays": false, "goes": true, "goes later": false} {
			if _, fresh, err := tx.ClaimKey(ctx, org, key, false, 9, 1); err != nil || fresh != want {
				t.Errorf("key %q: fresh %t (%v), want %t", key, fresh, err, want)
			}
		}
		return errPlanned // only looked
	})
	if !errors.Is(err, errPlanned) {
		t.Errorf("WriteTx gave %v, want what its function gave", err)
	}
	if floor := must(db.FeedFloor(ctx, org))(t, "floor"); floor != 2 {
		t.Errorf("feed floor %d, want 2", floor)
	}
	if floor := must(db.FeedFloor(ctx, "nobody"))(t, "floor"); floor != 0 {
		t.Errorf("feed floor of nobody %d", floor)
	}
	changes, to, err := db.FeedSince(ctx, org, 0, 10)
	if err != nil || len(changes) != 1 || changes[0].Seq != 3 || to != 3 {
		t.Errorf("feed after trimming: %v to %d, %v", changes, to, err)
	}
}

// testBackup: a copy made while the relay works opens, is whole, and has the
// same state.
func testBackup(t *testing.T, open Engine, db DB) {
	put(t, db, org, &desk.Contact{ID: "c1", Aliases: []string{"wa:1"}}, &desk.Thread{ID: "t1", ContactID: "c1"})
	path := filepath.Join(t.TempDir(), "it's a copy.db")
	open.Backup(t, db.Path(), path)
	copied := at(t, open, path)
	if err := copied.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if got, want := dump(t, copied, org), dump(t, db, org); got != want || !strings.Contains(got, "wa:1") {
		t.Errorf("the copy has\n%s\nwant\n%s", got, want)
	}
	if got := must(copied.Head(t.Context(), org))(t, "head"); got != 3 {
		t.Errorf("head of the copy: %d", got)
	}
}

// testWipe: the state of one organization goes, its record and everybody else's
// state stay, and the writer's cache does not bring it back.
func testWipe(t *testing.T, db DB) {
	ctx := t.Context()
	for _, o := range []desk.OrgID{org, other} {
		apply(t, db, o, 1, desk.Batch{
			Rows:   []desk.Row{&desk.User{ID: "u1"}, &desk.Contact{ID: "c1", Aliases: []string{"wa:1"}}},
			Timers: []desk.Timer{{Kind: desk.TimerExpire, Subject: "x", DueAt: 1}},
			Jobs:   []desk.Job{{Kind: desk.JobSend, Subject: "m"}},
		})
	}
	before := dump(t, db, other)
	if err := db.WipeState(ctx, org); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, db, org); got != "" {
		t.Errorf("left after wiping:\n%s", got)
	}
	if got := dump(t, db, other); got != before {
		t.Errorf("another organization after wiping:\n%s\nwant\n%s", got, before)
	}
	if got := must(db.Head(ctx, org))(t, "head"); got != 3 {
		t.Errorf("head after wiping: %d", got)
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		_, err := desk.Get[*desk.Contact](ctx, tx, org, desk.RowContact, "c1")
		code(t, "contact after wiping", err, desk.CodeNotFound)
		users, err := desk.Find[*desk.User](ctx, tx, org, desk.Users.With())
		if len(users) != 0 {
			t.Errorf("users after wiping: %v", users)
		}
		return err
	})
}

// testTurns: transactions of many goroutines take turns and lose nothing; who
// waits too long is told; a failed one leaves nothing.
func testTurns(t *testing.T, open Engine) {
	db := fresh(t, open)
	const writers, each = 8, 10
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				err := db.WriteTx(t.Context(), func(tx Tx) error {
					c, err := desk.Get[*desk.Contact](t.Context(), tx, org, desk.RowContact, "c")
					if desk.CodeOf(err) == desk.CodeNotFound {
						c, err = &desk.Contact{ID: "c"}, nil
					}
					if err != nil {
						return err
					}
					c.CreatedAt++
					return tx.Apply(t.Context(), org, 1, desk.Batch{Rows: []desk.Row{c}})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	c := must(desk.Get[*desk.Contact](t.Context(), db, org, desk.RowContact, "c"))(t, "contact")
	if c.CreatedAt != writers*each {
		t.Errorf("counted to %d, want %d", c.CreatedAt, writers*each)
	}

	holds, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = db.Begin(ctx)
	code(t, "begin while another holds the turn", err, desk.CodeUnavailable)
	if err := holds.Apply(t.Context(), org, 1, desk.Batch{Rows: []desk.Row{&desk.Contact{ID: "lost"}}}); err != nil {
		t.Error(err)
	}
	if err := errors.Join(holds.Rollback(), holds.Rollback()); err != nil {
		t.Error(err)
	}
	if err := holds.Commit(); err == nil {
		t.Error("a transaction that was rolled back committed")
	}
	_, err = desk.Get[*desk.Contact](t.Context(), db, org, desk.RowContact, "lost")
	code(t, "row of a transaction that was rolled back", err, desk.CodeNotFound)
}
