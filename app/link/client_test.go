package link_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

func TestNewClient_addresses(t *testing.T) {
	t.Parallel()
	for url, subcode := range map[string]string{
		"https://parley.example.com":          "",
		" https://parley.example.com:8443/x/": "",
		"http://127.0.0.1:8080":               "",
		"http://localhost":                    "",
		"http://[::1]:80":                     "",
		"http://parley.example.com":           "insecure",
		"http://192.168.1.5":                  "insecure",
		"":                                    "address",
		"parley.example.com":                  "address",
		"ftp://x":                             "address",
		"https://":                            "address",
		"https://user:pw@x.example":           "address",
		"https://%zz":                         "address",
	} {
		c, err := link.NewClient(link.ClientConfig{URL: url})
		if desk.SubcodeOf(err) != subcode || (err == nil) != (subcode == "") {
			t.Errorf("%q: %v", url, err)
		}
		if c != nil {
			c.Close()
		}
	}
}

func client(t *testing.T, url string, cfg *tls.Config) *link.Client {
	t.Helper()
	c, err := link.NewClient(link.ClientConfig{URL: url, TLS: cfg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func serve(t *testing.T, f http.HandlerFunc) *link.Client {
	t.Helper()
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return client(t, srv.URL+"/base/", nil)
}

func TestClient_signInAndClaim(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil || req.Method != http.MethodPost || req.Header.Get("Authorization") != "" || req.Header.Get("Origin") != "" {
			t.Errorf("%s %v, %v", req.Method, req.Header, err)
		}
		_, _ = fmt.Fprintf(w, `{"token":%q}`, req.URL.Path+string(body[:9]))
	})
	s, err := c.SignIn(t.Context(), wire.SignIn{Email: "a@b.c", Password: "p"})
	if err != nil || s.Token != `/base/api/sign-in{"email":` {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = c.Claim(t.Context(), wire.Claim{Code: "c"})
	if err != nil || s.Token != `/base/api/claim{"code":"` {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestClient_errorsHaveTheRelaysWords(t *testing.T) {
	t.Parallel()
	const secret = "hunter2secret"
	for name, c := range map[string]struct {
		status        int
		body          string
		code, subcode string
	}{
		"wrapped":    {401, `{"error":{"code":"unauthorized","subcode":"password","message":"Wrong."}}`, "unauthorized", "password"},
		"bare":       {429, `{"code":"tooMany","message":"Slow down."}`, "tooMany", ""},
		"no words":   {401, ``, "unauthorized", link.SubSignedOut},
		"not found":  {404, `<html>`, "unavailable", link.SubNotARelay},
		"redirect":   {302, ``, "unavailable", link.SubNotARelay},
		"broken":     {502, `<html>bad gateway`, "unavailable", link.SubOffline},
		"not JSON":   {200, `<html>hello`, "unavailable", link.SubNotARelay},
		"endless":    {200, `"` + strings.Repeat("x", 2<<20), "unavailable", link.SubNotARelay},
		"odd answer": {200, `{"token":` + secret + `}`, "unavailable", link.SubNotARelay},
	} {
		cl := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := cl.SignIn(t.Context(), wire.SignIn{Email: "a@b.c", Password: secret})
		if string(desk.CodeOf(err)) != c.code || desk.SubcodeOf(err) != c.subcode || words.Of(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(fmt.Sprint(err), secret) {
			t.Errorf("%s: the error has the secret", name)
		}
	}
}

// tok is a session's.
var tok = link.Credential{Token: "tok", Key: wiretest.Key}

func TestClient_media(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/base"+wire.PathNonce {
			giveNonce(w, req)
			return
		}
		if req.URL.EscapedPath() != "/base/api/media/m%2F1" || req.URL.Query().Get("message") != "msg&1" || req.Header.Get("Authorization") != "Bearer tok" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"error":{"code":"notFound","subcode":"media","message":"Not yours."}}`)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = io.WriteString(w, "bytes")
	})
	m, err := c.Media(t.Context(), tok, "msg&1", "m/1")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(m)
	if err != nil || string(b) != "bytes" || m.MIME != "image/png" || m.Size != 5 {
		t.Errorf("%q of %+v, %v", b, m, err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Media(t.Context(), tok, "other", "m/1"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("%v", err)
	}
}

func TestClient_mediaThatBreaksOffIsUnavailable(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/base"+wire.PathNonce {
			giveNonce(w, req)
			return
		}
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	})
	m, err := c.Media(t.Context(), tok, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := io.ReadAll(m); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("%v", err)
	}
}

func TestClient_relayThatIsNotThere(t *testing.T) {
	t.Parallel()
	const addr = "127.0.0.1:1" // not a port that the system gives to another test
	broken := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		client *link.Client
		says   string
	}{
		"refused": {t.Context(), client(t, "http://"+addr, nil), "Nothing answers at " + addr},
		"late":    {late, client(t, "http://"+addr, nil), addr + " did not answer in time"},
		"broken":  {t.Context(), broken, "is not working right now (502)"},
	} {
		_, err := c.client.State(c.ctx)
		if desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != link.SubOffline {
			t.Errorf("%s: %v", name, err)
		}
		// Guards the connection's sentence ("Parley keeps trying") in a form that tries once.
		if m := words.Of(err); !strings.Contains(m, c.says) || strings.Contains(m, "keeps trying") {
			t.Errorf("%s: a person reads %q", name, m)
		}
	}
}

// issue makes a self-signed certificate and says whether it is trusted.
func issue(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	change(tmpl)
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestLink_certificateProblemsBlockAndNameThemselves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*x509.Certificate)
		trusted bool
		says    string // "" = no problem
	}{
		"good":           {func(*x509.Certificate) {}, true, ""},
		"unknown issuer": {func(*x509.Certificate) {}, false, "does not trust"},
		"other name": {func(x *x509.Certificate) {
			x.IPAddresses, x.DNSNames = nil, []string{"other.example"}
		}, true, "other.example"},
		"no name": {func(x *x509.Certificate) {
			x.IPAddresses, x.DNSNames = nil, nil
		}, true, "is for no name"},
		"ended":     {func(x *x509.Certificate) { x.NotAfter = time.Now().Add(-time.Minute) }, true, "ended on"},
		"too early": {func(x *x509.Certificate) { x.NotBefore = time.Now().Add(time.Minute) }, true, "valid from"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cert, pool := issue(t, c.change)
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if req.URL.Path == wire.PathState {
					_ = json.NewEncoder(w).Encode(wire.RelayState{Name: "r"})
					return
				}
				w.WriteHeader(http.StatusUpgradeRequired)
			}))
			srv.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			srv.StartTLS()
			t.Cleanup(srv.Close)
			cfg := &tls.Config{RootCAs: pool}
			if !c.trusted {
				cfg.RootCAs = x509.NewCertPool()
			}
			cl := client(t, srv.URL, cfg)
			_, err := cl.State(t.Context())
			blocked := make(chan *wire.Failure, 10)
			l, lerr := link.New(link.Config{
				Client: cl, Replica: none{}, Session: func() link.Credential { return tok },
				OnState: func(s link.State) {
					if s.State == link.StateBlocked {
						blocked <- s.Problem
					}
				},
			})
			if lerr != nil {
				t.Fatal(lerr)
			}
			if err := l.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			defer l.Stop()
			var p *wire.Failure
			select {
			case p = <-blocked:
			case <-time.After(patience):
				t.Fatalf("not blocked: %+v", l.State())
			}
			if c.says == "" {
				if err != nil || p.Subcode != link.SubTooOld {
					t.Errorf("a good certificate: %v, %+v", err, p)
				}
				return
			}
			if p.Subcode != link.SubCertificate || !strings.Contains(words.Of(p.Err()), c.says) || !strings.Contains(words.Of(p.Err()), "127.0.0.1") {
				t.Errorf("socket: %+v", p)
			}
			if desk.SubcodeOf(err) != link.SubCertificate || words.Of(err) != words.Of(p.Err()) {
				t.Errorf("request: %v", err)
			}
		})
	}
}
