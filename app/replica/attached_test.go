package replica_test

import (
	"bytes"
	"database/sql"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// pick attaches a file to a thread's draft.
func pick(t *testing.T, a *replica.Attachments, thread, name, content string) wire.QueuedFile {
	t.Helper()
	id, err := a.Begin(thread, name, int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Append(id, []byte(content)); err != nil {
		t.Fatal(err)
	}
	f, err := a.End(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func drafts(t *testing.T, a *replica.Attachments) map[string][]string {
	t.Helper()
	all, err := a.Drafts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for thread, files := range all {
		for _, f := range files {
			out[thread] = append(out[thread], f.FileName)
		}
	}
	return out
}

func isIn(t *testing.T, drafts map[string][]string, thread string, names ...string) {
	t.Helper()
	if !slices.Equal(drafts[thread], names) {
		t.Errorf("%s has %v, want %v", thread, drafts[thread], names)
	}
}

func TestAttached_outlivesAKilledApp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	a := r.Attachments()
	first := pick(t, a, "ta", "one.txt", "the first")
	pick(t, a, "ta", "two.txt", "the second")
	off := pick(t, a, "tb", "off.txt", "taken off")
	sent := pick(t, a, "tb", "sent.txt", "sent with words")
	pick(t, a, "", "header.txt", "no thread's")
	if _, err := a.Begin("ta", "coming.txt", 10); err != nil {
		t.Fatal(err)
	}
	if err := a.Drop(t.Context(), off.LocalID); err != nil {
		t.Fatal(err)
	}
	q := send("c1", "tb", "with a file")
	q.File = &sent
	put(t, r.Outbox(), q)

	left := copyDir(t, dir) // as a killed app leaves it: nothing was closed
	again := open(t, left)
	a = again.Attachments()
	isIn(t, drafts(t, a), "ta", "one.txt", "two.txt")
	isIn(t, drafts(t, a), "tb")
	all, err := a.Drafts(t.Context())
	if err != nil || all["ta"][0] != first {
		t.Errorf("it was %+v and is %+v, %v", first, all["ta"], err)
	}
	f, err := a.Open(first.LocalID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != "the first" {
		t.Errorf("%q, %v", b, err)
	}
	// Two of the draft, one of the reply: what was coming or of no thread is gone.
	if list, err := os.ReadDir(file(left, "outbox")); err != nil || len(list) != 3 {
		t.Errorf("files %v, %v", list, err)
	}
	q = send("c2", "ta", "")
	q.File = &first
	put(t, again.Outbox(), q)
	isIn(t, drafts(t, a), "ta", "two.txt")
	if err := again.Outbox().Done(t.Context(), "c2"); err != nil {
		t.Fatal(err)
	}
	if err := again.Outbox().DiscardAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	isIn(t, drafts(t, a), "ta", "two.txt")
}

func TestAttached_rowWithoutItsBytesIsForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, dir).Attachments()
	lost := pick(t, a, "ta", "lost.txt", "bytes")
	short := pick(t, a, "ta", "short.txt", "bytes")
	pick(t, a, "ta", "whole.txt", "bytes")
	left := copyDir(t, dir) // as a killed app leaves it: nothing was closed
	if err := os.Remove(file(left, "outbox/"+lost.LocalID)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file(left, "outbox/"+short.LocalID), 2); err != nil {
		t.Fatal(err)
	}
	isIn(t, drafts(t, open(t, left).Attachments()), "ta", "whole.txt")
}

func TestAttached_roomIsBoundedAndStaleFilesMakeWay(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_700_000_000_000)
	r, err := replica.Open(t.Context(), t.TempDir(), replica.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	a := r.Attachments()
	begin := func() (string, error) { return a.Begin("tz", "a.txt", wire.MaxUpload) }
	pick(t, a, "told", "old.txt", "an old one")
	var ids []string
	for range 4 {
		id, err := begin()
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if _, err := begin(); desk.CodeOf(err) != desk.CodeTooMany || desk.SubcodeOf(err) != "attachRoom" {
		t.Fatalf("beyond the room: %v", err)
	}
	isIn(t, drafts(t, a), "told", "old.txt")
	now = now.Add(31 * 24 * time.Hour)
	if _, err := begin(); err != nil {
		t.Fatalf("a stale file did not make way: %v", err)
	}
	isIn(t, drafts(t, a), "told")
	if _, err := begin(); desk.CodeOf(err) != desk.CodeTooMany {
		t.Fatalf("full again: %v", err)
	}
	if err := a.Drop(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := begin(); err != nil {
		t.Errorf("a dropped file left no room: %v", err)
	}
}

// firstOutbox is an outbox as version 1 made it.
const firstOutbox = `
CREATE TABLE queue (n INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL,
	state TEXT NOT NULL, file TEXT NOT NULL, doc TEXT NOT NULL);
CREATE INDEX queue_lane ON queue (lane, n);
CREATE TABLE drafts (thread TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO queue (client_id, lane, state, file, doc) VALUES ('c1', 'ta', 'waiting', '', '{"clientId":"c1","threadId":"ta"}');
INSERT INTO drafts VALUES ('tb', 'half a sentence');
PRAGMA user_version = `

func oldOutbox(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	db, err := sql.Open("sqlite", file(dir, "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(firstOutbox + version); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpen_bringsAnOlderOutboxUpToDate(t *testing.T) {
	t.Parallel()
	dir := oldOutbox(t, "1")
	for range 2 {
		r := open(t, dir)
		if got := queued(t, r.Outbox()); !slices.Equal(got, []string{"c1 waiting"}) {
			t.Errorf("queued %v", got)
		}
		texts, err := r.Outbox().Drafts(t.Context())
		if err != nil || texts["tb"] != "half a sentence" {
			t.Errorf("drafts %v, %v", texts, err)
		}
		if r.Outbox().Damage() != nil {
			t.Error("it was taken for a damaged one")
		}
		pick(t, r.Attachments(), "tb", "a.txt", "works")
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpen_leavesANewerOutboxAlone(t *testing.T) {
	t.Parallel()
	dir := oldOutbox(t, "99")
	if _, err := replica.Open(t.Context(), dir, replica.Options{}); desk.SubcodeOf(err) != "outboxNewer" || words.Of(err) == "" {
		t.Errorf("%v", err)
	}
	db, err := sql.Open("sqlite", file(dir, "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var replies, texts int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM queue), (SELECT count(*) FROM drafts)`).Scan(&replies, &texts); err != nil || replies != 1 || texts != 1 {
		t.Errorf("%d replies and %d drafts are left, %v", replies, texts, err)
	}
}

func TestOpen_damageLosesNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	f := pick(t, r.Attachments(), "ta", "a.txt", "bytes")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file(dir, "outbox.db"), bytes.Repeat([]byte("scrambled eggs "), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, dir).Outbox().Damage()
	if d == nil {
		t.Fatal("the damage was not noticed")
	}
	if b, err := os.ReadFile(d.Copy + "-files/" + f.LocalID); err != nil || string(b) != "bytes" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestOpen_savesDraftsFilesFromADamagedOutbox(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	for range 120 {
		put(t, r.Outbox(), send(desk.NewID("cmd"), "t", string(bytes.Repeat([]byte("w"), 1000))))
	}
	pick(t, r.Attachments(), "ta", "a.txt", "bytes")
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
	again := open(t, dir)
	if d := again.Outbox().Damage(); d == nil || d.Files != 1 {
		t.Fatalf("damage %+v", d)
	}
	isIn(t, drafts(t, again.Attachments()), "ta", "a.txt")
}
