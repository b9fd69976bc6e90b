package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// testPages: lists come in their order, and pages put together are the list.
func testPages(t *testing.T, open Engine) {
	db := fresh(t, open)
	var rows []desk.Row
	for i := range 9 {
		id := desk.ThreadID(fmt.Sprintf("t%d", i))
		rows = append(rows, &desk.Thread{ID: id, NumberID: "n", ContactID: desk.ContactID(id), LastAt: int64(100 + i/3)}, // ties
			&desk.Message{
				ID: desk.MessageID(fmt.Sprintf("m%d", i)), ThreadID: "t0", InteractionID: desk.InteractionID(fmt.Sprintf("x%d", i%2)),
				At: int64(10 + i/4), Seq: int64(1 + i/2), Text: fmt.Sprintf("Größe 100%% %d", i), // pairs share (at, seq)
			})
	}
	rows = append(rows, &desk.Interaction{ID: "x0", ThreadID: "t0", State: desk.InteractionEnded, FirstSeq: 1, Handlers: []desk.UserID{"u0"}},
		&desk.Interaction{ID: "x1", ThreadID: "t0", State: desk.InteractionWaiting, FirstSeq: 2},
		&desk.Message{ID: "mx", ThreadID: "t1", At: 1, Seq: 50, Media: &desk.Media{FileName: "Vertrag_2.pdf"}})
	put(t, db, org, rows...)
	put(t, db, other, &desk.Message{ID: "m0", ThreadID: "t0", At: 99, Seq: 99, Text: "größe"}, &desk.Thread{ID: "t0", LastAt: 999})

	testThreadPages(t, db)
	testMessagePages(t, db)
	testSearch(t, db)
	testLists(t, db)
	testHandled(t, db)
}

func testThreadPages(t *testing.T, db DB) {
	ctx := t.Context()
	want := []desk.ThreadID{"t8", "t7", "t6", "t5", "t4", "t3", "t2", "t1", "t0"}
	for _, size := range []int{1, 2, 4, 100} {
		var got []desk.ThreadID
		var at int64
		var id desk.ThreadID
		for {
			page := must(db.ThreadsBefore(ctx, org, at, id, size))(t, "threads")
			if len(page) == 0 {
				break
			}
			for _, th := range page {
				got = append(got, th.ID)
				at, id = th.LastAt, th.ID
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("threads in pages of %d: %v", size, got)
		}
	}
	if n := must(db.CountThreads(ctx, org))(t, "count"); n != 9 {
		t.Errorf("%d threads, want 9", n)
	}
	for _, c := range []struct {
		at   int64
		id   desk.ThreadID
		want int64
	}{{0, "", 9}, {102, "t8", 8}, {101, "t4", 4}, {100, "t0", 0}} {
		if n := must(db.CountThreadsBefore(ctx, org, c.at, c.id))(t, "count"); n != c.want {
			t.Errorf("%d threads before (%d, %s), want %d", n, c.at, c.id, c.want)
		}
	}
}

// testHandled: who ever owned an interaction of a thread finds it again, once,
// whoever owns it now; what was taken back leaves no trace.
func testHandled(t *testing.T, db DB) {
	ctx := t.Context()
	owned := func(id, thread string, handlers ...desk.UserID) desk.Row {
		return &desk.Interaction{
			ID: desk.InteractionID(id), ThreadID: desk.ThreadID(thread), State: desk.InteractionOpen, Handlers: handlers,
		}
	}
	put(t, db, org, owned("h1", "t1"), owned("h2", "t8"))
	put(t, db, org, owned("h1", "t1", "u5"), owned("h2", "t8", "u5"))
	put(t, db, org, owned("h1", "t1", "u5", "u6"), owned("h3", "t1", "u5"))
	write(t, db, func(ctx context.Context, tx Tx) error {
		if err := tx.Savepoint(ctx); err != nil {
			return err
		}
		if err := tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{owned("h4", "t4", "u5")}}); err != nil {
			return err
		}
		if err := tx.RollbackTo(ctx); err != nil {
			return err
		}
		return tx.Release(ctx)
	})
	for user, want := range map[desk.UserID][]string{"u5": {"t1", "t8"}, "u6": {"t1"}, "u7": {}} {
		if got := keys(must(db.ThreadsHandledBy(ctx, org, user))(t, "handled")); !slices.Equal(got, want) {
			t.Errorf("%s handled %v, want %v", user, got, want)
		}
	}
	if got := must(db.ThreadsHandledBy(ctx, other, "u5"))(t, "handled"); len(got) != 0 {
		t.Errorf("in another organization: %v", keys(got))
	}
}

