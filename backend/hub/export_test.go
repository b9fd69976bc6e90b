package hub

import (
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Chunk is chunk, for tests.
func Chunk(items []view.Projected) [][]wire.Change { return chunk(items) }

// WithoutContent is withoutContent, for tests.
func WithoutContent(f wire.Frame) wire.Frame { return withoutContent(f) }
