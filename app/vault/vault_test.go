package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
)

func TestMain(m *testing.M) {
	if what := os.Getenv(insideEnv); what != "" {
		os.Exit(inside(what)) // this binary again, in a session of its own
	}
	goleak.VerifyTestMain(m)
}

// ring is a keychain in memory.
type ring struct {
	mu    sync.Mutex
	held  map[string]string
	err   error
	lossy bool
}

func newRing() *ring { return &ring{held: map[string]string{}} }

func (r *ring) Get(service, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return "", r.err
	}
	s, ok := r.held[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return s, nil
}

func (r *ring) Set(service, user, secret string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.lossy {
		r.held[service+"/"+user] = secret
	}
	return r.err
}

func open(t *testing.T, dir string, k vault.Keyring) vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), dir, vault.Options{Keyring: k})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const token = desk.Secret("tok_verysecret")

func holds(t *testing.T, v vault.Vault, want desk.Secret) {
	t.Helper()
	got, err := v.Get("session")
	if want == "" {
		if desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("holds %d bytes, %v; want none", len(got.Reveal()), err)
		}
		return
	}
	if err != nil || got != want {
		t.Errorf("holds %d bytes, %v", len(got.Reveal()), err)
	}
}

func set(t *testing.T, v vault.Vault, s desk.Secret) {
	t.Helper()
	if err := v.Set("session", s); err != nil {
		t.Fatal(err)
	}
}

func TestVault_keepsSecretsOverAStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ring *ring
		kind vault.Kind
	}{
		"keychain":      {newRing(), vault.KindKeychain},
		"no keychain":   {&ring{err: errors.New("no service")}, vault.KindFile},
		"lossy":         {&ring{held: map[string]string{}, lossy: true}, vault.KindFile},
		"key is broken": {&ring{held: map[string]string{"Parley/default": "scribble"}}, vault.KindKeychain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new")
			v := open(t, dir, c.ring)
			if v.Kind() != c.kind {
				t.Errorf("kind %s", v.Kind())
			}
			holds(t, v, "")
			set(t, v, token)
			again := open(t, dir, c.ring)
			holds(t, again, token)
			if err := again.Delete("session"); err != nil {
				t.Fatal(err)
			}
			holds(t, again, "")
			holds(t, open(t, dir, c.ring), "")
			if err := again.Delete("session"); err != nil {
				t.Errorf("deleted twice: %v", err)
			}
		})
	}
}

func TestVault_filesAreEncryptedAndPrivate(t *testing.T) {
	t.Parallel()
	for _, r := range []*ring{newRing(), {err: errors.New("none")}} {
		dir := t.TempDir()
		set(t, open(t, dir, r), token)
		list, err := os.ReadDir(dir)
		if err != nil || len(list) == 0 {
			t.Fatalf("%v, %v", list, err)
		}
		for _, f := range list {
			b, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil || bytes.Contains(b, []byte("verysecret")) {
				t.Errorf("%s is readable, or %v", f.Name(), err)
			}
			info, err := f.Info()
			if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
			}
			if r.err == nil && strings.HasSuffix(f.Name(), ".key") {
				t.Errorf("the key lies in %s beside a keychain", f.Name())
			}
		}
	}
}

func TestVault_profilesHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	r := newRing()
	for _, p := range []string{"", "work"} {
		if _, err := vault.Open(t.Context(), t.TempDir(), vault.Options{Keyring: r, Profile: p}); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.held) != 2 || r.held["Parley/default"] == r.held["Parley/work"] {
		t.Errorf("%d keys", len(r.held))
	}
}

// A keychain that comes and goes: what was written last counts.
func TestVault_keychainComesAndGoes(t *testing.T) {
	t.Parallel()
	dir, with, without := t.TempDir(), newRing(), &ring{err: errors.New("none")}
	set(t, open(t, dir, with), "old")
	away := open(t, dir, without)
	holds(t, away, "") // what the keychain guards cannot be read
	set(t, away, "new")
	back := open(t, dir, with)
	holds(t, back, "new")
	if back.Kind() != vault.KindKeychain {
		t.Errorf("kind %s", back.Kind())
	}
	if _, err := os.Stat(filepath.Join(dir, "secrets.key")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the key file is still here: %v", err)
	}
	// Signed out without the keychain: the old session does not come back.
	if err := open(t, dir, without).Delete("session"); err != nil {
		t.Fatal(err)
	}
	holds(t, open(t, dir, with), "")
}

func TestVault_damagedFileMeansSignInAgain(t *testing.T) {
	t.Parallel()
	dir, r := t.TempDir(), newRing()
	set(t, open(t, dir, r), token)
	if err := os.WriteFile(filepath.Join(dir, "secrets.age"), []byte("scrambled"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := open(t, dir, r)
	holds(t, v, "")
	set(t, v, "anew")
	holds(t, open(t, dir, r), "anew")
}

// stuck is a keychain that answers when it is let go.
type stuck chan struct{}

func (s stuck) Get(string, string) (string, error) { <-s; return "", errors.New("too late") }
func (s stuck) Set(string, string, string) error   { <-s; return errors.New("too late") }

func TestOpen_doesNotWaitForAKeychainThatHangs(t *testing.T) {
	t.Parallel()
	s := make(stuck)
	defer close(s)
	v, err := vault.Open(t.Context(), t.TempDir(), vault.Options{Keyring: s, Deadline: 10 * time.Millisecond})
	if err != nil || v.Kind() != vault.KindFile {
		t.Fatalf("%v, %v", v, err)
	}
	set(t, v, token)
	holds(t, v, token)
}

func TestSet_thatCannotBeWrittenChangesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "v")
	v := open(t, dir, newRing())
	set(t, v, token)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	err := v.Set("session", "other")
	if desk.CodeOf(err) != desk.CodeInternal || strings.Contains(err.Error(), "other") {
		t.Errorf("%v", err)
	}
	holds(t, v, token)
}

func TestMemory_isAVault(t *testing.T) {
	t.Parallel()
	var v vault.Vault = &vault.Memory{}
	holds(t, v, "")
	set(t, v, token)
	holds(t, v, token)
	if err := v.Delete("session"); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "")
}
