//go:build unix

package httpd

import (
	"os"
	"syscall"
)

// spareDescriptors are kept for what is no connection: the database, media,
// calls to Meta.
const spareDescriptors = 32

// mostConnections gives how many connections the process has descriptors for,
// beside those that are open already and a reserve.
func mostConnections() int {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil || l.Cur > unbounded {
		return unbounded
	}
	used := spareDescriptors
	if list, err := os.ReadDir("/dev/fd"); err == nil {
		used += len(list)
	}
	return max(int(l.Cur)-used, 8) //nolint:gosec // not above unbounded
}
