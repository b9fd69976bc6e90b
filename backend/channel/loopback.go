package channel

import "net/netip"

// IsLoopback says whether a host, as url.URL.Hostname gives it, is this computer: what is sent
// there crosses no network.
func IsLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.Zone() == "" && a.Unmap().IsLoopback()
}
