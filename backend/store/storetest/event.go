package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// happen appends an entry at a time that says that these things happened.
func happen(t *testing.T, db DB, at int64, kinds ...desk.EventKind) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx Tx) error { return putHappened(ctx, tx, at, kinds...) })
}

func putHappened(ctx context.Context, tx Tx, at int64, kinds ...desk.EventKind) error {
	seq, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: at})
	if err != nil {
		return err
	}
	b := desk.Batch{}
	for _, k := range kinds {
		b.Events = append(b.Events, desk.Event{Kind: k, ThreadID: "t1"})
	}
	return tx.Apply(ctx, org, seq, b)
}

// unread gives what a reader has before it, and moves it behind that.
func unread(t *testing.T, db DB, name string, limit int) []desk.Event {
	t.Helper()
	events, upTo, _, err := db.EventsFor(t.Context(), org, name, limit)
	if err == nil {
		err = db.EventsRead(t.Context(), org, name, upTo)
	}
	if err != nil {
		t.Fatal(err)
	}
	return events
}

const (
	received = desk.EventMessageReceived
	edited   = desk.EventMessageEdited
)

func event(seq int64, n int, at int64, kind desk.EventKind) desk.Event {
	return desk.Event{Seq: seq, N: n, At: at, Kind: kind, ThreadID: "t1"}
}

// sameEvents compares with the places, which JSON leaves out.
func sameEvents(t *testing.T, what string, got []desk.Event, want ...desk.Event) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = got[i] == want[i]
	}
	if !ok {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// testEvents: each reader gets everything from its beginning on, in order, whole
// entries at a time, each once; a rebuild says nothing again; a savepoint that is
// taken back leaves nothing.
func testEvents(t *testing.T, open Engine) {
	db := fresh(t, open)
	ctx := t.Context()
	happen(t, db, 1, received) // before anybody listens
	if err := db.AddEventReader(ctx, org, "late"); err != nil {
		t.Fatal(err)
	}
	happen(t, db, 2, received, edited)
	happen(t, db, 3)
	happen(t, db, 4, edited)
	if err := errors.Join(db.AddEventReader(ctx, org, "later"), db.AddEventReader(ctx, org, "late")); err != nil {
		t.Fatal(err)
	}
	happen(t, db, 5, received)
	write(t, db, func(ctx context.Context, tx Tx) error {
		if err := tx.Savepoint(ctx); err != nil {
			return err
		}
		if err := putHappened(ctx, tx, 6, received); err != nil {
			return err
		}
		return tx.RollbackTo(ctx)
	})
	apply(t, db, org, 5, desk.Batch{Events: []desk.Event{{Kind: received}}}) // folded once more

	sameEvents(t, "one entry", unread(t, db, "late", 1), event(2, 1, 2, received), event(2, 2, 2, edited))
	sameEvents(t, "the rest", unread(t, db, "late", 9), event(4, 1, 4, edited), event(5, 1, 5, received))
	sameEvents(t, "nothing more", unread(t, db, "late", 9))
	sameEvents(t, "of the later one", unread(t, db, "later", 9), event(5, 1, 5, received))
	readers := must(db.EventReaders(ctx, org))(t, "readers")
	same(t, "readers", readers, []desk.EventReader{{Name: "late", Seq: 5}, {Name: "later", Seq: 5}})

	_, _, _, err := db.EventsFor(ctx, org, "nobody", 1)
	code(t, "a reader that is not known", err, desk.CodeNotFound)
	_, _, _, err = db.EventsFor(ctx, other, "late", 1)
	code(t, "a reader of another organization", err, desk.CodeNotFound)
	testTrimmedEvents(t, db)
}

// testTrimmedEvents: what all have read goes, what is too old goes too, and who
// had not read it is told.
func testTrimmedEvents(t *testing.T, db DB) {
	ctx := t.Context()
	for at := int64(10); at < 14; at++ { // entries 6 to 9
		happen(t, db, at, received)
	}
	if _, upTo, _, err := db.EventsFor(ctx, org, "later", 1); err != nil || db.EventsRead(ctx, org, "later", upTo) != nil {
		t.Fatal(err)
	}
	if err := db.Housekeep(ctx, 1, 12); err != nil {
		t.Fatal(err)
	}
	events, upTo, lost, err := db.EventsFor(ctx, org, "late", 9)
	if err != nil || lost != 2 || upTo != 9 {
		t.Errorf("the slow reader lost %d up to %d (%v), want 2 up to 9", lost, upTo, err)
	}
	sameEvents(t, "left for the slow one", events, event(8, 1, 12, received), event(9, 1, 13, received))
	if _, _, lost, _ := db.EventsFor(ctx, org, "later", 9); lost != 1 {
		t.Errorf("the quicker reader lost %d, want 1", lost)
	}
	unread(t, db, "late", 9)
	if _, _, lost, _ := db.EventsFor(ctx, org, "late", 9); lost != 0 {
		t.Errorf("still told of %d lost ones", lost)
	}
	for _, name := range []string{"late", "later"} {
		if err := db.DropEventReader(ctx, org, name); err != nil {
			t.Fatal(err)
		}
	}
	happen(t, db, 20, received) // nobody listens
	if err := db.Housekeep(ctx, 1, 12); err != nil {
		t.Fatal(err)
	}
	if err := db.AddEventReader(ctx, org, "new"); err != nil {
		t.Fatal(err)
	}
	sameEvents(t, "for a new one", unread(t, db, "new", 9))
}
