package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// HeaderProof goes with every request that carries a session's token. Its value
// is a nonce that the relay gave for this one request, a dot, and the signature
// of the device's key: a copy of the token alone opens nothing. No clock of the
// desktop's has a say.
const HeaderProof = "Parley-Proof"

// SubUnbound is the subcode of the refusal of a session from before sign-ins were
// bound to a key: its app is older.
const SubUnbound = "unbound"

// SubPreparing is the subcode with which a relay answers everything while it
// makes its state anew after an update.
const SubPreparing = "preparing"

// SubEnded is the subcode of the refusal of a session whose time is over.
const SubEnded = "expired"

// Nonce answers PathNonce: it is good for one request, for a short time.
type Nonce struct {
	Nonce string `json:"nonce"`
}

// Presented is a request that claims to be a session's: what the proof is made
// over, and the proof.
type Presented struct {
	Method string
	Host   string // the relay's name as the desktop knows it, without a port
	Path   string // as the relay sees it, unescaped
	Query  string
	Token  string
	Nonce  string

	Signature []byte // nil = there is no proof
}

// ReadPresented reads what a request to a host claims. A proof that cannot be
// read is none.
func ReadPresented(method, host string, to *url.URL, h interface{ Get(name string) string }) Presented {
	token, ok := strings.CutPrefix(h.Get("Authorization"), "Bearer ")
	if !ok {
		token = ""
	}
	p := Presented{Method: method, Host: plainHost(host), Path: to.Path, Query: to.RawQuery, Token: token}
	nonce, signature, cut := strings.Cut(h.Get(HeaderProof), ".")
	b, err := base64.RawURLEncoding.DecodeString(signature)
	if cut && err == nil && len(b) == ed25519.SignatureSize {
		p.Nonce, p.Signature = nonce, b
	}
	return p
}

// Prove puts token and proof into a header. The request's host, path and query
// are those of the address below the relay's own.
func Prove(h interface{ Set(name, value string) }, p Presented, key ed25519.PrivateKey) {
	p.Host = plainHost(p.Host)
	h.Set("Authorization", "Bearer "+p.Token)
	h.Set(HeaderProof, p.Nonce+"."+base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, p.text())))
}

// ProvenFor says whether the holder of the key made the proof for this request,
// at a relay that goes by one of the names.
func (p Presented) ProvenFor(key ed25519.PublicKey, names ...string) bool {
	for _, name := range append([]string{p.Host}, names...) {
		p.Host = plainHost(name)
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, p.text(), p.Signature) {
			return true
		}
	}
	return false
}

// text is what is signed. The token is in it as its hash, so that a proof is
// worth nothing for another session of the same key.
func (p Presented) text() []byte {
	token := sha256.Sum256([]byte(p.Token))
	return []byte(strings.Join([]string{
		"parley proof 1", p.Method, p.Host, p.Path, p.Query, p.Nonce, hex.EncodeToString(token[:]),
	}, "\n"))
}

// plainHost is a host's name in the form that is signed.
func plainHost(host string) string {
	if strings.HasPrefix(host, "[") || strings.Count(host, ":") == 1 { // not an IPv6 address without a port
		u := url.URL{Host: host}
		host = u.Hostname()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
