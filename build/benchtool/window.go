package main

import "context"

// window measures the desktop's cold start.
func (b *bench) window(context.Context) error {
	b.table.add("cold start to the frame after the first row", "not measured", "not measured", "")
	return nil
}
