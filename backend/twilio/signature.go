package twilio

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio's signature is HMAC-SHA1
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// SignatureHeader carries Twilio's signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// bodyHash is the query parameter by which the signature of an address covers a body
// that is no form: lower hex of the body's SHA-256.
const bodyHash = "bodySHA256"

// Verify says whether one of the auth tokens signed the webhook. r.Address must be the
// address that Twilio was told, with the query as it came: Twilio signs that, whatever
// a proxy makes of it. An empty token never verifies.
func Verify(r channel.Request, tokens ...string) bool {
	got, err := base64.StdEncoding.DecodeString(r.Header(SignatureHeader))
	if err != nil || len(got) != sha1.Size {
		return false
	}
	params, ok := signed(r)
	if !ok {
		return false
	}
	good := false
	for _, token := range tokens {
		for _, address := range spellings(r.Address) {
			// No early return: the time must not tell which token matched.
			if token != "" && hmac.Equal(got, digest(token, address, params)) {
				good = true
			}
		}
	}
	return good
}

// Sign gives the signature of a webhook with these form values; of one without a form
// when there are none.
func Sign(token, address string, params map[string]string) string {
	return base64.StdEncoding.EncodeToString(digest(token, withoutFragment(address), params))
}

func digest(token, address string, params map[string]string) []byte {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		mac.Write([]byte(name + params[name]))
	}
	return mac.Sum(nil)
}

// signed gives the form values that the signature covers beside the address: none for
// a GET, and none for a body that is no form, which the address must name by its hash.
func signed(r channel.Request) (map[string]string, bool) {
	if !hasForm(r) {
		want := queryOf(r.Address).Get(bodyHash)
		if len(r.Body) == 0 && want == "" {
			return nil, true
		}
		sum := sha256.Sum256(r.Body)
		return nil, hmac.Equal([]byte(want), []byte(hex.EncodeToString(sum[:])))
	}
	params, err := parseForm(string(r.Body))
	return params, err == nil
}

// spellings are the forms of an address that Twilio may have signed: as it was told,
// without the port, and with the usual port. It has done all of them over the years.
func spellings(address string) []string {
	address = withoutFragment(address)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return []string{address}
	}
	other := *u
	if u.Port() == "" {
		port := map[string]string{"http": "80", "https": "443"}[u.Scheme]
		other.Host = net.JoinHostPort(u.Hostname(), port)
	} else {
		other.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	// The rest stays byte for byte: another spelling of it has another signature.
	return []string{address, strings.Replace(address, "//"+authority(address), "//"+userinfo(address)+other.Host, 1)}
}

// authority is what stands between the slashes of an address, user name and all.
func authority(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// userinfo is the name and password in an address, with the @ behind them.
func userinfo(address string) string {
	a := authority(address)
	return a[:strings.LastIndex(a, "@")+1]
}

// withoutFragment leaves out what tunes Twilio's retries, which it does not sign.
func withoutFragment(address string) string {
	before, _, _ := strings.Cut(address, "#")
	return before
}

func queryOf(address string) url.Values {
	_, raw, _ := strings.Cut(withoutFragment(address), "?")
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil
	}
	return q
}
