package session

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"time"
)

// Address reads what a person typed or pasted. Passwords and messages
// only travel encrypted, except within this computer.
func Address(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return "", desk.Refuse(desk.CodeInvalid, "address")
	}
	switch {
	case u.Scheme == "https":
	case u.Scheme == "http" && IsLoopback(u.Hostname()):
	default:
		return "", desk.Refuse(desk.CodeInvalid, "insecure")
	}
	path := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/join"), "/")
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}).String(), nil
}

// IsLoopback says whether a host is this computer.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Proven refuses an address at which anything may answer, also within this
// computer: another account, or a program that somebody else started, can take a
// port. A certificate proves a relay, and the discovery file that of this
// computer. inClear says of an address that whoever starts the app vouches for
// it; nil = of none.
func Proven(base string, inClear func(string) bool) error {
	if strings.HasPrefix(base, "https://") || inClear != nil && inClear(base) {
		return nil
	}
	return desk.Refuse(desk.CodeInvalid, local.SubcodeUnproven, desk.Params{desk.ParamContext: "address", "address": base})
}

// NewClient reaches a relay beside the socket. No relay hears a password or token
// before it has proven that it is the one: by its certificate, and this
// computer's, which is at here, by the key that its discovery file names.
func NewClient(base string, here local.Discovery, inClear func(string) bool, now func() time.Time) (*link.Client, error) {
	if err := Proven(base, inClear); err != nil {
		return nil, err
	}
	conf := link.ClientConfig{URL: base, Clock: now}
	if here.URL == base {
		var err error
		if conf.TLS, err = here.ClientTLS(); err != nil {
			return nil, err
		}
	}
	return link.NewClient(conf)
}
