package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
)

// testByteOrder: whatever is read in pages or sorted is in the order of bytes, with
// ids that people's orders would put elsewhere.
func testByteOrder(t *testing.T, open Engine) {
	db := fresh(t, open)
	ctx := t.Context()
	want := slices.Sorted(slices.Values(desktest.OddTexts))
	down := slices.Clone(want)
	slices.Reverse(down)
	b := desk.Batch{}
	for _, id := range desktest.OddTexts {
		b.Rows = append(b.Rows,
			&desk.User{ID: desk.UserID(id)}, &desk.Inbox{ID: desk.InboxID(id)},
			&desk.Thread{ID: desk.ThreadID(id), NumberID: "n", ContactID: desk.ContactID(id), LastAt: 7},
			&desk.Message{ID: desk.MessageID(id), ThreadID: "t", At: 7, Seq: 7},
			&desk.Interaction{ID: desk.InteractionID(id), ThreadID: desk.ThreadID(id), State: desk.InteractionEnded, FirstSeq: 7, Handlers: []desk.UserID{"h"}},
		)
		b.Feed = append(b.Feed, desk.Ref{Kind: desk.RowThread, ID: id})
		b.Timers = append(b.Timers, desk.Timer{Kind: desk.TimerExpire, Subject: id, DueAt: 7})
		b.Jobs = append(b.Jobs, desk.Job{Kind: desk.JobFetchMedia, Subject: id, DueAt: 7})
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		seq, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 1})
		if err != nil {
			return err
		}
		return tx.Apply(ctx, org, seq, b)
	})
	order := func(what string, got, want []string) {
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", what, got, want)
		}
	}
	order("people", keys(must(desk.Find[*desk.User](ctx, db, org, desk.Users.With()))(t, "users")), want)
	order("inboxes", keys(must(desk.Find[*desk.Inbox](ctx, db, org, desk.Inboxes.With()))(t, "inboxes")), want)
	order("handled threads", keys(must(db.ThreadsHandledBy(ctx, org, "h"))(t, "handled")), want)
	order("pages of threads", threadPages(t, db, 4), down)
	order("messages", keys(must(db.MessagesBefore(ctx, org, "t", 0, 0, 3))(t, "messages")), down)
	changes, _, err := db.FeedSince(ctx, org, 0, 1000)
	var fed, timed, worked []string
	for _, c := range changes {
		fed = append(fed, c.ID)
	}
	for _, x := range must(db.DueTimers(ctx, 9, 1000))(t, "timers") {
		timed = append(timed, x.Subject)
	}
	for _, x := range must(db.DueJobs(ctx, desk.JobFetchMedia, 9, 1000))(t, "jobs") {
		worked = append(worked, x.Subject)
	}
	order("the feed", fed, want)
	order("timers", timed, want)
	order("jobs", worked, want)
	if err != nil {
		t.Error(err)
	}
	// A transaction looks its settings up by halving in what the database sorted.
	write(t, db, func(ctx context.Context, tx Tx) error {
		for _, id := range desktest.OddTexts {
			if u := must(desk.Get[*desk.User](ctx, tx, org, desk.RowUser, id))(t, "user"); string(u.ID) != id {
				t.Errorf("%q is %q", id, u.ID)
			}
		}
		_, err := desk.Get[*desk.User](ctx, tx, org, desk.RowUser, "u")
		code(t, "a person that there is not", err, desk.CodeNotFound)
		return nil
	})
}

func threadPages(t *testing.T, db DB, size int) (ids []string) {
	t.Helper()
	var at int64
	var id desk.ThreadID
	for {
		page := must(db.ThreadsBefore(t.Context(), org, at, id, size))(t, "threads")
		if len(page) == 0 {
			return ids
		}
		ids = append(ids, keys(page)...)
		last := page[len(page)-1]
		at, id = last.LastAt, last.ID
	}
}

