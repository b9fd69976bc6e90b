package datadir_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/ledger/ledgertest"
	"github.com/parleydesk/parley/backend/store" // and the driver, with which the tests change a database beside Parley
)

// recorded makes a data directory with some entries in its record, and closes it.
func recorded(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	db, err := datadir.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	begin := func(ctx context.Context) (ledger.Tx, error) { return db.Begin(ctx) }
	l := ledger.New(ledger.Config{Begin: begin, Fold: ledgertest.Fold})
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		step := ledgertest.Step{Contact: "a customer's own words"}.Proposal(org, fmt.Sprint("k", n))
		if _, err := l.Submit(t.Context(), desk.Submission{Proposals: []desk.Proposal{step}}); err != nil {
			t.Fatal(err)
		}
	}
	l.Stop()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// beside runs a statement on a database as somebody else's program would.
func beside(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, datadir.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	res, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		t.Fatalf("%s changed nothing", statement)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// A record in which anything was changed, taken out or put in beside Parley is
// found out; a whole one is not blamed.
func TestCheck_seesWhatWasChangedBesideParley(t *testing.T) {
	t.Parallel()
	whole := recorded(t)
	if err := datadir.Check(t.Context(), filepath.Join(whole, datadir.DatabaseFile)); err != nil {
		t.Fatalf("a whole record: %v", err)
	}
	for name, statement := range map[string]string{
		"a payload":           `UPDATE entry SET payload = replace(CAST(payload AS TEXT), 'own', 'bad') WHERE place & 1099511627775 = 5`,
		"a kind":              `UPDATE entry SET kind = 'another' WHERE place & 1099511627775 = 5`,
		"a time":              `UPDATE entry SET at = at + 1 WHERE place & 1099511627775 = 5`,
		"an entry in between": `DELETE FROM entry WHERE place & 1099511627775 = 5`,
		"a hash":              `UPDATE entry SET hash = x'00' WHERE place & 1099511627775 = 5`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := copied(t, whole)
			beside(t, dir, statement)
			err := datadir.Check(t.Context(), filepath.Join(dir, datadir.DatabaseFile))
			if desk.SubcodeOf(err) != ledger.SubcodeChain {
				t.Errorf("got %v, want a broken chain", err)
			}
		})
	}
}

// copied gives another directory with the same database in it.
func copied(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	b, err := os.ReadFile(filepath.Join(from, datadir.DatabaseFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, datadir.DatabaseFile), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// What is no database of ours, or damaged, is refused by what it is.
func TestCheck_saysWhatIsNoWholeDatabase(t *testing.T) {
	t.Parallel()
	whole := recorded(t)
	content, err := os.ReadFile(filepath.Join(whole, datadir.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	scrambled := bytes.Clone(content)
	for i := 5000; i < len(scrambled); i += 7 {
		scrambled[i] ^= 0x5a
	}
	for name, c := range map[string]struct {
		content []byte
		code    desk.Code
	}{
		"nothing there": {nil, desk.CodeNotFound},
		"text":          {bytes.Repeat([]byte("hello "), 1000), desk.CodeInvalid},
		"half of it":    {content[:len(content)/2], desk.CodeInvalid},
		"scrambled":     {scrambled, desk.CodeInvalid},
		"a few bytes":   {content[:50], desk.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), datadir.DatabaseFile)
			if c.content != nil {
				if err := os.WriteFile(path, c.content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := datadir.Check(t.Context(), path); desk.CodeOf(err) != c.code {
				t.Errorf("got %v, want code %q", err, c.code)
			}
		})
	}
}

// The database and what SQLite keeps beside it are for this account only, though
// the directory came with other rights.
func TestOpen_takesOthersRightsAway(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no such rights there")
	}
	dir := recorded(t)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		path := filepath.Join(dir, datadir.DatabaseFile+suffix)
		f, err := os.OpenFile(path, os.O_CREATE, 0o644) //nolint:gosec // too wide on purpose
		if err == nil {
			err = errors.Join(f.Close(), os.Chmod(path, 0o644)) //nolint:gosec // too wide on purpose
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	files, err := filepath.Glob(filepath.Join(dir, datadir.DatabaseFile+"*"))
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		if st, err := os.Stat(path); err != nil || st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", filepath.Base(path), st.Mode(), err)
		}
	}
}

// A name that is taken by what is no file is refused and left alone.
func TestOpen_refusesADirectoryInPlaceOfTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, datadir.DatabaseFile), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.Open(t.Context(), dir, store.Options{}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("got %v, want a refusal", err)
	}
	if _, err := datadir.Open(t.Context(), filepath.Join(dir, "not there"), store.Options{}); desk.SubcodeOf(err) != "dataDir" {
		t.Errorf("in a directory that is not there: %v", err)
	}
}

// A directory that cannot be made is said to be that.
func TestLock_saysWhatIsWrongWithTheDirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.Lock(filepath.Join(file, "data")); desk.SubcodeOf(err) != "dataDir" {
		t.Errorf("got %v, want one about the data directory", err)
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	held, err := datadir.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && st.Mode().Perm() != 0o700 {
		t.Errorf("the directory that was made: %v, %v", st, err)
	}
	if _, err := datadir.Lock(dir); desk.CodeOf(err) != desk.CodeConflict || desk.SubcodeOf(err) != datadir.SubcodeLocked {
		t.Errorf("a second one: %v", err)
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := datadir.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Unlock(); err != nil {
		t.Error(err)
	}
}

// Who waits for a relay reads how far it is; what cannot be read counts as no
// notice, and taking it away twice is fine.
func TestPreparing_isReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, _, found := datadir.ReadPreparing(dir); found {
		t.Error("there is a notice in an empty directory")
	}
	for _, percent := range []int{0, 40, 100} {
		if err := datadir.NotePreparing(dir, datadir.Preparing{Percent: percent}); err != nil {
			t.Fatal(err)
		}
		if p, at, found := datadir.ReadPreparing(dir); !found || p.Percent != percent || at.IsZero() {
			t.Errorf("wrote %d, read %+v at %v, found %t", percent, p, at, found)
		}
	}
	path := filepath.Join(dir, "preparing.json")
	if err := os.WriteFile(path, []byte(`{"percent":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, found := datadir.ReadPreparing(dir); found {
		t.Error("half a notice was read")
	}
	if err := errors.Join(datadir.PreparingDone(dir), datadir.PreparingDone(dir)); err != nil {
		t.Error(err)
	}
	if err := datadir.NotePreparing(filepath.Join(dir, "not there"), datadir.Preparing{}); err == nil {
		t.Error("a notice was written into a directory that is not there")
	}
}
