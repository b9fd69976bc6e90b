package link

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Credential is what a session is used with: its token, and the key that it was
// bound to when it was opened. The key never leaves this computer; each request
// that carries the token is signed with it. The zero value is signed out.
type Credential struct {
	Token desk.Secret
	Key   ed25519.PrivateKey
}

// SignedIn is a session as it begins.
type SignedIn struct {
	wire.Session
	Key ed25519.PrivateKey // made for this session; only its public part was sent
}

// Credential is what the session is used with from now on.
func (s SignedIn) Credential() Credential {
	return Credential{Token: desk.Secret(s.Token), Key: s.Key}
}

// enter asks for a session that is bound to a new key.
func enter(device *wire.Device, ask func() (wire.Session, error)) (SignedIn, error) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return SignedIn{}, &desk.Error{Code: desk.CodeInternal, Op: "make key", Err: err}
	}
	device.Key = public
	s, err := ask()
	return SignedIn{Session: s, Key: private}, err
}

// IsComplete says whether there is anything to sign in with.
func (c Credential) IsComplete() bool {
	return c.Token != "" && len(c.Key) == ed25519.PrivateKeySize
}

// prove puts the token into a request for an address of the relay, with a proof
// over a nonce that the relay gives for this one request.
func (c *Client) prove(ctx context.Context, h http.Header, who Credential, method string, to *url.URL) error {
	if !who.IsComplete() {
		return refusal{status: http.StatusUnauthorized}
	}
	nonce, err := c.nonce(ctx)
	if err != nil {
		return err
	}
	wire.Prove(h, wire.Presented{
		Method: method, Host: to.Host, Path: strings.TrimPrefix(to.Path, c.base.Path), Query: to.RawQuery,
		Token: who.Token.Reveal(), Nonce: nonce,
	}, who.Key)
	return nil
}

// nonce asks the relay for one. A relay that has none is from before there were
// any.
func (c *Client) nonce(ctx context.Context) (string, error) {
	resp, err := c.do(ctx, http.MethodGet, wire.PathNonce, nil, nil)
	if desk.SubcodeOf(err) == SubNotARelay {
		if st, asked := c.State(ctx); asked == nil && st.MaxVersion > 0 {
			return "", closed{wire.CloseTooNew}
		}
	}
	if err != nil {
		return "", err
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	var n wire.Nonce
	return n.Nonce, decodeAnswer(resp.Body, &n)
}
