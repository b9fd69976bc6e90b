package replica_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestApply_storesRowsAndCursorTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	snapshot(t, r, thread("t1"))
	var told []int64
	r.OnChange(func(rev int64) { told = append(told, rev) })
	apply(t, r, 10, 12, said("t1", 12, "hello"))
	if got := r.Cursor(); got.Seq != 12 {
		t.Errorf("cursor at %d, want 12", got.Seq)
	}
	if want := []int64{r.Rev()}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	apply(t, r, 12, 15)
	if len(told) != 1 {
		t.Errorf("told %v of a range with nothing in it", told)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	if c, at := again.Resume(); c.Seq != 15 || at != "" {
		t.Errorf("resumes at %+v %q after a restart", c, at)
	}
	got, err := again.MessagesFrom(t.Context(), "t1", 0, 10)
	if err != nil || !slices.Equal(texts(got), []string{"hello"}) {
		t.Errorf("messages %q, %v", texts(got), err)
	}
}

func TestApply_refusesAGapAndStoresNothing(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"))
	for _, c := range []struct {
		name string
		in   wire.Changes
		sub  string
	}{
		{"missing changes", wire.Changes{From: 11, To: 12, Items: []wire.Change{said("t1", 12, "x")}}, replica.SubGap},
		{"backwards", wire.Changes{From: 10, To: 9}, "badRange"},
		{"broken row", wire.Changes{From: 10, To: 11, Items: []wire.Change{
			said("t1", 11, "x"), {Kind: "message", ID: "m", Body: []byte(`[]`)},
		}}, "badRow"},
	} {
		if _, err := r.Apply(t.Context(), c.in); desk.SubcodeOf(err) != c.sub {
			t.Errorf("%s: %v, want subcode %s", c.name, err, c.sub)
		}
	}
	if c := r.Cursor(); c.Seq != 10 {
		t.Errorf("cursor moved to %d", c.Seq)
	}
	if got, _, err := r.Messages(t.Context(), "t1", 0, 0, 10); err != nil || len(got) != 0 {
		t.Errorf("stored %q, %v", texts(got), err)
	}
}

// A big range comes in parts that cover nothing; only the last moves the cursor.
func TestApply_partsOfARangeDoNotMoveTheCursor(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"))
	part := wire.Changes{From: 10, To: 10, More: true, Items: []wire.Change{said("t1", 11, "a")}}
	for range 2 { // cut off and sent again
		if _, err := r.Apply(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if c := r.Cursor(); c.Seq != 10 {
			t.Fatalf("cursor at %d", c.Seq)
		}
	}
	apply(t, r, 10, 12, said("t1", 12, "b"))
	got, _, err := r.Messages(t.Context(), "t1", 0, 0, 10)
	if err != nil || !slices.Equal(texts(got), []string{"a", "b"}) {
		t.Errorf("messages %q, %v", texts(got), err)
	}
}

func TestApply_theSameRowAgainIsNoNews(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 5, "a"))
	before := r.Rev()
	apply(t, r, 10, 11, thread("t1"), said("t1", 5, "a"))
	if r.Rev() != before {
		t.Errorf("revision went from %d to %d", before, r.Rev())
	}
}

func TestApply_ignoresKindsOfANewerRelay(t *testing.T) {
	t.Parallel()
	r := whole(t)
	apply(t, r, 10, 11, wire.Change{Kind: "hologram", ID: "h", Body: []byte(`{}`)})
	if names, _ := all(t, r, 0, 10); len(names) != 0 {
		t.Errorf("holds %v", names)
	}
}

