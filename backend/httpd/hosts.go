package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// KnownHosts answers only requests that name the relay as somebody who was given
// its address does: by one of names, by a number, or as localhost. A web page
// that lets its own name point to this machine (DNS rebinding) names itself, and
// is told nothing. With no names everything passes: the operator has not said
// what the relay is called.
func KnownHosts(names []string, next http.Handler) http.Handler {
	if len(names) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isKnownHost(r.Host, names) {
			WriteError(w, desk.Refuse(desk.CodeForbidden, "host"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isKnownHost(host string, names []string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	return host == "localhost" || slices.Contains(names, host)
}
