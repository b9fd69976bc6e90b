package store

import "golang.org/x/sys/windows"

// freeSpace is how many bytes this account may still write below dir.
func freeSpace(dir string) (int64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var mine uint64
	err = windows.GetDiskFreeSpaceEx(p, &mine, nil, nil)
	return int64(mine), err //nolint:gosec // a disk's size fits
}
