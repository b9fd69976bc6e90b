package shell

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// switchOfBus is where a desktop says over the session's bus whether it shows
// notifications.
type switchOfBus struct {
	name   string
	path   dbus.ObjectPath
	method string
	args   []any
	hides  bool // the answer that means that it shows none
}

// properties is how a property is asked for.
const properties = "org.freedesktop.DBus.Properties.Get"

// notesSwitches are those of KDE, dunst, Xfce and GNOME.
func notesSwitches() []switchOfBus {
	const server, path = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
	return []switchOfBus{
		{server, path, properties, []any{server, "Inhibited"}, true},
		{server, path, properties, []any{"org.dunstproject.cmd0", "paused"}, true},
		{"org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf.GetProperty", []any{"xfce4-notifyd", "/do-not-disturb"}, true},
		{
			"org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.Read",
			[]any{"org.gnome.desktop.notifications", "show-banners"}, false,
		},
	}
}

// notesHindered asks the desktop whether it shows the notifications that it takes.
// Nothing is started for the question: a service that does not run is not this desktop's.
func notesHindered(ctx context.Context) Hindrance {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return HinderUnknown // whoever shows a notification says that there is no bus
	}
	defer bus.Close() //nolint:errcheck // the answers are read by then
	return firstOf(notesSwitches(), func(s switchOfBus) Hindrance {
		var said dbus.Variant
		if bus.Object(s.name, s.path).CallWithContext(ctx, s.method, dbus.FlagNoAutoStart, s.args...).Store(&said) != nil {
			return HinderUnknown // not this desktop's
		}
		return s.judge(said)
	})
}

// judge reads the answer of a switch.
func (s switchOfBus) judge(said dbus.Variant) Hindrance {
	on, isSwitch := plainValue(said).(bool)
	switch {
	case !isSwitch:
		return HinderUnknown
	case on == s.hides:
		return HinderQuiet
	}
	return HinderNothing
}

// plainValue takes a value out of the variants around it: the portal wraps it twice.
func plainValue(v dbus.Variant) any {
	for {
		inner, wrapped := v.Value().(dbus.Variant)
		if !wrapped {
			return v.Value()
		}
		v = inner
	}
}
