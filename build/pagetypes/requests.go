package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/wire"
)

const requestsFile = "frontend/src/bridge/requests.ts"

// generateRequests gives every command and call with the shapes of its body and
// its answer, as wire declares them.
func generateRequests() []byte {
	var b bytes.Buffer
	b.WriteString("/* eslint-disable max-lines -- generated, and one thing */\n/**\n * The commands and calls with the shapes of their bodies and answers, as Go declares them. Written by\n" +
		" * `go run ./build/pagetypes`: change backend/wire, not this file.\n */\n" +
		"\n/** What the relay can be asked, by name. */\nexport interface Requests {\n")
	shapes := map[string]reflect.Type{}
	for _, all := range []map[string]wire.Declaration{wire.Commands, wire.Calls} {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			d := all[name]
			fmt.Fprintf(&b, "  '%s': { body: %s; answer: %s };\n", name, shapeOf(reflect.TypeOf(d.Body), shapes), shapeOf(reflect.TypeOf(d.Answer), shapes))
		}
	}
	b.WriteString("}\n")
	for written := map[string]bool{}; len(written) < len(shapes); {
		for _, name := range slices.Sorted(maps.Keys(shapes)) {
			if !written[name] {
				written[name] = true
				writeShape(&b, name, shapes[name], shapes)
			}
		}
	}
	return b.Bytes()
}

func writeShape(b *bytes.Buffer, name string, t reflect.Type, shapes map[string]reflect.Type) {
	if t.NumField() == 0 {
		fmt.Fprintf(b, "\nexport type %s = Record<string, never>;\n", name)
		return
	}
	fmt.Fprintf(b, "\nexport interface %s {\n", name)
	for i := range t.NumField() {
		f := t.Field(i)
		tag, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "-" {
			continue
		}
		may := ""
		if strings.Contains(rest, "omitempty") {
			may = "?"
		}
		fmt.Fprintf(b, "  %s%s: %s;\n", tag, may, shapeOf(f.Type, shapes))
	}
	b.WriteString("}\n")
}

// shapeOf gives a type of Go in TypeScript, and notes the structs that it needs.
func shapeOf(t reflect.Type, shapes map[string]reflect.Type) string {
	switch t {
	case reflect.TypeFor[json.RawMessage]():
		return "unknown"
	case reflect.TypeFor[[]byte]():
		return "string"
	}
	switch t.Kind() {
	case reflect.Interface:
		return "unknown"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Pointer:
		return shapeOf(t.Elem(), shapes) + " | null"
	case reflect.Slice:
		return shapeOf(t.Elem(), shapes) + "[]"
	case reflect.Map:
		return "Record<string, " + shapeOf(t.Elem(), shapes) + ">"
	case reflect.Struct:
		shapes[t.Name()] = t
		return t.Name()
	default:
		return "number"
	}
}
