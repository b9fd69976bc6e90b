package shell

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// MarkOutside marks a file as one that came from outside. The file must exist.
func MarkOutside(path string, at time.Time) error {
	if err := unix.Setxattr(path, quarantineName, []byte(quarantine(at)), 0); err != nil {
		return &os.PathError{Op: "mark", Path: path, Err: err}
	}
	return nil
}