func TestApply_leaveTakesTheThreadAlong(t *testing.T) {
	t.Parallel()
	other := row(desk.RowThread, "t2", wire.Thread{ID: "t2", ContactID: "c-shared", Access: wire.AccessFull})
	mine := row(desk.RowThread, "t1", wire.Thread{ID: "t1", ContactID: "c-mine", Access: wire.AccessFull})
	shared := row(desk.RowThread, "t3", wire.Thread{ID: "t3", ContactID: "c-shared", Access: wire.AccessFull})
	r := whole(t, mine, other, shared,
		row(desk.RowContact, "c-mine", wire.Contact{ID: "c-mine"}), row(desk.RowContact, "c-shared", wire.Contact{ID: "c-shared"}),
		said("t1", 1, "secret pineapple"), said("t2", 2, "stays"),
		row(desk.RowInteraction, "i1", wire.Interaction{ID: "i1", ThreadID: "t1"}),
		row(desk.RowOffer, "o1", wire.Offer{ID: "o1", ThreadID: "t1"}),
		row(desk.RowDecision, "d1", wire.Decision{ID: "d1", ThreadID: "t1"}),
		row(desk.RowSpan, "s1", wire.Span{ID: "s1", ThreadID: "t1"}))
	_, rev := all(t, r, 0, 100)
	apply(t, r, 10, 11, gone(desk.RowThread, "t1"), gone(desk.RowThread, "t3"))
	got, _ := all(t, r, rev, 2)
	slices.Sort(got)
	want := []string{"-contact/c-mine", "-decision/d1", "-interaction/i1", "-message/m-t1-1", "-offer/o1", "-span/s1", "-thread/t1", "-thread/t3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for query, n := range map[string]int{"pineapple": 0, "stays": 1} {
		hits, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 10)
		if err != nil || len(hits) != n {
			t.Errorf("search %q: %d hits, %v", query, len(hits), err)
		}
	}
	if u, err := r.Unread(t.Context()); err != nil || u["t1"] != 0 || u["t2"] != 1 {
		t.Errorf("unread %v, %v", u, err)
	}
}

// An agent keeps the interactions that they handled: those rows follow the
// leave in the same frame and are not announced as gone.
func TestApply_leaveThenEnterKeepsWhatFollows(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 1, "handled"), said("t1", 2, "not mine"))
	_, rev := all(t, r, 0, 100)
	handled := row(desk.RowThread, "t1", wire.Thread{ID: "t1", ContactID: "c-t1", Access: wire.AccessHandled})
	apply(t, r, 10, 11, gone(desk.RowThread, "t1"), handled, said("t1", 1, "handled"))
	got, _ := all(t, r, rev, 100)
	slices.Sort(got)
	if d := cmp.Diff([]string{"-message/m-t1-2", "message/m-t1-1", "thread/t1"}, got); d != "" {
		t.Error(d)
	}
	if u, err := r.Unread(t.Context()); err != nil || len(u) != 0 {
		t.Errorf("unread %v of a thread that is not theirs, %v", u, err)
	}
	if hits, err := r.Search(t.Context(), "handled", "", wire.SearchFilter{}, 5); err != nil || len(hits) != 1 {
		t.Errorf("search finds %q, %v", texts(hits), err)
	}
}

func TestSnapshot_interruptedGoesOnWithItsPage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	ctx := t.Context()
	if err := r.Welcome(ctx, wire.Welcome{Cursor: at10, UserID: "u"}); err != nil {
		t.Fatal(err)
	}
	if c, at := r.Resume(); c != (wire.Cursor{}) || at != "" {
		t.Errorf("before the first page it would resume at %+v %q", c, at)
	}
	if _, err := r.ApplyPage(ctx, wire.Page{Items: []wire.Change{thread("t1"), said("t1", 1, "first page")}, Next: "page-2"}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r = open(t, dir)
	if c, at := r.Resume(); c != at10 || at != "page-2" {
		t.Errorf("resumes at %+v %q", c, at)
	}
	if _, err := r.Apply(ctx, wire.Changes{From: 10, To: 11}); desk.SubcodeOf(err) != replica.SubGap {
		t.Errorf("took changes amid a snapshot: %v", err)
	}
	if err := r.Welcome(ctx, wire.Welcome{Continued: true, Cursor: at10, UserID: "u"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ApplyPage(ctx, wire.Page{Items: []wire.Change{thread("t2")}}); err != nil {
		t.Fatal(err)
	}
	apply(t, r, 10, 11)
	names, _ := all(t, r, 0, 1)
	if d := cmp.Diff([]string{"thread/t1", "thread/t2"}, names); d != "" {
		t.Error(d)
	}
}

func TestWelcome_aNewSnapshotEmptiesTheCopy(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 1, "old"), row(desk.RowInbox, "in", wire.Inbox{ID: "in"}))
	_, rev := all(t, r, 0, 100)
	snapshot(t, r, thread("t1"))
	got, _ := all(t, r, rev, 2)
	slices.Sort(got)
	if d := cmp.Diff([]string{"-inbox/in", "-message/m-t1-1", "thread/t1"}, got); d != "" {
		t.Error(d)
	}
	if hits, err := r.Search(t.Context(), "old", "", wire.SearchFilter{}, 5); err != nil || len(hits) != 0 {
		t.Errorf("still finds %q, %v", texts(hits), err)
	}
}

