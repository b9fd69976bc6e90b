//go:build !windows && !(linux && webkit2_41 && (production || dev)) && !(darwin && cgo && (production || dev))

package shell

import "github.com/parleydesk/parley/backend/desk"

// attention is not to be had here: in tests there is no window, and on macOS Cocoa needs
// cgo.
func attention(bool) error { return desk.Refuse(desk.CodeUnavailable, "window") }
