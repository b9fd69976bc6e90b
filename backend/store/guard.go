package store

import (
	"os"

	"github.com/parleydesk/parley/backend/desk"
)

// checkFolder refuses a folder that is not there or lies on another machine:
// locks and the shared index of the write-ahead log do not work over a network.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "dataFolder", Op: "open database", Message: "The data folder is not there. Create it, or name another one.", Err: err}
	}
	if name := networkFileSystem(dir); name != "" {
		return desk.Errorf(desk.CodeInvalid, "networkFolder", "The data folder lies on a network file system (%s), where a database loses data. Choose a folder on a local disk.", name)
	}
	return nil
}
