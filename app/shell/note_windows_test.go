package shell

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"

	"github.com/parleydesk/parley/backend/desk/desktest"
)

// What a copy of this test does instead of testing.
const (
	trapped = "PARLEY_TEST_TRAPPED" // as PowerShell: write this file, to say that it was started
	showing = "PARLEY_TEST_SHOWING" // "ours": show the corpus; "fallback": go the library's way to PowerShell
)

// showTime is more than enough for all notifications of the corpus.
const showTime = 30 * time.Second

func TestMain(m *testing.M) {
	self, err := os.Executable()
	switch mark, what := os.Getenv(trapped), os.Getenv(showing); {
	case err != nil:
		os.Exit(2)
	case mark != "" && filepath.Base(self) == "PowerShell.exe":
		if err := os.WriteFile(mark, []byte("started"), 0o600); err != nil {
			os.Exit(2)
		}
	case what == "ours":
		for _, s := range desktest.Hostile() {
			show(context.Background(), Note{ID: "ntf_1", Title: s, Body: s, Thread: "thr_1"}.plain()) //nolint:errcheck // shown or not, only what it starts is of interest
		}
	case what == "fallback":
		wintoast.Push("", "<toast", wintoast.PreferPowershell) //nolint:errcheck // as above
	default:
		os.Exit(m.Run())
	}
	os.Exit(0)
}

// A program of ours is called PowerShell, where the library looks for it. The
// library's fallback starts it, which proves the trap; no notification of ours
// does, whether Windows takes it or not. Each runs in a process of its own: the
// runtime of notifications does not always let one end.
func TestRule1_noNotificationStartsPowerShell(t *testing.T) {
	dir := t.TempDir()
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "PowerShell.exe"), self, 0o700); err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(dir, "started")
	for _, c := range []struct {
		what    string
		started bool
	}{{"ours", false}, {"fallback", true}} {
		ctx, cancel := context.WithTimeout(t.Context(), showTime)
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.WaitDelay = time.Second
		cmd.Env = append(os.Environ(), trapped+"="+mark, showing+"="+c.what, "PATH="+dir, "TMP="+dir, "TEMP="+dir)
		out, err := cmd.CombinedOutput()
		cancel()
		if _, stat := os.Stat(mark); (stat == nil) != c.started {
			t.Errorf("%s: PowerShell was started: %v, want %v (%v: %.200s)", c.what, stat == nil, c.started, err, out)
		}
		if scripts, err := filepath.Glob(filepath.Join(dir, "*.ps1")); err != nil || len(scripts) > 0 {
			t.Errorf("%s: scripts in the temporary folder: %q, %v", c.what, scripts, err)
		}
	}
}
