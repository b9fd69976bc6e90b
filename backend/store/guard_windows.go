package store

import (
	"path/filepath"
	"syscall"
	"unsafe"
)

// driveRemote is what GetDriveType answers for a drive on another machine.
const driveRemote = 4

var getDriveType = syscall.NewLazyDLL("kernel32.dll").NewProc("GetDriveTypeW")

// networkFileSystem names the network file system that dir lies on, or "".
func networkFileSystem(dir string) string {
	root, err := syscall.UTF16PtrFromString(filepath.VolumeName(dir) + `\`)
	if err != nil || getDriveType.Find() != nil {
		return ""
	}
	kind, _, _ := getDriveType.Call(uintptr(unsafe.Pointer(root)))
	if kind == driveRemote {
		return "a shared drive"
	}
	return ""
}
