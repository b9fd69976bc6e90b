package shell

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Answers of SHQueryUserNotificationState.
const (
	stateBusy         = 2 // a full-screen app, or the presentation settings
	stateFullScreen3D = 3
	statePresentation = 4
	stateQuietTime    = 6 // the first hour after Windows was set up
	stateApp          = 7 // a full-screen app of the store
)

var (
	queryNotificationState = windows.NewLazySystemDLL("shell32.dll").NewProc("SHQueryUserNotificationState")
	waveDevices            = windows.NewLazySystemDLL("winmm.dll").NewProc("waveOutGetNumDevs")
)

// notesHindered reads the switch of all notifications and asks for the state in which
// Windows keeps them back. Focus assist has no documented question.
func notesHindered(context.Context) Hindrance {
	if toastsOff() {
		return HinderSystemOff
	}
	var state uint32
	if result, _, _ := queryNotificationState.Call(uintptr(unsafe.Pointer(&state))); result != 0 { //nolint:gosec // the only way to hand a place for the answer to a system call
		return HinderUnknown
	}
	switch state {
	case stateBusy, stateFullScreen3D, statePresentation, stateApp:
		return HinderFullScreen
	case stateQuietTime:
		return HinderQuiet
	}
	return HinderUnknown // it may still be quiet by focus assist
}

// toastsOff reads "Get notifications from apps and other senders".
func toastsOff() bool {
	k, err := registry.OpenKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\PushNotifications`, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer k.Close() //nolint:errcheck // it was only read
	on, _, err := k.GetIntegerValue("ToastEnabled")
	return err == nil && on == 0
}

// deviceHinders counts what sounds can be played with.
func deviceHinders() Hindrance {
	if n, _, _ := waveDevices.Call(); n == 0 {
		return HinderNoDevice
	}
	return HinderUnknown // whether it is muted is not asked
}
