package replica_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestChangesSince_fromZeroGivesAllButMessages(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 1, "a"), thread("t2"), said("t2", 2, "b"), row(desk.RowOrg, "o", wire.Org{ID: "o"}), said("t1", 3, "c"))
	for _, limit := range []int{1, 2, 3, 100} {
		names, next := all(t, r, 0, limit)
		if d := cmp.Diff([]string{"thread/t1", "thread/t2", "org/o"}, names); d != "" {
			t.Errorf("limit %d: %s", limit, d)
		}
		if more, _ := all(t, r, next, limit); len(more) != 0 {
			t.Errorf("limit %d: %v again", limit, more)
		}
	}
}

// What changes between two pages of the first load, a message too, comes
// after it.
func TestChangesSince_losesNothingDuringTheFirstLoad(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), thread("t2"), thread("t3"))
	_, next, more, err := r.ChangesSince(t.Context(), 0, 1)
	if err != nil || !more {
		t.Fatalf("more %v, %v", more, err)
	}
	changed := row(desk.RowThread, "t2", wire.Thread{ID: "t2", Preview: "new"})
	apply(t, r, 10, 11, said("t1", 11, "meanwhile"), changed, gone(desk.RowThread, "t1"))
	names, rev := all(t, r, next, 1)
	later, _ := all(t, r, rev, 1)
	got := append(names, later...)
	if d := cmp.Diff([]string{"thread/t3", "thread/t2", "-message/m-t1-11", "-thread/t1"}, got); d != "" {
		t.Error(d)
	}
}

func TestMessages_pagesInOrderOfStampAndSequence(t *testing.T) {
	t.Parallel()
	late := message(wire.Message{ID: "late", ThreadID: "t1", Seq: 9, At: 2500, Text: "between 2 and 3"})
	r := whole(t, thread("t1"), said("t1", 1, "1"), said("t1", 3, "3"), late, said("t1", 2, "2"), said("t1", 4, "4"))
	page, more, err := r.Messages(t.Context(), "t1", 0, 0, 2)
	if err != nil || !more || !slices.Equal(texts(page), []string{"3", "4"}) {
		t.Fatalf("newest %q, more %v, %v", texts(page), more, err)
	}
	page, more, err = r.Messages(t.Context(), "t1", page[0].At, page[0].Seq, 3)
	if err != nil || more || !slices.Equal(texts(page), []string{"1", "2", "between 2 and 3"}) {
		t.Fatalf("older %q, more %v, %v", texts(page), more, err)
	}
	from, err := r.MessagesFrom(t.Context(), "t1", 9, 2)
	if err != nil || !slices.Equal(texts(from), []string{"between 2 and 3", "3"}) {
		t.Fatalf("from 9 %q, %v", texts(from), err)
	}
}

// A search hit from long ago and a tick on an old message are found, but the
// thread is not paged through them: what lies between is not here.
func TestMessages_stopAtAHole(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 8, "eight"), said("t1", 9, "nine"))
	ctx := t.Context()
	if err := r.Keep(ctx, []wire.Change{said("t1", 1, "one, long ago"), said("other", 2, "not my thread")}); err != nil {
		t.Fatal(err)
	}
	_, rev := all(t, r, 0, 10)
	apply(t, r, 10, 11, said("t1", 2, "two, long ago"))
	if names, _ := all(t, r, rev, 10); len(names) != 0 {
		t.Errorf("announced strays %v", names)
	}
	page, more, err := r.Messages(ctx, "t1", 0, 0, 10)
	if err != nil || more || !slices.Equal(texts(page), []string{"eight", "nine"}) {
		t.Errorf("page %q, more %v, %v", texts(page), more, err)
	}
	hits, err := r.Search(ctx, "long ago", "", wire.SearchFilter{}, 10)
	if err != nil || !slices.Equal(texts(hits), []string{"two, long ago", "one, long ago"}) {
		t.Errorf("hits %q, %v", texts(hits), err)
	}
	if u, err := r.Unread(ctx); err != nil || u["t1"] != 2 {
		t.Errorf("unread %v, %v", u, err)
	}
	// The relay fills the hole.
	req := wire.OlderRequest{ThreadID: "t1", At: 8000, Seq: 8, Limit: 5}
	fill := wire.OlderPage{Items: []wire.Change{said("t1", 7, "seven"), said("t1", 2, "two, long ago"), said("t1", 1, "one, long ago")}}
	if err := r.KeepOlder(ctx, req, fill); err != nil {
		t.Fatal(err)
	}
	page, _, err = r.Messages(ctx, "t1", 8000, 8, 10)
	if err != nil || !slices.Equal(texts(page), []string{"one, long ago", "two, long ago", "seven"}) {
		t.Errorf("older page %q, %v", texts(page), err)
	}
}

