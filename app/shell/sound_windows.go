package shell

import (
	"syscall"
	"unsafe"
)

// Flags of PlaySound: the name is a file; play it beside us; no default sound.
const (
	sndAsync     = 0x1
	sndNoDefault = 0x2
	sndFilename  = 0x20000
)

var playSound = syscall.NewLazyDLL("winmm.dll").NewProc("PlaySoundW")

// playFile plays a WAV file through winmm, which every Windows has.
func playFile(path string) error {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	ok, _, err := playSound.Call(uintptr(unsafe.Pointer(name)), 0, sndAsync|sndNoDefault|sndFilename) //nolint:gosec // the only way to hand a string to a system call
	if ok == 0 {
		return err
	}
	return nil
}
