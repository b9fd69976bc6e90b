package datadir_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

const org desk.OrgID = "org_a"

func open(t *testing.T, dir string) *store.DB {
	t.Helper()
	db, err := datadir.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// grow appends entries to an organization's record, each with a hash of what.
func grow(t *testing.T, db *store.DB, o desk.OrgID, n int, what string) {
	t.Helper()
	for range n {
		err := db.WriteTx(t.Context(), func(tx *store.Tx) error {
			seq, _, _, err := tx.Head(t.Context(), o)
			if err != nil {
				return err
			}
			return tx.PutEntry(t.Context(), desk.Entry{Org: o, Seq: seq + 1, Kind: "x", At: 1, Hash: fmt.Appendf(nil, "%s %d", what, seq+1), Payload: []byte("{}")})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// note writes the ends of the records beside a database, as a relay that stops
// does.
func note(t *testing.T, dir string, db *store.DB) {
	t.Helper()
	datadir.StartHeads(dir, db, slog.New(slog.DiscardHandler)).Stop(t.Context())
}

func missing(t *testing.T, dir string, db *store.DB) (gone int64, warned string) {
	t.Helper()
	var log bytes.Buffer
	gone, err := datadir.Missing(t.Context(), dir, db, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return gone, log.String()
}

// Entries that were noted and are gone, or are others than were noted, are
// counted; those that came later, and records that were never noted, are not.
func TestMissing_countsWhatWasConfirmedAndIsGone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		noted, have func(t *testing.T, db *store.DB)
		want        int64
	}{
		"nothing was noted":       {nil, func(t *testing.T, db *store.DB) { grow(t, db, org, 2, "a") }, 0},
		"all is there":            {func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, 0},
		"more came":               {func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, func(t *testing.T, db *store.DB) { grow(t, db, org, 5, "a") }, 0},
		"the last two are gone":   {func(t *testing.T, db *store.DB) { grow(t, db, org, 5, "a") }, func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, 2},
		"all are gone":            {func(t *testing.T, db *store.DB) { grow(t, db, org, 4, "a") }, func(*testing.T, *store.DB) {}, 4},
		"the last is another one": {func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "b") }, 1},
		"another one, and longer": {func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a") }, func(t *testing.T, db *store.DB) { grow(t, db, org, 9, "b") }, 1},
		"two organizations": {
			func(t *testing.T, db *store.DB) { grow(t, db, org, 3, "a"); grow(t, db, "org_b", 3, "a") },
			func(t *testing.T, db *store.DB) { grow(t, db, org, 2, "a"); grow(t, db, "org_b", 1, "a") }, 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := t.TempDir(), t.TempDir()
			if c.noted != nil {
				db := open(t, before)
				c.noted(t, db)
				note(t, before, db)
				b, err := os.ReadFile(filepath.Join(before, "head.json"))
				if err == nil {
					err = os.WriteFile(filepath.Join(after, "head.json"), b, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			db := open(t, after)
			c.have(t, db)
			if gone, warned := missing(t, after, db); gone != c.want || warned != "" {
				t.Errorf("%d entries are missing, want %d; said %q", gone, c.want, warned)
			}
		})
	}
}

// The file raises alarms and must not be one: whatever stands in it, a relay
// starts, and says that it could not read it.
func TestMissing_anUnreadableNoteIsNoLoss(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "{", "[]", `{"org_a":7}`, "\x00\x00\x00\x00"} {
		dir := t.TempDir()
		db := open(t, dir)
		grow(t, db, org, 1, "a")
		if err := os.WriteFile(filepath.Join(dir, "head.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if gone, warned := missing(t, dir, db); gone != 0 || !strings.Contains(warned, "cannot be read") {
			t.Errorf("%q: %d missing, said %q", content, gone, warned)
		}
		note(t, dir, db) // and it is written anew
		if gone, warned := missing(t, dir, db); gone != 0 || warned != "" {
			t.Errorf("%q, written anew: %d missing, said %q", content, gone, warned)
		}
	}
}

// A nudge is enough: the file follows without a stop, for this account only.
func TestHeads_noteWhatWasCommitted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, dir)
	h := datadir.StartHeads(dir, db, slog.New(slog.DiscardHandler))
	grow(t, db, org, 2, "a")
	for range 3 {
		h.Nudge() // never waits
	}
	path := filepath.Join(dir, "head.json")
	for noted := false; !noted; {
		b, err := os.ReadFile(path)
		noted = err == nil && strings.Contains(string(b), `"seq":2`)
		if t.Context().Err() != nil {
			t.Fatal("nothing was noted")
		}
		runtime.Gosched()
	}
	h.Stop(t.Context())
	if st, err := os.Stat(path); err != nil || st.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the note: %v, %v", st.Mode(), err)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a half-written note stays: %v", err)
	}
}
