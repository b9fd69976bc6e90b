package main

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
)

// services are what Wails binds, see app.Main.
var services = []reflect.Type{
	reflect.TypeFor[*bridge.Admin](), reflect.TypeFor[*bridge.Compose](), reflect.TypeFor[*bridge.Records](), reflect.TypeFor[*bridge.Requests](), reflect.TypeFor[*bridge.Sandbox](),
	reflect.TypeFor[*bridge.Session](), reflect.TypeFor[*bridge.Setup](), reflect.TypeFor[*bridge.Sync](), reflect.TypeFor[*bridge.System](),
	reflect.TypeFor[*bridge.Threads](),
}

// generateServices gives the methods that Wails binds. Wails writes types of its own
// (frontend/wailsjs), but they know no closed lists and take null for undefined.
func generateServices(sh *shapes) []byte {
	var lines, b bytes.Buffer
	named := map[string]bool{}
	for _, t := range services {
		fmt.Fprintf(&lines, "  %s: {\n", t.Elem().Name())
		for m := range t.Methods() {
			fmt.Fprintf(&lines, "    %s(%s): Promise<%s>;\n", m.Name, takes(sh, m.Type, named), gives(sh, m.Type, named))
		}
		lines.WriteString("  };\n")
	}
	b.WriteString("/**\n * The methods that Wails binds. Written by `go run ./build/pagetypes`: change app/bridge, not this file.\n */\n")
	writeImport(&b, slices.Sorted(maps.Keys(named)))
	b.WriteString("\n/** Go's services by name. */\nexport interface Services {\n")
	b.Write(lines.Bytes())
	b.WriteString("}\n")
	return b.Bytes()
}

// takes lists what a method is given, without its receiver.
func takes(sh *shapes, method reflect.Type, named map[string]bool) string {
	var list []string
	for i := 1; i < method.NumIn(); i++ {
		list = append(list, fmt.Sprintf("arg%d: %s", i, noted(sh, method.In(i), named)))
	}
	return strings.Join(list, ", ")
}

// gives is what it answers: an error becomes a rejection.
func gives(sh *shapes, method reflect.Type, named map[string]bool) string {
	if method.NumOut() == 0 || method.Out(0) == reflect.TypeFor[error]() {
		return "void"
	}
	return noted(sh, method.Out(0), named)
}

func noted(sh *shapes, t reflect.Type, named map[string]bool) string {
	for e := t; ; e = e.Elem() {
		switch e.Kind() {
		case reflect.Struct:
			named[nameOf(e)] = true
		case reflect.Slice, reflect.Pointer:
			continue
		default:
		}
		return sh.of(t)
	}
}
