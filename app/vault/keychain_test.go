package vault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
)

// insideEnv tells this binary that it runs inside a private session bus, and
// what it is to try there.
const insideEnv = "PARLEY_TEST_KEYCHAIN"

// keychainProfile is the profile whose key lies in the keychain.
const keychainProfile = "tried"

func TestKeychain_theSystemsOwn(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"gnome-keyring-daemon", "dbus-run-session"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: the system's keychain is not tried", program)
		}
	}
	for _, what := range []string{"unlocked", "locked", "absent"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			// A socket's path may have 100 letters, a test's folder has more.
			run, err := os.MkdirTemp("", "parley-key") //nolint:usetesting // see above
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := os.RemoveAll(run); err != nil {
					t.Error(err)
				}
			})
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, "dbus-run-session", "--", self) //nolint:gosec // this test
			cmd.Env = append(os.Environ(), insideEnv+"="+what, "HOME="+home, "XDG_RUNTIME_DIR="+run,
				"XDG_DATA_HOME="+filepath.Join(home, "data"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// inside tries the vault within a session bus that nothing else is on.
func inside(what string) int {
	try := map[string]func(ctx context.Context, dir string) error{
		"unlocked": tryUnlocked, "locked": tryLocked, "absent": tryAbsent,
	}[what]
	ctx, cancel := context.WithTimeout(context.Background(), 45*time.Second)
	defer cancel()
	if err := try(ctx, filepath.Join(os.Getenv("HOME"), "profile")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// startKeyring starts the keychain and waits until it answers. With a password
// its default collection is open.
func startKeyring(ctx context.Context, password string) (stop func(), err error) {
	args := []string{"--foreground", "--components=secrets"}
	if password != "" {
		args = append(args, "--unlock")
	}
	cmd := exec.CommandContext(ctx, "gnome-keyring-daemon", args...)
	cmd.Stdin, cmd.Stderr = strings.NewReader(password), os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		cmd.Process.Kill() //nolint:errcheck // it may have ended
		cmd.Wait()         //nolint:errcheck // killed
	}
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return stop, err
	}
	defer bus.Close()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		var isThere bool
		err := bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&isThere)
		if isThere || err != nil {
			tick.Stop()
			return stop, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return stop, ctx.Err()
		}
	}
}

// expect opens the vault with the system's keychain and compares.
func expect(ctx context.Context, dir string, kind vault.Kind, token desk.Secret) (vault.Vault, error) {
	deadline := 5 * time.Second // of a keychain that does not answer
	if kind == vault.KindKeychain {
		deadline = 40 * time.Second // it answers, on a busy machine slowly
	}
	v, err := vault.Open(ctx, dir, vault.Options{Profile: keychainProfile, Deadline: deadline})
	if err != nil {
		return nil, err
	}
	if v.Kind() != kind {
		return nil, fmt.Errorf("the key lies in a %s, want %s", v.Kind(), kind)
	}
	got, err := v.Get("session")
	if token == "" {
		if desk.CodeOf(err) != desk.CodeNotFound {
			return nil, fmt.Errorf("a secret is there that should not be: %w", err)
		}
		return v, nil
	}
	if err != nil || got != token {
		return nil, fmt.Errorf("the secret is not there: %w", err)
	}
	return v, nil
}

func tryUnlocked(ctx context.Context, dir string) error {
	stop, err := startKeyring(ctx, "a login password")
	if err != nil {
		return err
	}
	v, err := expect(ctx, dir, vault.KindKeychain, "")
	if err != nil {
		return err
	}
	if err := v.Set("session", token); err != nil {
		return err
	}
	if _, err := expect(ctx, dir, vault.KindKeychain, token); err != nil {
		return err
	}
	held, err := keyring.Get("Parley", keychainProfile)
	if err != nil || !strings.HasPrefix(held, "AGE-SECRET-KEY-") {
		return fmt.Errorf("the keychain does not hold the key: %w", err)
	}
	if err := holdsNothing(dir, held, token.Reveal()); err != nil {
		return err
	}
	stop() // as at the end of the person's session
	if stop, err = startKeyring(ctx, "a login password"); err != nil {
		return err
	}
	defer stop()
	if v, err = expect(ctx, dir, vault.KindKeychain, token); err != nil {
		return fmt.Errorf("after the next login: %w", err)
	}
	if err := v.Delete("session"); err != nil {
		return err
	}
	if v, err = expect(ctx, dir, vault.KindKeychain, ""); err != nil {
		return err
	}
	// Somebody cleans their keychain: sign in again, with a new key.
	if err := errors.Join(v.Set("session", token), keyring.Delete("Parley", keychainProfile)); err != nil {
		return err
	}
	_, err = expect(ctx, dir, vault.KindKeychain, "")
	return err
}

// holdsNothing looks for secrets in the files of a vault.
func holdsNothing(dir string, secrets ...string) error {
	list, err := os.ReadDir(dir)
	if err != nil || len(list) == 0 {
		return fmt.Errorf("%d files of the vault: %w", len(list), err)
	}
	for _, f := range list {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		for _, s := range secrets {
			if strings.Contains(string(b), s) {
				return fmt.Errorf("%s holds a secret in the clear", f.Name())
			}
		}
	}
	return nil
}

// tryLocked: nobody is there to give the password, so the file must do.
func tryLocked(ctx context.Context, dir string) error {
	stop, err := startKeyring(ctx, "")
	if err != nil {
		return err
	}
	defer stop()
	return tryFile(ctx, dir)
}

// tryAbsent: no bus, no keychain.
func tryAbsent(ctx context.Context, dir string) error {
	if err := os.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "nothing")); err != nil {
		return err
	}
	return tryFile(ctx, dir)
}

func tryFile(ctx context.Context, dir string) error {
	v, err := expect(ctx, dir, vault.KindFile, "")
	if err != nil {
		return err
	}
	if err := v.Set("session", token); err != nil {
		return err
	}
	_, err = expect(ctx, dir, vault.KindFile, token)
	return err
}
