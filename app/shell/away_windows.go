package shell

import (
	"context"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// awayLook is how often Windows is asked. It tells of a lock by itself only to windows
// whose messages the app would have to read.
const awayLook = 3 * time.Second

// What WTSQuerySessionInformation is asked for, and what it answers.
const (
	thisSession     = 0xFFFFFFFF
	infoExtended    = 25 // WTSSessionInfoEx
	sessionActive   = 0  // WTSActive: somebody is at its screen
	sessionLocked   = 0  // WTS_SESSIONSTATE_LOCK
	extendedLevel   = 1
	signOfTheScreen = "session"
)

// sessionInfo is the beginning of WTSINFOEXW. What follows the level begins at a multiple of 8.
type sessionInfo struct {
	level uint32
	_     uint32
	id    uint32
	state uint32
	flags uint32
}

var (
	wts          = windows.NewLazySystemDLL("wtsapi32.dll")
	querySession = wts.NewProc("WTSQuerySessionInformationW")
	freeSession  = wts.NewProc("WTSFreeMemory")
)

// watchAway asks Windows from time to time whether its session is locked, or somebody else's
// is on the screen.
func watchAway(ctx context.Context, changed func(bool)) {
	s := newSigns(changed)
	look := time.NewTicker(awayLook)
	defer look.Stop()
	for {
		if isAway, known := sessionAway(); known {
			s.note(signOfTheScreen, isAway)
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

func sessionAway() (isAway, known bool) {
	var info *sessionInfo
	var size uint32
	ok, _, _ := querySession.Call(0, thisSession, infoExtended, uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size))) //nolint:gosec // the only way to hand a place for the answer to a system call
	if ok == 0 || info == nil {
		return false, false
	}
	defer freeSession.Call(uintptr(unsafe.Pointer(info))) //nolint:errcheck,gosec // it answers nothing
	if uintptr(size) < unsafe.Sizeof(*info) || info.level != extendedLevel {
		return false, false
	}
	return info.state != sessionActive || info.flags == sessionLocked, true
}
