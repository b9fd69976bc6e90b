package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// testReaders: a read sees what was committed before it began, all of a transaction
// or nothing of it, however long it lasts, and neither it nor a write waits for the
// other.
func testReaders(t *testing.T, open Engine) {
	db := fresh(t, open)
	step := func(ctx context.Context) error {
		return db.WriteTx(ctx, func(tx Tx) error {
			_, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 1})
			return err
		})
	}
	for range 5 {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Writes go on while a read stands in the middle of its rows.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	seen := 0
	err := db.EntriesAfter(ctx, org, 0, 1000, func(desk.Entry, []byte, string) error {
		seen++
		return step(ctx)
	})
	if err != nil || seen != 5 {
		t.Errorf("the read saw %d entries (%v), want the 5 that there were when it began", seen, err)
	}
	if head := must(db.Head(ctx, org))(t, "head"); head != 10 {
		t.Errorf("head %d, want 10", head)
	}
	// A read does not see, nor wait for, a transaction that is open.
	tx, err := db.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{&desk.User{ID: "u1", Capacity: 50}}}); err != nil {
		t.Error(err)
	}
	if users := must(desk.Find[*desk.User](ctx, db, org, desk.Users.With()))(t, "users"); len(users) != 0 {
		t.Errorf("%d rows of an open transaction are seen", len(users))
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	testWholeCommits(t, db)
}

// testWholeCommits moves something between two rows while readers add it up.
func testWholeCommits(t *testing.T, db DB) {
	const whole, moves = 100, 60
	pair := func(n int) []desk.Row {
		return []desk.Row{&desk.User{ID: "u1", Capacity: n}, &desk.User{ID: "u2", Capacity: whole - n}}
	}
	put(t, db, org, pair(0)...)
	var all sync.WaitGroup
	over := make(chan struct{})
	for range 3 {
		all.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				users, err := desk.Find[*desk.User](t.Context(), db, org, desk.Users.With())
				if err != nil || len(users) != 2 || users[0].Capacity+users[1].Capacity != whole {
					t.Errorf("a reader sees %+v, %v", users, err)
					return
				}
			}
		})
	}
	for n := range moves {
		put(t, db, org, pair(n)...)
	}
	close(over)
	all.Wait()
}

