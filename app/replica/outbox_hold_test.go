package replica_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// holding is an outbox over a clock that the test sets.
type holding struct {
	*replica.Outbox
	r     *replica.Replica
	now   time.Time
	waits chan time.Duration // how long Next waits for a hold
	end   chan time.Time
}

func (h *holding) open(t *testing.T, dir string) {
	t.Helper()
	h.waits, h.end = make(chan time.Duration, 8), make(chan time.Time, 1)
	r, err := replica.Open(t.Context(), dir, replica.Options{
		Clock: func() time.Time { return h.now },
		After: func(d time.Duration) <-chan time.Time { h.waits <- d; return h.end },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.r, h.Outbox = r, r.Outbox()
}

func (h *holding) close(t *testing.T) {
	t.Helper()
	if err := h.r.Close(); err != nil {
		t.Error(err)
	}
}

// held is a reply that is held back for seconds from now on.
func (h *holding) held(id, thread, text string, seconds int64) wire.Queued {
	q := send(id, thread, text)
	q.Send.InteractionID, q.HoldUntil, q.Batch = "i-"+thread, h.now.UnixMilli()+seconds*1000, "batch-"+thread
	return q
}

func newHolding(t *testing.T) *holding {
	t.Helper()
	h := &holding{now: time.UnixMilli(1_700_000_000_000)}
	h.open(t, t.TempDir())
	t.Cleanup(func() { h.close(t) })
	return h
}

// A held reply goes at the end of its hold and no sooner, the next of its thread after it,
// and other threads do not wait.
func TestHold_goesWhenItEnds(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	put(t, h.Outbox, h.held("a1", "ta", "1", 5), send("a2", "ta", "2"), send("b1", "tb", "1"))
	if got := next(t, h.Outbox); got != "b1" {
		t.Fatalf("next is %q", got)
	}
	took := make(chan string, 1)
	go func() {
		q, err := h.Next(t.Context())
		took <- q.ClientID + errText(err)
	}()
	if d := <-h.waits; d != 5*time.Second {
		t.Fatalf("waits %v", d)
	}
	h.now = h.now.Add(5 * time.Second) // Next is waiting, so nobody reads it
	h.end <- h.now
	if got := <-took; got != "a1" {
		t.Errorf("after the hold came %q", got)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return " " + err.Error()
}

// The window was closed inside the hold: the reply goes once, when its time has come, also
// when that is long past; and a clock that was put back keeps it no longer than a hold.
func TestHold_isKeptOverARestart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pause time.Duration
		waits time.Duration
	}{
		"inside":   {3 * time.Second, 2 * time.Second},
		"after":    {time.Hour, 0},
		"put back": {-time.Hour, wire.MaxHold * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			h := &holding{now: time.UnixMilli(1_700_000_000_000)}
			h.open(t, dir)
			put(t, h.Outbox, h.held("a1", "ta", "1", 5))
			h.close(t)
			h.now = h.now.Add(c.pause)
			h.open(t, dir)
			defer func() { h.close(t) }()
			if c.waits == 0 {
				if got := next(t, h.Outbox); got != "a1" {
					t.Errorf("next is %q", got)
				}
				return
			}
			allWaits(t, h.Outbox)
			if d := <-h.waits; d != c.waits {
				t.Errorf("waits %v, want %v", d, c.waits)
			}
		})
	}
}

// What is taken back is the draft again, whole: both texts, the file beside it, and before
// what was typed meanwhile. Nothing of it is in the queue then.
func TestRecall_makesADraftOfWhatOneEnterSent(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	ctx := t.Context()
	file := attachedTo(t, h.r.Attachments(), "ta")
	one, two := h.held("a1", "ta", "under the picture", 5), h.held("a2", "ta", "and more", 5)
	one.File = &file
	put(t, h.Outbox, one, two, h.held("b1", "tb", "another", 5))
	back, err := h.Recall(ctx, "a2", "typed meanwhile")
	if err != nil || len(back) != 2 || back[0].ClientID != "a1" {
		t.Fatalf("took back %+v, %v", back, err)
	}
	if got := queued(t, h.Outbox); !slices.Equal(got, []string{"b1 waiting"}) {
		t.Errorf("queued %v", got)
	}
	drafts, err := h.Drafts(ctx)
	if err != nil || drafts["ta"] != "under the picture\nand more\ntyped meanwhile" {
		t.Errorf("the draft is %q, %v", drafts["ta"], err)
	}
	files, err := h.r.Attachments().Drafts(ctx)
	if err != nil || len(files["ta"]) != 1 || files["ta"][0].LocalID != file.LocalID {
		t.Errorf("files %+v, %v", files, err)
	}
	// It can be sent again, with its file.
	again := h.held("a3", "ta", "under the picture", 0)
	again.HoldUntil, again.File = 0, &file
	put(t, h.Outbox, again)
	if got := next(t, h.Outbox); got != "a3" {
		t.Errorf("next is %q", got)
	}
}

