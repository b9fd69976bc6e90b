package wiretest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/wire"
)

// Key is the key of every device of a test, but for those that are somebody
// else's. It opens nothing outside tests.
var Key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// PublicKey is what a test's sign-in is bound to.
func PublicKey() []byte {
	public, _ := Key.Public().(ed25519.PublicKey) // it is one
	return public
}

// Nonce asks the relay at base (http://…) for a nonce.
func Nonce(t *testing.T, base string) string {
	t.Helper()
	resp, err := http.Get(base + wire.PathNonce) //nolint:gosec,noctx // a test's own relay
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	var n wire.Nonce
	if err := json.NewDecoder(resp.Body).Decode(&n); err != nil || n.Nonce == "" {
		t.Fatalf("nonce %q: %d, %v", n.Nonce, resp.StatusCode, err)
	}
	return n.Nonce
}

// Sign puts a session's token and a fresh proof into a request.
func Sign(t *testing.T, req *http.Request, token string) {
	t.Helper()
	base := strings.Replace(req.URL.Scheme, "ws", "http", 1) + "://" + req.URL.Host
	SignWith(req, token, Nonce(t, base), Key)
}

// SignWith puts a proof over a nonce into a request, by whatever key.
func SignWith(req *http.Request, token, nonce string, key ed25519.PrivateKey) {
	wire.Prove(req.Header, wire.Presented{
		Method: req.Method, Host: req.URL.Host, Path: req.URL.Path, Query: req.URL.RawQuery, Token: token, Nonce: nonce,
	}, key)
}
