package shell

import (
	"context"
	_ "embed" // the script below
	"encoding/json"
	"net/url"
	goruntime "runtime"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Where Wails keeps the page in a window that ships.
const (
	wailsHome        = "wails://wails/"
	wailsHomeWindows = "http://wails.localhost/"
)

//go:embed comehome.js
var comeHome string

// ComeHome leads the window back to Parley's page if it shows another one. It is
// for Windows and macOS, where Wails hands out no web view that could be told to
// refuse, but says when a page has been loaded. That page runs outside of Wails'
// origin, so it can call nothing of Parley meanwhile.
func ComeHome(ctx context.Context) { runtime.WindowExecJS(ctx, comeHomeTo(homeOf(ctx))) }

func comeHomeTo(home string) string {
	address, _ := json.Marshal(home) //nolint:errcheck // a string
	return comeHome + "(" + string(address) + ")"
}

// homeOf gives the address of Parley's page: the only one that its window may
// show.
func homeOf(ctx context.Context) string {
	// Wails hands the address of its development server over under this name.
	if u, ok := ctx.Value("starturl").(*url.URL); ok && u != nil {
		return u.String()
	}
	return homeOn(goruntime.GOOS)
}

func homeOn(system string) string {
	if system == "windows" {
		return wailsHomeWindows
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
