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
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "dataFolder", Op: "open database", Err: err}
	}
	if name := networkFileSystem(dir); name != "" {
		return desk.Refuse(desk.CodeInvalid, "networkFolder", desk.Params{"system": name})
	}
	return nil
}
