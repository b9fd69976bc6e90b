package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
)

// Names of the accessibility bus, on which WebKit says what stands in a page.
const (
	accessible = "org.a11y.atspi.Accessible"
	webProcess = "org.webkit." // begins the names of the processes that draw pages
	webPages   = dbus.ObjectPath("/org/a11y/webkit/accessible")
)

// States of an accessible, by their bit.
const (
	stateFocused = 12
	stateShowing = 25
)

// reference names an accessible: who has it, and where there.
type reference struct {
	Name string
	Path dbus.ObjectPath
}

// item is an accessible as a test sees it.
type item struct {
	Name    string `json:"name"`
	Focused bool   `json:"focused"`
	Showing bool   `json:"showing"`
}

// mostItems bounds a walk: a window that goes on for ever is none.
const mostItems = 20000

// screen prints everything that the pages in the session's windows say of
// themselves, in the order in which it stands there: what a screen reader has.
func screen(ctx context.Context, out io.Writer) error {
	session, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("connect to the session bus: %w", err)
	}
	defer session.Close() //nolint:errcheck // the process ends with it
	var address string
	if err := session.Object("org.a11y.Bus", "/org/a11y/bus").CallWithContext(ctx, "org.a11y.Bus.GetAddress", 0).Store(&address); err != nil {
		return fmt.Errorf("ask for the accessibility bus: %w", err)
	}
	bus, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("connect to the accessibility bus: %w", err)
	}
	defer bus.Close() //nolint:errcheck // the process ends with it
	w := walk{bus: bus, items: []item{}}
	pages, err := w.pages(ctx)
	if err != nil {
		return err
	}
	for _, page := range pages {
		w.below(ctx, page)
	}
	return json.NewEncoder(out).Encode(w.items)
}

// walk gathers items.
type walk struct {
	bus   *dbus.Conn
	items []item
}

// pages finds the pages by the processes that draw them. The way through the
// window's own tree is not taken: GTK 3 joins the two only after a while.
func (w *walk) pages(ctx context.Context) ([]reference, error) {
	var names []string
	if err := w.bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil {
		return nil, fmt.Errorf("list who is there: %w", err)
	}
	var found []reference
	for _, name := range names {
		if !strings.HasPrefix(name, webProcess) {
			continue
		}
		node, err := introspect.Call(w.bus.Object(name, webPages))
		if err != nil {
			continue // it has drawn nothing yet
		}
		for _, each := range node.Children {
			found = append(found, reference{name, webPages + "/" + dbus.ObjectPath(each.Name)})
		}
	}
	return found, nil
}

// below adds what is under an accessible. What is gone when it is asked was
// gone a moment later anyway, and is left out.
func (w *walk) below(ctx context.Context, at reference) {
	var children []reference
	if err := w.bus.Object(at.Name, at.Path).CallWithContext(ctx, accessible+".GetChildren", 0).Store(&children); err != nil {
		return
	}
	for _, child := range children {
		if len(w.items) >= mostItems || ctx.Err() != nil {
			return
		}
		if one, ok := w.look(ctx, child); ok {
			w.items = append(w.items, one)
			w.below(ctx, child)
		}
	}
}

func (w *walk) look(ctx context.Context, at reference) (item, bool) {
	object := w.bus.Object(at.Name, at.Path)
	var one item
	var states []uint32
	if object.CallWithContext(ctx, accessible+".GetState", 0).Store(&states) != nil {
		return item{}, false
	}
	name, err := object.GetProperty(accessible + ".Name")
	if err != nil {
		return item{}, false
	}
	one.Name, _ = name.Value().(string)
	one.Focused, one.Showing = has(states, stateFocused), has(states, stateShowing)
	return one, true
}

func has(states []uint32, bit int) bool {
	word := bit / 32
	return word < len(states) && states[word]&(1<<(bit%32)) != 0
}
