package relay_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
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
		Local: &relay.Local{Linger: linger, OnIdle: idle},
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

func discover(t *testing.T, dir string) relay.Discovery {
	t.Helper()
	path := filepath.Join(dir, relay.DiscoveryFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatalf("the discovery file is open to others: %v, %v", st.Mode(), err)
	}
	var d relay.Discovery
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// localClient speaks to the relay that wrote d.
func localClient(t *testing.T, d relay.Discovery) *http.Client {
	t.Helper()
	conf, err := d.ClientTLS()
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: conf}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// TestPractice_showsLifeAtOnce is what a newcomer sees: customers write within
// seconds and the first chat is offered to the owner, at every start the same
// people with the same password.
func TestPractice_showsLifeAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	d := discover(t, dir)
	tm := &team{t: t, relay: r}
	var s wire.Session
	if e := tm.post(wire.PathSignIn, wire.SignIn{Email: relay.PracticeOwner, Password: d.Password}, &s); e != nil {
		t.Fatalf("the owner cannot sign in: %+v", e)
	}
	desk := tm.desk(s, wire.Hello{})
	desk.Until("an offer", func() bool { return len(wiretest.All[wire.Offer](desk, "offer")) > 0 })
	desk.Until("three chats", func() bool { return desk.Count("thread") >= 3 })
	if len(wiretest.All[wire.User](desk, "user")) != 3 || len(wiretest.All[wire.Template](desk, "template")) == 0 {
		t.Error("practice lacks its people or templates")
	}
	shut(t, r)
	if _, err := os.Stat(filepath.Join(dir, relay.DiscoveryFile)); !os.IsNotExist(err) {
		t.Errorf("the discovery file outlives the relay: %v", err)
	}
	again := here(t, dir, shortLinger, func() {})
	defer shut(t, again)
	if discover(t, dir).Password != d.Password {
		t.Error("the practice password changed")
	}
	users, err := again.Store().Users(context.Background(), again.Org())
	if err != nil || len(users) != 3 {
		t.Errorf("%d people at the second start, %v", len(users), err)
	}
}

func TestLocal_endsWithTheLastDesktop(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	hold := func(d relay.Discovery) {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URL+"/api/local/hold", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(relay.LocalHeader, d.Secret)
		resp, err := localClient(t, d).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK {
			t.Errorf("hold: %d", resp.StatusCode)
		}
	}
	// A machine that is too slow to hold a relay in time tries one that waits longer.
	var idle chan struct{}
	linger := shortLinger / 4
	for isHeld := false; !isHeld; {
		linger *= 4
		dir := t.TempDir()
		idle = make(chan struct{})
		r := here(t, dir, linger, sync.OnceFunc(func() { close(idle) }))
		defer shut(t, r)
		hold(discover(t, dir))
		select {
		case <-idle:
			if linger > time.Minute {
				t.Fatal("no desktop comes in time")
			}
		default:
			isHeld = true
		}
	}
	select {
	case <-idle:
		t.Fatal("the relay ended under a desktop")
	case <-time.After(2 * linger): // there is no signal for nothing
	}
	leave()
	select {
	case <-idle:
	case <-time.After(time.Minute + linger):
		t.Fatal("the relay outlives its desktops")
	}
}

func TestLocal_refusesWhoDoesNotKnowTheSecret(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := here(t, dir, shortLinger, func() {})
	defer shut(t, r)
	d := discover(t, dir)
	for name, head := range map[string]http.Header{
		"nothing": {}, "wrong": {relay.LocalHeader: {strings.Repeat("0", 64)}},
		"a page": {relay.LocalHeader: {d.Secret}, "Origin": {"https://evil.example"}},
	} {
		for _, path := range []string{"keep", "stop", "owner-code"} {
			req, err := http.NewRequest(http.MethodPost, d.URL+"/api/local/"+path, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header = head.Clone()
			resp, err := localClient(t, d).Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if resp.Body.Close(); resp.StatusCode != http.StatusForbidden { //nolint:errcheck // only the status counts
				t.Errorf("%s at %s: %d", name, path, resp.StatusCode)
			}
		}
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
	if !strings.Contains(err.Error(), "Another relay") {
		t.Errorf("refused with %v", err)
	}
}

// A lock file that was deleted beside a relay is made again, and is locked.
func TestLock_deletedFileIsMadeAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held, err := relay.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "lock")
	for range 2 {
		if again, err := held.Mend(); again || err != nil {
			t.Fatalf("with nothing wrong: %t, %v", again, err)
		}
		if err := os.Remove(file); err != nil {
			t.Skip("this system deletes no file that is open")
		}
		if _, err := relay.Lock(dir); desk.SubcodeOf(err) != relay.SubcodeLocked {
			t.Fatalf("a second one takes the directory: %v", err)
		}
		if err := os.Remove(file); err != nil { // made, and given back, by the second
			t.Fatal(err)
		}
		if again, err := held.Mend(); !again || err != nil {
			t.Fatalf("with the file gone: %t, %v", again, err)
		}
	}
	other := flock.New(file)
	if ok, err := other.TryLock(); ok || err != nil {
		t.Errorf("the file that was made again is free: %t, %v", ok, err)
	}
	if err := errors.Join(other.Close(), held.Unlock()); err != nil {
		t.Fatal(err)
	}
	if again, err := relay.Lock(dir); err != nil || again.Unlock() != nil {
		t.Errorf("the directory stays taken: %v", err)
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