// testNUL: a text from outside that holds a NUL hinders nobody, and what it names is
// found by it, in the transaction and later.
func testNUL(t *testing.T, open Engine) {
	db := fresh(t, open)
	const odd = "a\x00b"
	b := desk.Batch{}
	for _, k := range desk.Kinds {
		r := k.New()
		setTexts(reflect.ValueOf(r).Elem(), odd)
		switch r := r.(type) { // ids of ours, of which others are made
		case *desk.ReadMark:
			r.UserID, r.ThreadID = "u", "t"
		case *desk.Checkup:
			r.NumberID = "n"
		case *desk.Interaction:
			r.Handlers, r.ThreadID = []desk.UserID{"u"}, "t"
		}
		b.Rows = append(b.Rows, r)
	}
	write(t, db, func(ctx context.Context, tx Tx) error { return tx.Apply(ctx, org, 1, b) })
	for name, from := range map[string]func(look func(reads)){
		"the read side": func(look func(reads)) { look(db) },
		"a transaction": func(look func(reads)) {
			write(t, db, func(_ context.Context, tx Tx) error { look(tx); return nil })
		},
	} {
		from(func(r reads) {
			m, err := r.MessageByProviderID(t.Context(), org, odd)
			if err != nil || m.ProviderID != odd || m.Text != odd {
				t.Errorf("%s: the message by its provider's id: %+v, %v", name, m, err)
			}
			c, err := r.ContactByAlias(t.Context(), org, odd)
			if err != nil || !slices.Contains(c.Aliases, odd) {
				t.Errorf("%s: the contact by its alias: %+v, %v", name, c, err)
			}
		})
	}
	list := must(db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: "b", Limit: 10}))(t, "search")
	if len(list) != 1 {
		t.Errorf("a word behind the NUL finds %d messages, want 1", len(list))
	}
	if got := dump(t, db, org); strings.Contains(got, "\x00") || !strings.Contains(got, `a\u0000b`) {
		t.Errorf("the documents do not have it escaped: %q", got)
	}
}

// setTexts puts the text into every text of a row but its id's, and one into every
// list.
func setTexts(v reflect.Value, text string) {
	switch v.Kind() { //nolint:exhaustive // numbers and flags are no texts
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			setTexts(v.Field(i), text)
		}
		if id := v.FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String {
			id.SetString("id")
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		setTexts(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		setTexts(v.Index(0), text)
	default:
	}
}

// testErased: of an erased entry there is what was to stay, its hash as before,
// and the raw body is gone; the entry may lie in the same transaction or an
// earlier one, and what is taken back was never erased.
func testErased(t *testing.T, open Engine) {
	db := fresh(t, open)
	add := func(ctx context.Context, tx Tx, n int) (int64, error) {
		intake, err := tx.PutIntake(ctx, desk.Intake{Provider: "meta", Org: org, Body: []byte("secret")}, 1)
		if err != nil {
			return 0, err
		}
		return appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 1, Intake: intake, Payload: fmt.Appendf(nil, `"secret %d"`, n)})
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		for n := range 2 {
			if _, err := add(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	hashes := payloadHashes(t, db)
	write(t, db, func(ctx context.Context, tx Tx) error {
		if _, err := add(ctx, tx, 2); err != nil {
			return err
		}
		_ = tx.Savepoint(ctx)
		if err := tx.Apply(ctx, org, 3, desk.Batch{Erasures: []desk.Erasure{{Seq: 2}}}); err != nil {
			return err
		}
		_ = tx.RollbackTo(ctx)
		_ = tx.Release(ctx)
		return tx.Apply(ctx, org, 3, desk.Batch{Erasures: []desk.Erasure{{Seq: 1, Left: []byte(`"left"`)}, {Seq: 3}}})
	})
	for seq, want := range map[int64]desk.Entry{
		1: {Payload: []byte(`"left"`), Erased: 3}, 2: {Payload: []byte(`"secret 1"`)}, 3: {Erased: 3},
	} {
		e := must(db.Entry(t.Context(), org, seq))(t, "entry")
		if string(e.Payload) != string(want.Payload) || e.Erased != want.Erased {
			t.Errorf("entry %d has %q, erased by %d; want %q, %d", seq, e.Payload, e.Erased, want.Payload, want.Erased)
		}
	}
	if now := payloadHashes(t, db); !slices.Equal(now[:2], hashes) || len(now) != 3 {
		t.Errorf("hashes of payloads %x, were %x", now, hashes)
	}
}

func payloadHashes(t *testing.T, db DB) (hashes []string) {
	t.Helper()
	err := db.EntriesAfter(t.Context(), org, 0, 10, func(_ desk.Entry, payloadHash []byte, _ string) error {
		hashes = append(hashes, string(payloadHash))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hashes
}
