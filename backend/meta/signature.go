package meta

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"strings"
)

// SignatureHeader is the request header that carries Meta's signature.
const SignatureHeader = "X-Hub-Signature-256"

const signaturePrefix = "sha256="

// Sign returns the value of SignatureHeader for a body: the HMAC-SHA256 of the
// raw bytes under the app secret.
func Sign(secret string, body []byte) string {
	return signaturePrefix + hex.EncodeToString(digest(secret, body))
}

// VerifySignature says whether header is a signature of exactly these bytes
// under one of the secrets (the new one and, during a rotation, the old one).
// The body must be the bytes as received: Meta signs its own escaping, which
// decoding and encoding again would lose. An empty secret never verifies.
func VerifySignature(body []byte, header string, secrets ...string) bool {
	if !strings.HasPrefix(header, signaturePrefix) {
		return false
	}
	digits := header[len(signaturePrefix):]
	got, err := hex.DecodeString(digits)
	// Meta writes small letters. One body has one signature, not one for each way
	// to write it.
	if err != nil || digits != strings.ToLower(digits) || len(got) != sha256.Size {
		return false
	}
	ok := false
	for _, secret := range secrets {
		// No early return: the time must not tell which secret matched.
		if secret != "" && hmac.Equal(got, digest(secret, body)) {
			ok = true
		}
	}
	return ok
}

func digest(secret string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return mac.Sum(nil)
}

// maxChallenge bounds what VerifyHandshake echoes; Meta sends about ten digits.
const maxChallenge = 20

// VerifyHandshake checks the query of Meta's subscription request against our
// verify token and returns the challenge to answer with. Only digits are ever
// returned, so the answer cannot be made to carry markup. An empty token never
// verifies.
func VerifyHandshake(query url.Values, token string) (challenge string, ok bool) {
	given := sha256.Sum256([]byte(query.Get("hub.verify_token")))
	want := sha256.Sum256([]byte(token))
	// Hashes have one length, so the comparison does not leak the token's.
	same := subtle.ConstantTimeCompare(given[:], want[:]) == 1
	challenge = query.Get("hub.challenge")
	if token == "" || !same || query.Get("hub.mode") != "subscribe" {
		return "", false
	}
	if challenge == "" || len(challenge) > maxChallenge || strings.Trim(challenge, "0123456789") != "" {
		return "", false
	}
	return challenge, true
}
