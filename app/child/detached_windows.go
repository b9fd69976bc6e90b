package child

import "syscall"

// detached gives the child a group of its own and no console.
func detached() *syscall.SysProcAttr {
	const noWindow = 0x08000000
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | noWindow}
}