// A page asked for below the hole does not close it.
// TestMessages_lateOneBeforeAllOthers_isPagedTo guards against a loss in the
// kill storm: a webhook that Meta repeats brings a message with an older stamp
// than the first that is here.
func TestMessages_lateOneBeforeAllOthers_isPagedTo(t *testing.T) {
	t.Parallel()
	counted := func(n int64) wire.Change {
		return row(desk.RowThread, "t1", wire.Thread{ID: "t1", Access: wire.AccessFull, Messages: n})
	}
	late := message(wire.Message{ID: "late", ThreadID: "t1", Seq: 12, At: 500, Text: "late"})
	for name, r := range map[string]*replica.Replica{
		"entered by a snapshot": whole(t, counted(2), said("t1", 1, "a"), said("t1", 2, "b")),
		"begun by a change": func() *replica.Replica {
			r := whole(t)
			apply(t, r, 10, 11, said("t1", 1, "a"), said("t1", 2, "b"), counted(2))
			return r
		}(),
	} {
		apply(t, r, r.Cursor().Seq, 12, late, counted(3))
		page, more, err := r.Messages(t.Context(), "t1", 0, 0, 10)
		if err != nil || more || !slices.Equal(texts(page), []string{"late", "a", "b"}) {
			t.Errorf("%s: %q, more %v, %v", name, texts(page), more, err)
		}
	}
}

// TestMessages_lateOneBelowAHole_waitsForWhatLiesBetween: shown at the top, it
// would hide that messages are missing between it and the next.
func TestMessages_lateOneBelowAHole_waitsForWhatLiesBetween(t *testing.T) {
	t.Parallel()
	head := row(desk.RowThread, "t1", wire.Thread{ID: "t1", Access: wire.AccessFull, Messages: 2 * wire.SnapshotPage})
	r := whole(t, head, said("t1", 201, "a"), said("t1", 202, "b"))
	_, rev := all(t, r, 0, 100)
	apply(t, r, 10, 12, message(wire.Message{ID: "late", ThreadID: "t1", Seq: 203, At: 500, Text: "late"}))
	if news, _ := all(t, r, rev, 100); len(news) != 0 {
		t.Errorf("announced %q", news)
	}
	page, more, err := r.Messages(t.Context(), "t1", 0, 0, 10)
	if err != nil || more || !slices.Equal(texts(page), []string{"a", "b"}) {
		t.Errorf("%q, more %v, %v", texts(page), more, err)
	}
	hits, err := r.Search(t.Context(), "late", "", wire.SearchFilter{}, 10)
	if err != nil || len(hits) != 1 {
		t.Errorf("found %d, %v", len(hits), err)
	}
}

func TestKeepOlder_belowAHoleDoesNotCloseIt(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 9, "nine"))
	req := wire.OlderRequest{ThreadID: "t1", At: 3000, Seq: 3}
	if err := r.KeepOlder(t.Context(), req, wire.OlderPage{Items: []wire.Change{said("t1", 2, "two")}}); err != nil {
		t.Fatal(err)
	}
	page, _, err := r.Messages(t.Context(), "t1", 0, 0, 10)
	if err != nil || !slices.Equal(texts(page), []string{"nine"}) {
		t.Errorf("page %q, %v", texts(page), err)
	}
}

// Entering a thread brings its newest hundred, cut into frames; an old message
// that changed in the same range is not among them.
func TestMessages_enterInPartsHasNoHole(t *testing.T) {
	t.Parallel()
	r := whole(t)
	stray := said("t1", 1, "stray")
	var first, second []wire.Change
	for seq := int64(300); seq > 300-wire.SnapshotPage; seq-- {
		if seq > 260 {
			first = append(first, said("t1", seq, fmt.Sprint(seq)))
		} else {
			second = append(second, said("t1", seq, fmt.Sprint(seq)))
		}
	}
	apply(t, r, 10, 10, append([]wire.Change{thread("t1")}, first...)...)
	apply(t, r, 10, 301, append(second, stray)...)
	page, more, err := r.Messages(t.Context(), "t1", 0, 0, 500)
	if err != nil || more || len(page) != wire.SnapshotPage || page[0].Text != "201" {
		t.Errorf("%d messages from %q, more %v, %v", len(page), page[0].Text, more, err)
	}
}

