//go:build !windows

package child

import "syscall"

// detached gives the child a session of its own: closing the terminal or the
// window must not end it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
