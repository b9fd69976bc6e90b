package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
)

// empty is the configuration of a data directory that holds nothing.
func empty(t *testing.T) config.Config {
	t.Helper()
	cfg, err := config.Defaults(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// dataDir makes what a relay leaves: a database, a master key and a media file.
func dataDir(t *testing.T) config.Config {
	t.Helper()
	cfg := empty(t)
	ctx := t.Context()
	db, err := datadir.Open(ctx, cfg.DataDir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = secrets.Open(ctx, cfg.MasterKeyPath(), db, time.Now)
	media := filepath.Join(cfg.DataDir, "media")
	err = errors.Join(err, db.Close(), os.MkdirAll(filepath.Join(media, "half"), 0o700), os.WriteFile(filepath.Join(media, "one"), []byte("a picture"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// keys is a key pair of age: the private one lies in a file.
type keys struct{ path, public string }

func keyFile(t *testing.T) keys {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(path, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return keys{path, id.Recipient().String()}
}

// A backup brings back the key and the media as they were, with a database that
// opens; another key than its own brings back nothing.
func TestRestore_bringsBackKeyAndMedia(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	from := dataDir(t)
	file := filepath.Join(t.TempDir(), "b")
	right, other := keyFile(t), keyFile(t)
	if err := backup.Write(ctx, config.Backup{Config: from, To: file, Recipients: []string{right.public}}); err != nil {
		t.Fatal(err)
	}
	to := empty(t)
	for _, tried := range []keys{other, right} {
		err := backup.Restore(ctx, config.Restore{Config: to, From: file, IdentityFile: tried.path})
		if (err == nil) != (tried == right) {
			t.Fatalf("with the right key %t: %v", tried == right, err)
		}
		if _, lost := os.Stat(filepath.Join(to.DataDir, datadir.DatabaseFile)); (lost == nil) != (err == nil) {
			t.Fatalf("there is a database %t after %v", lost == nil, err)
		}
	}
	for was, is := range map[string]string{
		from.MasterKeyPath(): to.MasterKeyPath(), filepath.Join(from.DataDir, "media", "one"): filepath.Join(to.DataDir, "media", "one"),
	} {
		want, err := os.ReadFile(was)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(is); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what it was: %v", filepath.Base(is), err)
		}
	}
	if err := datadir.Check(ctx, filepath.Join(to.DataDir, datadir.DatabaseFile)); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(to.DataDir, "restore-*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBackup_cutOff_isRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	cfg := dataDir(t)
	file := filepath.Join(t.TempDir(), "b")
	if err := backup.Write(ctx, config.Backup{Config: cfg, To: file, Passphrase: config.Passphrase{Secret: "a long passphrase"}}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw[:len(raw)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	cfg = empty(t)
	if err := backup.Restore(ctx, config.Restore{Config: cfg, From: file, Passphrase: config.Passphrase{Secret: "a long passphrase"}}); err == nil {
		t.Fatal("half a backup was restored")
	}
	if _, err := os.Stat(filepath.Join(cfg.DataDir, datadir.DatabaseFile)); !os.IsNotExist(err) {
		t.Errorf("half a database stays: %v", err)
	}
}

const secret = desk.Secret("a long passphrase")

// sealed makes a backup of a directory with the passphrase.
func sealed(t *testing.T, from config.Config) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "b")
	if err := backup.Write(t.Context(), config.Backup{Config: from, To: file, Passphrase: config.Passphrase{Secret: secret}}); err != nil {
		t.Fatal(err)
	}
	return file
}

// restored tries to put a file into a directory with the passphrase.
func restored(t *testing.T, to config.Config, file string) error {
	t.Helper()
	return backup.Restore(t.Context(), config.Restore{Config: to, From: file, Passphrase: config.Passphrase{Secret: secret}})
}

// nothingIn says that a directory holds nothing of a restore.
func nothingIn(t *testing.T, cfg config.Config) {
	t.Helper()
	list, err := os.ReadDir(cfg.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Name() != "lock" {
			t.Errorf("%s is left behind", e.Name())
		}
	}
}

// part is one file of a backup.
type part struct {
	name    string
	content []byte
	size    int64 // as it says, when that is not the content's
	kind    byte
}

// handMade seals parts that somebody else put together.
func handMade(t *testing.T, parts ...part) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b")
	out, err := os.Create(path) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.NewScryptRecipient(secret.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(10) // quick: it guards nothing here
	w, err := age.Encrypt(out, r)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(w)
	for _, p := range parts {
		h := &tar.Header{Name: p.name, Mode: 0o600, Size: max(p.size, int64(len(p.content))), Typeflag: p.kind}
		if p.kind == tar.TypeSymlink {
			h.Linkname, h.Size = "/etc/passwd", 0
		}
		if err := archive.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := archive.Write(p.content); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = archive.Flush() // a part may say more than it holds
	if err := errors.Join(w.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// A backup that is not whole, or holds what none of ours holds, is refused, and
// nothing of it reaches the directory or a place outside of it.
func TestRestore_refusesWhatIsNoBackupOfOurs(t *testing.T) {
	t.Parallel()
	from := dataDir(t)
	database, err := os.ReadFile(filepath.Join(from.DataDir, datadir.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(from.MasterKeyPath())
	if err != nil {
		t.Fatal(err)
	}
	db, master := part{name: "parley.db", content: database}, part{name: "master.key", content: key}
	outside := filepath.Join(filepath.Dir(from.DataDir), "escaped")
	for name, parts := range map[string][]part{
		"nothing in it":           {},
		"no key":                  {db},
		"no database":             {master},
		"the database twice":      {db, db, master},
		"a foreign file":          {db, master, {name: "README", content: []byte("x")}},
		"a way out of the folder": {db, master, {name: "media/../../escaped", content: []byte("x")}},
		"the folder above":        {db, master, {name: "media/..", content: []byte("x")}},
		"a path of its own":       {db, master, {name: outside, content: []byte("x")}},
		"a link":                  {db, {name: "master.key", kind: tar.TypeSymlink}},
		"a folder":                {db, master, {name: "media/x", kind: tar.TypeDir}},
		"less than it says":       {master, {name: "parley.db", content: database[:4096], size: int64(len(database))}},
		"text for a database":     {{name: "parley.db", content: bytes.Repeat([]byte("hello "), 999)}, master},
		"half a database":         {{name: "parley.db", content: database[:len(database)/2]}, master},
		"a database of nobody":    {{name: "parley.db", content: append([]byte("SQLite format 3\x00"), make([]byte, 8176)...)}, master},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := empty(t)
			if err := restored(t, to, handMade(t, parts...)); desk.CodeOf(err) != desk.CodeInvalid {
				t.Errorf("got %v, want a refusal", err)
			}
			nothingIn(t, to)
			if _, err := os.Lstat(outside); err == nil {
				t.Error("a file was written outside of the directory")
			}
		})
	}
	if err := restored(t, empty(t), handMade(t, master, db)); err != nil {
		t.Errorf("one that is whole: %v", err)
	}
}

// Every byte counts: a backup in which any was changed is refused, and nothing of
// it stays. A wrong passphrase opens nothing.
func TestRestore_refusesAChangedBackup(t *testing.T) {
	t.Parallel()
	to := empty(t)
	file := handMade(t, part{name: "master.key", content: make([]byte, 64)}, part{name: "parley.db", content: make([]byte, 300_000)})
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 30, len(raw) / 3, len(raw) / 2, len(raw) - 1} {
		changed := bytes.Clone(raw)
		changed[at] ^= 1
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := restored(t, to, file); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("byte %d of %d changed: %v, want a refusal", at, len(raw), err)
		}
		nothingIn(t, to)
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := config.Restore{Config: to, From: file, Passphrase: config.Passphrase{Secret: "another passphrase"}}
	if err := backup.Restore(t.Context(), wrong); desk.SubcodeOf(err) != "key" {
		t.Errorf("another passphrase: %v", err)
	}
	nothingIn(t, to)
}

// A directory that holds anything is left as it is.
func TestRestore_replacesNothing(t *testing.T) {
	t.Parallel()
	file := sealed(t, dataDir(t))
	for _, has := range []func(config.Config) string{
		func(c config.Config) string { return filepath.Join(c.DataDir, datadir.DatabaseFile) },
		config.Config.MasterKeyPath,
	} {
		to := empty(t)
		path := has(to)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("mine"), 0o600)); err != nil {
			t.Fatal(err)
		}
		if err := restored(t, to, file); desk.SubcodeOf(err) != "notEmpty" {
			t.Errorf("over %s: %v", filepath.Base(path), err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
			t.Errorf("%s is now %q, %v", filepath.Base(path), b, err)
		}
	}
	to := empty(t)
	held, err := datadir.Lock(to.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	if err := restored(t, to, file); desk.SubcodeOf(err) != datadir.SubcodeLocked {
		t.Errorf("beside a relay that works there: %v", err)
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
}

// A backup does not replace a file, does not follow a damaged database, and
// leaves nothing when it fails or is given up.
func TestWrite_leavesNothingWhenItFails(t *testing.T) {
	t.Parallel()
	from := dataDir(t)
	to := filepath.Join(t.TempDir(), "b")
	write := func(ctx context.Context, b config.Backup) error {
		b.Config, b.To = from, to
		if b.Passphrase == (config.Passphrase{}) && b.Recipients == nil {
			b.Secret = secret
		}
		return backup.Write(ctx, b)
	}
	if err := os.WriteFile(to, []byte("an older one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), config.Backup{}); desk.SubcodeOf(err) != "backupFile" {
		t.Errorf("over another file: %v", err)
	}
	if b, err := os.ReadFile(to); err != nil || string(b) != "an older one" {
		t.Errorf("the other file is now %q, %v", b, err)
	}
	if err := os.Remove(to); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]config.Passphrase{
		"an empty file":   {PassphraseFile: textFile(t, "")},
		"an empty line":   {PassphraseFile: textFile(t, "\nsecond")},
		"no such file":    {PassphraseFile: filepath.Join(t.TempDir(), "none")},
		"a folder":        {PassphraseFile: t.TempDir()},
		"some other file": {PassphraseFile: textFile(t, strings.Repeat("x", 5000))},
	} {
		if err := write(t.Context(), config.Backup{Passphrase: p}); desk.SubcodeOf(err) != "passphrase" {
			t.Errorf("passphrase from %s: %v", name, err)
		}
	}
	if err := write(t.Context(), config.Backup{Recipients: []string{"age1notakey"}}); desk.SubcodeOf(err) != "recipient" {
		t.Errorf("no key: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := write(ctx, config.Backup{}); err == nil {
		t.Error("a backup that was given up came to its end")
	}
	if err := os.Remove(from.MasterKeyPath()); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), config.Backup{}); err == nil {
		t.Error("a backup without a master key came to its end")
	}
	database := filepath.Join(from.DataDir, datadir.DatabaseFile)
	content, err := os.ReadFile(database)
	if err == nil {
		err = os.WriteFile(database, content[:len(content)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), config.Backup{}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("of half a database: %v", err)
	}
	if _, err := os.Lstat(to); err == nil {
		t.Error("a backup that failed stays")
	}
}

func textFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The first line of a file is the passphrase, whatever ends it.
func TestPassphrase_isTheFirstLineOfItsFile(t *testing.T) {
	t.Parallel()
	file := sealed(t, dataDir(t))
	for _, content := range []string{secret.Reveal(), secret.Reveal() + "\n", secret.Reveal() + "\r\n", secret.Reveal() + "\nmore\n"} {
		to := empty(t)
		if err := backup.Restore(t.Context(), config.Restore{Config: to, From: file, Passphrase: config.Passphrase{PassphraseFile: textFile(t, content)}}); err != nil {
			t.Errorf("%q: %v", content, err)
		}
	}
	for name, path := range map[string]string{"no file": filepath.Join(t.TempDir(), "none"), "no key in it": textFile(t, "AGE-SECRET-KEY-1NONSENSE")} {
		err := backup.Restore(t.Context(), config.Restore{Config: empty(t), From: file, IdentityFile: path})
		if desk.SubcodeOf(err) != "identity" || strings.Contains(err.Error(), "NONSENSE") {
			t.Errorf("identity, %s: %v", name, err)
		}
	}
	if err := restored(t, empty(t), filepath.Join(t.TempDir(), "none")); desk.SubcodeOf(err) != "backupFile" {
		t.Errorf("a backup that is not there: %v", err)
	}
}

// Nothing readable lies in the file, and what earlier versions left in clear is
// taken away.
func TestWrite_leavesNothingInClear(t *testing.T) {
	t.Parallel()
	from := dataDir(t)
	left := filepath.Join(from.DataDir, "backup-123")
	if err := errors.Join(os.Mkdir(left, 0o700), os.WriteFile(filepath.Join(left, "parley.db"), []byte("in clear"), 0o600)); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(sealed(t, from))
	if err != nil {
		t.Fatal(err)
	}
	for _, readable := range []string{"SQLite format", "a picture", "parley.db", "master.key"} {
		if bytes.Contains(b, []byte(readable)) {
			t.Errorf("%q can be read in the backup", readable)
		}
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what an earlier version left in clear is still there: %v", err)
	}
}
