package child

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

var silent = slog.New(slog.DiscardHandler)

// TestMain lets the test binary stand in for the app's executable: the child
// relay is this very program, started with the hidden subcommand.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Command {
		if err := Run(os.Args[2:], os.Environ(), "test"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// waitFor polls until it is so; what it waits for has no signal of its own.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		if !clock.Sleep(ctx, poll) {
			t.Fatalf("%s: it did not happen", what)
		}
	}
}

func TestChild_isSharedStartedAgainAndEndsWithTheLast(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	back := make(chan local.Discovery, 4) // one for each return
	var one *Child
	one = New(Config{Dir: dir, Practice: true, Start: StartProcess, Log: silent, Changed: func(err error) {
		if err == nil {
			back <- one.Discovery()
		}
	}})
	first, err := one.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(one.Close)
	if !first.Practice || first.Password == "" {
		t.Errorf("discovery = practice %v, password given %v", first.Practice, first.Password != "")
	}
	started := 0
	two := New(Config{Dir: dir, Practice: true, Log: silent, Changed: func(error) {}, Start: func(string, bool) (<-chan struct{}, error) {
		started++
		return nil, errors.New("a second one was started")
	}})
	second, err := two.Open(t.Context())
	if err != nil || started != 0 || second != first {
		t.Fatalf("second desktop: %v, started %d, same %v", err, started, second == first)
	}
	two.Close()
	// It answers a moment before it notes its port for the next start.
	waitFor(t, "the port is remembered", func() bool {
		b, err := os.ReadFile(filepath.Join(dir, portFile)) //nolint:gosec // a test's own file
		return err == nil && len(b) > 0
	})

	process, err := os.FindProcess(first.PID)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	again := <-back
	if again.PID == first.PID || again.Public != first.Public || again.Password != first.Password {
		t.Errorf("after a crash: same process %v, url %s then %s, same password %v",
			again.PID == first.PID, first.Public, again.Public, again.Password == first.Password)
	}
	if err := one.Keep(t.Context(), true); err != nil {
		t.Error(err)
	}
	if code, err := one.OwnerCode(t.Context()); code != "" || err != nil {
		t.Errorf("owner code of a relay with an owner: given %v, %v", code != "", err)
	}
	// Told to stop, it leaves its folder in order.
	if err := one.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	one.Close()
	waitFor(t, "the relay ends", func() bool { return !IsTaken(dir) })
	if _, err := os.Stat(filepath.Join(dir, local.File)); err == nil {
		t.Error("the discovery file was left behind")
	}
}

func TestChild_saysWhyItDoesNotRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// A file where the database should be.
	if err := os.WriteFile(filepath.Join(dir, datadir.DatabaseFile), []byte(strings.Repeat("no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	c := New(Config{Dir: dir, Practice: true, Start: StartProcess, Log: silent, Changed: func(error) {}})
	_, err := c.Open(t.Context())
	if desk.CodeOf(err) != desk.CodeUnavailable || !strings.Contains(words.Of(err), filepath.Join(dir, LogFile)) {
		t.Fatalf("open = %v", err)
	}
	said, err := os.ReadFile(filepath.Join(dir, LogFile)) //nolint:gosec // a test's own file
	if err != nil || !strings.Contains(string(said), "relay of this computer ended") {
		t.Errorf("its log says %q, %v", said, err)
	}
}

// A relay that prepares its data is waited for while it goes on, however long
// that takes, and is no error; one that says nothing any more is.
func TestChild_waitsForARelayThatPreparesItsData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := func(percent int) {
		if err := datadir.NotePreparing(dir, datadir.Preparing{Percent: percent}); err != nil {
			t.Error(err)
		}
	}
	start := func(string, bool) (<-chan struct{}, error) {
		note(10)
		return make(chan struct{}), nil
	}
	var heard []int
	c := New(Config{Dir: dir, Start: start, Log: silent, Patience: poll / 2, Changed: func(error) {}, Preparing: func(percent int) {
		heard = append(heard, percent)
		if percent < 90 { // it goes on before the patience, which is shorter than a look, has ended
			note(percent + 10)
		}
	}})
	_, err := c.Open(t.Context())
	if err == nil || desk.SubcodeOf(err) == wire.SubPreparing {
		t.Errorf("after it has gone silent: %v", err)
	}
	if want := []int{10, 20, 30, 40, 50, 60, 70, 80, 90}; !slices.Equal(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}
}
