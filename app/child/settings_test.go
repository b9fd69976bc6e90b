package child

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/datadir"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Practice reaches nobody and hears nobody: what the environment or a file says of
// Meta's address is for real use only.
func TestSettings_practiceHearsNobody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "relay.toml", "[public]\nurl = \"https://relay.example.org\"\n")
	environ := []string{"PARLEY_META_BASE_URL=https://graph.example.org", "PARLEY_SANDBOX=false", "PARLEY_DATA_DIR=/elsewhere"}
	played, err := Settings(t.Context(), dir, true, environ)
	if err != nil {
		t.Fatal(err)
	}
	if !played.Sandbox || played.Meta.BaseURL != "" || played.Public.URL != "" || played.DataDir != dir {
		t.Errorf("practice runs with %+v", played)
	}
	used, err := Settings(t.Context(), dir, false, environ[:1])
	if err != nil {
		t.Fatal(err)
	}
	if used.Sandbox || used.Meta.BaseURL != "https://graph.example.org" || used.Public.URL != "https://relay.example.org" || used.DataDir != dir {
		t.Errorf("real use runs with %+v", used)
	}
	for _, listen := range []string{played.Public.Listen, played.Internal.Listen, used.Public.Listen, used.Internal.Listen} {
		if !strings.HasPrefix(listen, "127.0.0.1:") {
			t.Errorf("it listens at %s", listen)
		}
	}
	put(t, dir, "relay.toml", "no settings")
	if _, err := Settings(t.Context(), dir, false, nil); err == nil || !strings.Contains(err.Error(), "relay.toml") {
		t.Errorf("a broken file is told as %v", err)
	}
}

// Webhooks lead to a port: it stays the same while nobody else has it.
func TestAddress_isTheSameAtTheNextStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := addressIn(t.Context(), dir); got != "127.0.0.1:0" {
		t.Errorf("the first start listens at %s", got)
	}
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	rememberPort(dir, "http://"+taken.Addr().String(), silent)
	if got := addressIn(t.Context(), dir); got != "127.0.0.1:0" {
		t.Errorf("a port that somebody has is taken: %s", got)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	if got := addressIn(t.Context(), dir); got != taken.Addr().String() {
		t.Errorf("the next start listens at %s, want %s", got, taken.Addr())
	}
	for _, odd := range []string{"", "80", "70000", "-1", "port", "8480 8481"} {
		put(t, dir, portFile, odd)
		if got := addressIn(t.Context(), dir); got != "127.0.0.1:0" {
			t.Errorf("the file says %q: %s", odd, got)
		}
	}
	rememberPort(filepath.Join(dir, "gone"), "http://127.0.0.1:4", silent) // told in the log, and no more
}

func TestRun_needsAFolder(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"--practice"}, {"--folder=x"}, {"--dir", filepath.Join(t.TempDir(), "gone", "deep")}} {
		if err := Run(args, nil, "test"); err == nil {
			t.Errorf("%v runs", args)
		}
	}
}

func TestWaitGone_endsWithItsPatience(t *testing.T) {
	t.Parallel()
	p := newPretend(t, t.TempDir())
	if err := WaitGone(t.Context(), p.dir); err != nil || IsTaken(p.dir) {
		t.Errorf("a free folder: %v", err)
	}
	lock, err := datadir.Lock(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := WaitGone(ctx, p.dir); err == nil || !IsTaken(p.dir) {
		t.Errorf("a folder that is taken: %v", err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := WaitGone(t.Context(), p.dir); err != nil {
		t.Errorf("a folder that was left: %v", err)
	}
}
