package meta

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"github.com/parleydesk/parley/backend/channel"
)

// The limits of a connection.
const (
	dialTimeout   = 10 * time.Second
	tlsTimeout    = 10 * time.Second
	headerTimeout = 60 * time.Second // an upload is answered after its last byte
	idleTimeout   = 30 * time.Second // shorter than Meta's, so that a send rarely meets a connection being closed
	idlePerHost   = 16               // one sender per number and the media jobs
)

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

// public lets nothing through but addresses of the internet, by the registries
// of special addresses that IANA keeps.
var public = ssrf.New(ssrf.WithAnyPort())

// refusePrivate is a Dialer.Control: it sees the address after resolution.
func refusePrivate(network, address string, c syscall.RawConn) error {
	if public.Safe(network, address, c) != nil {
		return channel.ErrPrivateAddress
	}
	return nil
}