func TestWelcome_refusesToResumeWhatIsNotThisPersons(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]wire.Welcome{
		"somebody else":  {Resume: true, Cursor: at10, UserID: "other"},
		"another place":  {Resume: true, Cursor: wire.Cursor{Life: "life", Generation: 1, Seq: 9}, UserID: "u"},
		"another life":   {Resume: true, Cursor: wire.Cursor{Life: "new", Generation: 1, Seq: 10}, UserID: "u"},
		"no such paging": {Continued: true, Cursor: at10, UserID: "u"},
	} {
		r := whole(t, thread("t1"))
		if err := r.Welcome(t.Context(), w); desk.SubcodeOf(err) != replica.SubResume {
			t.Errorf("%s: %v", name, err)
		}
		if names, _ := all(t, r, 0, 10); len(names) != 0 || r.Cursor() != (wire.Cursor{}) {
			t.Errorf("%s: still holds %v at %+v", name, names, r.Cursor())
		}
	}
}

// Sign-out and leave leave nothing readable in the files.
func TestReset_leavesNoTextBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	long := strings.Repeat("zanzibar ", 2000)
	snapshot(t, r, thread("t1"), said("t1", 1, "the canary sang"), said("t1", 2, long), said("t1", 3, "喫茶店で会う"))
	if !holds(t, dir, "canary") {
		t.Fatal("the test does not see what is stored")
	}
	if err := r.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"canary", "zanzibar", "喫茶店", "00558b", "c-t1"} {
		if holds(t, dir, word) {
			t.Errorf("%q is still in the files", word)
		}
	}
	if c, _ := r.Resume(); c != (wire.Cursor{}) {
		t.Errorf("still resumes at %+v", c)
	}
}

func holds(t *testing.T, dir, word string) bool {
	t.Helper()
	for _, name := range []string{"replica.db", "replica.db-wal"} {
		b, err := os.ReadFile(file(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(word)) {
			return true
		}
	}
	return false
}

func TestOpen_rebuildsADamagedCopyAndKeepsTheOutbox(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	snapshot(t, r, thread("t1"))
	if err := r.Outbox().Put(t.Context(), send("c1", "t1", "reply")); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file(dir, "replica.db"), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	r = open(t, dir)
	if c, _ := r.Resume(); c != (wire.Cursor{}) {
		t.Errorf("resumes at %+v", c)
	}
	if q, err := r.Outbox().Queued(t.Context()); err != nil || len(q) != 1 {
		t.Errorf("outbox has %v, %v", q, err)
	}
}

// The file breaks while the app runs: the next write after SQLite has noticed
// starts over, and revisions go on.
func TestApply_rebuildsACopyThatBreaksWhileOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	many := []wire.Change{thread("t1")}
	for i := range int64(400) {
		many = append(many, said("t1", i+1, strings.Repeat("filler ", 40)))
	}
	snapshot(t, r, many...)
	if err := r.Close(); err != nil { // folds the log in
		t.Fatal(err)
	}
	r = open(t, dir)
	rev := r.Rev()
	b, err := os.ReadFile(file(dir, "replica.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 8 * 4096; i < len(b); i++ {
		b[i] = 0x5a
	}
	if err := os.WriteFile(file(dir, "replica.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.MessagesFrom(t.Context(), "t1", 0, 400); err == nil {
		t.Fatal("the damage was not noticed")
	}
	snapshot(t, r, thread("t1"), said("t1", 1, "anew"))
	got, _, err := r.Messages(t.Context(), "t1", 0, 0, 10)
	if err != nil || !slices.Equal(texts(got), []string{"anew"}) {
		t.Errorf("messages %q, %v", texts(got), err)
	}
	if r.Rev() <= rev {
		t.Errorf("revision fell from %d to %d", rev, r.Rev())
	}
}
