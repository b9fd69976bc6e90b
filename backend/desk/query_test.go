package desk_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestList_hasWhatItsConditionsSay(t *testing.T) {
	t.Parallel()
	it := func(id string, inbox desk.InboxID, state desk.InteractionState, since int64) *desk.Interaction {
		return &desk.Interaction{ID: desk.InteractionID(id), InboxID: inbox, State: state, WaitingSince: since}
	}
	l := desk.InteractionsWaiting.With("inb_1")
	for _, c := range []struct {
		row  *desk.Interaction
		want bool
	}{
		{it("int_1", "inb_1", desk.InteractionWaiting, 1), true},
		{it("int_2", "inb_2", desk.InteractionWaiting, 1), false},
		{it("int_3", "inb_1", desk.InteractionOffered, 1), false},
	} {
		if got := l.Has(c.row); got != c.want {
			t.Errorf("%s in %s is %s: in the list is %v, want %v", c.row.ID, c.row.InboxID, c.row.State, got, c.want)
		}
	}
}

// A changed row counts as it is now: it comes, goes and changes its place, one
// that was removed is not there, and a limit is of what is left.
func TestList_overLaysWhatChangedOverWhatWasRead(t *testing.T) {
	t.Parallel()
	note := func(id string, at int64, read bool) desk.Row {
		return &desk.Notice{ID: desk.NoticeID(id), UserID: "usr_1", At: at, Read: read}
	}
	read := []desk.Row{note("a", 1, false), note("b", 2, false), note("c", 3, false)}
	changed := []desk.Row{note("d", 1, false), note("a", 9, false), note("b", 2, true), &desk.Notice{ID: "e", UserID: "usr_2"}}
	got := desk.NoticesUnread.With("usr_1").First(3).Over(slices.Clone(read), changed, []string{"c"})
	var ids []string
	for _, r := range got {
		ids = append(ids, r.RowKey().ID)
	}
	if want := []string{"d", "a"}; !slices.Equal(ids, want) {
		t.Errorf("the list is %v, want %v", ids, want)
	}
	down := desk.NoticesOf.With("usr_1")
	if c := down.Compare(note("a", 1, false), note("b", 1, false)); c <= 0 {
		t.Errorf("of two at the same time the larger id comes first where time goes down: %d", c)
	}
}

// A page begins behind a place: of what is sorted alike by its first term, the
// second decides, and the place itself is on the page before.
func TestList_paged_hasWhatComesBehindAPlace(t *testing.T) {
	t.Parallel()
	l := desk.MessagesBefore.With("thr_1", int64(5), int64(50))
	for _, c := range []struct {
		thread  desk.ThreadID
		at, seq int64
		want    bool
	}{
		{"thr_1", 4, 99, true}, {"thr_1", 5, 49, true}, {"thr_1", 5, 50, false},
		{"thr_1", 5, 51, false}, {"thr_1", 6, 1, false}, {"thr_2", 4, 1, false},
	} {
		if got := l.Has(&desk.Message{ID: "m", ThreadID: c.thread, At: c.at, Seq: c.seq}); got != c.want {
			t.Errorf("%+v: on the page is %v", c, got)
		}
	}
	if !desk.ThreadsBefore.With(int64(5), "thr_b").Has(&desk.Thread{ID: "thr_a", LastAt: 5}) {
		t.Error("of two threads with the same last message the smaller id comes later")
	}
}

// Every kind says what its scope needs.
func TestKinds_areWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range desk.Kinds {
		if got := k.New().RowKey().Kind; got != k.Kind {
			t.Errorf("%s: an empty row calls itself %s", k.Kind, got)
		}
		if seen[k.Table] || seen[string(k.Kind)+"/kind"] {
			t.Errorf("%s: kind or table %s is declared twice", k.Kind, k.Table)
		}
		seen[k.Table], seen[string(k.Kind)+"/kind"] = true, true
		some := k.Kind == desk.RowListView || k.Kind == desk.RowCannedReply // shared ones go to all, the others to one
		if (k.Scope == desk.ScopePerson || some) != (k.Person != nil) {
			t.Errorf("%s: goes to one person: %v, says to whom: %v", k.Kind, k.Scope == desk.ScopePerson, k.Person != nil)
		}
		if (k.Scope == desk.ScopeThread) != (k.Thread != nil) {
			t.Errorf("%s: a row that hangs on a thread, and no other, must say on which", k.Kind)
		}
		if desk.Declared(k.Kind) != k {
			t.Errorf("%s is not found by its name", k.Kind)
		}
	}
}
