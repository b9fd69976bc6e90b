package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
)

// shortLinger is how long these relays wait for a desktop.
const shortLinger = 300 * time.Millisecond

// alive announces a relay of this computer whose other routes answer "public",
// and gives what desktops find of it.
func alive(t *testing.T, dir string, linger time.Duration, idle func()) local.Discovery {
	t.Helper()
	life, err := local.New(local.Options{Linger: linger, OnIdle: idle}, dir)
	if err != nil {
		t.Fatal(err)
	}
	public := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "public") }) //nolint:errcheck // a test's answer
	code := func(context.Context) (string, error) { return "one-time", nil }
	server := httptest.NewUnstartedServer(life.Routes(public, code))
	server.TLS = life.TLS()
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // a refused handshake is what a test is about
	server.StartTLS()
	t.Cleanup(func() {
		life.Release()
		server.CloseClientConnections()
		server.Close()
		if err := life.Forget(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(dir, local.File)); !os.IsNotExist(err) {
			t.Errorf("the discovery file stays: %v", err)
		}
	})
	if err := life.Announce(local.Discovery{URL: server.URL}); err != nil {
		t.Fatal(err)
	}
	return discover(t, dir)
}

// discover reads the file as a desktop does.
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

// localClient speaks to the relay that wrote d.
func localClient(t *testing.T, d local.Discovery) *http.Client {
	t.Helper()
	conf, err := d.ClientTLS()
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: conf}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestLocal_endsWithTheLastDesktop(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	hold := func(d local.Discovery) {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URL+"/api/local/hold", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(local.Header, d.Secret)
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
		hold(alive(t, dir, linger, sync.OnceFunc(func() { close(idle) })))
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
	d := alive(t, t.TempDir(), shortLinger, func() {})
	for name, head := range map[string]http.Header{
		"nothing": {}, "wrong": {local.Header: {strings.Repeat("0", 64)}},
		"a page": {local.Header: {d.Secret}, "Origin": {"https://evil.example"}},
	} {
		for path, method := range map[string]string{
			"keep": http.MethodPost, "stop": http.MethodPost, "owner-code": http.MethodPost, "hold": http.MethodGet,
		} {
			req, err := http.NewRequest(method, d.URL+"/api/local/"+path, strings.NewReader("{}"))
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

// What desktops of this computer may ask is theirs, and the rest goes to the
// routes that every desktop has.
func TestLocal_givesTheOwnersCodeToThisComputer(t *testing.T) {
	t.Parallel()
	d := alive(t, t.TempDir(), time.Minute, func() {})
	for path, want := range map[string]string{"/api/local/owner-code": `{"code":"one-time"}`, "/api/state": "public"} {
		req, err := http.NewRequest(http.MethodPost, d.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(local.Header, d.Secret)
		resp, err := localClient(t, d).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if resp.Body.Close(); err != nil || string(got) != want { //nolint:errcheck // it was read
			t.Errorf("%s answers %q, %v", path, got, err)
		}
	}
}

// A desktop that asks to go on receiving keeps the relay without desktops; the
// relay ends when that is taken back.
func TestLocal_keepsReceivingWhenTold(t *testing.T) {
	t.Parallel()
	keep := func(d local.Discovery, on bool) {
		t.Helper()
		req, err := http.NewRequest(http.MethodPost, d.URL+"/api/local/keep", strings.NewReader(fmt.Sprintf(`{"keep":%t}`, on)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(local.Header, d.Secret)
		resp, err := localClient(t, d).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Body.Close(); resp.StatusCode != http.StatusOK { //nolint:errcheck // only the status counts
			t.Fatalf("keep %t: %d", on, resp.StatusCode)
		}
	}
	// A machine that is too slow to ask in time tries a relay that waits longer.
	for linger := shortLinger; ; linger *= 4 {
		idle := make(chan struct{})
		d := alive(t, t.TempDir(), linger, sync.OnceFunc(func() { close(idle) }))
		keep(d, true)
		select {
		case <-idle:
			if linger > time.Minute {
				t.Fatal("it ends though it was told to go on")
			}
			continue
		case <-time.After(2 * linger): // there is no signal for nothing
		}
		keep(d, false)
		select {
		case <-idle:
			return
		case <-time.After(time.Minute + linger):
			t.Fatal("it goes on receiving after it was told not to")
		}
	}
}

// A discovery file of a Parley that wrote no certificate proves nothing.
func TestDiscovery_withoutCertificate_isUnproven(t *testing.T) {
	t.Parallel()
	for _, pem := range []string{"", "no certificate"} {
		if _, err := (local.Discovery{Certificate: pem}).ClientTLS(); desk.SubcodeOf(err) != local.SubcodeUnproven {
			t.Errorf("%q: %v", pem, err)
		}
	}
}

// Another program at the port has another key: nothing is said to it.
func TestDiscovery_anotherKey_isRefused(t *testing.T) {
	t.Parallel()
	first, second := alive(t, t.TempDir(), time.Minute, func() {}), alive(t, t.TempDir(), time.Minute, func() {})
	req, err := http.NewRequest(http.MethodPost, second.URL+"/api/local/stop", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := localClient(t, first).Do(req); err == nil {
		resp.Body.Close() //nolint:errcheck // it should not be there
		t.Error("a desktop talks to a relay that it did not find")
	}
}
