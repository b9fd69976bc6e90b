package channel

import (
	"net/url"
	"strings"
)

// SameAddress compares two addresses of webhooks as a browser would.
func SameAddress(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil {
		return false
	}
	y, err := url.Parse(b)
	if err != nil {
		return false
	}
	return strings.EqualFold(x.Scheme, y.Scheme) && strings.EqualFold(hostOf(x), hostOf(y)) &&
		strings.TrimSuffix(x.EscapedPath(), "/") == strings.TrimSuffix(y.EscapedPath(), "/") && x.RawQuery == y.RawQuery
}

// hostOf leaves out the port that the scheme has anyway.
func hostOf(u *url.URL) string {
	if u.Port() == "443" && strings.EqualFold(u.Scheme, "https") || u.Port() == "80" && strings.EqualFold(u.Scheme, "http") {
		return u.Hostname()
	}
	return u.Host
}
