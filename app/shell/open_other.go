//go:build !windows

package shell

import "errors"

// shellExecute is for Windows; elsewhere a program of the system opens.
func shellExecute(string) error { return errors.ErrUnsupported }
