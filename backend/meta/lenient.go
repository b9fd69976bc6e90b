package meta

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// The types of this file read JSON that is not what it should be. Meta sends
// the same id as a string in one place and as a number in another, and one odd
// field must not cost us the message around it. None of them ever returns an
// error: what cannot be read stays at its zero value.

// str reads a string, a number (digits kept exactly) or a boolean.
type str string

func (s *str) UnmarshalJSON(b []byte) error {
	*s = ""
	switch {
	case len(b) == 0 || b[0] == '{' || b[0] == '[' || bytes.Equal(b, []byte("null")):
		return nil
	case b[0] == '"':
		*s = str(unquote(b))
		return nil
	}
	*s = str(b)
	return nil
}

// num reads an integer given as a number or as a string.
type num int64

func (n *num) UnmarshalJSON(b []byte) error {
	*n = 0
	text := string(bytes.TrimSpace(bytes.Trim(b, `"`)))
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		*n = num(v)
		return nil
	}
	// 2.0 and 1.7e9 are integers too; beyond 2^53 a float is not exact.
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1<<53 && f < 1<<53 {
		*n = num(f)
	}
	return nil
}

// angle reads a part of a place, given as a number or as a string, and knows
// whether there was one.
type angle struct {
	value float64
	ok    bool
}

func (d *angle) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.Trim(string(b), `"`)), 64)
	*d = angle{v, err == nil}
	return nil
}

// within says whether there is a value from -most to most; NaN is none.
func (d angle) within(most float64) bool {
	return d.ok && d.value >= -most && d.value <= most
}

// document reads a JSON document that is given as text, or as it is.
type document string

func (d *document) UnmarshalJSON(b []byte) error {
	*d = ""
	switch {
	case len(b) > 0 && b[0] == '"':
		*d = document(unquote(b))
	case isObject(b) || bytes.HasPrefix(b, []byte("[")):
		*d = document(b)
	}
	return nil
}

// flag reads true, "true" and 1.
type flag bool

func (f *flag) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	*f = flag(text == "true" || text == "1")
	return nil
}

// soft reads a T and stays absent when the JSON is null or not a T.
type soft[T any] struct{ p *T }

func (s *soft[T]) UnmarshalJSON(b []byte) error {
	s.p = nil
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	v := new(T)
	if len(b) > 0 && read(b, v) {
		s.p = v
	}
	return nil
}

// or returns the value or an empty one.
func (s soft[T]) or() T {
	if s.p == nil {
		var zero T
		return zero
	}
	return *s.p
}

// list reads an array and leaves out the elements that are not a T. A single T
// where an array belongs counts as an array of one.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	raw := elements(b)
	if raw == nil && !bytes.Equal(b, []byte("null")) && !bytes.HasPrefix(b, []byte("[")) {
		raw = []json.RawMessage{b}
	}
	for _, r := range raw {
		var v soft[T]
		_ = v.UnmarshalJSON(r) // never fails
		if v.p != nil {
			*l = append(*l, *v.p)
		}
	}
	return nil
}

// plain returns the elements of a list of str.
func plain(l list[str]) []string {
	var out []string
	for _, s := range l {
		out = append(out, string(s))
	}
	return out
}

// first returns the first string that is not empty.
func first(values ...str) string {
	for _, v := range values {
		if v != "" {
			return string(v)
		}
	}
	return ""
}

// millis turns one of Meta's stamps into Unix milliseconds; 0 means none. Meta
// counts in seconds, but a few fields are reported in milliseconds: anything
// after the year 5000 in seconds must be such a one.
func millis(stamp num) int64 {
	const latestSecond = 95_617_584_000
	switch {
	case stamp <= 0:
		return 0
	case stamp > latestSecond:
		return int64(stamp)
	}
	return int64(stamp) * 1000
}

// visible gives a name with something to see in it, else "".
func visible(s str) string { return desk.Visible(string(s)) }

// firstOf returns the first string that is not empty.
func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func isNull(b []byte) bool { return bytes.Equal(b, []byte("null")) }

// isObject says whether b holds a JSON object.
func isObject(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && b[0] == '{'
}

// isUserID says whether an id is a business-scoped user id (two letters of the
// country, a dot, the rest) and not a phone number. Some payloads put one into
// a field that is made for phone numbers.
func isUserID(id string) bool {
	return len(id) > 3 && id[2] == '.' && upper(id[0]) && upper(id[1])
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }
