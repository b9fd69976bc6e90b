package meta

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// IsHosted says whether an address is a page of Meta's from which a sign-up starts ("Hosted
// Embedded Signup"): https at facebook.com, or at the dialog of practice.
func (w Window) IsHosted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Host == "" {
		return false
	}
	if w.Here() {
		return originOf(address) == originOf(w.dialog())
	}
	host := strings.ToLower(u.Host) // a port is none of Meta's
	return u.Scheme == "https" && (host == "facebook.com" || strings.HasSuffix(host, ".facebook.com"))
}

// FetchGranted gets the token that a business granted to an app on Meta's hosted page. The
// client's token is the system user's of the app's own business. One that was made before
// is given again; none is ever made anew.
func (c *Client) FetchGranted(ctx context.Context, g channel.HostedGrant) (desk.Secret, error) {
	form := url.Values{"appsecret_proof": {secretProof(g.Secret, g.System)}, "fetch_only": {"true"}}.Encode()
	r := request{
		op: "fetch granted token", method: http.MethodPost, path: []string{g.Business, "system_user_access_tokens"},
		stream: strings.NewReader(form), length: int64(len(form)), mime: "application/x-www-form-urlencoded",
		secrets: []desk.Secret{g.Secret},
	}
	return c.askToken(ctx, r)
}

// secretProof is Meta's appsecret_proof: it shows that whoever has a token has the app's
// secret too.
func secretProof(secret, token desk.Secret) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(token.Reveal()))
	return hex.EncodeToString(mac.Sum(nil))
}
