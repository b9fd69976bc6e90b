package shell

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// capabilityDeadline bounds the question to the notification server.
const capabilityDeadline = 3 * time.Second

// show hands a plain note to the notification server of the session. The
// server is asked each time: another one may have taken its place.
func show(ctx context.Context, n Note) error {
	can, err := capabilities(ctx)
	if err != nil {
		return err
	}
	n.Body = markup(n.Body, can)
	if len(n.Actions) > 0 && slices.Contains(can, "actions") {
		return withActions(ctx, n)
	}
	return runtime.SendNotification(ctx, n.options())
}

// capabilities asks the session's notification server what it draws.
func capabilities(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, capabilityDeadline)
	defer cancel()
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	defer bus.Close() //nolint:errcheck // the answer is read by then
	var can []string
	server := bus.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	if err := server.CallWithContext(ctx, "org.freedesktop.Notifications.GetCapabilities", 0).Store(&can); err != nil {
		return nil, fmt.Errorf("ask the notification server: %w", err)
	}
	return can, nil
}
