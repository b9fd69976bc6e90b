package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// screen is what a command printed. serve writes to it from its own goroutine.
type screen struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
	seen chan struct{} // closed when "relay serves" was logged
	once sync.Once
}

func newScreen() *screen { return &screen{seen: make(chan struct{})} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.text.Write(p)
	// The owner's code is the last thing that a start does.
	if bytes.Contains(p, []byte("has no owner yet")) {
		s.once.Do(func() { close(s.seen) })
	}
	return n, err
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func do(t *testing.T, environ []string, args ...string) (code int, printed string) {
	t.Helper()
	out := newScreen()
	code = run(t.Context(), args, environ, out, out)
	return code, out.String()
}

// serving runs a relay until stop is called.
func serving(t *testing.T, dir string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, ended := newScreen(), make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--data-dir", dir, "--public-listen=127.0.0.1:0", "--internal-listen=127.0.0.1:0"}, nil, out, out)
	}()
	select {
	case <-out.seen:
	case code := <-ended:
		t.Fatalf("serve ended with %d: %s", code, out)
	}
	stop = sync.OnceFunc(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ended with %d: %s", code, out)
		}
	})
	t.Cleanup(stop)
	return stop
}

// tree lists what is below a directory.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		out = append(out, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCheck_makesNothing_andListsAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fresh := filepath.Join(dir, "fresh")
	if code, said := do(t, nil, "check", "--data-dir", fresh); code != exitOK || !strings.Contains(said, "is good") {
		t.Errorf("nothing there yet: %d %s", code, said)
	}
	if _, err := os.Stat(fresh); err == nil {
		t.Error("check made the data directory")
	}
	if err := os.WriteFile(filepath.Join(dir, datadir.DatabaseFile), bytes.Repeat([]byte("garbage"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "key")
	if err := os.WriteFile(key, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	code, said := do(t, nil, "check", "--data-dir", dir, "--master-key-file", key)
	if code != exitFailed || !strings.Contains(said, "database file") || !strings.Contains(said, "master key") {
		t.Errorf("a broken database and a broken key: %d %s", code, said)
	}
	if _, said := do(t, nil, "check", "--data-dir", key); !strings.Contains(said, "is a file") {
		t.Errorf("a file for a directory: %s", said)
	}
	if after := tree(t, dir); !slices.Equal(before, after) {
		t.Errorf("check left %q where there was %q", after, before)
	}
}

// Deleting the lock file lets no second relay in: two processes of the program,
// the second refused, before and after the file is gone. The first makes the
// file again.
func TestServe_deletedLockFile_letsNoSecondIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, said := process(t, dir)
	file := filepath.Join(dir, "lock")
	for _, replaced := range []bool{false, true} {
		if err := os.Remove(file); err != nil {
			t.Skip("this system deletes no file that is open")
		}
		if replaced {
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		second, out := process(t, dir)
		if code := <-second.ended; code != exitFailed || !strings.Contains(out.String(), "Another relay") {
			t.Fatalf("a second relay (file replaced: %t): %d %s", replaced, code, out)
		}
	}
	for !strings.Contains(said.String(), "lock file was deleted") {
		select {
		case code := <-first.ended:
			t.Fatalf("the first ended with %d: %s", code, said)
		case <-time.After(10 * time.Millisecond):
		}
	}
	if err := first.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := <-first.ended; code != exitOK {
		t.Errorf("the first ended with %d: %s", code, said)
	}
}

// relayProcess is parley-relay as a process of its own.
type relayProcess struct {
	cmd   *exec.Cmd
	ended chan int
}

// asRelay has the test's executable be parley-relay.
const asRelay = "RELAY_OF_A_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(asRelay) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process starts parley-relay, and waits until it serves or ends.
func process(t *testing.T, dir string) (relayProcess, *screen) {
	t.Helper()
	out := newScreen()
	p := relayProcess{exec.Command(os.Args[0], "serve", "--data-dir", dir, "--public-listen=127.0.0.1:0", "--internal-listen=127.0.0.1:0"), make(chan int, 1)} //nolint:gosec,noctx // this test itself
	p.cmd.Env = append(os.Environ(), asRelay+"=1")
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		p.cmd.Wait() //nolint:errcheck,gosec // how it ended is in ProcessState
		p.ended <- p.cmd.ProcessState.ExitCode()
		close(done)
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill() //nolint:errcheck,gosec // it may have ended
		<-done
	})
	select {
	case <-out.seen:
	case <-done:
	}
	return p, out
}

func TestCheck_worksBesideARelay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stop := serving(t, dir)
	if code, said := do(t, nil, "check", "--data-dir", dir); code != exitOK {
		t.Errorf("beside a relay: %d %s", code, said)
	}
	if code, said := do(t, nil, "serve", "--data-dir", dir); code != exitFailed || !strings.Contains(said, "Another relay") {
		t.Errorf("a second relay: %d %s", code, said)
	}
	stop()
	if err := os.Remove(filepath.Join(dir, "keys", "master.key")); err != nil {
		t.Fatal(err)
	}
	if code, said := do(t, nil, "check", "--data-dir", dir); code != exitFailed || !strings.Contains(said, "no master key") {
		t.Errorf("the key is lost: %d %s", code, said)
	}
}

