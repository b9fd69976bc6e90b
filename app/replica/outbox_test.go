package replica_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func put(t *testing.T, o *replica.Outbox, list ...wire.Queued) {
	t.Helper()
	for _, q := range list {
		if err := o.Put(t.Context(), q); err != nil {
			t.Fatalf("put %s: %v", q.ClientID, err)
		}
	}
}

// next takes what is due now.
func next(t *testing.T, o *replica.Outbox) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // for a busy disk; it comes at once
	defer cancel()
	q, err := o.Next(ctx)
	if err != nil {
		t.Fatalf("next: %v", err)
	}
	return q.ClientID
}

// allWaits fails the test if something is due now.
func allWaits(t *testing.T, o *replica.Outbox) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if q, err := o.Next(ctx); err == nil {
		t.Fatalf("next is %q, want nothing", q.ClientID)
	} else if ctx.Err() == nil {
		t.Fatalf("next: %v", err)
	}
}

func queued(t *testing.T, o *replica.Outbox) []string {
	t.Helper()
	list, err := o.Queued(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, q := range list {
		out = append(out, q.ClientID+" "+q.State)
	}
	return out
}

func TestOutbox_ordersWithinAThreadOnly(t *testing.T) {
	t.Parallel()
	o := whole(t).Outbox()
	ctx := t.Context()
	put(t, o, send("a1", "ta", "1"), send("a2", "ta", "2"), send("b1", "tb", "1"),
		wire.Queued{ClientID: "s1", Name: wire.CmdStartThread.Name}, wire.Queued{ClientID: "s2", Name: wire.CmdStartThread.Name})
	for _, want := range []string{"a1", "b1", "s1", "s2"} {
		if got := next(t, o); got != want {
			t.Fatalf("next is %q, want %q", got, want)
		}
	}
	allWaits(t, o)
	if err := o.Done(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	if got := next(t, o); got != "a2" {
		t.Errorf("after a1 is done, next is %q", got)
	}
	o.MarkWaiting("b1")
	if got := next(t, o); got != "b1" {
		t.Errorf("b1 could not go and is not next: %q", got)
	}
	want := []string{"a2 sending", "b1 sending", "s1 sending", "s2 sending"}
	if got := queued(t, o); !slices.Equal(got, want) {
		t.Errorf("queued %v", got)
	}
}

func TestOutbox_aStoppedOneHoldsItsThreadBack(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("ta"))
	o, ctx := r.Outbox(), t.Context()
	put(t, o, send("a1", "ta", "1"), send("a2", "ta", "2"), send("b1", "tb", "1"))
	if got := next(t, o); got != "a1" {
		t.Fatal(got)
	}
	refusal := desk.Refuse(desk.CodeConflict, "windowClosed")
	if err := o.MarkStopped(ctx, "a1", refusal); err != nil {
		t.Fatal(err)
	}
	if got := next(t, o); got != "b1" {
		t.Fatalf("next is %q", got)
	}
	allWaits(t, o)
	list, err := o.Queued(ctx)
	if err != nil || list[0].State != wire.QueuedStopped || list[0].Reason != "windowClosed" || list[0].Message != refusal.Message {
		t.Fatalf("%+v, %v", list[0], err)
	}
	if err := o.Retry(ctx, "a2"); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("retried what was not stopped: %v", err)
	}
	if err := o.Retry(ctx, "a1"); err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	q, err := o.Next(soon)
	if err != nil || q.Send.Content.Text != "1" {
		t.Fatalf("%+v, %v", q, err)
	}
	// The relay would answer the old id with its refusal for ever.
	if q.ClientID == "a1" || q.Send.OnlyUnanswered || q.Send.Epoch != 3 || q.Send.SeenSeq != 9 || q.Send.InteractionID != "i-ta" {
		t.Errorf("goes again as %+v of %+v", q, q.Send)
	}
	if err := o.MarkStopped(ctx, q.ClientID, desk.Refuse(desk.CodeInternal, "quarantined")); err != nil {
		t.Fatal(err)
	}
	if err := o.Retry(ctx, q.ClientID); err != nil {
		t.Fatal(err)
	}
	if got := next(t, o); got != q.ClientID {
		t.Errorf("what the relay may still carry out goes again as %q, not %q", got, q.ClientID)
	}
	o.MarkWaiting(q.ClientID)
	if err := o.Discard(ctx, q.ClientID); err != nil {
		t.Fatal(err)
	}
	if got := next(t, o); got != "a2" {
		t.Errorf("after the discard next is %q", got)
	}
}

// A program that is killed closes nothing. What it was sending goes again
// under the same client id.
func TestOutbox_survivesAKill(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	killed, err := replica.Open(ctx, dir, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := killed.Outbox()
	put(t, o, send("a1", "ta", "on its way"), send("a2", "ta", "waiting"))
	if err := o.SaveDraft(ctx, "tb", "half a sent"); err != nil {
		t.Fatal(err)
	}
	if got := next(t, o); got != "a1" {
		t.Fatal(got)
	}
	copied := copyDir(t, dir) // the files as they are at this moment
	if err := killed.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, copied).Outbox()
	if got := queued(t, again); !slices.Equal(got, []string{"a1 waiting", "a2 waiting"}) {
		t.Errorf("queued %v", got)
	}
	if got := next(t, again); got != "a1" {
		t.Errorf("next is %q", got)
	}
	if d, err := again.Drafts(ctx); err != nil || d["tb"] != "half a sent" {
		t.Errorf("drafts %v, %v", d, err)
	}
}

