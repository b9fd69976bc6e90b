//go:build !windows && !linux

package shell

import "context"

// notesHindered cannot be told here: macOS keeps its Focus from apps.
func notesHindered(context.Context) Hindrance { return HinderUnknown }
