package httpd

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"github.com/parleydesk/parley/backend/desk"
)

// ClientIP gives the address of whoever sent the request: the peer's, or, when
// the peer is a trusted proxy, the one that the proxy saw. It is invalid for a
// request that did not come through the server.
func ClientIP(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(keyClient).(netip.Addr)
	return a
}

// clientIP works out the address. X-Forwarded-For is read from its end, where
// the nearest proxy wrote: everything before the first address that we do not
// trust may have been made up by the client.
func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isTrusted(client, trusted); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break // the last address that makes sense stands
		}
		client = hop.Unmap().WithZone("")
	}
	return client
}

func isTrusted(a netip.Addr, nets []netip.Prefix) bool {
	for _, n := range nets {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// RateLimit lets each client address make perMinute requests a minute and
// answers tooMany above. An IPv6 client is its /64: one subscriber has a whole
// one to draw addresses from.
func RateLimit(perMinute int) func(http.Handler) http.Handler {
	return httprate.LimitBy(perMinute, time.Minute,
		func(r *http.Request) (string, error) { return clientKey(ClientIP(r.Context())), nil },
		httprate.WithLimitHandler(func(w http.ResponseWriter, _ *http.Request) {
			WriteError(w, desk.Refuse(desk.CodeTooMany, "requests"))
		}),
	)
}

func clientKey(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
