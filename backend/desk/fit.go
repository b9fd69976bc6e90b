package desk

import (
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// Fit cuts what the pointer holds to the table's bounds, in place, and says
// whether anything was cut. Twice is once.
func Fit(row any) (cut bool) {
	w := walker{
		text: func(v reflect.Value, f field) {
			if s, short := fitted(v.String(), f.bound); short {
				v.SetString(s)
				cut = true
			}
		},
		list: func(v reflect.Value, f field) {
			if n := fitting(v, f.bound); n < v.Len() {
				v.SetLen(n)
				cut = true
			}
		},
	}
	w.walk(reflect.ValueOf(row).Elem())
	return cut
}

// longestInStub is how much of a text Squeeze leaves, in bytes: every id fits.
const longestInStub = 256

// Squeeze empties what the pointer holds of everything that can be long, in
// place. What is left is whole in its shape, and small whatever it was.
func Squeeze(row any) {
	w := walker{
		text: func(v reflect.Value, _ field) {
			if jsonSize(v.String()) > longestInStub {
				v.SetString("")
			}
		},
		before: func(v reflect.Value) { v.Set(reflect.MakeSlice(v.Type(), 0, 0)) },
	}
	w.walk(reflect.ValueOf(row).Elem())
}

// TooLarge refuses a command or call of which a field is beyond its bound, and
// says which and what to do. nil = all of it may be taken.
func TooLarge(body any) error {
	var refused error
	refuse := func(context string, f field, more Params) {
		if refused == nil {
			refused = Refuse(CodeInvalid, "tooLong", more, Params{ParamContext: context, "field": f.name(), "path": f.owner})
		}
	}
	w := walker{
		text: func(v reflect.Value, f field) {
			if s := v.String(); !f.bound.holds(s) {
				refuse("field", f, Params{"characters": utf8.RuneCountInString(s), "most": f.bound.Bytes})
			}
		},
		list: func(v reflect.Value, f field) {
			switch n := fitting(v, f.bound); {
			case n == v.Len():
			case n == f.bound.Items:
				refuse("lines", f, Params{"lines": v.Len(), "most": n})
			default:
				refuse("whole", f, Params{"lines": v.Len(), "most": n})
			}
		},
	}
	v := reflect.ValueOf(body)
	if v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct {
		w.walk(v.Elem())
	}
	return refused
}

// walker visits every text and every list that hangs on a struct.
type walker struct {
	text   func(reflect.Value, field)
	list   func(reflect.Value, field) // after its items
	before func(reflect.Value)        // a list, before its items
}

func (w walker) walk(v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		w.value(v.Field(f.index), f)
	}
}

func (w walker) value(v reflect.Value, f field) {
	switch v.Kind() { //nolint:exhaustive // numbers and flags have no size
	case reflect.String:
		w.text(v, f)
	case reflect.Struct:
		w.walk(v)
	case reflect.Pointer:
		if !v.IsNil() {
			w.value(v.Elem(), f)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // raw JSON and keys: what carries them bounds them
		}
		if w.before != nil {
			w.before(v)
		}
		if f.bound.Items < 0 {
			w.within(v)
			return
		}
		// What is cut off anyway needs no look.
		for i := range min(v.Len(), f.bound.Items+1) {
			w.value(v.Index(i), field{owner: f.owner, bound: itemBound(f.bound)})
		}
		if w.list != nil {
			w.list(v, f)
		}
	}
}

// within visits what the items of an unbounded list hold: only how many there are has
// no bound.
func (w walker) within(list reflect.Value) {
	if list.Type().Elem().Kind() != reflect.Struct {
		return
	}
	for i := range list.Len() {
		w.walk(list.Index(i))
	}
}

// itemBound bounds a text that is an item of a list.
func itemBound(list Bound) Bound {
	return Bound{Bytes: min(usualText.Bytes*longestRune, list.Bytes), Name: list.Name}
}

// field is one field of a struct with its bound.
type field struct {
	owner string // its name in JSON
	index int
	bound Bound
}

