package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/words"
)

// makeFile gives a database file of another making.
func makeFile(t *testing.T, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "relay.db")
	db, err := sql.Open("sqlite", address(path, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func ours(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "relay.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func written(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "relay.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen_refusesWhatIsNotItsDatabase(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(ours(t))
	if err != nil {
		t.Fatal(err)
	}
	scrambled := bytes.Clone(content)
	for i := 100; i < len(scrambled); i += 3 {
		scrambled[i] ^= 0x5a
	}
	newer := ours(t)
	bump(t, newer)
	for name, c := range map[string]struct{ path, says string }{
		"no folder":        {filepath.Join(t.TempDir(), "nowhere", "relay.db"), "data folder is not there"},
		"a folder":         {t.TempDir(), "not a database"},
		"text":             {written(t, []byte(strings.Repeat("hello ", 100))), "not a database"},
		"a few bytes":      {written(t, []byte("SQLite")), "not a database"},
		"another program":  {makeFile(t, `CREATE TABLE bookmark (id INTEGER)`), "another program"},
		"another's mark":   {makeFile(t, `PRAGMA application_id = 7`), "another program"},
		"a newer Parley":   {newer, "newer Parley"},
		"scrambled pages":  {written(t, scrambled), "damaged"},
		"a truncated file": {written(t, content[:len(content)/2]), "damaged"},
	} {
		db, err := Open(t.Context(), c.path, Options{})
		if err == nil {
			_ = db.Close()
			t.Errorf("%s: was opened", name)
			continue
		}
		if desk.CodeOf(err) != desk.CodeInvalid || !strings.Contains(words.Of(err), c.says) {
			t.Errorf("%s: %v, want the message to say %q", name, err, c.says)
		}
	}
}

// bump makes a file look as if a later version had migrated it.
func bump(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", address(path, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, 1)`); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_takesAnEmptyFileAndOddNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"relay.db", "käse #1 50%.db", "a?b=c&_pragma=synchronous(OFF).db"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: closing twice: %v", name, err)
		}
		if b, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(b, []byte(headerText)) {
			t.Errorf("%s: the database is not in the file that was named: %v", name, err)
		}
	}
}

// The settings are what makes a 200 survive a power cut: a connection without
// them must be refused.
func TestCheckPragmas_refusesAConnectionThatWouldLoseCommits(t *testing.T) {
	t.Parallel()
	db, err := openPool(filepath.Join(t.TempDir(), "x.db"), []pragma{{"journal_mode", "WAL", "wal"}, {"synchronous", "NORMAL", "1"}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	err = checkPragmas(t.Context(), c, commonPragmas)
	if desk.SubcodeOf(err) != "databaseSettings" {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestVersionAtLeast_knowsTheFirstGoodSQLite(t *testing.T) {
	t.Parallel()
	for v, good := range map[string]bool{
		"3.51.3": true, "3.51.4": true, "3.52.0": true, "3.52": true, "4.0.0": true,
		"3.51.2": false, "3.51": false, "3.50.9": false, "2.99.99": false, "": false, "x.y": false,
	} {
		if err := versionAtLeast(v, oldestSQLite); (err == nil) != good {
			t.Errorf("SQLite %q: %v", v, err)
		}
	}
}

func TestMigrations_goDownAndUpAgain(t *testing.T) {
	t.Parallel()
	pool, err := openPool(ours(t), commonPragmas, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	p, err := sqliteProvider(pool)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var tables int
	if err := pool.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables left, %v", tables, err)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStorageError_tellsABrokenDiskFromAPassingFailure(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), ours(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, cause := db.readers[desk.WorkIntake].db.ExecContext(t.Context(), `INSERT INTO meta (name, value) VALUES ('a', 'b')`)
	err = storageError("write", cause)
	var f interface{ Fatal() bool }
	if cause == nil || desk.CodeOf(err) != desk.CodeUnavailable || !errors.As(err, &f) || f.Fatal() {
		t.Errorf("writing on the read side: %v, want a failure that passes", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := desk.Find[*desk.User](ctx, db, "o", desk.Users.With()); desk.CodeOf(err) != desk.CodeUnavailable || errors.As(err, new(*fault)) {
		t.Errorf("a reader that gave up: %v, want no fault of the database", err)
	}
	// The file turns to garbage under a running relay.
	pool, err := openPool(written(t, append([]byte(headerText), make([]byte, 4096)...)), nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	_, cause = pool.ExecContext(t.Context(), `CREATE TABLE t (a)`)
	if err := storageError("write", cause); cause == nil || !errors.As(err, &f) || !f.Fatal() {
		t.Errorf("a damaged file: %v, want a fatal failure", err)
	}
}

// A failed fsync of a checkpoint is as bad as one of a commit: nothing may be
// written after it, and the process hears of it once.
func TestDB_writesNothingAfterAFatalFailure(t *testing.T) {
	t.Parallel()
	var heard []error
	db, err := Open(t.Context(), ours(t), Options{OnFatal: func(err error) { heard = append(heard, err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	write := func() error {
		return db.WriteTx(t.Context(), func(tx *Tx) error {
			return tx.Apply(t.Context(), "o", 1, desk.Batch{Rows: []desk.Row{&desk.Contact{ID: "c"}}})
		})
	}
	_ = db.noticed(storageError("checkpoint", errors.New("a passing failure")))
	if err := write(); err != nil || len(heard) != 0 {
		t.Fatalf("after a passing failure: %v, heard %v", err, heard)
	}
	broken := desk.Wrap("checkpoint", &fault{cause: errors.New("planned"), class: ClassFatal})
	_, _ = db.noticed(broken), db.noticed(broken)
	var f interface{ Fatal() bool }
	if err := write(); !errors.As(err, &f) || !f.Fatal() {
		t.Errorf("writing after a fatal failure: %v, want that failure", err)
	}
	if len(heard) != 1 {
		t.Errorf("heard %d times, want once", len(heard))
	}
	if _, err := desk.Get[*desk.Contact](t.Context(), db, "o", desk.RowContact, "c"); err != nil {
		t.Errorf("reading after a fatal failure: %v", err)
	}
}
