package relay_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// shortLinger is how long these relays wait for a desktop.
const shortLinger = 300 * time.Millisecond

// here starts the practice relay of one computer.
func here(t *testing.T, dir string, linger time.Duration, idle func()) *relay.Relay {
	t.Helper()
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Sandbox = true
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	r, err := relay.New(context.Background(), relay.Options{
		Config: cfg, Version: "test", Log: slog.New(slog.DiscardHandler),
		Local: &local.Options{Linger: linger, OnIdle: idle},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func shut(t *testing.T, r *relay.Relay) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.Close(ctx); err != nil {
		t.Error(err)
	}
}

func discover(t *testing.T, dir string) local.Discovery {
	t.Helper()
	path := filepath.Join(dir, local.File)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatalf("the discovery file is open to others: %v, %v", st.Mode(), err)
	}
	var d local.Discovery
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPractice_showsLifeAtOnce is what a newcomer sees: customers write within
// seconds and the first thread is offered to the owner, at every start the same
// people with the same password.
func TestPractice_showsLifeAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	d := discover(t, dir)
	tm := &team{t: t, relay: r}
	var s wire.Session
	if e := tm.post(wire.PathSignIn, wire.SignIn{Email: practice.Owner, Password: d.Password}, &s); e != nil {
		t.Fatalf("the owner cannot sign in: %+v", e)
	}
	window := tm.desk(s, wire.Hello{})
	window.Until("an offer", func() bool { return len(wiretest.All[wire.Offer](window, "offer")) > 0 })
	window.Until("three threads", func() bool { return window.Count("thread") >= 3 })
	if len(wiretest.All[wire.User](window, "user")) != 3 || len(wiretest.All[wire.Template](window, "template")) == 0 {
		t.Error("practice lacks its people or templates")
	}
	window.Until("customers who agreed to templates", func() bool {
		return slices.ContainsFunc(wiretest.All[wire.Contact](window, "contact"), func(c wire.Contact) bool { return len(c.OptIns) == 1 && c.ProfileName != "" })
	})
	shut(t, r)
	if _, err := os.Stat(filepath.Join(dir, local.File)); !os.IsNotExist(err) {
		t.Errorf("the discovery file outlives the relay: %v", err)
	}
	again := here(t, dir, shortLinger, func() {})
	defer shut(t, again)
	if discover(t, dir).Password != d.Password {
		t.Error("the practice password changed")
	}
	users, err := desk.Find[*desk.User](context.Background(), again.Store(), again.Org(), desk.Users.With())
	if err != nil || len(users) != 3 {
		t.Errorf("%d people at the second start, %v", len(users), err)
	}
}

// Practice reaches nobody else, also where the settings say where Meta and the
// carrier are: set-up, messages and the time come from the sandbox.
func TestPractice_reachesNobodyElse(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		http.Error(w, "", http.StatusTeapot)
	}))
	t.Cleanup(outside.Close)
	cfg, err := config.Defaults(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Sandbox, cfg.Meta.BaseURL, cfg.Vonage.BaseURL = true, outside.URL, outside.URL
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	r, err := relay.New(context.Background(), relay.Options{Config: cfg, Version: "test", Log: slog.New(slog.DiscardHandler), Local: &local.Options{Linger: shortLinger, OnIdle: func() {}}})
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := desk.Find[*desk.Number](context.Background(), r.Store(), r.Org(), desk.Numbers.With())
	if err != nil || len(numbers) != 1 {
		t.Errorf("%d numbers, %v", len(numbers), err)
	}
	shut(t, r)
	if n := asked.Load(); n != 0 {
		t.Errorf("the real providers were asked %d times", n)
	}
}

func TestLock_oneRelayPerDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	defer shut(t, r)
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	second, err := relay.New(context.Background(), relay.Options{Config: cfg})
	if err == nil {
		shut(t, second)
		t.Fatal("two relays work in one directory")
	}
	if desk.SubcodeOf(err) != "locked" || !strings.Contains(words.Of(err), "Another relay") {
		t.Errorf("refused with %v", err)
	}
}

// TestLocal_tellsNothingToAForeignName is DNS rebinding: a web page lets its own
// name point to this computer and asks as if it were the relay's own page.
func TestLocal_tellsNothingToAForeignName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	defer shut(t, r)
	d := discover(t, dir)
	for _, path := range []string{wire.PathState, "/join", wire.PathSync, "/api/anything"} {
		for host, isOurs := range map[string]bool{"evil.example": false, "localhost": true, "127.0.0.1:1": true} {
			req, err := http.NewRequest(http.MethodGet, d.Public+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = host
			if code := (&team{t: t}).do(req); (code == http.StatusForbidden) == isOurs {
				t.Errorf("%s as %s: %d", path, host, code)
			}
		}
	}
}
