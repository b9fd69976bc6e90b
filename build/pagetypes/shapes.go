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

// shapes are the structs that the page meets, by their names in TypeScript, and the
// closed lists that their fields name.
type shapes struct {
	structs map[string]reflect.Type
	unions  map[string]bool
	errs    []error
}

func newShapes() *shapes {
	return &shapes{structs: map[string]reflect.Type{}, unions: map[string]bool{}}
}

// nameOf is what a struct is called in TypeScript, where Number is taken.
func nameOf(t reflect.Type) string {
	if t == reflect.TypeFor[wire.Number]() {
		return "BusinessNumber"
	}
	return t.Name()
}

// of gives a type of Go in TypeScript, and notes the structs that it needs.
func (s *shapes) of(t reflect.Type) string { return s.with(t, "string") }

// with does the same where text is one of a closed list.
func (s *shapes) with(t reflect.Type, text string) string {
	switch t {
	case reflect.TypeFor[json.RawMessage]():
		return "unknown"
	case reflect.TypeFor[[]byte]():
		return "string" // base64
	}
	switch t.Kind() {
	case reflect.Interface:
		return "unknown"
	case reflect.String:
		return text
	case reflect.Bool:
		return "boolean"
	case reflect.Pointer:
		return s.with(t.Elem(), text) + " | null"
	case reflect.Slice:
		element := s.with(t.Elem(), text)
		if strings.Contains(element, " ") {
			element = "(" + element + ")"
		}
		return element + "[]"
	case reflect.Map:
		return "Record<string, " + s.with(t.Elem(), text) + ">"
	case reflect.Struct:
		return s.note(t)
	default:
		return "number"
	}
}

// note keeps a struct and what its fields need, once.
func (s *shapes) note(t reflect.Type) string {
	name := nameOf(t)
	switch before, is := s.structs[name]; {
	case is && before != t:
		s.errs = append(s.errs, fmt.Errorf("%s and %s have one name in TypeScript", before, t))
	case !is:
		s.structs[name] = t
		for f := range t.Fields() {
			s.field(t, f)
		}
	}
	return name
}

// field gives the type of a struct's field.
func (s *shapes) field(t reflect.Type, f reflect.StructField) string {
	if f.Tag.Get("of") == "" {
		return s.of(f.Type)
	}
	words := strings.Split(f.Tag.Get("of"), " | ")
	for i, word := range words {
		if strings.HasPrefix(word, "'") {
			continue
		}
		u, known := unionNamed(word)
		if !known {
			s.errs = append(s.errs, fmt.Errorf("%s.%s is of %q, which unions.go does not list", t, f.Name, word))
		}
		words[i] = u.name
		s.unions[u.name] = true
	}
	return s.with(f.Type, strings.Join(words, " | "))
}

// write gives shapes.ts.
func (s *shapes) write() []byte {
	var b bytes.Buffer
	b.WriteString("/* eslint-disable max-lines -- generated, and one thing */\n/**\n * What goes between Go and the page. Written by `go run ./build/pagetypes`: change the Go code, not this file.\n" +
		" * A text that is one of a list may be another one when the relay is newer than this page.\n */\n" +
		"import type {\n")
	for _, name := range slices.Sorted(maps.Keys(s.unions)) {
		fmt.Fprintf(&b, "  %s,\n", name)
	}
	b.WriteString("} from '@/lib/lists';\n")
	for _, name := range slices.Sorted(maps.Keys(s.structs)) {
		s.writeStruct(&b, name)
	}
	return b.Bytes()
}

func (s *shapes) writeStruct(b *bytes.Buffer, name string) {
	t := s.structs[name]
	if t.NumField() == 0 {
		fmt.Fprintf(b, "\nexport type %s = Record<string, never>;\n", name)
		return
	}
	fmt.Fprintf(b, "\nexport interface %s {\n", name)
	for f := range t.Fields() {
		tag, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "-" {
			continue
		}
		is, may := s.field(t, f), ""
		if strings.Contains(rest, "omitempty") {
			is, may = strings.TrimSuffix(is, " | null"), "?" // nil is left out
		}
		fmt.Fprintf(b, "  %s%s: %s;\n", tag, may, is)
	}
	b.WriteString("}\n")
}

// writeImport imports shapes by their names.
func writeImport(b *bytes.Buffer, names []string) {
	b.WriteString("import type {\n")
	for _, name := range names {
		fmt.Fprintf(b, "  %s,\n", name)
	}
	b.WriteString("} from './shapes';\n")
}