// name is the key of the noun that a person knows the field by.
func (f field) name() string {
	if f.bound.Name != "" {
		return f.bound.Name
	}
	return "other"
}

// plans keeps fieldsOf, by reflect.Type.
var plans sync.Map

// fieldsOf gives the fields of a struct that can have a size.
func fieldsOf(t reflect.Type) []field {
	if known, ok := plans.Load(t); ok {
		return known.([]field) //nolint:errcheck // nothing else is stored
	}
	var list []field
	for i := range t.NumField() {
		sf := t.Field(i)
		if !sf.IsExported() || !sizable(sf.Type) {
			continue
		}
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		list = append(list, field{
			owner: name, index: i, bound: boundOf(t.Name(), sf.Name, sf.Type.Kind() == reflect.Slice),
		})
	}
	plans.Store(t, list)
	return list
}

func sizable(t reflect.Type) bool {
	switch t.Kind() { //nolint:exhaustive // numbers and flags have no size
	case reflect.String, reflect.Struct, reflect.Slice:
		return true
	case reflect.Pointer:
		return sizable(t.Elem())
	default:
		return false
	}
}

// longestRune is how many bytes JSON may take for one of a text's.
const longestRune = 6

// holds says whether a text is within the bound.
func (b Bound) holds(s string) bool {
	return b.Bytes < 0 || len(s)*longestRune <= b.Bytes || jsonSize(s) <= b.Bytes
}

// fitted cuts a text to its bound and marks the cut.
func fitted(s string, b Bound) (string, bool) {
	if b.holds(s) {
		return s, false
	}
	const mark = "…"
	end := ""
	if dot := strings.LastIndexByte(s, '.'); b.Ending && dot > 0 && jsonSize(s[dot:]) <= longestEnding {
		s, end = s[:dot], s[dot:]
	}
	return Clip(s, b.Bytes-len(mark)-jsonSize(end)) + mark + end, true
}

// longestEnding is how long the ending of a file's name may be, in bytes.
const longestEnding = 32

// fitting gives how many items of a list fit.
func fitting(v reflect.Value, b Bound) int {
	if b.Items < 0 {
		return v.Len()
	}
	n := min(v.Len(), b.Items)
	size := 0
	for i := range n {
		if size += sizeOf(v.Index(i)); size > b.Bytes {
			return i
		}
	}
	return n
}

// sizeOf is about how many bytes the value takes as JSON.
func sizeOf(v reflect.Value) int {
	const quotesAndComma, number = 4, 8
	switch v.Kind() { //nolint:exhaustive // the rest are numbers and flags
	case reflect.String:
		return jsonSize(v.String()) + quotesAndComma
	case reflect.Pointer:
		if v.IsNil() {
			return number
		}
		return sizeOf(v.Elem())
	case reflect.Struct:
		size := quotesAndComma
		for i := range v.NumField() {
			size += len(v.Type().Field(i).Tag.Get("json")) + quotesAndComma + sizeOf(v.Field(i))
		}
		return size
	case reflect.Slice:
		size := quotesAndComma
		for i := range v.Len() {
			size += sizeOf(v.Index(i))
		}
		return size
	default:
		return 3 * number
	}
}

// jsonSize is how many bytes a text takes in JSON, without its quotes.
func jsonSize(s string) int {
	n := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		n += jsonRune(r, size)
	}
	return n
}

// jsonRune is how many bytes encoding/json writes for a rune that takes size
// bytes: it writes what could mean something in HTML as \u003c.
func jsonRune(r rune, size int) int {
	const escaped, short = 6, 2
	switch {
	case r == '"' || r == '\\' || r == '\n' || r == '\r' || r == '\t' || r == '\b' || r == '\f':
		return short
	case r < ' ', r == '<', r == '>', r == '&', r == 0x2028, r == 0x2029, r == utf8.RuneError && size == 1:
		return escaped
	default:
		return size
	}
}

// Clip cuts a text to at most n bytes of JSON, at the end of a character.
func Clip(s string, n int) string {
	used := 0
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			size = 1
		}
		if used += jsonRune(r, size); used > n {
			return s[:i]
		}
	}
	return s
}