func copyDir(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestOutbox_putIsIdempotentAndTakesTheDraft(t *testing.T) {
	t.Parallel()
	o, ctx := whole(t).Outbox(), t.Context()
	for thread, text := range map[string]string{"ta": "hello", "tb": "something else"} {
		if err := o.SaveDraft(ctx, thread, text); err != nil {
			t.Fatal(err)
		}
	}
	put(t, o, send("a1", "ta", "hello"), send("a1", "ta", "hello"), send("b1", "tb", "hello"))
	if got := queued(t, o); len(got) != 2 {
		t.Errorf("queued %v", got)
	}
	d, err := o.Drafts(ctx)
	if err != nil || len(d) != 1 || d["tb"] != "something else" {
		t.Errorf("drafts %v, %v", d, err)
	}
	if err := o.SaveDraft(ctx, "tb", ""); err != nil {
		t.Fatal(err)
	}
	if d, err := o.Drafts(ctx); err != nil || len(d) != 0 {
		t.Errorf("drafts %v, %v", d, err)
	}
}

func TestOutbox_refusals(t *testing.T) {
	t.Parallel()
	o, ctx := whole(t).Outbox(), t.Context()
	put(t, o, send("a1", "ta", "x"))
	next(t, o)
	noFile := send("a2", "ta", "x")
	noFile.File = &wire.QueuedFile{LocalID: "../replica.db"}
	for name, c := range map[string]struct {
		err  error
		code desk.Code
	}{
		"no id":                  {o.Put(ctx, wire.Queued{Name: "x"}), desk.CodeInvalid},
		"too long":               {o.Put(ctx, send("a3", "ta", strings.Repeat("x", 200_000))), desk.CodeInvalid},
		"file that is not here":  {o.Put(ctx, noFile), desk.CodeInvalid},
		"draft too long":         {o.SaveDraft(ctx, "ta", strings.Repeat("x", 100_000)), desk.CodeInvalid},
		"discard what goes":      {o.Discard(ctx, "a1"), desk.CodeConflict},
		"discard what is not":    {o.Discard(ctx, "a9"), desk.CodeNotFound},
		"retry what is not":      {o.Retry(ctx, "a9"), desk.CodeNotFound},
		"retry what is not held": {o.Retry(ctx, "a1"), desk.CodeConflict},
	} {
		if desk.CodeOf(c.err) != c.code {
			t.Errorf("%s: %v, want %s", name, c.err, c.code)
		}
	}
}

func TestOutbox_nextWakesWhenSomethingComes(t *testing.T) {
	t.Parallel()
	o := whole(t).Outbox()
	got := make(chan string)
	go func() {
		q, err := o.Next(t.Context())
		if err != nil {
			got <- err.Error()
			return
		}
		got <- q.ClientID
	}()
	put(t, o, send("a1", "ta", "x"))
	if id := <-got; id != "a1" {
		t.Errorf("woke with %q", id)
	}
}

func TestOutbox_discardAllForgetsWhatWaitedAndKeepsDrafts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	o, ctx := r.Outbox(), t.Context()
	id := attach(t, r.Attachments(), "a.txt", []byte("flamingo file"))
	q := send("a1", "ta", "flamingo text")
	q.File = &wire.QueuedFile{LocalID: id}
	put(t, o, q)
	if err := o.SaveDraft(ctx, "tb", "a draft"); err != nil {
		t.Fatal(err)
	}
	if err := o.DiscardAll(ctx); err != nil {
		t.Fatal(err)
	}
	if got := queued(t, o); len(got) != 0 {
		t.Errorf("queued %v", got)
	}
	allWaits(t, o)
	for _, name := range []string{"outbox.db", "outbox.db-wal"} {
		if b, err := os.ReadFile(file(dir, name)); err != nil || bytes.Contains(b, []byte("flamingo")) {
			t.Errorf("%s still has it, or %v", name, err)
		}
	}
	if list, err := os.ReadDir(file(dir, "outbox")); err != nil || len(list) != 0 {
		t.Errorf("files %v, %v", list, err)
	}
	if d, err := o.Drafts(ctx); err != nil || d["tb"] != "a draft" {
		t.Errorf("drafts %v, %v", d, err)
	}
}

func TestOpen_savesWhatCanBeReadOfADamagedOutbox(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	r := open(t, dir)
	for i := range 60 {
		put(t, r.Outbox(), send("c"+string(rune('A'+i)), "t", strings.Repeat("w", 1000)))
	}
	if err := r.Outbox().SaveDraft(ctx, "tb", "a draft"); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file(dir, "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	middle := len(b) / 2 / 4096 * 4096
	copy(b[middle:], bytes.Repeat([]byte{0xee}, 4096))
	if err := os.WriteFile(file(dir, "outbox.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	o := open(t, dir).Outbox()
	d := o.Damage()
	if d == nil || d.Drafts != 1 || d.Queued < 40 || d.Queued >= 60 {
		t.Fatalf("damage %+v", d)
	}
	if got := queued(t, o); len(got) != d.Queued || got[0] != "cA waiting" {
		t.Errorf("%d queued, first %q", len(got), got[0])
	}
	aside, err := os.ReadFile(d.Copy)
	if err != nil || !bytes.Equal(aside, b) {
		t.Errorf("the damaged file was not set aside as it was: %v", err)
	}
}

func TestOpen_savesNothingFromWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(file(dir, "outbox.db"), bytes.Repeat([]byte("scrambled eggs "), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	o := open(t, dir).Outbox()
	if d := o.Damage(); d == nil || d.Queued != 0 || d.Drafts != 0 {
		t.Errorf("damage %+v", d)
	}
	put(t, o, send("a1", "ta", "works again"))
}
