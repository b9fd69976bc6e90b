package child

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/local"
)

// pretend is a relay of this computer in this process: it writes its discovery
// file, counts who holds it and answers what the test says.
type pretend struct {
	t   *testing.T
	dir string
	srv *httptest.Server
	at  local.Discovery

	mu     sync.Mutex // guards below
	asked  []string   // paths, in order, with whether the secret was right
	answer http.HandlerFunc
	dies   chan struct{} // closed when it dies: holds end
}

const secret = "only this computer"

func newPretend(t *testing.T, dir string) *pretend {
	t.Helper()
	p := &pretend{t: t, dir: dir, dies: make(chan struct{})}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	one := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.ParseIP(local.Host)}, NotAfter: time.Unix(1<<32, 0), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, one, one, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	p.srv = httptest.NewUnstartedServer(p)
	p.srv.TLS = &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	p.srv.StartTLS()
	t.Cleanup(p.die)
	p.at = local.Discovery{
		URL: p.srv.URL, Secret: secret, PID: os.Getpid(),
		Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}
	return p
}

// note writes the discovery file.
func (p *pretend) note(at local.Discovery) {
	p.t.Helper()
	b, err := json.Marshal(at) //nolint:gosec // a test's own secret
	if err == nil {
		err = os.WriteFile(filepath.Join(p.dir, local.File), b, 0o600)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// die ends every hold, as a process that is killed does.
func (p *pretend) die() {
	p.mu.Lock()
	select {
	case <-p.dies:
	default:
		close(p.dies)
	}
	p.mu.Unlock()
	p.srv.CloseClientConnections()
	p.srv.Close()
}

func (p *pretend) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	p.mu.Lock()
	said := req.URL.Path
	if req.Header.Get(local.Header) != secret {
		said += " without the secret"
	}
	p.asked = append(p.asked, said)
	answer := p.answer
	p.mu.Unlock()
	if req.URL.Path != "/api/local/hold" {
		answer(w, req)
		return
	}
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush()
	select {
	case <-p.dies:
	case <-req.Context().Done():
	}
}

func (p *pretend) says(answer http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

func (p *pretend) heard() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// held opens a child of it; what has changed comes over the channel.
func (p *pretend) held(start Starter) (*Child, <-chan error) {
	p.t.Helper()
	changed := make(chan error, 100)
	c := New(Config{Dir: p.dir, Start: start, Log: silent, Patience: 10 * time.Second, Changed: func(err error) { changed <- err }})
	if _, err := c.Open(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(c.Close)
	return c, changed
}

func noStart(string, bool) (<-chan struct{}, error) { return nil, errors.New("none is to be started") }

func TestChild_asksWithItsSecretAndPassesRefusalsOn(t *testing.T) {
	t.Parallel()
	p := newPretend(t, t.TempDir())
	p.note(p.at)
	c, _ := p.held(noStart)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		t.Errorf("another program was asked with %q", req.Header.Get(local.Header))
	}))
	t.Cleanup(elsewhere.Close)
	for name, one := range map[string]struct {
		answer http.HandlerFunc
		code   desk.Code
		sub    string
	}{
		"a refusal in words": {func(w http.ResponseWriter, _ *http.Request) {
			httpd.WriteError(w, desk.Refuse(desk.CodeConflict, "hasOwner"))
		}, desk.CodeConflict, "hasOwner"},
		"a bare status": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusTeapot) }, desk.CodeUnavailable, "child"},
		"a redirect": {func(w http.ResponseWriter, req *http.Request) {
			http.Redirect(w, req, elsewhere.URL, http.StatusTemporaryRedirect)
		}, desk.CodeUnavailable, "child"},
		"a broken answer": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{") }, desk.CodeInternal, ""},
	} {
		p.says(one.answer)
		if code, err := c.OwnerCode(t.Context()); code != "" || desk.CodeOf(err) != one.code || desk.SubcodeOf(err) != one.sub {
			t.Errorf("%s: %q, %v", name, code, err)
		}
	}
	p.says(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":"K7Q2"}`) })
	if code, err := c.OwnerCode(t.Context()); code != "K7Q2" || err != nil {
		t.Errorf("the code: %q, %v", code, err)
	}
	if slices.ContainsFunc(p.heard(), func(s string) bool { return len(s) > len("/api/local/owner-code") }) {
		t.Errorf("asked: %v", p.heard())
	}
	p.die()
	if err := c.Keep(t.Context(), true); desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "child" {
		t.Errorf("a relay that is gone: %v", err)
	}
}