func testMessagePages(t *testing.T, db DB) {
	ctx := t.Context()
	want := []desk.MessageID{"m8", "m7", "m6", "m5", "m4", "m3", "m2", "m1", "m0"}
	for _, size := range []int{1, 2, 3, 100} {
		var got []desk.MessageID
		var at, seq int64
		for {
			page := must(db.MessagesBefore(ctx, org, "t0", at, seq, size))(t, "messages")
			if len(page) == 0 {
				break
			}
			for _, m := range page {
				got = append(got, m.ID)
				at, seq = m.At, m.Seq
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("messages in pages of %d: %v", size, got)
		}
	}
}

func ids(list []*desk.Message) []desk.MessageID {
	out := []desk.MessageID{}
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

func testSearch(t *testing.T, db DB) {
	for _, c := range []struct {
		query  string
		thread desk.ThreadID
		before int64
		limit  int
		want   []desk.MessageID
	}{
		{"GRÖSSE", "", 0, 2, []desk.MessageID{"m8", "m7", "m6"}}, // ß is ss
		{"GRÖß", "", 0, 2, []desk.MessageID{"m8", "m7", "m6"}},   // m6 is of the entry of m7
		{"größe", "", 4, 2, []desk.MessageID{"m5", "m4"}},
		{"größe", "t1", 0, 10, []desk.MessageID{}},
		{"100% 3", "t0", 0, 10, []desk.MessageID{"m3"}},
		{"1_0", "", 0, 10, []desk.MessageID{}}, // _ and % stand for themselves
		{"vertrag_", "", 0, 10, []desk.MessageID{"mx"}},
		{"  ", "", 0, 10, []desk.MessageID{}},
		{`\`, "", 0, 10, []desk.MessageID{}},
	} {
		list, err := db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: c.query, ThreadID: c.thread, Before: c.before, Limit: c.limit})
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(list); !slices.Equal(got, c.want) {
			t.Errorf("search %q in %q before %d: %v, want %v", c.query, c.thread, c.before, got, c.want)
		}
	}
	for by, want := range map[desk.UserID][]desk.MessageID{"u5": {}, "nobody": {}, "u0": {"m8", "m6"}} {
		list := must(db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: "größe", By: by, Limit: 2}))(t, "search handled")
		if got := ids(list); !slices.Equal(got, want) {
			t.Errorf("search of what %s handled: %v, want %v", by, got, want)
		}
		if list = must(db.SearchMessages(t.Context(), org, desk.MessageSearch{Query: "größe", ThreadID: "t1", By: by, Limit: 2}))(t, "search handled"); len(list) != 0 {
			t.Errorf("search of what %s handled in another thread: %v", by, ids(list))
		}
	}
}

func testLists(t *testing.T, db DB) {
	ctx := t.Context()
	put(t, db, org,
		&desk.ReadMark{UserID: "u1", ThreadID: "t2"}, &desk.ReadMark{UserID: "u1", ThreadID: "t1"}, &desk.ReadMark{UserID: "u2", ThreadID: "t1"},
		&desk.Notice{ID: "n1", UserID: "u1", At: 1}, &desk.Notice{ID: "n2", UserID: "u1", At: 2, Read: true}, &desk.Notice{ID: "n3", UserID: "u2", At: 3},
		&desk.Offer{ID: "o2", UserID: "u1", State: desk.OfferOpen, OfferedAt: 1}, &desk.Offer{ID: "o1", UserID: "u1", State: desk.OfferOpen, OfferedAt: 2},
		&desk.Offer{ID: "o3", UserID: "u1", State: desk.OfferMissed},
		&desk.Decision{ID: "d1", ThreadID: "t1", At: 1}, &desk.Decision{ID: "d2", ThreadID: "t1", At: 2}, &desk.Decision{ID: "d3", ThreadID: "t2", At: 3},
	)
	lists := map[string]any{}
	add := func(name string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lists[name] = v
	}
	marks, err := desk.Find[*desk.ReadMark](ctx, db, org, desk.ReadMarksOf.With("u1"))
	add("marks", keys(marks), err)
	notices, err := desk.Find[*desk.Notice](ctx, db, org, desk.NoticesOf.With("u1").First(10))
	add("notices", keys(notices), err)
	offers, err := desk.Find[*desk.Offer](ctx, db, org, desk.OffersOpenTo.With("u1"))
	add("offers", keys(offers), err)
	decisions, err := desk.Find[*desk.Decision](ctx, db, org, desk.DecisionsOfThread.With("t1").First(1))
	add("decisions", keys(decisions), err)
	open, err := db.OpenInteractions(ctx, org)
	add("open", keys(open), err)
	testUnreadNotice(t, db)
	same(t, "lists", lists, map[string][]string{
		"marks": {"u1/t1", "u1/t2"}, "notices": {"n2", "n1"}, "offers": {"o2", "o1"}, "decisions": {"d2"}, "open": {"x1"},
	})
}

// testUnreadNotice: one thing's notice is found among others that differ in one
// respect each, and no longer once it has been read.
func testUnreadNotice(t *testing.T, db DB) {
	ctx := t.Context()
	about := func(id, user, thread string, kind desk.NoticeKind, subject string) *desk.Notice {
		return &desk.Notice{
			ID: desk.NoticeID(id), UserID: desk.UserID(user), Kind: kind, ThreadID: desk.ThreadID(thread), Subject: subject, At: 9,
		}
	}
	rows := []desk.Row{
		about("a1", "u8", "t1", desk.NoticeOffer, "x"), about("a2", "u9", "t2", desk.NoticeOffer, "x"),
		about("a3", "u9", "t1", desk.NoticeMessage, "x"), about("a4", "u9", "t1", desk.NoticeOffer, "x"),
		about("a5", "u9", "", desk.NoticeAccount, "waba1"), about("a6", "u9", "", desk.NoticeAccount, "waba2"),
	}
	put(t, db, org, rows...)
	for _, c := range []struct {
		kind  desk.NoticeKind
		about string
		want  desk.NoticeID
	}{{desk.NoticeOffer, "t1", "a4"}, {desk.NoticeAccount, "waba2", "a6"}} {
		if n := must(db.UnreadNotice(ctx, org, "u9", c.kind, c.about))(t, "unread notice"); n.ID != c.want {
			t.Errorf("unread %s about %s: %s, want %s", c.kind, c.about, n.ID, c.want)
		}
	}
	read := about("a4", "u9", "t1", desk.NoticeOffer, "x")
	read.Read = true
	put(t, db, org, read)
	_, err := db.UnreadNotice(ctx, org, "u9", desk.NoticeOffer, "t1")
	code(t, "a notice that was read", err, desk.CodeNotFound)
	_, err = db.UnreadNotice(ctx, other, "u9", desk.NoticeAccount, "waba1")
	code(t, "a notice of another organization", err, desk.CodeNotFound)
}

func keys[T desk.Row](list []T) []string {
	out := []string{}
	for _, r := range list {
		out = append(out, r.RowKey().ID)
	}
	return out
}
