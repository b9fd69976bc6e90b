package shell

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// shellExecute opens a link or a file with the program for its kind. The target
// is handed over as it is: there is no command line that it could end.
func shellExecute(target string) error {
	path, err := syscall.UTF16PtrFromString(target)
	if err != nil {
		return err
	}
	verb, err := syscall.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, path, nil, nil, windows.SW_SHOWNORMAL)
}
