package meta

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// This file reads JSON that is known to be valid. Package json looks at each
// byte twice and again at every level that is kept raw, and it made the half of
// what receiving a webhook cost. Here a body is checked once, by json.Valid, and
// then only walked. What is read shares the memory of what it is read from.

// space gives the first position from i on that is not white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// pastString gives the position after the string that begins at i.
func pastString(b []byte, i int) int {
	for i++; ; i++ {
		quote := bytes.IndexByte(b[i:], '"')
		if quote < 0 {
			return len(b) // no JSON
		}
		if i += quote; !isEscaped(b, i) {
			return i + 1
		}
	}
}

// isEscaped says whether an odd number of backslashes stands before i.
func isEscaped(b []byte, i int) bool {
	n := 0
	for n < i && b[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// pastValue gives the position after the value that begins at i.
func pastValue(b []byte, i int) int {
	switch b[i] {
	case '"':
		return pastString(b, i)
	case '{', '[':
		for depth := 0; ; {
			switch b[i] {
			case '"':
				i = pastString(b, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
		}
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	return i
}

// members calls f for each member of an object, in order.
func members(object []byte, f func(key, value []byte)) {
	for i := space(object, 0) + 1; ; {
		i = space(object, i)
		switch object[i] {
		case '}':
			return
		case ',':
			i = space(object, i+1)
		}
		end := pastString(object, i)
		key := object[i+1 : end-1]
		if bytes.IndexByte(key, '\\') >= 0 {
			key = []byte(unquote(object[i:end]))
		}
		i = space(object, space(object, end)+1) // past the colon
		end = pastValue(object, i)
		f(key, object[i:end:end])
		i = end
	}
}

// elements gives the elements of an array; nil if it is none.
func elements(array []byte) []json.RawMessage {
	i := space(array, 0)
	if i == len(array) || array[i] != '[' {
		return nil
	}
	var out []json.RawMessage
	for i++; ; {
		i = space(array, i)
		switch array[i] {
		case ']':
			return out
		case ',':
			i = space(array, i+1)
		}
		end := pastValue(array, i)
		out = append(out, array[i:end:end])
		i = end
	}
}

// unquote gives the text of a string with its quotes.
func unquote(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // a valid string
	return s
}

// plan says where the members of an object go in a struct of lenient parts. It
// is nil for types that package json has to read.
type plan map[string][]int

var plans sync.Map // reflect.Type → plan

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func planOf(t reflect.Type) plan {
	if p, ok := plans.Load(t); ok {
		known, _ := p.(plan) // nothing else is put there
		return known
	}
	p := plan{}
	if t.Kind() != reflect.Struct || !p.add(t, nil) {
		p = nil
	}
	plans.Store(t, p)
	return p
}

// add notes the fields of a struct, and says whether all of them are lenient.
func (p plan) add(t reflect.Type, at []int) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("json")
		path := append(at[:len(at):len(at)], i)
		switch {
		case name == "-":
		case f.Anonymous && name == "":
			if !p.add(f.Type, path) {
				return false
			}
		case name == "" || strings.Contains(name, ",") || !reflect.PointerTo(f.Type).Implements(unmarshaler):
			return false
		default:
			p[name] = path
		}
	}
	return true
}

// find gives the field of a key. Like package json it takes a key in other
// letters if there is none in these.
func (p plan) find(key []byte) []int {
	if at, ok := p[string(key)]; ok {
		return at
	}
	if bytes.IndexFunc(key, func(r rune) bool { return r < 'a' && r != '_' && (r < '0' || r > '9') || r > 'z' }) < 0 {
		return nil
	}
	for name, at := range p {
		if strings.EqualFold(name, string(key)) {
			return at
		}
	}
	return nil
}

// read fills *v from valid JSON and says whether its shape fits.
func read(b []byte, v any) bool {
	if u, ok := v.(json.Unmarshaler); ok {
		return u.UnmarshalJSON(b) == nil
	}
	to := reflect.ValueOf(v).Elem()
	p := planOf(to.Type())
	if p == nil {
		return json.Unmarshal(b, v) == nil
	}
	if !isObject(b) {
		return false
	}
	members(b, func(key, value []byte) {
		at := p.find(key)
		if at == nil {
			return
		}
		switch part := to.FieldByIndex(at).Addr().Interface().(type) {
		case *json.RawMessage:
			*part = value
		case json.Unmarshaler:
			_ = part.UnmarshalJSON(value) // lenient: never fails
		}
	})
	return true
}

// appendText appends s as a JSON string.
func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, err := marshal(s)
			if err != nil { // cannot be: any text can be written
				quoted = []byte(`""`)
			}
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// appendCompact appends valid JSON without the white space between its parts.
func appendCompact(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		start := i
		for i < len(b) && b[i] > ' ' {
			if b[i] == '"' {
				i = pastString(b, i)
				continue
			}
			i++
		}
		dst = append(dst, b[start:i]...)
		i = space(b, i)
	}
	return dst
}
