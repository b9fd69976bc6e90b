package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// What the index lacks is read once for all searches, and let go of when the index has it.
func TestTail_readsEachMessageOnce(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Thread{ID: "t0"})
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	come := func(n int, text string) {
		for range n {
			id := desk.MessageID(fmt.Sprint("msg_", s.seq+1))
			s.put(&desk.Message{ID: id, Seq: s.seq + 1, ThreadID: "t0", InteractionID: "int_0", Text: text, Direction: desk.In, Kind: desk.KindText})
		}
	}
	finds := func(query string, want int) {
		t.Helper()
		if got := len(s.all(desk.MessageSearch{Query: query, Limit: 50})); got != want {
			t.Errorf("%q: %d found, want %d", query, got, want)
		}
	}
	held := func() int {
		s.db.tail.mu.Lock()
		defer s.db.tail.mu.Unlock()
		if n := s.db.tail.orgs[testOrg]; n != nil {
			return len(n.texts)
		}
		return 0
	}
	come(3, "red")
	finds("red", 3)
	finds("blue", 0)
	come(2, "blue")
	finds("blue", 2)
	finds("red", 3)
	if held() != 5 {
		t.Errorf("%d are held, want 5", held())
	}
	// What is held is as old as the index, and what is found is as new as the database.
	s.put(&desk.Message{ID: "msg_2", Seq: 2, ThreadID: "t0", InteractionID: "int_0", Text: "erased", Direction: desk.In, Kind: desk.KindText})
	finds("red", 2)
	if _, _, err := s.x.step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if held() != 0 {
		t.Errorf("%d are held of which the index knows", held())
	}
	finds("red", 2)
	finds("erased", 1)
	come(1, "blue")
	finds("blue", 3)
	if held() != 1 {
		t.Errorf("%d are held, want 1", held())
	}
}

// An agent finds what came into their conversations since the index looked, and nothing else.
func TestTail_ofAnAgent(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Thread{ID: "t0"}, &desk.Thread{ID: "t1"})
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.put(
		&desk.Interaction{ID: "int_0", ThreadID: "t0", State: desk.InteractionEnded, Handlers: []desk.UserID{"u1"}},
		&desk.Interaction{ID: "int_1", ThreadID: "t1", State: desk.InteractionWaiting},
	)
	for n := range 4 {
		s.put(&desk.Message{ID: desk.MessageID(fmt.Sprint("m", n)), Seq: s.seq + 1, ThreadID: desk.ThreadID(fmt.Sprint("t", n%2)), InteractionID: desk.InteractionID(fmt.Sprint("int_", n%2)), Text: "red", Direction: desk.In, Kind: desk.KindText})
	}
	ask := func(who desk.UserID) string {
		return strings.Join(s.all(desk.MessageSearch{Query: "red", By: who, Limit: 2}), " ")
	}
	if got := ask("u1"); got != "m2 m0" {
		t.Errorf("who had one finds %q", got)
	}
	if got := ask("u2"); got != "" {
		t.Errorf("who had none finds %q", got)
	}
	// Who takes one finds all of its thread at once.
	s.put(&desk.Interaction{ID: "int_1", ThreadID: "t1", State: desk.InteractionOpen, Owner: "u2", Handlers: []desk.UserID{"u2"}})
	if got := ask("u2"); got != "m3 m1" {
		t.Errorf("who took one finds %q", got)
	}
}

// Messages that are too many or too large are read from the database each time.
func TestTail_holdsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Thread{ID: "t0"})
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("word ", 1<<18)
	for n := range 10 {
		s.put(&desk.Message{ID: desk.MessageID(fmt.Sprint("m", n)), Seq: s.seq + 1, ThreadID: "t0", InteractionID: "int_0", Text: fmt.Sprint("nr", n, " ", long), Direction: desk.In, Kind: desk.KindText})
	}
	_, _, ok, err := s.db.tail.since(t.Context(), s.db, testOrg, 2, false)
	if err != nil || ok || len(s.db.tail.orgs) != 0 {
		t.Errorf("%d bytes are held (%v)", 10*len(long), err)
	}
	if got := s.all(desk.MessageSearch{Query: "nr3", Limit: 5}); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	full := newestTexts{texts: make([]text, maxTailTexts-5)}
	if full.tooMany(5) || !full.tooMany(6) {
		t.Errorf("%d messages and what came since are not bounded", maxTailTexts)
	}
}
