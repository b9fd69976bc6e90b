//go:build !windows

package shell

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// withActions shows a note with its buttons: Wails knows them by the name of a category.
func withActions(ctx context.Context, n Note) error {
	category := runtime.NotificationCategory{ID: "parley"}
	for _, a := range n.Actions {
		category.ID += "." + a.ID
		category.Actions = append(category.Actions, runtime.NotificationAction{ID: a.ID, Title: a.Title})
	}
	if err := runtime.RegisterNotificationCategory(ctx, category); err != nil {
		return err
	}
	options := n.options()
	options.CategoryID = category.ID
	return runtime.SendNotificationWithActions(ctx, options)
}
