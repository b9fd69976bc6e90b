package vonage

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // the carrier's protocol; the account chooses the method
	"crypto/sha1" //nolint:gosec // the carrier's protocol; the account chooses the method
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Method is a way of signing SMS API webhooks, as the account's settings name
// it.
type Method string

// The five methods. MethodMD5Hash is the account's default; it and the other
// MD5 and SHA-1 ones exist because the carrier offers them.
const (
	MethodMD5Hash Method = "md5hash"
	MethodMD5     Method = "md5"
	MethodSHA1    Method = "sha1"
	MethodSHA256  Method = "sha256"
	MethodSHA512  Method = "sha512"
)

// Methods lists every Method.
var Methods = []Method{MethodMD5Hash, MethodMD5, MethodSHA1, MethodSHA256, MethodSHA512}

// Freshness of signed webhooks. The carrier resends for 24 hours, and whether a
// resent one has a new stamp is not documented, so anything younger is honest;
// what came before is caught by SMS.Key.
const (
	RetryHorizon = 24*time.Hour + 30*time.Minute // 24 h and the last retry's delay
	maxAhead     = 5 * time.Minute               // the carrier's clock before ours
)

// Sign gives the signature of p in lower-case hex; p["sig"] is left out of it.
// An unknown method or an empty secret gives "".
func Sign(method Method, secret desk.Secret, p Params) string {
	if secret == "" {
		return ""
	}
	canonical := canonicalize(p)
	key := secret.Reveal()
	if method == MethodMD5Hash {
		sum := md5.Sum([]byte(canonical + key)) //nolint:gosec // the carrier's protocol
		return hex.EncodeToString(sum[:])
	}
	newHash, ok := map[Method]func() hash.Hash{
		MethodMD5: md5.New, MethodSHA1: sha1.New, MethodSHA256: sha256.New, MethodSHA512: sha512.New,
	}[method]
	if !ok {
		return ""
	}
	mac := hmac.New(newHash, []byte(key))
	mac.Write([]byte(canonical))
	return hex.EncodeToString(mac.Sum(nil))
}

// separators would let a value pretend to be another parameter.
var separators = strings.NewReplacer("&", "_", "=", "_")

// canonicalize writes &key=value for every parameter but sig, sorted by key,
// with decoded values.
func canonicalize(p Params) string {
	keys := make([]string, 0, len(p))
	for k := range p {
		if k != "sig" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, k := range keys {
		b.WriteByte('&')
		b.WriteString(k)
		b.WriteByte('=')
		b.WriteString(separators.Replace(p[k]))
	}
	return b.String()
}

// Verifier checks SMS API signatures. Its zero value refuses everything. It may
// be used concurrently.
type Verifier struct {
	Method  Method
	Secrets []desk.Secret    // the current one, and the old one while it is rotated
	Now     func() time.Time // required
}

// Verify checks signature and age of p. An error has code unauthorized and
// subcode unsigned, badSignature or stale.
func (v Verifier) Verify(p Params) error {
	given := strings.ToLower(strings.TrimSpace(p["sig"]))
	if given == "" {
		return deny(SubUnsigned, errors.New("the SMS webhook is not signed: switch signing on in the Vonage account, or ask its support to"))
	}
	ok := false
	for _, secret := range v.Secrets {
		want := Sign(v.Method, secret, p)
		// No early exit: the time must not tell which secret matched.
		ok = (want != "" && hmac.Equal([]byte(given), []byte(want))) || ok
	}
	if !ok {
		return deny(SubBadSignature, errors.New("the SMS webhook's signature does not match: compare signature secret and method with the Vonage account"))
	}
	seconds, err := strconv.ParseInt(p["timestamp"], 10, 64)
	if err != nil || v.Now == nil {
		return deny(SubStale, errors.New("the SMS webhook is signed without a time"))
	}
	return checkAge(time.Unix(seconds, 0), v.Now())
}

// checkAge refuses stamps beyond the carrier's retries or from the future.
func checkAge(at, now time.Time) error {
	if at.Before(now.Add(-RetryHorizon)) {
		return deny(SubStale, errors.New("the webhook was signed more than a day ago: it is a replay, or this computer's clock is wrong"))
	}
	if at.After(now.Add(maxAhead)) {
		return deny(SubStale, errors.New("the webhook was signed in the future: check this computer's clock"))
	}
	return nil
}

// deny is the error of a webhook that nothing proves; only the log has it.
func deny(sub string, cause error) error {
	return &desk.Error{Code: desk.CodeUnauthorized, Subcode: sub, Err: cause}
}