// attachedTo picks a file for a thread's draft.
func attachedTo(t *testing.T, a *replica.Attachments, thread string) wire.QueuedFile {
	t.Helper()
	id, err := a.Begin(thread, "a.txt", 5)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Append(id, []byte("bytes")); err != nil {
		t.Fatal(err)
	}
	file, err := a.End(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRecall_refusals(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	ctx := t.Context()
	put(t, h.Outbox, send("a1", "ta", "1"), h.held("b1", "tb", "1", 5))
	if got := next(t, h.Outbox); got != "a1" {
		t.Fatal(got)
	}
	if _, err := h.Recall(ctx, "a1", ""); desk.SubcodeOf(err) != "sending" {
		t.Errorf("took back what is on its way: %v", err)
	}
	if err := h.MarkStopped(ctx, "a1", desk.Refuse(desk.CodeConflict, "answered")); err != nil {
		t.Fatal(err)
	}
	if back, err := h.Recall(ctx, "a1", ""); err != nil || len(back) != 1 {
		t.Errorf("one that was stopped is to be changed: %+v, %v", back, err)
	}
	if _, err := h.Recall(ctx, "none", ""); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("took back nothing: %v", err)
	}
	if err := h.Own(ctx, "usr_other"); err != nil {
		t.Fatal(err)
	}
	put(t, h.Outbox, h.held("c1", "tc", "1", 5))
	if err := h.Own(ctx, "usr_ana"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Recall(ctx, "c1", ""); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("took back what another wrote: %v", err)
	}
}

// The relay may have what was posted and not answered, also for an app that was killed: it
// cannot be had back, and goes once more under its old id until the answer is sure.
func TestRecall_notWhatTheRelayMayHave(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	h := &holding{now: time.UnixMilli(1_700_000_000_000)}
	h.open(t, dir)
	put(t, h.Outbox, send("a1", "ta", "1"))
	next(t, h.Outbox)
	if err := h.MarkTried(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	h.close(t) // before the answer
	h.open(t, dir)
	defer func() { h.close(t) }()
	refused := func(what string) {
		t.Helper()
		if _, err := h.Recall(ctx, "a1", ""); desk.SubcodeOf(err) != "sending" {
			t.Errorf("%s: took back what the relay may have: %v", what, err)
		}
	}
	refused("after a restart")
	if err := h.Discard(ctx, "a1"); desk.SubcodeOf(err) != "sending" {
		t.Errorf("discarded what goes again: %v", err)
	}
	if list, err := h.Queued(ctx); err != nil || len(list) != 1 || !list[0].Tried {
		t.Errorf("the page learns %+v, %v", list, err)
	}
	if got := next(t, h.Outbox); got != "a1" {
		t.Fatalf("goes again as %q", got)
	}
	// Neither a failure of the relay nor what stopped it here says that it was not taken.
	for _, stop := range []func() error{
		func() error { return h.MarkRefused(ctx, "a1", &desk.Error{Code: desk.CodeInternal}) },
		func() error { return h.MarkStopped(ctx, "a1", desk.Refuse(desk.CodeConflict, "otherPerson")) },
	} {
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		refused("stopped")
		if err := h.Retry(ctx, "a1"); err != nil {
			t.Fatal(err)
		}
		if got := next(t, h.Outbox); got != "a1" {
			t.Fatalf("goes again as %q", got)
		}
	}
	if err := h.MarkRefused(ctx, "a1", desk.Refuse(desk.CodeConflict, "answered")); err != nil {
		t.Fatal(err)
	}
	if back, err := h.Recall(ctx, "a1", ""); err != nil || len(back) != 1 {
		t.Errorf("the relay is sure not to have it: %+v, %v", back, err)
	}
}

// One that was stopped without a sure answer can be given up: it would hold up its thread.
func TestDiscard_whatWasStoppedWithoutASureAnswer(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	put(t, h.Outbox, send("a1", "ta", "1"), send("a2", "ta", "2"))
	next(t, h.Outbox)
	if err := errors.Join(
		h.MarkTried(t.Context(), "a1"),
		h.MarkRefused(t.Context(), "a1", &desk.Error{Code: desk.CodeInternal}),
		h.Discard(t.Context(), "a1"),
	); err != nil {
		t.Fatal(err)
	}
	if got := next(t, h.Outbox); got != "a2" {
		t.Errorf("next is %q", got)
	}
}

// Only the words of a template would be left in a draft. What has a form of its own goes back into
// that: its words are not written into the reply as well.
func TestRecall_onlyWhatIsWrittenHere(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	for kind, want := range map[desk.MessageKind]string{
		desk.KindText: "", desk.KindImage: "", desk.KindVideo: "", desk.KindAudio: "", desk.KindDocument: "",
		desk.KindLocation: "", desk.KindContacts: "", desk.KindInteractive: "",
		desk.KindTemplate: "notWritten", desk.KindReaction: "notWritten", desk.KindSticker: "notWritten",
	} {
		q := send("a-"+string(kind), "ta", "1")
		q.Send.Content.Kind = string(kind)
		put(t, h.Outbox, q)
		if _, err := h.Recall(t.Context(), q.ClientID, ""); desk.SubcodeOf(err) != want {
			t.Errorf("%s: %v", kind, err)
		}
	}
	q := send("question", "tb", "1")
	q.Send.Content.Kind, q.Send.Content.Text = string(desk.KindInteractive), "Which day?"
	put(t, h.Outbox, q)
	if _, err := h.Recall(t.Context(), q.ClientID, "begun"); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Drafts(t.Context()); err != nil || got["tb"] != "begun" {
		t.Errorf("the draft is %q, %v", got["tb"], err)
	}
}

// waitsFor runs a release beside the test.
func waitsFor(release func() error) chan error {
	done := make(chan error, 1)
	go func() { done <- release() }()
	return done
}

// What is not held itself goes after what is, so that leaving waits for it too; and so does
// leaving again while what was released is still on its way.
func TestRelease_waitsForAllThatGoesWithTheHeld(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	ctx := t.Context()
	place := send("a2", "ta", "")
	place.Send.InteractionID, place.Send.Content.Kind = "i-ta", string(desk.KindLocation)
	put(t, h.Outbox, h.held("a1", "ta", "1", 5), place)
	done := waitsFor(func() error { return h.Release(ctx, "i-ta") })
	if got := next(t, h.Outbox); got != "a1" {
		t.Fatalf("next is %q", got)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	for _, release := range []func() error{
		func() error { return h.Release(over, "i-ta") },
		func() error { return h.ReleaseAll(over) },
		func() error { return h.ReleaseWith(over, "a1") },
	} {
		if err := release(); err == nil {
			t.Error("overtook what was still on its way")
		}
	}
	if err := h.Done(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	if got := next(t, h.Outbox); got != "a2" {
		t.Fatalf("next is %q", got)
	}
	select {
	case err := <-done:
		t.Fatalf("left before the place had gone: %v", err)
	default:
	}
	if err := h.Done(ctx, "a2"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("released: %v", err)
	}
}

// What was written after a conversation had ended has no interaction: one of them sends
// nothing of other conversations, and neither does leaving without one.
func TestRelease_ofOneConversationOnly(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	ctx := t.Context()
	one, two := h.held("a1", "ta", "1", 5), h.held("b1", "tb", "1", 5)
	one.Send.InteractionID, two.Send.InteractionID = "", ""
	put(t, h.Outbox, two, one)
	if err := errors.Join(h.Release(ctx, ""), h.ReleaseWith(ctx, "gone")); err != nil {
		t.Fatal(err)
	}
	allWaits(t, h.Outbox)
	done := waitsFor(func() error { return h.ReleaseWith(ctx, "a1") })
	if got := next(t, h.Outbox); got != "a1" {
		t.Fatalf("next is %q", got)
	}
	if err := h.Done(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("released: %v", err)
	}
	allWaits(t, h.Outbox)
}

// What waits behind one that was stopped does not go by waiting.
func TestRelease_behindOneThatWasStopped(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	put(t, h.Outbox, send("a1", "ta", "1"), h.held("a2", "ta", "2", 5))
	next(t, h.Outbox)
	if err := h.MarkRefused(t.Context(), "a1", desk.Refuse(desk.CodeConflict, "answered")); err != nil {
		t.Fatal(err)
	}
	if err := h.Release(t.Context(), "i-ta"); desk.SubcodeOf(err) != "heldStopped" {
		t.Errorf("released: %v", err)
	}
}

// Whoever leaves a conversation sends what is held in it first, and learns when it could not
// go.
func TestRelease_returnsWhenTheHeldHaveGone(t *testing.T) {
	t.Parallel()
	h := newHolding(t)
	ctx := t.Context()
	if err := h.Release(ctx, "i-ta"); err != nil {
		t.Fatalf("nothing is held: %v", err)
	}
	put(t, h.Outbox, h.held("a1", "ta", "1", 5), h.held("b1", "tb", "1", 5))
	done := make(chan error, 1)
	go func() { done <- h.Release(ctx, "i-ta") }()
	if got := next(t, h.Outbox); got != "a1" {
		t.Fatalf("next is %q", got)
	}
	if err := h.Done(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("released: %v", err)
	}
	go func() { done <- h.ReleaseAll(ctx) }()
	if got := next(t, h.Outbox); got != "b1" {
		t.Fatalf("next is %q", got)
	}
	if err := h.MarkStopped(ctx, "b1", desk.Refuse(desk.CodeConflict, "answered")); err != nil {
		t.Fatal(err)
	}
	if err := <-done; desk.SubcodeOf(err) != "heldStopped" {
		t.Errorf("one was stopped: %v", err)
	}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	put(t, h.Outbox, h.held("d1", "td", "1", 5))
	if err := h.Release(short, "i-td"); err == nil {
		t.Error("said that it has gone while nobody took it")
	}
}
