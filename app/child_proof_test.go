package app

import (
	"bytes"
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
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// squatter is a program of another account that took the port of this
// computer's relay. It keeps every byte that it is told, before and behind
// whatever encryption it can speak.
type squatter struct {
	listener net.Listener
	mu       sync.Mutex
	heard    bytes.Buffer
}

// Write keeps what was heard.
func (s *squatter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.Write(p)
}

func (s *squatter) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.String()
}

// tapped is a connection of which everything read is kept.
type tapped struct {
	net.Conn
	to io.Writer
}

func (c tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.to.Write(p[:n]) //nolint:errcheck // a buffer
	return n, err
}

// squat listens at address and answers every request as answer does.
func squat(t *testing.T, address string, conf *tls.Config, answer string) *squatter {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &squatter{listener: l}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(tapped{conn, s}, conf, answer)
		}
	}()
	return s
}

func (s *squatter) serve(conn net.Conn, conf *tls.Config, answer string) {
	defer conn.Close() //nolint:errcheck // nothing is owed to it
	if conf != nil {
		conn = tapped{tls.Server(conn, conf), s}
	}
	b := make([]byte, 4096)
	for {
		if _, err := conn.Read(b); err != nil {
			return
		}
		if _, err := io.WriteString(conn, answer); err != nil {
			return
		}
	}
}

// certified makes a squatter's own certificate for the relay's address.
func certified(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sheet := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0), IPAddresses: []net.IP{net.ParseIP("127.0.0.1")},
	}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// borrowed shows the relay's certificate, which is no secret, without its key.
func borrowed(t *testing.T, d local.Discovery) *tls.Config {
	t.Helper()
	block, _ := pem.Decode([]byte(d.Certificate))
	if block == nil {
		t.Fatal("the discovery file has no certificate")
	}
	conf := certified(t)
	conf.Certificates[0].Certificate = [][]byte{block.Bytes}
	return conf
}

