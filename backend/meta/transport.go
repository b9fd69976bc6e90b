package meta

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// The limits of a connection.
const (
	dialTimeout   = 10 * time.Second
	tlsTimeout    = 10 * time.Second
	headerTimeout = 60 * time.Second // an upload is answered after its last byte
	idleTimeout   = 30 * time.Second // shorter than Meta's, so that a send rarely meets a connection being closed
	idlePerHost   = 16               // one sender per number and the media jobs
)

// ErrPrivateAddress says that a name led to an address inside a network.
var ErrPrivateAddress = errors.New("meta: the name leads to an address that is not public")

// NewHTTPClient makes a client whose connections go to public addresses only,
// checked after the name is resolved, so that no answer of anybody can make
// the relay call into its own network. The host of baseURL is the exception:
// an operator chose it, and the sandbox is on this computer. It follows no
// redirects.
func NewHTTPClient(baseURL string) *http.Client {
	chosen := ""
	if u, err := parseBase(baseURL); err == nil {
		chosen = hostPort(u)
	}
	open := &net.Dialer{Timeout: dialTimeout}
	guarded := &net.Dialer{Timeout: dialTimeout, Control: refusePrivate}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if addr == chosen {
					return open.DialContext(ctx, network, addr)
				}
				return guarded.DialContext(ctx, network, addr)
			},
			ForceAttemptHTTP2:     true,
			TLSHandshakeTimeout:   tlsTimeout,
			ResponseHeaderTimeout: headerTimeout,
			IdleConnTimeout:       idleTimeout,
			MaxIdleConnsPerHost:   idlePerHost,
		},
	}
}

// hostPort gives the address that is dialled for a URL.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// refusePrivate is a Dialer.Control: it sees the address after resolution.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrPrivateAddress
	}
	ip := ap.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || inSpecial(ip) {
		return ErrPrivateAddress
	}
	return nil
}

// special are ranges that count as global unicast and are not public: carrier
// networks, protocol assignments, benchmarks, documentation, reserved; and the
// IPv6 forms that carry an IPv4 address.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
}

func inSpecial(ip netip.Addr) bool {
	for _, p := range special {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