func TestKeep_doesNotOverwriteWhatSyncBrought(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 9, "edited"))
	if err := r.Keep(t.Context(), []wire.Change{said("t1", 9, "as it was")}); err != nil {
		t.Fatal(err)
	}
	page, _, err := r.Messages(t.Context(), "t1", 0, 0, 10)
	if err != nil || !slices.Equal(texts(page), []string{"edited"}) {
		t.Errorf("page %q, %v", texts(page), err)
	}
}

func TestUnread_countsBeyondTheMark(t *testing.T) {
	t.Parallel()
	mark := func(up int64, unread bool) wire.Change {
		return row(desk.RowReadMark, "t1", wire.ReadMark{ThreadID: "t1", UpToSeq: up, Unread: unread})
	}
	out := message(wire.Message{ThreadID: "t1", Seq: 4, At: 4000, Out: true, Kind: "text"})
	system := message(wire.Message{ThreadID: "t1", Seq: 5, At: 5000, Kind: "system"})
	r := whole(t, thread("t1"), said("t1", 2, "a"), said("t1", 3, "b"), out, system)
	seq := int64(10)
	for _, c := range []struct {
		name string
		in   []wire.Change
		want int
	}{
		{"no mark", nil, 2},
		{"half read", []wire.Change{mark(2, false)}, 1},
		{"read", []wire.Change{mark(5, false)}, 0},
		{"marked unread by hand", []wire.Change{mark(5, true)}, 1},
		{"a new one", []wire.Change{mark(5, false), said("t1", 15, "c")}, 1},
		{"only a summary", []wire.Change{row(desk.RowThread, "t1", wire.Thread{ID: "t1", Access: wire.AccessSummary})}, 0},
	} {
		apply(t, r, seq, seq+1, c.in...)
		seq++
		u, err := r.Unread(t.Context())
		if err != nil || u["t1"] != c.want {
			t.Errorf("%s: %v, want %d (%v)", c.name, u, c.want, err)
		}
	}
}

// Reads do not wait for a write that is being made, nor for each other.
func TestReads_runBesideWrites(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"))
	done := make(chan error)
	go func() {
		var err error
		for seq := int64(11); seq < 60 && err == nil; seq++ {
			_, err = r.Apply(t.Context(), wire.Changes{From: seq - 1, To: seq, Items: []wire.Change{said("t1", seq, "word")}})
		}
		done <- err
	}()
	for n := 0; n < 49; {
		page, _, err := r.Messages(t.Context(), "t1", 0, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) < n {
			t.Fatalf("went back from %d to %d", n, len(page))
		}
		n = len(page)
		if _, err := r.Search(t.Context(), "wor", "", wire.SearchFilter{}, 10); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestRow_notHere(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"))
	var got wire.Thread
	if err := r.Row(t.Context(), desk.RowThread, "t1", &got); err != nil || got.Epoch != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := r.Row(t.Context(), desk.RowThread, "t9", &got); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("%v", err)
	}
}

// Nobody has to answer a rating: it makes no conversation unread.
func TestUnread_notOfARating(t *testing.T) {
	t.Parallel()
	rated := func(seq int64, part desk.RatingPart) wire.Change {
		return message(wire.Message{ThreadID: "t1", Seq: seq, At: seq * 1000, Kind: "text", Text: "5", Rating: &wire.MessageRating{Part: string(part)}})
	}
	r := whole(t, thread("t1"), rated(1, desk.RatingAnswer), rated(2, desk.RatingComment))
	if u, err := r.Unread(t.Context()); err != nil || u["t1"] != 0 {
		t.Errorf("unread %v, %v", u, err)
	}
	apply(t, r, 10, 11, said("t1", 3, "and another thing"))
	if u, err := r.Unread(t.Context()); err != nil || u["t1"] != 1 {
		t.Errorf("unread %v, %v", u, err)
	}
}
