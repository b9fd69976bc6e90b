package shell

import (
	"context"
	"net/url"
)

// wailsHome is where Wails keeps the page in a window that ships, on Linux and
// macOS.
const wailsHome = "wails://wails/"

// homeOf gives the address of Parley's page: the only one that its window may
// show.
func homeOf(ctx context.Context) string {
	// Wails hands the address of its development server over under this name.
	if u, ok := ctx.Value("starturl").(*url.URL); ok && u != nil {
		return u.String()
	}
	return wailsHome
}

// mayShow says whether the window may show an address: Parley's page and
// nothing else, not even another file of the same origin, because those are
// what customers sent. The parts behind # are places within the page.
func mayShow(home, address string) bool {
	want, err := url.Parse(home)
	if err != nil {
		return false
	}
	got, err := url.Parse(address)
	if err != nil || got.User != nil || got.Opaque != "" || got.RawQuery != "" {
		return false
	}
	isRoot := got.Path == "" || got.Path == "/" || got.Path == "/index.html"
	return isRoot && got.Scheme == want.Scheme && got.Host == want.Host
}
