package shell

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/parleydesk/parley/backend/desk"
)

// flashInfo is FLASHWINFO.
type flashInfo struct {
	size    uint32
	window  windows.HWND
	flags   uint32
	count   uint32
	timeout uint32
}

// Of FlashWindowEx: the button in the task bar, until the window comes to the front.
const (
	flashStop    = 0
	flashTray    = 2
	flashNoFront = 12
)

var flashWindow = windows.NewLazySystemDLL("user32.dll").NewProc("FlashWindowEx")

// attention has the window's button in the task bar flash until it is in front.
func attention(wanted bool) error {
	window := ownWindow()
	if window == 0 {
		return desk.Refuse(desk.CodeUnavailable, "window")
	}
	info := flashInfo{window: window, flags: flashStop}
	if wanted {
		info.flags = flashTray | flashNoFront
	}
	info.size = uint32(unsafe.Sizeof(info))
	_, _, _ = flashWindow.Call(uintptr(unsafe.Pointer(&info))) // it answers how the button looked before
	return nil
}

// ownWindow gives the visible window of this process, 0 if there is none.
func ownWindow() windows.HWND {
	var found windows.HWND
	own := windows.GetCurrentProcessId()
	each := syscall.NewCallback(func(window windows.HWND, _ uintptr) uintptr {
		var of uint32
		if _, err := windows.GetWindowThreadProcessId(window, &of); err == nil && of == own && windows.IsWindowVisible(window) {
			found = window
			return 0 // enough
		}
		return 1
	})
	_ = windows.EnumWindows(each, nil) // it calls it an error that the search was ended
	return found
}