// left starts and ends a relay of this computer in dir, and leaves its discovery
// file behind as a crash does.
func left(t *testing.T, dir string) local.Discovery {
	t.Helper()
	cfg, err := child.Settings(t.Context(), dir, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := relay.New(t.Context(), relay.Options{Config: cfg, Version: Version, Local: &local.Options{OnIdle: func() {}}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, local.File)
	b, err := os.ReadFile(path) //nolint:gosec // a test's own file
	if err == nil {
		err = r.Close(context.Background())
	}
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	var d local.Discovery
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	saysHTTP = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
	saysHold = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	saysMove = "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
	saysOpen = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
)

// TestRule7_squatterHearsNoSecret takes the port that a relay of this computer
// left behind, in every disguise there is, and lets a desktop do everything in
// which a secret travels. What the squatter heard must hold none of them.
func TestRule7_squatterHearsNoSecret(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := left(t, dir)
	at, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	disguises := map[string]*tls.Config{"in clear": nil, "a certificate of its own": certified(t), "our certificate without the key": borrowed(t, d)}
	for disguise, conf := range disguises {
		for what, answer := range map[string]string{"agrees": saysHTTP, "holds": saysHold, "sends away": saysMove, "upgrades": saysOpen, "garbage": "\x00\x01", "nothing": ""} {
			s := squat(t, at.Host, conf, answer)
			refusedBy(t, dir, disguise+", "+what)
			const token, password, code = "the-session-token", "the-password", "the-one-time-code"
			everySecret(t, d, token, password, code)
			heard := s.all()
			for name, secret := range map[string]string{"local secret": d.Secret, "token": token, "password": password, "code": code} {
				if strings.Contains(heard, secret) {
					t.Errorf("a squatter (%s, %s) was told the %s", disguise, what, name)
				}
			}
			if heard == "" {
				t.Errorf("a squatter (%s, %s) was not even called: the test proves nothing", disguise, what)
			}
			s.listener.Close() //nolint:errcheck,gosec // the next one takes the port
		}
	}
}

// refusedBy lets a desktop look for its relay where a squatter is. It must start
// one of its own.
func refusedBy(t *testing.T, dir, who string) {
	t.Helper()
	started := 0
	c := child.New(child.Config{Dir: dir, Patience: 200 * time.Millisecond, Log: silent, Changed: func(error) {}, Start: func(string, bool) (<-chan struct{}, error) {
		started++
		return nil, errors.New("not in this test")
	}})
	if _, err := c.Open(t.Context()); err == nil {
		c.Close()
		t.Fatalf("a squatter (%s) was taken for the relay", who)
	}
	if started == 0 {
		t.Errorf("beside a squatter (%s) no relay was started", who)
	}
}

// everySecret does all that a desktop does with a password, a code or a token,
// at the address of the discovery file.
func everySecret(t *testing.T, d local.Discovery, token, password, code string) {
	t.Helper()
	c, err := session.NewClient(d.URL, d, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	who := link.Credential{Token: desk.Secret(token), Key: wiretest.Key}
	for what, f := range map[string]func() error{
		"sign in": func() error {
			_, err := c.SignIn(ctx, wire.SignIn{Email: "a@b.example", Password: password})
			return err
		},
		"claim": func() error { _, err := c.Claim(ctx, wire.Claim{Code: code, Password: password}); return err },
		"upload": func() error {
			_, err := c.Upload(ctx, who, strings.NewReader("x"), 1, "text/plain")
			return err
		},
		"media":  func() error { _, err := c.Media(ctx, who, "m", "f"); return err },
		"socket": func() error { return dialOnce(ctx, c, who) },
	} {
		if err := f(); err == nil {
			t.Errorf("%s went through to a squatter", what)
		}
	}
}

// dialOnce lets a link try its socket once.
func dialOnce(ctx context.Context, c *link.Client, who link.Credential) error {
	l, err := link.New(link.Config{Client: c, Session: func() link.Credential { return who }})
	if err == nil {
		err = l.Start(ctx)
	}
	if err != nil {
		return err
	}
	defer l.Stop()
	return l.Try(ctx)
}

// TestRule7_whatAnswersInClearOnThisComputerHearsNothing lets a person name, in
// every way there is, an address on this computer at which a squatter listens, and
// lets an older Parley have left such an address behind. Not a byte goes there.
func TestRule7_whatAnswersInClearOnThisComputerHearsNothing(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{saysHTTP, saysMove, saysOpen} {
		s := squat(t, "127.0.0.1:0", nil, answer)
		_, port, err := net.SplitHostPort(s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range []string{
			"http://127.0.0.1:" + port, "http://localhost:" + port, "HTTP://127.0.0.1:" + port + "/", "http://127.0.0.1:" + port + "/join",
			"http://[::1]:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://127.1.2.3:" + port, " http://127.0.0.1:" + port + " ",
		} {
			none := func(c *Config) { c.InClear = nil }
			d := newDesktop(t, none)
			account := d.services.session
			for what, err := range map[string]error{
				"connect":    account.Connect(address),
				"invitation": account.Claim(address+"#the-one-time-code", "Ana", "a@b.example", "the-password"),
			} {
				if desk.SubcodeOf(err) != local.SubcodeUnproven || !strings.Contains(words.Of(err), "This computer") || !strings.Contains(words.Of(err), "https") {
					t.Errorf("%s at %s: %v", what, address, err)
				}
			}
			left := session.Place{RelayURL: strings.TrimRight(strings.ToLower(strings.TrimSpace(address)), "/"), UserID: "usr_1", UserName: "Ana", DeviceID: "dev_1"}
			for _, signedIn := range []bool{true, false} {
				if !signedIn {
					left.UserID = ""
				}
				if err := errors.Join(d.settings.change(func(k *kept) { k.Session = left }), d.tokens.Put(link.Credential{Token: "the-session-token", Key: wiretest.Key})); err != nil {
					t.Fatal(err)
				}
				for what, f := range map[string]func() error{
					"resume":  func() error { return d.session.Resume(t.Context()) },
					"sign in": func() error { return account.SignIn("a@b.example", "the-password") },
					"retry":   account.Retry,
				} {
					if err := f(); desk.SubcodeOf(err) != local.SubcodeUnproven {
						t.Errorf("%s at %s, signed in %t: %v", what, address, signedIn, err)
					}
				}
			}
		}
		if heard := s.all(); heard != "" {
			t.Errorf("the squatter heard %q", heard)
		}
	}
}

// Only the very address that whoever starts the app vouches for is used.
func TestRule7_anAddressInClearIsVouchedForAtTheStartOnly(t *testing.T) {
	t.Parallel()
	f, err := parseFlags([]string{"--relay-in-clear", "http://127.0.0.1:4000"}, io.Discard)
	if err != nil || f.inClear != "http://127.0.0.1:4000" {
		t.Fatalf("%+v, %v", f, err)
	}
	for address, isFine := range map[string]bool{
		"http://127.0.0.1:4000": true, "http://127.0.0.1:4001": false, "http://localhost:4000": false, "http://127.0.0.1:4000/x": false, "": false, "https://relay.example": true,
	} {
		if err := session.Proven(address, f.vouches); (err == nil) != isFine {
			t.Errorf("%q: %v", address, err)
		}
	}
	if err := session.Proven("", flags{}.vouches); err == nil {
		t.Error("no address is vouched for, and none is taken for it")
	}
	if _, err := parseFlags([]string{"--relay-in-clear", "http://relay.example"}, io.Discard); !errors.Is(err, errUsage) {
		t.Errorf("an address outside of this computer is vouched for: %v", err)
	}
}

// TestRule7_withoutProofNobodyIsAsked shows discovery files by which nobody can
// prove anything to a desktop: it asks nobody and starts a relay of its own.
func TestRule7_withoutProofNobodyIsAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := squat(t, "127.0.0.1:0", nil, saysHTTP)
	here := s.listener.Addr().String()
	for _, stale := range []string{
		`{"url":"http://` + here + `","secret":"the-secret"}`,
		`{"url":"https://` + here + `","secret":"the-secret"}`,
		`{"url":"https://` + here + `","secret":"the-secret","certificate":"garbage"}`,
		`{"url":"http://` + here + `","secret":"the-secret","certificate":` + quoted(t) + `}`,
		`{"url":"http://127.0.0.1:1","secret":"the-secret"}`, `{"url":`, `{"url":"::"}`, ``,
	} {
		if err := os.WriteFile(filepath.Join(dir, local.File), []byte(stale), 0o600); err != nil {
			t.Fatal(err)
		}
		refusedBy(t, dir, stale)
	}
	if heard := s.all(); heard != "" {
		t.Errorf("somebody who can prove nothing heard %q", heard)
	}
}

// quoted is a good certificate as a JSON string.
func quoted(t *testing.T) string {
	t.Helper()
	conf := certified(t)
	b, err := json.Marshal(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: conf.Certificates[0].Certificate[0]})))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestChild_saysThatAnOlderOneWorks: an older Parley's relay holds the folder
// and cannot prove itself. The person is told what to do.
func TestChild_saysThatAnOlderOneWorks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lock, err := datadir.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock() //nolint:errcheck // the test is over
	if err := os.WriteFile(filepath.Join(dir, local.File), []byte(`{"url":"http://127.0.0.1:1","secret":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c := child.New(child.Config{Dir: dir, Patience: 200 * time.Millisecond, Log: silent, Changed: func(error) {}, Start: func(string, bool) (<-chan struct{}, error) {
		ended := make(chan struct{})
		close(ended)
		return ended, nil
	}})
	if _, err := c.Open(t.Context()); desk.SubcodeOf(err) != local.SubcodeUnproven || words.Of(err) == "" {
		t.Errorf("open = %v", err)
	}
}
