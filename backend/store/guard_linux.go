package store

import "syscall"

// networkMagic maps the numbers that Linux gives file systems (statfs, f_type)
// to names, for those whose files live on another machine.
var networkMagic = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB2",
	0x564c:     "NCP",
	0x5346414f: "AFS",
	0x73757245: "Coda",
	0x00c36400: "Ceph",
	0x0bd00bd0: "Lustre",
	0x01021997: "9P",
	0x01161970: "GFS2",
	0x7461636f: "OCFS2",
}

// networkFileSystem names the network file system that dir lies on, or "".
func networkFileSystem(dir string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return ""
	}
	return networkMagic[uint32(s.Type)] //nolint:gosec,unconvert // the kernel's magic numbers have 32 bits; the field's width differs by machine
}
