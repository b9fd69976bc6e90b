//go:build !windows && !linux

package shell

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// show hands a plain note to the system, which draws its texts as they are.
func show(ctx context.Context, n Note) error {
	if len(n.Actions) > 0 {
		return withActions(ctx, n)
	}
	return runtime.SendNotification(ctx, n.options())
}
