package backup_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
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
