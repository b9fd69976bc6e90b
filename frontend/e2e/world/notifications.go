package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/godbus/dbus/v5"
)

// Names of the desktop's notification service.
const (
	serviceName = "org.freedesktop.Notifications"
	servicePath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// service is the part of the notification specification that an app can meet.
// Its exported methods are called over D-Bus.
type service struct {
	last  atomic.Uint32
	quiet atomic.Bool // do not disturb

	mu  sync.Mutex // guards below: calls come concurrently, lines go out whole
	out *json.Encoder
}

// shown is one Notify as a line for the test.
type shown struct {
	ID      uint32   `json:"id"`
	App     string   `json:"app"`
	Title   string   `json:"title"`
	Body    string   `json:"body"`
	Actions []string `json:"actions"`
}

// Notify shows a notification.
func (s *service) Notify(app string, replaces uint32, _, title, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	id := replaces
	if id == 0 {
		id = s.last.Add(1)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.out.Encode(shown{id, app, title, body, actions}); err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	return id, nil
}

// CloseNotification takes a notification away.
func (s *service) CloseNotification(uint32) *dbus.Error { return nil }

// GetCapabilities says what the service can draw: markup too, as most do, so
// that the tests see what such a service is given.
func (s *service) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"actions", "body", "body-markup", "body-hyperlinks"}, nil
}

// GetServerInformation says who the service is.
func (s *service) GetServerInformation() (name, vendor, version, spec string, failure *dbus.Error) {
	return "world", "parley tests", "1", "1.2", nil
}

// Get tells the one property that the service has: whether it keeps what it takes to itself.
func (s *service) Get(face, name string) (dbus.Variant, *dbus.Error) {
	if face != serviceName || name != "Inhibited" {
		return dbus.Variant{}, dbus.MakeFailedError(errors.New("no such property"))
	}
	return dbus.MakeVariant(s.quiet.Load()), nil
}

// notifications is the service on the session's bus until ctx or in ends. Each
// line of in is a click: the notification's id and the action's key. With the id 0 it
// switches do not disturb on ("quiet") or off.
func notifications(ctx context.Context, in io.Reader, out io.Writer) error {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("connect to the session bus: %w", err)
	}
	defer bus.Close() //nolint:errcheck // the process ends with it
	s := &service{out: json.NewEncoder(out)}
	for _, face := range []string{serviceName, "org.freedesktop.DBus.Properties"} {
		if err := bus.Export(s, servicePath, face); err != nil {
			return fmt.Errorf("export the service: %w", err)
		}
	}
	reply, err := bus.RequestName(serviceName, dbus.NameFlagDoNotQueue)
	if err != nil {
		return fmt.Errorf("take the name: %w", err)
	}
	if reply != dbus.RequestNameReplyPrimaryOwner {
		return errors.New("another notification service is on this bus")
	}
	if _, err := fmt.Fprintln(out, `{"ready":true}`); err != nil {
		return err
	}
	return s.clicks(bus, in)
}

func (s *service) clicks(bus *dbus.Conn, in io.Reader) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var id uint32
		var key string
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &id, &key); err != nil {
			return fmt.Errorf("read a click: %w", err)
		}
		if id == 0 {
			s.quiet.Store(key == "quiet")
			continue
		}
		if err := bus.Emit(servicePath, serviceName+".ActionInvoked", id, key); err != nil {
			return fmt.Errorf("click: %w", err)
		}
	}
	return lines.Err()
}
