package store

import "syscall"

// networkFileSystem names the network file system that dir lies on, or "".
func networkFileSystem(dir string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return ""
	}
	var name []byte
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c)) //nolint:gosec // ASCII
	}
	switch string(name) {
	case "nfs", "smbfs", "afpfs", "webdav", "cifs", "ftp":
		return string(name)
	}
	return ""
}
