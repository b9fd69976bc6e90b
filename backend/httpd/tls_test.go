package httpd_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/certmagic"

	"github.com/parleydesk/parley/backend/httpd"
)

// noAuthority is an ACME directory where nobody answers: what is on disk must do.
const noAuthority = "https://127.0.0.1:1/directory"

// keep puts a certificate for domain where an earlier run would have left it.
func keep(t *testing.T, dir, domain string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: domain}, DNSNames: []string{domain},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := json.Marshal(certmagic.CertificateResource{SANs: []string{domain}})
	if err != nil {
		t.Fatal(err)
	}
	issuer := certmagic.NewACMEIssuer(&certmagic.Config{}, certmagic.ACMEIssuer{CA: noAuthority}).IssuerKey()
	storage := &certmagic.FileStorage{Path: dir}
	for name, body := range map[string][]byte{
		certmagic.StorageKeys.SiteCert(issuer, domain):       pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		certmagic.StorageKeys.SitePrivateKey(issuer, domain): pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}),
		certmagic.StorageKeys.SiteMeta(issuer, domain):       meta,
	} {
		if err := storage.Store(t.Context(), name, body); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return pool
}

// A restart while the certificate authority is down must serve the certificate
// that an earlier run has left on disk.
func TestCertificates_serveWhatIsOnDisk(t *testing.T) {
	t.Parallel()
	const domain = "parley.example.com"
	dir := t.TempDir()
	pool := keep(t, dir, domain)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.Proto)) }),
		func(o *httpd.Options) {
			o.TLS = &httpd.Certificates{Domain: domain, Email: "ops@example.com", Dir: dir, CA: noAuthority}
		})
	for _, c := range []struct {
		http2 bool
		want  string
	}{{false, "HTTP/1.1"}, {true, "HTTP/2.0"}} {
		transport := &http.Transport{
			TLSClientConfig:   &tls.Config{RootCAs: pool, ServerName: domain, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: c.http2,
		}
		client := bundle{b.Server, b.log, &http.Client{Transport: transport, Timeout: patience}}
		res, body := client.do(t, http.MethodGet, "https://"+b.PublicAddr()+"/", nil)
		transport.CloseIdleConnections()
		if body != c.want || res.TLS == nil {
			t.Errorf("http2=%t: answered %q", c.http2, body)
		}
	}
	old := &tls.Config{RootCAs: pool, ServerName: domain, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	if conn, err := tls.Dial("tcp", b.PublicAddr(), old); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 was accepted")
	}
	if log := b.log.String(); strings.Contains(log, "PRIVATE KEY") {
		t.Error("a key is in the log")
	}
}
