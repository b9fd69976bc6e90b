package shell

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// privateBus starts a bus of the test's own, and gives its address.
func privateBus(t *testing.T) string {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed: locks are not heard of")
	}
	cmd := exec.CommandContext(t.Context(), daemon, "--session", "--nofork", "--print-address", "--address=unix:dir=/tmp") //nolint:gosec // the system's own
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

func dialled(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}

// logind is a small one, with one session.
type logind struct {
	t      *testing.T
	bus    *dbus.Conn
	mu     sync.Mutex // guards locked
	locked bool
}

const sessionOne = dbus.ObjectPath("/org/freedesktop/login1/session/_31")

// GetSessionByPID answers as of an app that the user's own systemd started.
func (l *logind) GetSessionByPID(uint32) (dbus.ObjectPath, *dbus.Error) {
	return "", dbus.NewError(login+".NoSessionForPID", nil)
}

func (l *logind) Get(of, name string) (dbus.Variant, *dbus.Error) {
	switch {
	case of == login+".User" && name == "Display":
		return dbus.MakeVariant(struct {
			ID   string
			Path dbus.ObjectPath
		}{"1", sessionOne}), nil
	case of != loginSession || name != "LockedHint":
		return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", nil)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return dbus.MakeVariant(l.locked), nil
}

func (l *logind) lock(locked bool) {
	l.t.Helper()
	l.mu.Lock()
	l.locked = locked
	l.mu.Unlock()
	l.emit(sessionOne, "org.freedesktop.DBus.Properties.PropertiesChanged", loginSession, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(locked)}, []string{})
}

func (l *logind) emit(path dbus.ObjectPath, name string, values ...any) {
	l.t.Helper()
	if err := l.bus.Emit(path, name, values...); err != nil {
		l.t.Fatal(err)
	}
}

// saver is GNOME's.
type saver struct{ active bool }

func (s saver) GetActive() (bool, *dbus.Error) { return s.active, nil }

func serve(t *testing.T, bus *dbus.Conn, name string, at map[dbus.ObjectPath]map[string]any) {
	t.Helper()
	for path, interfaces := range at {
		for of, object := range interfaces {
			if err := bus.Export(object, path, of); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, err := bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name %s: %v, %v", name, got, err)
	}
}

// watched runs the watch on two private buses, and gives what it tells.
func watched(t *testing.T, locked, active bool) (*logind, *dbus.Conn, chan bool) {
	t.Helper()
	session, system := privateBus(t), privateBus(t)
	l := &logind{t: t, bus: dialled(t, system), locked: locked}
	serve(t, l.bus, login, map[dbus.ObjectPath]map[string]any{
		loginPath: {loginManager: l}, loginPath + "/user/self": {"org.freedesktop.DBus.Properties": l}, sessionOne: {"org.freedesktop.DBus.Properties": l},
	})
	gnome := dialled(t, session)
	const name = "org.gnome.ScreenSaver"
	serve(t, gnome, name, map[dbus.ObjectPath]map[string]any{pathOf(name): {name: saver{active}}})
	told := make(chan bool, 16)
	to := func(address string) func(context.Context) (*dbus.Conn, error) {
		return func(ctx context.Context) (*dbus.Conn, error) { return dbus.Connect(address, dbus.WithContext(ctx)) }
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		buses{session: to(session), system: to(system)}.watch(ctx, func(isAway bool) { told <- isAway })
	})
	t.Cleanup(func() {
		cancel()
		wg.Wait()
		if len(told) > 0 {
			t.Errorf("at the end it says %v", <-told)
		}
	})
	return l, gnome, told
}

func wants(t *testing.T, told chan bool, isAway bool, why string) {
	t.Helper()
	select {
	case got := <-told:
		if got != isAway {
			t.Fatalf("%s: away is %v", why, got)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: nothing is told", why)
	}
}

// A screen that is locked when the app starts makes known, too, that both buses are heard.
func TestAway_hearsOfLocksAndSleep(t *testing.T) {
	t.Parallel()
	l, gnome, told := watched(t, true, false)
	wants(t, told, true, "locked at the start")
	l.lock(false)
	wants(t, told, false, "unlocked")
	l.lock(true)
	wants(t, told, true, "locked")
	l.emit(sessionOne, loginSession+".Unlock")
	wants(t, told, false, "asked to unlock")
	l.emit(loginPath, signSleep, true)
	wants(t, told, true, "goes to sleep")
	l.emit(loginPath, signSleep, false)
	wants(t, told, false, "wakes")
	l.emit(sessionOne, loginSession+".Lock")                                                                                                                             // is only asked for
	l.emit(sessionOne+"2", "org.freedesktop.DBus.Properties.PropertiesChanged", loginSession, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(true)}, []string{}) // somebody else's
	l.lock(true)
	wants(t, told, true, "locked again")
	l.lock(false)
	wants(t, told, false, "unlocked again")
	_ = gnome
}

func TestAway_hearsOfScreenSavers(t *testing.T) {
	t.Parallel()
	l, gnome, told := watched(t, false, true)
	const name = "org.gnome.ScreenSaver"
	say := func(active bool) {
		t.Helper()
		if err := gnome.Emit(pathOf(name), name+".ActiveChanged", active); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, told, true, "active at the start")
	say(false)
	wants(t, told, false, "no more")
	say(true)
	wants(t, told, true, "active")
	if _, err := gnome.ReleaseName(name); err != nil {
		t.Fatal(err)
	}
	wants(t, told, false, "the service ended")
	_ = l
}

// They are away while any sign says so.
func TestSigns_anyOfThem(t *testing.T) {
	t.Parallel()
	var told []bool
	s := newSigns(func(isAway bool) { told = append(told, isAway) })
	s.note("screen", false)
	s.note("screen", true)
	s.note("sleep", true)
	s.note("screen", true)
	s.note("screen", false)
	if len(told) != 1 || !told[0] {
		t.Fatalf("asleep still: %v", told)
	}
	s.note("sleep", false)
	if len(told) != 2 || told[1] {
		t.Errorf("%v", told)
	}
}