// TestRule9_checkFindsDamageAndSaysLookAtTheDisk damages a database that a
// relay has written, and one entry of its record.
func TestRule9_checkFindsDamageAndSaysLookAtTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving(t, dir)()
	if code, said := do(t, nil, "check", "--data-dir", dir); code != exitOK || !strings.Contains(said, "database is whole") {
		t.Fatalf("the good one: %d %s", code, said)
	}
	path := filepath.Join(dir, datadir.DatabaseFile)
	good, err := os.ReadFile(path) //nolint:gosec // a test's own file
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := bytes.Cut(good, []byte(`{"incarnation":"`))
	if !found {
		t.Fatal("the start is not in the record")
	}
	changed := bytes.Clone(good)
	changed[len(good)-len(rest)] ^= 1
	for name, bad := range map[string][]byte{"cut off": good[:len(good)/2], "one character of an entry": changed} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, said := do(t, nil, "check", "--data-dir", dir); code != exitStorage || strings.Contains(said, "is good") {
			t.Errorf("%s: %d %s", name, code, said)
		}
	}
}

func TestServe_filesAreThisAccountsOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // as an operator may have made it
		t.Fatal(err)
	}
	for range 2 {
		stop := serving(t, dir)
		for _, path := range tree(t, dir) {
			st, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if path != dir && st.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has rights %v", filepath.Base(path), st.Mode().Perm())
			}
		}
		stop()
		if err := os.Chmod(filepath.Join(dir, datadir.DatabaseFile), 0o644); err != nil { //nolint:gosec // as an earlier version left it
			t.Fatal(err)
		}
	}
}

func TestServe_damagedDatabase_endsWithItsOwnCode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving(t, dir)()
	path := filepath.Join(dir, datadir.DatabaseFile)
	raw, err := os.ReadFile(path) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(raw); i++ {
		raw[i] = 0xA5
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	code, said := do(t, nil, "serve", "--data-dir", dir, "--public-listen=127.0.0.1:0", "--internal-listen=127.0.0.1:0")
	if code != exitStorage || !strings.Contains(said, "restore a backup") {
		t.Errorf("a damaged database: %d %s", code, said)
	}
}

func TestServe_ownersCodeGoesWhenItIsUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving(t, dir)()
	file := filepath.Join(dir, "first-owner.txt")
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	r, err := relay.New(t.Context(), relay.Options{Config: cfg})
	if err != nil {
		t.Fatal(err)
	}
	code, err := r.OwnerCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(wire.Claim{ //nolint:gosec // G117: no secret of anybody's
		Code: code, Name: "Olga", Email: "o@example.com", Password: "correct horse battery", Device: wire.Device{Key: wiretest.PublicKey()},
	})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(r.PublicURL()+wire.PathClaim, "application/json", bytes.NewReader(body))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("claim: %+v, %v", resp, err)
	}
	if err := errors.Join(resp.Body.Close(), tellOwnerCode(t.Context(), r, cfg, slog.New(slog.DiscardHandler)), r.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file with the used code is still there: %v", err)
	}
}

// TestBackup_asAnOperatorTypesIt guards against what only the real command line
// shows: a data directory given relatively, a passphrase in a file.
func TestBackup_asAnOperatorTypesIt(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	serving(t, "data")()
	if code, said := do(t, nil, "check", "--data-dir", "data"); code != exitOK {
		t.Errorf("check: %d %s", code, said)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("pass", "correct horse\r\nsecond line\n")
	if code, said := do(t, nil, "backup", "b", "--passphrase-file", "pass"); code != exitOK {
		t.Fatalf("backup: %d %s", code, said)
	}
	if code, said := do(t, []string{"PARLEY_PASSPHRASE=correct horse"}, "restore", "b", "--data-dir", "other"); code != exitOK {
		t.Errorf("restore: %d %s", code, said)
	}
	serving(t, "other")()
	if code, said := do(t, nil, "restore", "b", "--data-dir", "third", "--passphrase-file", "pass", "--master-key-file", "data/keys/master.key"); code != exitFailed || !strings.Contains(said, "a master key already") {
		t.Errorf("over another key: %d %s", code, said)
	}
	write("pass", "\n")
	if code, said := do(t, nil, "backup", "b2", "--passphrase-file", "pass"); code != exitFailed || !strings.Contains(said, "is empty") {
		t.Errorf("an empty passphrase: %d %s", code, said)
	}
}

// TestRestore_damaged_leavesNothing guards against half a data directory that
// looks like a whole one, or stands in the way of a good backup.
func TestRestore_damaged_leavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving(t, dir)()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, b []byte) {
		t.Helper()
		if err := os.WriteFile(at(name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("id", []byte(id.String()+"\n"))
	if code, said := do(t, nil, "backup", at("b"), "--data-dir", dir, "--recipient", id.Recipient().String()); code != exitOK {
		t.Fatalf("backup: %d %s", code, said)
	}
	raw, err := os.ReadFile(at("b"))
	if err != nil {
		t.Fatal(err)
	}
	half := len(raw) / 2
	other := at("other")
	for name, b := range map[string][]byte{
		"cut early": raw[:half], "cut late": raw[:len(raw)-100], "flipped": slices.Concat(raw[:half], []byte{^raw[half]}, raw[half+1:]),
	} {
		write("bad", b)
		code, said := do(t, nil, "restore", at("bad"), "--data-dir", other, "--identity-file", at("id"))
		if code != exitFailed || !strings.Contains(said, "damaged or was cut off") {
			t.Errorf("%s: %d %s", name, code, said)
		}
		if left := tree(t, other); !slices.Equal(left, []string{other, filepath.Join(other, "lock")}) {
			t.Errorf("%s left %q", name, left)
		}
	}
	write("bad", []byte("AGE-SECRET-KEY-1CANARY\n"))
	if code, said := do(t, nil, "restore", at("b"), "--data-dir", other, "--identity-file", at("bad")); code != exitFailed || strings.Contains(said, "CANARY") {
		t.Errorf("a broken identity: %d %s", code, said)
	}
	if code, said := do(t, nil, "restore", at("b"), "--data-dir", other, "--identity-file", at("id")); code != exitOK {
		t.Errorf("the good one: %d %s", code, said)
	}
	serving(t, other)()
}