// testFailures: what cannot be written is not there at all, says why, and hinders
// nothing afterwards.
func testFailures(t *testing.T, open Engine) {
	db := fresh(t, open)
	put(t, db, org, &desk.User{ID: "u1", Capacity: 1})
	write(t, db, func(ctx context.Context, tx Tx) error {
		_, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 1})
		return err
	})
	before := dump(t, db, org)
	everything := func(ctx context.Context, tx Tx) error {
		seq, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 2, Key: "k", Payload: []byte(`"` + strings.Repeat("p", 100_000) + `"`)})
		if err != nil {
			return err
		}
		if _, _, err := tx.ClaimKey(ctx, org, "k", false, seq, 2); err != nil {
			return err
		}
		return tx.Apply(ctx, org, seq, desk.Batch{
			Rows:   []desk.Row{&desk.User{ID: "u1", Capacity: 2}, &desk.Contact{ID: "c", Aliases: []string{"wa:1"}}},
			Feed:   []desk.Ref{{Kind: desk.RowUser, ID: "u1"}},
			Timers: []desk.Timer{{Kind: desk.TimerExpire, Subject: "x", DueAt: 1}},
			Jobs:   []desk.Job{{Kind: desk.JobSend, Subject: "m", DueAt: 1}},
		})
	}
	fails := func(what string, err error, class string) {
		code(t, what, err, desk.CodeUnavailable)
		if got := open.Class(err); got != class {
			t.Errorf("%s is of class %q, want %q: %v", what, got, class, err)
		}
		if now := dump(t, db, org); now != before {
			t.Errorf("after %s there is\n%s\nwant\n%s", what, now, before)
		}
		if head := must(db.Head(t.Context(), org))(t, "head"); head != 1 {
			t.Errorf("after %s the head is %d, want 1", what, head)
		}
		changes, _, err := db.FeedSince(t.Context(), org, 0, 10)
		if err != nil || len(changes) != 0 {
			t.Errorf("after %s the feed has %v, %v", what, changes, err)
		}
	}
	try := func() error { return db.WriteTx(t.Context(), func(tx Tx) error { return everything(t.Context(), tx) }) }

	again := open.NoRoom(t, db)
	fails("a write without room", try(), Full)
	again()
	release := open.Held(t, db)
	fails("a write while another process writes", try(), Busy)
	release()
	err := db.WriteTx(t.Context(), func(tx Tx) error {
		return errors.Join(everything(t.Context(), tx), errPlanned)
	})
	if !errors.Is(err, errPlanned) || dump(t, db, org) != before {
		t.Errorf("a transaction that was given up: %v, and there is\n%s", err, dump(t, db, org))
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic of a transaction was swallowed")
			}
		}()
		_ = db.WriteTx(t.Context(), func(tx Tx) error { return panicAfter(everything(t.Context(), tx)) })
	}()

	// The writer remembers nothing of all that.
	write(t, db, func(ctx context.Context, tx Tx) error {
		if u := must(desk.Get[*desk.User](ctx, tx, org, desk.RowUser, "u1"))(t, "user"); u.Capacity != 1 {
			t.Errorf("the writer still sees what failed: %+v", u)
		}
		_, err := tx.ContactByAlias(ctx, org, "wa:1")
		code(t, "an alias of what failed", err, desk.CodeNotFound)
		return everything(ctx, tx)
	})
	if head := must(db.Head(t.Context(), org))(t, "head"); head != 2 {
		t.Errorf("the same again comes to %d, want 2", head)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func panicAfter(err error) error { panic(fmt.Sprintf("planned, after %v", err)) }

// testWords: with the engine's index and without, a search finds what going
// through all messages finds, newest first, of one organization, and nothing of
// what was removed.
func testWords(t *testing.T, open Engine) {
	db := fresh(t, open)
	parts := []string{
		"Hello", "hello", "Größe", "grosse", "l'été", "e\u0301te\u0301", "ışık", "ISIK", "Straße", "100%", "1_0", "a@b.example", "#4711",
		"你好世界", "世界", "日本語", "สวัสดี", "👍", "👍🏽", "שלום", "مرحبا", "Привет", "naïve", "co-op", "x\x00y",
	}
	rnd := rand.New(rand.NewPCG(5, 7)) //nolint:gosec // a test's
	var messages []*desk.Message
	for seq := int64(1); seq <= 40; seq++ {
		text := []string{}
		for range 1 + rnd.IntN(4) {
			text = append(text, parts[rnd.IntN(len(parts))])
		}
		m := &desk.Message{
			ID: desk.MessageID(fmt.Sprintf("m%02d", seq)), ThreadID: desk.ThreadID(fmt.Sprint("t", seq%3)),
			InteractionID: desk.InteractionID(fmt.Sprint("i", seq%4)), At: seq, Seq: seq, Text: strings.Join(text, " "),
		}
		messages = append(messages, m)
		feed(t, db, org, m)
	}
	feed(t, db, other, &desk.Message{ID: "m01", ThreadID: "t1", At: 9, Seq: 9, Text: strings.Join(parts, " ")})
	for i := range 4 { // u1 owned two of four, and owns one of a thread now
		r := &desk.Interaction{ID: desk.InteractionID(fmt.Sprint("i", i)), ThreadID: "t0", State: desk.InteractionEnded, FirstSeq: 1}
		if i%2 == 0 {
			r.Handlers = []desk.UserID{"u1"}
		}
		feed(t, db, org, r)
	}
	compare := func(when string) {
		for _, q := range append(parts, "hel", "gr", "世", "hello 100%", "nothing here", "xy", "y") {
			for _, thread := range []desk.ThreadID{"", "t1"} {
				got := ids(must(db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: q, ThreadID: thread, Limit: 100}))(t, q))
				if want := matching(messages, q, func(m *desk.Message) bool { return thread == "" || m.ThreadID == thread }); !slices.Equal(got, want) {
					t.Errorf("%s, %q in %q finds %v, want %v", when, q, thread, got, want)
				}
			}
			got := ids(must(db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: q, By: "u1", Limit: 100}))(t, q))
			if want := matching(messages, q, func(m *desk.Message) bool { return m.Seq%2 == 0 }); !slices.Equal(got, want) {
				t.Errorf("%s, u1 finds %v by %q, want %v", when, got, q, want)
			}
		}
	}
	compare("without an index")
	stop := open.Index(t, db)
	compare("with the index")
	gone := messages[10:20]
	messages = append(messages[:10:10], messages[20:]...)
	messages[0].Text = "changed entirely"
	for _, m := range gone {
		removeFed(t, db, m)
	}
	feed(t, db, org, messages[0])
	compare("after some were removed and one was changed")
	stop()
	stop = open.Index(t, db)
	compare("with the index opened again")
	stop()
}

// matching are the messages that a search is to find.
func matching(messages []*desk.Message, query string, may func(*desk.Message) bool) []desk.MessageID {
	q := terms.Parse(query)
	found := []desk.MessageID{}
	for _, m := range slices.Backward(messages) {
		if may(m) && q.Matches(m.SearchText()) {
			found = append(found, m.ID)
		}
	}
	return found
}

// feed commits a row as the next entry's, and says so in the feed.
func feed(t *testing.T, db DB, o desk.OrgID, r desk.Row) {
	t.Helper()
	fed(t, db, o, desk.Batch{Rows: []desk.Row{r}, Feed: []desk.Ref{r.RowKey()}})
}

func removeFed(t *testing.T, db DB, r desk.Row) {
	t.Helper()
	fed(t, db, org, desk.Batch{Removed: []desk.Ref{r.RowKey()}, Feed: []desk.Ref{r.RowKey()}})
}

func fed(t *testing.T, db DB, o desk.OrgID, b desk.Batch) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx Tx) error {
		seq, err := appendEntry(ctx, tx, desk.Entry{Org: o, Kind: "x", At: 1})
		if err != nil {
			return err
		}
		return tx.Apply(ctx, o, seq, b)
	})
}
