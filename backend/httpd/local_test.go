package httpd_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
)

// ownCertificate gives a certificate for 127.0.0.1, and who trusts it.
func ownCertificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.StartTLS()
	defer srv.Close()
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	return &tls.Config{Certificates: srv.TLS.Certificates, MinVersion: tls.VersionTLS12}, pool
}

// Desktops of this computer have a listener of their own: on loopback, with TLS and
// the middleware, and apart from what the internet is answered.
func TestLocal_isOnLoopbackEncryptedAndApart(t *testing.T) {
	t.Parallel()
	conf, pool := ownCertificate(t)
	local := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "local to "+httpd.ClientIP(r.Context()).String())
	})
	b := start(t, http.HandlerFunc(ok), func(o *httpd.Options) { o.Local = &httpd.LocalListener{Handler: local, TLS: conf} })
	host, _, err := net.SplitHostPort(b.LocalAddr())
	if err != nil || host != "127.0.0.1" || b.LocalAddr() == b.PublicAddr() || b.LocalAddr() == b.InternalAddr() {
		t.Fatalf("listens on %q, %v", b.LocalAddr(), err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	own := bundle{b.Server, b.log, &http.Client{Transport: transport, Timeout: patience}}
	res, body := own.do(t, http.MethodGet, "https://"+b.LocalAddr()+"/", nil)
	if body != "local to 127.0.0.1" || res.Header.Get("X-Request-Id") == "" || res.Header.Get("X-Frame-Options") != "DENY" {
		t.Errorf("answers %q with %v", body, res.Header)
	}
	if _, body := b.get(t, "/"); body != "ok" {
		t.Errorf("the public listener answers %q", body)
	}
	if res, body := b.do(t, http.MethodGet, "http://"+b.LocalAddr()+"/", nil); res.StatusCode != http.StatusBadRequest || strings.Contains(body, "local to") {
		t.Errorf("in clear it answers %d %q", res.StatusCode, body)
	}
}

func TestLocal_isThereOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	if b := start(t, http.HandlerFunc(ok)); b.LocalAddr() != "" {
		t.Errorf("a listener at %q that nobody asked for", b.LocalAddr())
	}
}

// A server that was stopped before it was started lets go of every port, and does
// not come back.
func TestStop_beforeTheStartFreesEveryPort(t *testing.T) {
	t.Parallel()
	conf, _ := ownCertificate(t)
	opts := options(http.HandlerFunc(ok), io.Discard)
	opts.Local = &httpd.LocalListener{Handler: http.HandlerFunc(ok), TLS: conf}
	s, err := httpd.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Listen(t.Context()); err != nil {
		t.Errorf("listening twice: %v", err)
	}
	addresses := []string{s.PublicAddr(), s.InternalAddr(), s.LocalAddr()}
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
	for _, a := range addresses {
		var lc net.ListenConfig
		ln, err := lc.Listen(t.Context(), "tcp", a)
		if err != nil {
			t.Errorf("%s is still held: %v", a, err)
			continue
		}
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
	}
	for what, again := range map[string]error{"Listen": s.Listen(t.Context()), "Start": s.Start(t.Context())} {
		if desk.CodeOf(again) != desk.CodeConflict || desk.SubcodeOf(again) != "stopped" {
			t.Errorf("%s after Stop: %v", what, again)
		}
	}
}

// Headers have a bound: whoever sends more takes no more memory than that.
func TestRule3_headersEndAtTheirBound(t *testing.T) {
	t.Parallel()
	var served atomic.Int64
	b := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served.Add(1) }))
	if res, _ := b.get(t, "/", "X-Pad", strings.Repeat("a", 30<<10)); res.StatusCode != http.StatusOK || served.Load() != 1 {
		t.Errorf("30 KiB of headers are answered %d", res.StatusCode)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+b.PublicAddr(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Pad", strings.Repeat("a", 40<<10))
	res, err := b.client.Do(req) // the connection may be gone before the answer is read
	if err == nil {
		_ = res.Body.Close()
	}
	if served.Load() != 1 || err == nil && res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("40 KiB of headers reached the handler, or were answered %+v", res)
	}
}
