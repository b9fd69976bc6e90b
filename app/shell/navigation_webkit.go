//go:build linux && webkit2_41 && (production || dev)

package shell

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
void parleyRefuseNavigation(void);
*/
import "C"

import (
	"errors"
	"sync/atomic"
	"time"
)

// webViewPatience is how long GTK may take to come to what it was asked; it
// does so as soon as its loop runs.
const webViewPatience = 30 * time.Second

// What WebKit's thread asks for: there is one window.
var (
	pageHome atomic.Value         // string
	found    = make(chan bool, 1) // whether the web view was found; one answer
)

// refuseNavigation makes the window's web view refuse every address but home,
// every second window, every download, and all of its own menu that leads
// elsewhere.
func refuseNavigation(home string) error {
	pageHome.Store(home)
	C.parleyRefuseNavigation()
	select {
	case ok := <-found:
		if !ok {
			return errors.New("there is no web view in any window")
		}
		return nil
	case <-time.After(webViewPatience):
		return errors.New("the window does not answer")
	}
}

//export parleyMayShow
func parleyMayShow(address *C.char) C.int {
	home, _ := pageHome.Load().(string) //nolint:errcheck // nothing stored: nothing may be shown
	if mayShow(home, C.GoString(address)) {
		return 1
	}
	return 0
}

//export parleyFound
func parleyFound(ok C.int) { found <- ok != 0 }
