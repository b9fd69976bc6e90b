package replica_test

import (
	"database/sql"
	"os"
	"slices"
	"testing"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// spoil runs SQL on a closed file of a profile.
func spoil(t *testing.T, path, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_oneRowThatMakesNoSenseDoesNotHoldTheOutbox(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{
		"a command that does not decode": `UPDATE queue SET doc = '{"clientId":' WHERE client_id = 'bad'`,
		"a command of another id":        `UPDATE queue SET doc = '{"clientId":"other"}' WHERE client_id = 'bad'`,
		"bytes for text":                 `UPDATE queue SET doc = x'00ff' WHERE client_id = 'bad'`,
		"a state that there is not":      `UPDATE queue SET state = 'flying' WHERE client_id = 'bad'`,
		"a file outside the folder":      `UPDATE queue SET file = '../../id_ed25519', doc = json_set(doc, '$.file', json('{"localId":"../../id_ed25519"}')) WHERE client_id = 'bad'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			r := open(t, dir)
			put(t, r.Outbox(), send("one", "ta", "1"), send("bad", "tb", "2"), send("two", "ta", "3"))
			pick(t, r.Attachments(), "ta", "a.txt", "bytes")
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			spoil(t, file(dir, "outbox.db"), query)
			again := open(t, dir)
			d := again.Outbox().Damage()
			if d == nil || d.Queued != 2 || d.Files != 1 {
				t.Fatalf("damage %+v", d)
			}
			if got := queued(t, again.Outbox()); !slices.Equal(got, []string{"one waiting", "two waiting"}) {
				t.Errorf("queued %v", got)
			}
			isIn(t, drafts(t, again.Attachments()), "ta", "a.txt")
			if info, err := os.Stat(d.Copy); err != nil || info.Size() == 0 {
				t.Errorf("the spoilt file is not kept: %v", err)
			}
		})
	}
}

func TestOpen_anOutboxWithoutItsTablesIsSetAside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, file(dir, "outbox.db"), `DROP TABLE attached`)
	o := open(t, dir).Outbox()
	if o.Damage() == nil {
		t.Error("nothing was noticed")
	}
	put(t, o, send("a1", "ta", "works again"))
}

func TestOutbox_setAsideKeepsEverythingElsewhere(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	r := open(t, dir)
	o, ctx := r.Outbox(), t.Context()
	if path, err := o.SetAside(ctx); path != "" || err != nil {
		t.Errorf("an empty outbox: %q, %v", path, err)
	}
	put(t, o, send("a1", "ta", "hers"))
	f := pick(t, r.Attachments(), "tb", "a.txt", "bytes")
	path, err := o.SetAside(ctx)
	if err != nil || path == "" {
		t.Fatalf("%q, %v", path, err)
	}
	if got := queued(t, o); len(got) != 0 || len(drafts(t, r.Attachments())) != 0 {
		t.Errorf("still there: %v", got)
	}
	// What lies aside is an outbox: put in its place it is there again.
	if err := os.Rename(path, file(other, "outbox.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"-files", file(other, "outbox")); err != nil {
		t.Fatal(err)
	}
	back := open(t, other)
	if got := queued(t, back.Outbox()); !slices.Equal(got, []string{"a1 waiting"}) {
		t.Errorf("queued %v", got)
	}
	isIn(t, drafts(t, back.Attachments()), "tb", "a.txt")
	if _, err := back.Attachments().Open(f.LocalID); err != nil {
		t.Errorf("its file: %v", err)
	}
}

func TestReads_whatMakesNoSenseIsRebuiltFromTheRelay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	snapshot(t, r, thread("ta"), said("ta", 1, "one"), said("ta", 2, "two"))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, file(dir, "replica.db"), `UPDATE rows SET doc = '{"id":' WHERE kind = 'message' AND seq = 1`)
	r = open(t, dir)
	page, _, err := r.Messages(t.Context(), "ta", 0, 0, 10)
	if err != nil || !slices.Equal(texts(page), []string{"two"}) {
		t.Errorf("one bad row keeps the others from being read: %v, %v", texts(page), err)
	}
	var m wire.Message
	if err := r.Row(t.Context(), desk.RowMessage, "m-ta-1", &m); err == nil {
		t.Error("a bad row was given")
	}
	// The next write rebuilds the copy: nothing of it is resumed.
	if err := r.Welcome(t.Context(), wire.Welcome{Cursor: at10, UserID: "u", Resume: true}); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("the spoilt copy was resumed: %v", err)
	}
	snapshot(t, r, thread("ta"), said("ta", 1, "one"), said("ta", 2, "two"))
	page, _, err = r.Messages(t.Context(), "ta", 0, 0, 10)
	if err != nil || !slices.Equal(texts(page), []string{"one", "two"}) || r.Owner() != "u" {
		t.Errorf("after the rebuild: %v, %v", texts(page), err)
	}
	if _, err := replica.Open(t.Context(), file(dir, "replica.db"), replica.Options{}); err == nil {
		t.Error("a file was taken for a folder")
	}
}
