//go:build !(linux && webkit2_41 && (production || dev))

package shell

// clipboardPicture is for WebKitGTK: the web views of Windows and macOS give a page the pictures
// that are pasted.
func clipboardPicture() []byte { return nil }
