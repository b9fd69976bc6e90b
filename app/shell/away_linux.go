package shell

import (
	"context"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// busPause is before a bus that went away is asked for again.
const busPause = time.Minute

// Names of logind, which knows of the session and of sleep.
const (
	login        = "org.freedesktop.login1"
	loginPath    = dbus.ObjectPath("/org/freedesktop/login1")
	loginManager = login + ".Manager"
	loginSession = login + ".Session"
	signSession  = login + ".Session.LockedHint"
	signSleep    = login + ".Manager.PrepareForSleep"
)

// savers are the services that lock screens. Each is reached by the name of its interface.
func savers() []string {
	return []string{
		"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver",
	}
}

func pathOf(name string) dbus.ObjectPath {
	return dbus.ObjectPath("/" + strings.ReplaceAll(name, ".", "/"))
}

// buses are how the two buses of this computer are reached.
type buses struct {
	session, system func(ctx context.Context) (*dbus.Conn, error)
}

func theBuses() buses {
	return buses{
		session: func(ctx context.Context) (*dbus.Conn, error) { return dbus.ConnectSessionBus(dbus.WithContext(ctx)) },
		system:  func(ctx context.Context) (*dbus.Conn, error) { return dbus.ConnectSystemBus(dbus.WithContext(ctx)) },
	}
}

// watchAway hears of what locks the screen, over the session's bus, and of the session and
// of sleep, over the system's.
func watchAway(ctx context.Context, changed func(bool)) { theBuses().watch(ctx, changed) }

func (b buses) watch(ctx context.Context, changed func(bool)) {
	s := newSigns(changed)
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.listen(ctx, b.session, heardOfSavers) })
	wg.Go(func() { s.listen(ctx, b.system, heardOfLogin) })
}

// hearing is what is listened for on one bus.
type hearing struct {
	matches [][]dbus.MatchOption
	hear    func(*signs, *dbus.Signal)
	ask     func(*signs) // how it stands now
	names   []string     // of the signs
}

// listen hears signals until ctx ends. A bus that is not there is not asked for again; of
// one that went away nothing is known any more.
func (s *signs) listen(ctx context.Context, dial func(context.Context) (*dbus.Conn, error), of func(context.Context, *dbus.Conn) hearing) {
	for {
		bus, err := dial(ctx)
		if err != nil {
			return
		}
		h := of(ctx, bus)
		s.hear(ctx, bus, h)
		bus.Close() //nolint:errcheck // it is over
		if ctx.Err() != nil {
			return
		}
		for _, name := range h.names {
			s.note(name, false)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(busPause):
		}
	}
}

func (s *signs) hear(ctx context.Context, bus *dbus.Conn, h hearing) {
	signals := make(chan *dbus.Signal, 16) // more than come while one is told
	bus.Signal(signals)
	for _, match := range h.matches {
		if bus.AddMatchSignalContext(ctx, match...) != nil {
			return
		}
	}
	h.ask(s) // after the signals are heard, so that no change is lost between
	for {
		select {
		case <-ctx.Done():
			return
		case signal, open := <-signals:
			if !open {
				return
			}
			h.hear(s, signal)
		}
	}
}

// heardOfSavers is of the services that lock the screen, or blank it. One that ends says
// nothing any more.
func heardOfSavers(ctx context.Context, bus *dbus.Conn) hearing {
	h := hearing{names: savers()}
	for _, name := range h.names {
		h.matches = append(h.matches,
			[]dbus.MatchOption{dbus.WithMatchInterface(name), dbus.WithMatchMember("ActiveChanged")},
			[]dbus.MatchOption{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)})
	}
	h.hear = func(s *signs, signal *dbus.Signal) {
		if signal.Name == "org.freedesktop.DBus.NameOwnerChanged" {
			var name, from, to string
			if dbus.Store(signal.Body, &name, &from, &to) == nil && to == "" {
				s.note(name, false)
			}
			return
		}
		var active bool
		if name, ok := strings.CutSuffix(signal.Name, ".ActiveChanged"); ok && dbus.Store(signal.Body, &active) == nil {
			s.note(name, active)
		}
	}
	h.ask = func(s *signs) {
		for _, name := range h.names {
			var active bool
			if bus.Object(name, pathOf(name)).CallWithContext(ctx, name+".GetActive", dbus.FlagNoAutoStart).Store(&active) == nil {
				s.note(name, active)
			}
		}
	}
	return h
}

// heardOfLogin is of logind. Its signal Lock only asks for a lock, and nothing says whether
// the screen is locked then, or until when: LockedHint does.
func heardOfLogin(ctx context.Context, bus *dbus.Conn) hearing {
	path := sessionPath(ctx, bus)
	object := bus.Object(login, path)
	h := hearing{names: []string{signSession, signSleep}, matches: [][]dbus.MatchOption{
		{dbus.WithMatchInterface(loginManager), dbus.WithMatchMember("PrepareForSleep"), dbus.WithMatchObjectPath(loginPath)},
	}}
	if path != "" {
		h.matches = append(h.matches,
			[]dbus.MatchOption{dbus.WithMatchInterface("org.freedesktop.DBus.Properties"), dbus.WithMatchMember("PropertiesChanged"), dbus.WithMatchObjectPath(path)},
			[]dbus.MatchOption{dbus.WithMatchInterface(loginSession), dbus.WithMatchMember("Unlock"), dbus.WithMatchObjectPath(path)})
	}
	h.ask = func(s *signs) {
		var locked dbus.Variant
		if path != "" && object.CallWithContext(ctx, properties, dbus.FlagNoAutoStart, loginSession, "LockedHint").Store(&locked) == nil {
			s.sayHint(locked)
		}
	}
	h.hear = func(s *signs, signal *dbus.Signal) {
		switch signal.Name {
		case signSleep:
			var begins bool
			if dbus.Store(signal.Body, &begins) == nil {
				s.note(signSleep, begins)
			}
		case loginSession + ".Unlock":
			s.note(signSession, false)
		case "org.freedesktop.DBus.Properties.PropertiesChanged":
			var of string
			var changed map[string]dbus.Variant
			var gone []string
			if dbus.Store(signal.Body, &of, &changed, &gone) == nil && of == loginSession {
				s.sayHint(changed["LockedHint"])
			}
		}
	}
	return h
}

func (s *signs) sayHint(v dbus.Variant) {
	if locked, ok := v.Value().(bool); ok {
		s.note(signSession, locked)
	}
}

// sessionPath gives logind's object of the session that this app runs in, "" if there is
// none. What the system's user manager started is in no session: then it is the one on the
// person's screen.
func sessionPath(ctx context.Context, bus *dbus.Conn) dbus.ObjectPath {
	manager := bus.Object(login, loginPath)
	var path dbus.ObjectPath
	if manager.CallWithContext(ctx, loginManager+".GetSessionByPID", 0, uint32(os.Getpid())).Store(&path) == nil { //nolint:gosec // a process id fits
		return path
	}
	var shown dbus.Variant
	var display struct {
		ID   string
		Path dbus.ObjectPath
	}
	user := bus.Object(login, loginPath+"/user/self")
	if user.CallWithContext(ctx, properties, 0, login+".User", "Display").Store(&shown) != nil || dbus.Store([]any{shown.Value()}, &display) != nil {
		return ""
	}
	return display.Path
}
