package vonage

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// maxToken bounds the Authorization header; real tokens have some 500 bytes.
const maxToken = 8 << 10

// Claims are what a Messages API token says.
type Claims struct {
	APIKey        string
	ApplicationID string
	ID            string // jti, unique per webhook
	IssuedAt      int64  // Unix ms
}

// TokenVerifier checks the Bearer token of Messages API webhooks. Its zero
// value refuses everything. It may be used concurrently.
type TokenVerifier struct {
	Secrets []desk.Secret    // the account's signature secret, and the old one while it is rotated
	APIKey  string           // the account that must have signed; "" = any that knows the secret
	Now     func() time.Time // required
}

// jwtHeader and jwtClaims are the parts of a token that are looked at.
type (
	jwtHeader struct {
		Alg  string          `json:"alg"`
		Crit json.RawMessage `json:"crit"`
	}
	jwtClaims struct {
		IssuedAt      *float64 `json:"iat"`
		Expires       *float64 `json:"exp"`
		ID            string   `json:"jti"`
		Issuer        string   `json:"iss"`
		PayloadHash   string   `json:"payload_hash"`
		APIKey        string   `json:"api_key"`
		ApplicationID string   `json:"application_id"`
	}
)

// Verify checks the Authorization header against the raw bytes of the body.
// The algorithm is pinned to HS256: a token that names another one is refused
// whatever it contains. An error has code unauthorized and subcode unsigned,
// badSignature or stale; the carrier advises a 5xx answer for unsigned, so that
// it sends again.
func (v TokenVerifier) Verify(authorization string, body []byte) (Claims, error) {
	token := bearer(authorization)
	if token == "" {
		return Claims{}, deny(SubUnsigned, errors.New("the webhook carries no token: switch on signed webhooks in the Vonage account"))
	}
	bad := deny(SubBadSignature, errors.New("the webhook's token does not match: compare the signature secret with the Vonage account"))
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 3 {
		return Claims{}, bad
	}
	var header jwtHeader
	if !decodePart(parts[0], &header) || header.Alg != "HS256" || header.Crit != nil {
		return Claims{}, bad
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !v.signed(parts[0]+"."+parts[1], given) {
		return Claims{}, bad
	}
	var c jwtClaims
	if !decodePart(parts[1], &c) || c.Issuer != "Vonage" || v.APIKey != "" && c.APIKey != v.APIKey {
		return Claims{}, bad
	}
	sum := sha256.Sum256(body)
	if !hmac.Equal([]byte(strings.ToLower(c.PayloadHash)), []byte(hex.EncodeToString(sum[:]))) {
		return Claims{}, deny(SubBadSignature, errors.New("the webhook's body is not the one that its token was made for"))
	}
	return v.fresh(c)
}

// signed compares the signature with every secret's, in constant time.
func (v TokenVerifier) signed(input string, given []byte) bool {
	ok := false
	for _, secret := range v.Secrets {
		if secret == "" {
			continue // an unset secret must never verify
		}
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte(input))
		ok = hmac.Equal(given, mac.Sum(nil)) || ok
	}
	return ok
}

// fresh checks iat and, where present, exp.
func (v TokenVerifier) fresh(c jwtClaims) (Claims, error) {
	if v.Now == nil || c.IssuedAt == nil || *c.IssuedAt < 0 || *c.IssuedAt > 1e11 {
		return Claims{}, deny(SubStale, errors.New("the webhook's token does not say when it was made"))
	}
	now := v.Now()
	ms := int64(*c.IssuedAt * 1000)
	if err := checkAge(time.UnixMilli(ms), now); err != nil {
		return Claims{}, err
	}
	if c.Expires != nil && *c.Expires*1000 < float64(now.Add(-maxAhead).UnixMilli()) {
		return Claims{}, deny(SubStale, errors.New("the webhook's token has expired"))
	}
	return Claims{APIKey: c.APIKey, ApplicationID: c.ApplicationID, ID: c.ID, IssuedAt: ms}, nil
}

// bearer gives the token of an Authorization header, or "".
func bearer(header string) string {
	scheme, token, ok := strings.Cut(strings.TrimSpace(header), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// decodePart reads one base64url JSON part of a token.
func decodePart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}
