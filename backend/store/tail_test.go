package store

import (
	"context"
	"errors"
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
	// Who takes one finds all of its thread at once, and still does after they gave it away.
	for _, i := range []desk.Interaction{
		{State: desk.InteractionOpen, Owner: "u2", Handlers: []desk.UserID{"u2"}},
		{State: desk.InteractionEnded, Handlers: []desk.UserID{"u2"}},
	} {
		i.ID, i.ThreadID = "int_1", "t1"
		s.put(&i)
		if got := ask("u2"); got != "m3 m1" {
			t.Errorf("%s: who took one finds %q", i.State, got)
		}
	}
	// What others had of the same thread is not theirs.
	s.put(&desk.Interaction{ID: "int_2", ThreadID: "t1", State: desk.InteractionEnded, Handlers: []desk.UserID{"u1"}})
	s.put(&desk.Message{ID: "m9", Seq: s.seq + 1, ThreadID: "t1", InteractionID: "int_2", Text: "red", Direction: desk.In, Kind: desk.KindText})
	if got := ask("u2"); got != "m3 m1" {
		t.Errorf("who took one finds %q", got)
	}
}

// An agent of many conversations is not asked for all of them in one statement.
func TestTail_ofAnAgentOfMany(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Thread{ID: "t0"})
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows []desk.Row
	for n := range 100 {
		th, in := desk.ThreadID(fmt.Sprint("th", n)), desk.InteractionID(fmt.Sprint("in", n))
		rows = append(rows, &desk.Thread{ID: th},
			&desk.Interaction{ID: in, ThreadID: th, State: desk.InteractionEnded, Handlers: []desk.UserID{desk.UserID(fmt.Sprint("u", n%2))}},
			&desk.Message{ID: desk.MessageID(fmt.Sprint("m", n)), Seq: s.seq + 1, ThreadID: th, InteractionID: in, Text: "red", Direction: desk.In, Kind: desk.KindText})
	}
	s.put(rows...)
	if got := s.all(desk.MessageSearch{Query: "red", By: "u1", Limit: 200}); len(got) != 50 {
		t.Errorf("%d are found, want 50", len(got))
	}
}

// What is too much is read from the database each time, and what is held is not read again for that.
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
	since := func(from int64) ([]text, int64) {
		t.Helper()
		texts, upTo, err := s.db.tail.since(t.Context(), s.db, testOrg, from)
		if err != nil {
			t.Fatal(err)
		}
		return texts, upTo
	}
	texts, upTo := since(2)
	if len(texts) != 7 || upTo != 9 {
		t.Fatalf("%d of %d bytes each are held, up to %d", len(texts), len(long), upTo)
	}
	again, _ := since(2)
	if &again[0] != &texts[0] || len(again) != len(texts) {
		t.Error("what is held is read again")
	}
	for n := range 10 {
		if got := s.all(desk.MessageSearch{Query: fmt.Sprint("nr", n), Limit: 5}); len(got) != 1 {
			t.Errorf("nr%d: found %v", n, got)
		}
	}
	if got := s.all(desk.MessageSearch{Query: "word", Limit: 4}); strings.Join(got, " ") != "m9 m8 m7 m6 m5 m4 m3 m2 m1 m0" {
		t.Errorf("found %v", got)
	}
	// As soon as the index has some there is room for others.
	s.db.tail.drop(testOrg, 5)
	if texts, upTo = since(5); len(texts) != 7 || upTo != newest(0) {
		t.Errorf("then %d are held, up to %d", len(texts), upTo)
	}
	if texts, upTo = since(2); len(texts) != 0 || upTo != 2 {
		t.Errorf("of a place before that %d are held, up to %d", len(texts), upTo)
	}
}

// So many of one entry stay together, and no more are taken in after them.
func TestTail_isBoundedInMessages(t *testing.T) {
	t.Parallel()
	r := textRun{texts: make([]text, maxTailTexts-2), to: 5}
	r.add([]text{{seq: 5}, {seq: 6}, {seq: 6}, {seq: 7}}, 8)
	if len(r.texts) != maxTailTexts+1 || r.to != 7 {
		t.Errorf("%d are held, up to %d", len(r.texts), r.to)
	}
}

// Whoever waits for what another search reads can end, and nobody else waits for it.
func TestTail_waitsForItsOwnOnly(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Thread{ID: "t0"})
	reads := s.db.tail.of(testOrg, 1)
	reads.turn <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.db.tail.since(ctx, s.db, testOrg, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("it waits: %v", err)
	}
	if _, _, err := s.db.tail.since(t.Context(), s.db, "org_2", 1); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		t.Error(err)
	}
	s.db.tail.drop(testOrg, 5)
	// What the index got meanwhile is not held on to.
	s.db.tail.keep(reads, textRun{from: 1, to: 7, texts: []text{{seq: 3, search: "a"}, {seq: 6, search: "bc"}}, bytes: 3})
	if got := s.db.tail.held(reads); got.from != 5 || got.to != 7 || len(got.texts) != 1 || got.bytes != 2 {
		t.Errorf("held is %+v", got)
	}
}
