//go:build !windows

package shell

import "errors"

// playFile is for Windows; elsewhere a program of the system plays.
func playFile(string) error { return errors.ErrUnsupported }
