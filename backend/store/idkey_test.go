package store

import (
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Rule 2: a database from before ids had a key keeps the ids that it made, has
// a key from its next entry on, and keeps it: when it is opened again, when its
// state is rebuilt, and in a backup.
func TestRule2_olderDatabase_getsAKeyAndKeepsItsIDs(t *testing.T) {
	t.Parallel()
	const before, org = 5, desk.OrgID("org_1")
	path := filepath.Join(t.TempDir(), "parley.db")
	open := func(path string) *DB {
		t.Helper()
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	key := func(db *DB, org desk.OrgID) desk.IDKey {
		t.Helper()
		k, err := db.IDKey(t.Context(), org)
		if err != nil || len(k.Key) != idKeySize {
			t.Fatalf("a key of %d bytes, %v", len(k.Key), err)
		}
		return k
	}
	db := open(path)
	err := db.WriteTx(t.Context(), func(tx *Tx) error {
		for seq := int64(1); seq <= before; seq++ {
			if err := tx.PutEntry(t.Context(), desk.Entry{Org: org, Seq: seq, Hash: []byte{1}}); err != nil {
				return err
			}
		}
		return tx.Apply(t.Context(), org, 1, desk.Batch{Rows: []desk.Row{
			&desk.Message{ID: "msg_1", Seq: 1, Text: `says "media":{"id":"med_2"}`},
			&desk.Message{ID: "msg_2", Seq: 2, Media: &desk.Media{ID: "med_1"}},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	asBefore(t, db)

	db = open(path)
	first := key(db, org)
	if first.Since != before+1 {
		t.Errorf("the key counts from entry %d, want %d", first.Since, before+1)
	}
	if got := key(db, "org_new"); got.Since > 1 {
		t.Errorf("in a new organization the key counts from entry %d", got.Since)
	}
	for file, want := range map[desk.MediaID][]desk.MessageID{"med_1": {"msg_2"}, "med_2": nil} {
		list, err := db.MessagesOfFile(t.Context(), org, file)
		if err != nil {
			t.Fatal(err)
		}
		var got []desk.MessageID
		for _, m := range list {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is carried by %v, want %v", file, got, want)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	copyDatabase(t, path, copied)
	if err := db.WipeState(t.Context(), org); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"opened again": path, "a backup": copied} {
		db := open(file)
		if got := key(db, org); !slices.Equal(got.Key, first.Key) || got.Since != first.Since {
			t.Errorf("%s: another key, or since entry %d", name, got.Since)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if other := open(filepath.Join(t.TempDir(), "other.db")); slices.Equal(key(other, org).Key, first.Key) {
		t.Error("two databases have the same key")
	} else if err := other.Close(); err != nil {
		t.Fatal(err)
	}
}

// copyDatabase writes what a backup has of a database that is in use.
func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	s, err := OpenSnapshot(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Copy(func(suffix string, _ int64, content io.Reader) error {
		b, err := io.ReadAll(content)
		return errors.Join(err, os.WriteFile(to+suffix, b, 0o600))
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
}

// asBefore closes the database and takes it back to the tables that it had
// before ids had a key.
func asBefore(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", address(db.path, nil))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sqliteProvider(raw)
	if err != nil {
		t.Fatal(err)
	}
	const lastWithout = 3
	if _, err := p.DownTo(t.Context(), lastWithout); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
}