// A relay that dies is started again until it runs, and the person is told why it
// cannot be had meanwhile; one that was told to stop is left alone.
func TestChild_isStartedAgainUnlessItWasToldToStop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := newPretend(t, dir)
	first.note(first.at)
	second := newPretend(t, dir)
	tries := 0
	c, changed := first.held(func(string, bool) (<-chan struct{}, error) {
		if tries++; tries <= starts {
			return nil, errors.New("no memory")
		}
		second.note(second.at)
		return make(chan struct{}), nil
	})
	first.die()
	if err := <-changed; desk.SubcodeOf(err) != "child" {
		t.Errorf("while it cannot be started: %v", err)
	}
	for err := range changed { // each round of tries is told
		if err == nil {
			break
		}
	}
	if c.Discovery().URL != second.at.URL {
		t.Errorf("it is up again at %s, want %s", c.Discovery().URL, second.at.URL)
	}
	second.says(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	if err := c.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	second.die()
	left := make(chan struct{})
	go func() {
		c.wg.Wait()
		close(left)
	}()
	select {
	case <-left:
	case err := <-changed:
		t.Errorf("it was started again after it had been told to stop: %v", err)
	}
}

// What a discovery file says is asked nothing before it can prove itself.
func TestFind_asksNobodyUnproven(t *testing.T) {
	t.Parallel()
	p := newPretend(t, t.TempDir())
	other := newPretend(t, t.TempDir())
	plain := httptest.NewServer(p)
	t.Cleanup(plain.Close)
	c := New(Config{Dir: p.dir, Start: noStart, Log: silent, Changed: func(error) {}})
	for name, spoil := range map[string]func(d *local.Discovery){
		"in clear":         func(d *local.Discovery) { d.URL = plain.URL },
		"no certificate":   func(d *local.Discovery) { d.Certificate = "" },
		"another's":        func(d *local.Discovery) { d.Certificate = other.at.Certificate },
		"nothing readable": func(d *local.Discovery) { d.URL = "\n" },
	} {
		at := p.at
		spoil(&at)
		p.note(at)
		if held, err := c.find(t.Context()); err == nil {
			_ = held.Close()
			t.Errorf("%s: it is held", name)
		}
	}
	if got := p.heard(); len(got) != 0 {
		t.Errorf("it was asked %v", got)
	}
	if err := os.WriteFile(filepath.Join(p.dir, local.File), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.find(t.Context()); err == nil {
		t.Error("half a file is a relay")
	}
}

// A start that ends at once, while another desktop's relay has the folder, waits
// for that one; who gives up while it waits is not kept.
func TestLaunch_waitsForTheRelayThatHasTheFolder(t *testing.T) {
	t.Parallel()
	p := newPretend(t, t.TempDir())
	lock, err := datadir.Lock(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.Unlock() })
	ended := make(chan struct{})
	close(ended)
	looks := 0
	c := New(Config{Dir: p.dir, Log: silent, Changed: func(error) {}, Start: func(string, bool) (<-chan struct{}, error) {
		looks++
		time.AfterFunc(3*poll, func() { p.note(p.at) })
		return ended, nil
	}})
	at, err := c.Open(t.Context())
	if err != nil || at.URL != p.at.URL || looks != 1 {
		t.Fatalf("%v at %s after %d starts", err, at.URL, looks)
	}
	c.Close()
	if err := os.Remove(filepath.Join(p.dir, local.File)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	given := New(Config{Dir: p.dir, Log: silent, Changed: func(error) {}, Start: func(string, bool) (<-chan struct{}, error) {
		cancel()
		return make(chan struct{}), nil
	}})
	if _, err := given.Open(ctx); desk.SubcodeOf(err) != "child" {
		t.Errorf("who gives up gets %v", err)
	}
}
