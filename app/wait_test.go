package app

import (
	"context"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/clock"
)

// waitFor polls until it is so; what it waits for has no signal of its own.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		if !clock.Sleep(ctx, boardPause) {
			t.Fatalf("%s: it did not happen", what)
		}
	}
}
