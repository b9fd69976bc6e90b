package secrets_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
)

const plain = "EAAGm0PX4ZCpsBAKcanaryCANARYcanary"

type bench struct {
	dir, key string
	db       *store.DB
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(dir, "parley.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &bench{dir, filepath.Join(dir, "keys", "master.key"), db}
}

func (b *bench) open(t *testing.T) *secrets.Keeper {
	t.Helper()
	v, err := secrets.Open(t.Context(), b.key, b.db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *secrets.Keeper, org desk.OrgID, name string, s desk.Secret) {
	t.Helper()
	if err := v.Put(t.Context(), org, name, s); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, v *secrets.Keeper, org desk.OrgID, name string, s desk.Secret) {
	t.Helper()
	got, err := v.Get(t.Context(), org, name)
	if err != nil || got.Reveal() != s.Reveal() {
		t.Errorf("%s/%s: not what was put, %v", org, name, err)
	}
}

func TestVault_givesBackWhatWasPut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	put(t, v, "o1", "waba/1/token", plain)
	put(t, v, "o2", "waba/1/token", "other")
	put(t, v, "o1", "empty", "")
	want(t, v, "o1", "waba/1/token", plain)
	put(t, v, "o1", "waba/1/token", "newer")
	again := b.open(t) // a restart
	want(t, again, "o1", "waba/1/token", "newer")
	want(t, again, "o2", "waba/1/token", "other")
	want(t, again, "o1", "empty", "")
	if err := again.Delete(t.Context(), "o1", "waba/1/token"); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Get(t.Context(), "o1", "waba/1/token"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("deleted: %v", err)
	}
	want(t, again, "o2", "waba/1/token", "other")
}

// Every file but the key file: what somebody has who copied the database.
func TestVault_databaseAloneTellsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	put(t, b.open(t), "o1", "waba/1/token", plain)
	seen := 0
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == b.key {
			return err
		}
		raw, err := os.ReadFile(path) //nolint:gosec // the test made the folder
		seen += len(raw)
		if bytes.Contains(raw, []byte(plain)) || bytes.Contains(raw, []byte("CANARY")) {
			t.Errorf("%s holds the secret", filepath.Base(path))
		}
		return err
	})
	if err != nil || seen < 4096 {
		t.Fatalf("looked at %d bytes, %v", seen, err)
	}
	// The same database with another key.
	if err := os.Remove(b.key); err != nil {
		t.Fatal(err)
	}
	_, err = secrets.Open(t.Context(), b.key, b.db, nil)
	if desk.SubcodeOf(err) != "masterKeyLost" {
		t.Errorf("lost key: %v", err)
	}
	if _, err := os.Stat(b.key); !errors.Is(err, os.ErrNotExist) {
		t.Error("a new key was made over a lost one")
	}
	other := newBench(t)
	other.open(t)
	foreign, err := secrets.Open(t.Context(), other.key, b.db, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := foreign.Get(t.Context(), "o1", "waba/1/token"); desk.SubcodeOf(err) != "secretUnreadable" || got != "" {
		t.Errorf("another key: %v", err)
	}
}

func TestVault_boxBelongsToItsRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	put(t, v, "o1", "waba/1/token", plain)
	box, err := b.db.Secret(t.Context(), "o1", "waba/1/token")
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(box)
	changed[len(changed)-1] ^= 1
	for _, c := range []struct {
		org  desk.OrgID
		name string
		box  []byte
	}{
		{"o1", "waba/2/token", box}, {"o2", "waba/1/token", box}, {"o1\x00waba/1", "token", box},
		{"o1", "changed", changed}, {"o1", "short", box[:3]}, {"o1", "none", nil},
	} {
		if err := b.db.PutSecret(t.Context(), c.org, c.name, append([]byte{}, c.box...), 1); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Get(t.Context(), c.org, c.name); desk.SubcodeOf(err) != "secretUnreadable" || got != "" {
			t.Errorf("%q %q: %v", c.org, c.name, err)
		}
	}
}

func TestOpen_refusesAKeyFileThatOthersCanRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("rights are kept elsewhere on Windows")
	}
	b := newBench(t)
	b.open(t)
	info, err := os.Stat(b.key)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o777} {
		if err := os.Chmod(b.key, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := secrets.Open(t.Context(), b.key, b.db, nil); desk.SubcodeOf(err) != "masterKeyOpen" {
			t.Errorf("%o: %v", mode, err)
		}
	}
}

func TestOpen_refusesWhatIsNoKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.open(t)
	for _, text := range []string{"", "{}", "canary-garbage", `{"primaryKeyId":1,"key":[]}`} {
		if err := os.WriteFile(b.key, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := secrets.Open(t.Context(), b.key, b.db, nil)
		if desk.SubcodeOf(err) != "masterKey" || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRotate_everySecretGetsTheNewKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	put(t, v, "o1", "a", plain)
	put(t, v, "o2", "b", "two")
	before, err := b.db.Secret(t.Context(), "o1", "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := b.open(t)
	want(t, again, "o1", "a", plain)
	want(t, again, "o2", "b", "two")
	want(t, v, "o2", "b", "two")
	if err := b.db.PutSecret(t.Context(), "o1", "a", before, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Get(t.Context(), "o1", "a"); desk.SubcodeOf(err) != "secretUnreadable" {
		t.Errorf("the old key still opens: %v", err)
	}
}

// failing stops after some writes, as a power cut would.
type failing struct {
	*store.DB
	left int
}

func (f *failing) PutSecret(ctx context.Context, org desk.OrgID, name string, box []byte, at int64) error {
	if f.left--; f.left < 0 {
		return errors.New("power cut")
	}
	return f.DB.PutSecret(ctx, org, name, box, at)
}

func TestRotate_stoppedHalfWayLosesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	names := []string{"a", "b", "c"}
	for _, n := range names {
		put(t, v, "o1", n, desk.Secret("value of "+n))
	}
	for left := range len(names) {
		half, err := secrets.Open(t.Context(), b.key, &failing{b.db, left}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := half.Rotate(t.Context()); err == nil {
			t.Fatal("was not stopped")
		}
		again := b.open(t)
		for _, n := range names {
			want(t, again, "o1", n, desk.Secret("value of "+n))
		}
	}
	if _, err := b.open(t).Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		want(t, b.open(t), "o1", n, desk.Secret("value of "+n))
	}
}

// Guards against a rotation that writes back what it read before a Put.
func TestRotate_besideWriters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	put(t, v, "o1", "a", "0")
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 3 {
			if _, err := v.Rotate(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}
	})
	for range 10 {
		put(t, v, "o1", "a", "last")
	}
	wg.Wait()
	want(t, b.open(t), "o1", "a", "last")
}

// What was sealed for rows of its owner's own opens under its name, and under no other.
func TestVault_sealedByItsOwner_opensUnderItsName(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.open(t)
	box, err := v.Seal("o1", "onward/k", []byte(plain))
	if err != nil || bytes.Contains(box, []byte(plain)) {
		t.Fatalf("sealed: %v", err)
	}
	for _, name := range []string{"onward/k", "onward/other"} {
		if err := b.db.PutSecret(t.Context(), "o1", name, box, 1); err != nil {
			t.Fatal(err)
		}
	}
	want(t, v, "o1", "onward/k", plain)
	if _, err := v.Get(t.Context(), "o1", "onward/other"); desk.SubcodeOf(err) != "secretUnreadable" {
		t.Errorf("under another name: %v", err)
	}
}
