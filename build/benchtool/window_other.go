//go:build !unix

package main

import "context"

const coldStart = "cold start → frame with the first row"

// window says that it is measured on Linux only.
func (b *bench) window(context.Context) error {
	b.table.add(coldStart, "not measured", "needs Linux, Xvfb and xdotool", "")
	return nil
}
